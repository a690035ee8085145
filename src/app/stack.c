#include "stack.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

static void place_open(
	struct stack *stack, struct place *place, const struct view *view, const struct ref *ref)
{
	*place = (struct place){.view = view};
	ref_set(&place->ref, ref);
	place->state = mem_alloc(1, view->size);
	view->open(place->state, &place->ref);
	view->layout(place->state, stack->width, stack->height);
	view->refresh(place->state, stack->model);
}

static void place_close(struct place *place)
{
	if (place->view) {
		place->view->close(place->state);
	}
	mem_free(place->state);
	ref_finish(&place->ref);
	*place = (struct place){.view = NULL};
}

static void cut_to(struct stack *stack, size_t depth)
{
	while (stack->depth > depth) {
		place_close(&stack->above[--stack->depth]);
	}
}

/* What lies above it comes down. */
static void take_out(struct stack *stack, size_t at)
{
	place_close(&stack->above[at]);
	stack->depth--;
	memmove(&stack->above[at], &stack->above[at + 1],
		(stack->depth - at) * sizeof(*stack->above));
	stack->above[stack->depth] = (struct place){.view = NULL};
}

static bool find_root(const struct stack *stack, const struct view *view, size_t *root)
{
	size_t i;

	for (i = 0; i < stack->root_count; i++) {
		if (stack->roots[i].view == view) {
			*root = i;
			return true;
		}
	}
	return false;
}

static bool is_place(const struct place *place)
{
	return place->view->key || place->ref.subject != SUBJECT_NONE;
}

static void remember(struct stack *stack)
{
	const struct place *top = stack_peek(stack);
	struct visit *visit = &stack->visits[stack->visit];
	bool here = stack->visit_count > 0 && visit->view == top->view &&
		ref_equal(&visit->ref, &top->ref);
	size_t i;

	if (here || !is_place(top)) {
		return;
	}
	if (stack->visit_count > 0) {
		stack->visit++;
	}
	for (i = stack->visit; i < stack->visit_count; i++) {
		ref_finish(&stack->visits[i].ref);
	}
	if (stack->visit == STACK_VISITS_MAX) {
		ref_finish(&stack->visits[0].ref);
		memmove(stack->visits, stack->visits + 1,
			(STACK_VISITS_MAX - 1) * sizeof(*stack->visits));
		stack->visit--;
	}
	stack->visits[stack->visit] = (struct visit){.view = top->view};
	ref_set(&stack->visits[stack->visit].ref, &top->ref);
	stack->visit_count = stack->visit + 1;
}

void stack_init(struct stack *stack, const struct model *model, const struct view *first)
{
	const struct ref nothing = ref_none();
	const struct view *view;
	size_t i;

	*stack = (struct stack){.model = model, .width = 80, .height = 20};
	for (i = 0; (view = view_at(i)) != NULL; i++) {
		if (view->key && stack->root_count < STACK_ROOTS_MAX) {
			place_open(stack, &stack->roots[stack->root_count++], view, &nothing);
		}
	}
	find_root(stack, first, &stack->home);
	stack->root = stack->home;
	remember(stack);
}

void stack_finish(struct stack *stack)
{
	size_t i;

	cut_to(stack, 0);
	for (i = 0; i < stack->root_count; i++) {
		place_close(&stack->roots[i]);
	}
	for (i = 0; i < stack->visit_count; i++) {
		ref_finish(&stack->visits[i].ref);
	}
}

const struct place *stack_peek(const struct stack *stack)
{
	return stack->depth > 0 ? &stack->above[stack->depth - 1] : &stack->roots[stack->root];
}

struct place *stack_top(struct stack *stack)
{
	return stack->depth > 0 ? &stack->above[stack->depth - 1] : &stack->roots[stack->root];
}

struct place *stack_below(struct stack *stack)
{
	if (stack->depth == 0) {
		return NULL;
	}
	return stack->depth > 1 ? &stack->above[stack->depth - 2] : &stack->roots[stack->root];
}

static void show_top(struct stack *stack)
{
	struct place *top = stack_top(stack);

	top->view->layout(top->state, stack->width, stack->height);
	top->view->refresh(top->state, stack->model);
}

static void go(struct stack *stack, const struct view *view, const struct ref *ref)
{
	size_t root, i;

	if (ref->subject == SUBJECT_NONE && find_root(stack, view, &root)) {
		cut_to(stack, 0);
		stack->root = root;
		show_top(stack);
		return;
	}
	for (i = 0; i < stack->depth; i++) {
		if (stack->above[i].view != view) {
			continue;
		}
		if (view->floats) {
			take_out(stack, i);
		} else {
			cut_to(stack, i);
		}
	}
	assert(stack->depth < STACK_DEPTH_MAX);
	place_open(stack, &stack->above[stack->depth], view, ref);
	stack->depth++;
}

void stack_open(struct stack *stack, const struct view *view, const struct ref *ref)
{
	const struct place *top = stack_peek(stack);
	struct ref wanted = ref_none();

	if (top->view == view && ref_equal(&top->ref, ref)) {
		return;
	}
	/* What is closed on the way may own the bytes of `ref`. */
	ref_set(&wanted, ref);
	go(stack, view, &wanted);
	ref_finish(&wanted);
	remember(stack);
}

bool stack_back(struct stack *stack)
{
	if (stack->depth > 0) {
		cut_to(stack, stack->depth - 1);
	} else if (stack->root != stack->home) {
		stack->root = stack->home;
	} else {
		return false;
	}
	show_top(stack);
	remember(stack);
	return true;
}

bool stack_walk(struct stack *stack, int by)
{
	size_t to = by < 0 ? stack->visit - 1 : stack->visit + 1;

	if ((by < 0 && stack->visit == 0) || to >= stack->visit_count) {
		return false;
	}
	stack->visit = to;
	go(stack, stack->visits[to].view, &stack->visits[to].ref);
	return true;
}

void stack_layout(struct stack *stack, int width, int height)
{
	struct place *top = stack_top(stack);

	stack->width = width;
	stack->height = height;
	top->view->layout(top->state, width, height);
}

void stack_refresh(struct stack *stack)
{
	struct place *top = stack_top(stack);

	top->view->refresh(top->state, stack->model);
}
