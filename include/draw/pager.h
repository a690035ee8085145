/*
 * Lines to be read: a window that scrolls over them with a cursor line in it. What the lines are,
 * and how many, only the source knows; it may find out while it goes. Rows are as wide as they are:
 * a source breaks what is longer.
 */
#ifndef DRAW_PAGER_H
#define DRAW_PAGER_H

#include "draw/canvas.h"

/* Where a line is: in which part of the source, and which line of that part. Ordered. */
struct pager_place {
	size_t part, line;
};

struct pager_source {
	const void *data;
	/* To the line after (by 1) or before (by -1); false, and nowhere else, where there is none.
	 */
	bool (*step)(const void *data, struct pager_place *place, int by);
	/* One row high. */
	void (*draw)(const void *data, struct pager_place place, struct canvas *row);
	/* Counts lines from 0 to there. */
	size_t (*number)(const void *data, struct pager_place place);
	/* All of them; *more where there may be others. */
	size_t (*count)(const void *data, bool *more);
};

struct pager {
	struct pager_place top, at; /* the first row in sight, and the cursor's */
	int height;
};

enum { PAGER_POSITION_MAX = 112 };

void pager_layout(struct pager *pager, int height);
/* The actions of one who reads: down up half-down half-up page-down page-up first last. False: no
 * such action. */
bool pager_act(struct pager *pager, const struct pager_source *source, const char *action);
/* The cursor there, with lines around it in sight. */
void pager_go(struct pager *pager, const struct pager_source *source, struct pager_place place);
/* Moves the window so that the cursor is in it and no row is left empty that could be filled: after
 * lines came, went or were folded. */
void pager_settle(struct pager *pager, const struct pager_source *source);

/* Marks what stands on the screen and equals `needle`, ASCII case folded; it may be empty. */
void pager_draw(const struct pager *pager, const struct pager_source *source, struct canvas *canvas,
	struct text needle);
/* `1-20 of 12,345+`; empty where there are no lines. Returns `out`. */
char *pager_position(
	const struct pager *pager, const struct pager_source *source, char out[PAGER_POSITION_MAX]);

#endif
