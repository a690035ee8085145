/*
 * Which screen is on top and what lies below it. Every screen with a key of its own is a root that
 * keeps its state for good; what is opened from there lies above it, each screen once, so that the
 * way back is short. And the places that were visited, in order; a page about another one, such as
 * help, is none.
 */
#ifndef APP_STACK_H
#define APP_STACK_H

#include "views/view.h"

enum { STACK_ROOTS_MAX = 9, STACK_DEPTH_MAX = 8, STACK_VISITS_MAX = 32 };

struct place {
	const struct view *view;
	struct ref ref; /* own */
	void *state;
};

struct visit {
	const struct view *view;
	struct ref ref; /* own */
};

struct stack {
	const struct model *model;
	int width, height; /* of a screen's body */
	struct place roots[STACK_ROOTS_MAX];
	size_t root_count, root, home;
	struct place above[STACK_DEPTH_MAX];
	size_t depth;
	struct visit visits[STACK_VISITS_MAX];
	size_t visit_count, visit;
};

void stack_init(struct stack *stack, const struct model *model, const struct view *first);
void stack_finish(struct stack *stack);

struct place *stack_top(struct stack *stack);
const struct place *stack_peek(const struct stack *stack);
/* What lies below the top; NULL at a root. */
struct place *stack_below(struct stack *stack);
/* Goes there, or stays if it is there. */
void stack_open(struct stack *stack, const struct view *view, const struct ref *ref);
/* To what lies below, from a root to the one that all began with; false there. */
bool stack_back(struct stack *stack);
/* To the place visited before (-1) or after (1); false where there is none. */
bool stack_walk(struct stack *stack, int by);

void stack_layout(struct stack *stack, int width, int height);
void stack_refresh(struct stack *stack);

#endif
