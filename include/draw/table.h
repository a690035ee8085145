/*
 * The list that every list screen is: columns by priority, sorting, filter, marks, scroll, a
 * selection that follows the row's identity, and an order that stands still for 5 s after a key.
 * Views only supply rows. It knows nothing of what a row means.
 */
#ifndef DRAW_TABLE_H
#define DRAW_TABLE_H

#include "base/map.h"
#include "draw/canvas.h"

#include <stdint.h>

struct table_column {
	const char *name; /* for `:sort NAME` and the configuration */
	const char *title;
	int min, preferred; /* cells */
	int priority;       /* 0 is never hidden; the highest goes first */
	int weight;         /* share of the room left over; 0 none */
	enum align align;   /* of the title; cells align themselves */
	bool ascending;     /* the direction it first sorts in */
};

/* Rows are numbered 0 .. count-1 in the source's own order, which may change between refreshes. */
struct table_source {
	const void *data;
	size_t (*count)(const void *data);
	/* Identity; borrowed until the next refresh. */
	struct text (*key)(const void *data, size_t row);
	/* One row high, as wide as the column came out. */
	void (*cell)(const void *data, size_t row, size_t column, struct canvas *cell);
	/* Ascending. */
	int (*compare)(const void *data, size_t a, size_t b, size_t column);
	bool (*match)(const void *data, size_t row, struct text filter);
	/* Cells that the row would fill of a column whose content tells rows apart: a name. 0: its
	 * width is fixed. What such a column wants is served before all that may be hidden; NULL:
	 * there is none. */
	int (*wanted)(const void *data, size_t row, size_t column);
	/* Of the row's marker column; ROLE_TEXT when calm. NULL: always calm. */
	enum role (*role)(const void *data, size_t row);
};

enum { TABLE_FREEZE_MS = 5000, TABLE_SHRINK_MS = 30000, TABLE_COLUMNS_MAX = 32 };

struct table_key {
	char *at; /* NULL: none */
	size_t length;
};

/* The widest content in sight of a column: grows at once, shrinks when it was less for long. */
struct table_wish {
	int cells;
	int64_t less_since_ms; /* 0: it is not less */
};

struct table {
	const struct table_column *columns;
	size_t column_count;
	size_t sort_column;
	bool sort_descending;
	char *selected; /* key of the selected row, with its length; NULL before there is one */
	size_t selected_length;
	size_t selected_at;      /* where it stands in the order */
	bool held;               /* chosen by the operator; until then the first row is selected */
	size_t top;              /* first row shown */
	int rows_shown;          /* of the last layout */
	int first_column;        /* horizontal scroll: columns skipped after the first two */
	struct buf filter;       /* as typed; a leading ! inverts */
	struct map *marks;       /* by key */
	struct table_key anchor; /* marked last: where a range begins */
	struct table_key parked; /* selected before there was a filter; back when the filter goes */
	size_t parked_top;
	struct map *places; /* while frozen: where each key stands, from 1 */
	size_t places_used;
	size_t *order;       /* row numbers in display order */
	size_t shown, total; /* rows after and before the filter */
	int64_t frozen_until_ms;
	bool order_valid;
	struct table_wish wishes[TABLE_COLUMNS_MAX]; /* by column */
};

/* Sorts by `sort_column`; by the first where there is none of that name. The columns outlive the
 * table. */
void table_init(struct table *table, const struct table_column *columns, size_t count,
	const char *sort_column);
void table_finish(struct table *table);

/* Brings order, filter and selection up to date with the source. The order is kept while frozen
 * (new rows at the end, rows that went removed). */
void table_refresh(struct table *table, const struct table_source *source, int64_t now_ms);
/* Draws the title row and as many rows as fit; leaves the terminal's cursor on the selected row. */
void table_draw(const struct table *table, const struct table_source *source, struct canvas *canvas,
	bool focus);
/* The height of the canvas it will be drawn on, title row included: to be said at layout and
 * before table_draw. */
void table_layout(struct table *table, int height);

/* The actions that every list has: down up half-down half-up page-down page-up first last left
 * right mark mark-range mark-all unmark-all sort-next sort-previous sort-invert. False: no such
 * action.
 * Any of them freezes the order. */
bool table_act(
	struct table *table, const struct table_source *source, const char *action, int64_t now_ms);
/* False: no such column. Takes effect at the next refresh, as a filter and a selection do. */
bool table_sort_by(struct table *table, const char *column, bool descending);
void table_set_filter(struct table *table, struct text filter);
/* Selects by identity; where the row is not there, its neighbour. False where it was selected
 * already. */
bool table_select(struct table *table, struct text key);

/* Whether a canvas of that width shows less than the whole of what tells the selected row apart. */
bool table_cuts(const struct table *table, const struct table_source *source, int width);

/* Row number of the selection in the source; false when the table is empty. */
bool table_selected(const struct table *table, size_t *row);
/* Source rows now on screen: the view's interest. From index 0 of the window; false at its end. */
bool table_visible(const struct table *table, size_t index, size_t *row);
bool table_marked(const struct table *table, struct text key);

#endif
