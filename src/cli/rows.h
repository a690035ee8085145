/*
 * The topics or groups of a model as rows by name, made of the model's own columns: JSON for
 * scripts, a table for people.
 */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "json.h"

struct rows {
	const struct model *model;
	const struct column *columns;
	size_t column_count, count;
	const void **at; /* struct topic or struct group; borrowed from the model */
};

/* By name; released with rows_finish. */
struct rows rows_of_topics(const struct model *model);
struct rows rows_of_groups(const struct model *model);
void rows_finish(struct rows *rows);

/* One row's value in a column, null where it is not known. */
cJSON *rows_member(const struct rows *rows, const struct column *column, const void *row);
/* A list of objects with the columns' members in order. */
cJSON *rows_json(const struct rows *rows);

/* Whom a table is for. */
struct rows_style {
	int width; /* cells; 0: no limit, names whole */
	bool color, unicode;
};

/* Appends the table with its title line; what does not fit into the width is left out or cut. */
void rows_table(const struct rows *rows, const struct rows_style *style, struct buf *out);

#endif
