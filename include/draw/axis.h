/*
 * Time as a row of cells: round ticks, and long silences folded to a fixed width, so that what lies
 * around them can be seen. It is as long as it is asked to be, and a window is drawn of it. It
 * knows nothing of what happens in that time.
 */
#ifndef DRAW_AXIS_H
#define DRAW_AXIS_H

#include "draw/canvas.h"

enum { AXIS_FOLDS_MAX = 8 };

struct axis_piece {
	int64_t from_ms, to_ms;
	int from, cells;
	bool folded;
};

struct axis {
	int width; /* of the whole */
	int left;  /* of the window: what is drawn in its first cell */
	size_t count;
	struct axis_piece pieces[2 * AXIS_FOLDS_MAX + 1];
};

/* `moments` in rising order: between two of them nothing happens. A silence above a minute and ten
 * times the usual one is folded, where there is room for folds. */
void axis_make(struct axis *axis, const int64_t *moments, size_t count, int width);
/* Cells from the left end of the whole, with their fraction; what lies outside is at an end. */
double axis_at(const struct axis *axis, int64_t ms);
/* The widest cells have this many ms; 0: there is no time on it. */
int64_t axis_ms_per_cell(const struct axis *axis);

/* Ticks with times since the beginning; behind a fold `+` since its end. */
void axis_draw_ruler(const struct axis *axis, struct canvas *row, enum role role);

enum axis_fill {
	AXIS_WAIT,     /* it lies in a topic */
	AXIS_WORK,     /* somebody is at it */
	AXIS_UNKNOWN,  /* one or the other */
	AXIS_GROWING,  /* and it goes on */
	AXIS_EXPECTED, /* is to come */
};
/* At least one cell, and `//` where it crosses a fold. */
struct axis_bar {
	int64_t from_ms, to_ms;
	enum axis_fill fill;
	enum role role;
};
void axis_draw_bar(const struct axis *axis, const struct axis_bar *bar, struct canvas *row);
/* One moment; marks of what lies outside of the window stand at its ends. */
void axis_draw_mark(const struct axis *axis, int64_t at_ms, enum role role, enum glyph glyph,
	struct canvas *row);

#endif
