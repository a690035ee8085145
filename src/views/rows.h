/*
 * Rows of the model as rows of a table: one adapter for topics, groups and consumers. It keeps
 * names, never pointers, from one refresh to the next, because the model may change in between. It
 * knows nothing of keys or of screens.
 */
#ifndef VIEWS_ROWS_H
#define VIEWS_ROWS_H

#include "draw/table.h"
#include "model/column.h"
#include "stream/interest.h"
#include "stream/ref.h"

enum { ROWS_COLUMNS_MAX = 24 };

struct rows;

/* What a list is a list of. */
struct row_kind {
	const struct column *columns;
	const size_t *column_count;
	/* Calls rows_add for each row, in the model's order. */
	void (*gather)(struct rows *rows);
	/* The row of that number as the model has it now; NULL when it is gone. */
	const void *(*find)(const struct rows *rows, size_t row);
	/* NULL: rows of this kind have no verdict; where they have, the first column is its marker.
	 */
	enum verdict_id (*verdict)(const void *row);
	/* A bar as last column, as a share of a whole; NULL: none. */
	double (*share)(const struct rows *rows, const void *row);
	double spark_least; /* the scale of a spark is this at least */
};

extern const struct row_kind topic_rows;
extern const struct row_kind group_rows;
extern const struct row_kind consumer_rows;

struct row {
	const void *now;               /* valid within a refresh only */
	size_t topic_at, topic_length; /* in names; the key is the whole */
	size_t name_length;
};

struct row_cache {
	size_t column;
	struct value *values; /* NULL: not yet looked up */
};

struct rows {
	const struct row_kind *kind;
	const struct model *model; /* of the last refresh */
	struct ref within; /* borrowed: only rows of this topic or group; SUBJECT_NONE: all */
	struct row *at;
	size_t count, room;
	char *names;
	size_t names_length, names_room;
	const struct column *shown[ROWS_COLUMNS_MAX]; /* NULL: the share */
	struct table_column titles[ROWS_COLUMNS_MAX];
	size_t column_count, tie_column; /* a verdict shared is told apart by the tie column */
	struct row_cache *cache; /* within a refresh: values of the column that is sorted by */
	int span_s;              /* that a spark shows; rows_set_span */
	char spark_title[32];
	struct table table;
};

/* `sort`: a column's name, worst or greatest first unless the column says otherwise; NULL: the
 * first. */
void rows_init(struct rows *rows, const struct row_kind *kind, const char *sort);
void rows_finish(struct rows *rows);
/* Leaves a column out that says the same in every row; not the first one. */
void rows_leave_out(struct rows *rows, const char *column);

void rows_set_span(struct rows *rows, int span_s);
void rows_refresh(struct rows *rows, const struct model *model);
void rows_draw(const struct rows *rows, struct canvas *canvas, bool focus);
/* The actions of table_bindings. False: none of them. */
bool rows_act(struct rows *rows, const struct model *model, const char *action);

/* Whether `width` cells show less than the whole name of the selected row. */
bool rows_cuts(const struct rows *rows, int width);

/* The selected row as the model has it now; NULL: there is none, or it is gone. */
const void *rows_selected(const struct rows *rows);
/* The i-th row on screen; false at the end, *row NULL where it is gone. */
bool rows_visible(const struct rows *rows, size_t i, const void **row);
/* Topics of marked rows that are there, in the order of the list, at most `room`; borrowed until
 * the next refresh. Returns how many. */
size_t rows_marked(const struct rows *rows, struct text *topics, size_t room);
/* `Topics  19 of 412   filter: none   sort: LAG v`. */
void rows_title(const struct rows *rows, const char *what, char *out, size_t size);
/* Why a list with a filter is empty. */
void rows_say_none(const struct rows *rows, char *out, size_t size);
/* `1-19 of 412`, with the marks if there are any. */
void rows_place(const struct rows *rows, char *out, size_t size);

/* For row kinds: `now` is the row, named `name`, of `topic`. */
void rows_add(struct rows *rows, const void *now, struct text topic, struct text name);
struct text rows_topic_of(const struct rows *rows, size_t row);
struct text rows_name_of(const struct rows *rows, size_t row);

#endif
