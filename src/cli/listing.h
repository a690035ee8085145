/*
 * The topics or groups of a model as rows by name, made of the model's own columns: JSON for
 * scripts, a table for people.
 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "json.h"
#include "model/column_query.h"

/* A column of the table for people, picked from the model's by name. */
struct listing_column {
	const char *name;  /* the column's name; where it has none, its JSON member */
	const char *title; /* NULL: the column's own */
	int priority;      /* 0 is never left out; the highest goes first */
	int sentence;      /* cells below which it says nothing; 0: a name, cut in the middle */
};

struct listing {
	const struct model *model;
	const struct column *columns;
	const struct listing_column *shown;
	size_t column_count, shown_count, count;
	const void **at; /* struct topic or struct group; borrowed from the model */
};

/* By name; released with listing_finish. */
struct listing listing_of_topics(const struct model *model);
struct listing listing_of_groups(const struct model *model);
void listing_finish(struct listing *rows);
/* Only the rows for which the query holds stay (NULL: all). Returns for how many it could not be
 * decided: they do not stay, and *why says it of one. */
size_t listing_keep(struct listing *rows, struct column_query *query, struct error *why);

/* One row's value in a column, null where it is not known. */
cJSON *listing_member(const struct listing *rows, const struct column *column, const void *row);
/* A list of objects with the columns' members in order. */
cJSON *listing_json(const struct listing *rows);

/* Appends the names of the members, in lines. */
void listing_describe(struct buf *out, const struct column *columns, size_t count);

/* Whom a table is for. */
struct listing_style {
	int width; /* cells; 0: no limit, names whole */
	bool color, unicode;
};

/* Appends the table with its title line; what does not fit into the width is left out or cut. */
void listing_table(const struct listing *rows, const struct listing_style *style, struct buf *out);

#endif
