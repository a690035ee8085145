/*
 * The topics or groups of a model as rows by name, made of the model's own columns: JSON for
 * scripts, a table for people.
 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "json.h"

struct listing {
	const struct model *model;
	const struct column *columns;
	size_t column_count, count;
	const void **at; /* struct topic or struct group; borrowed from the model */
};

/* By name; released with listing_finish. */
struct listing listing_of_topics(const struct model *model);
struct listing listing_of_groups(const struct model *model);
void listing_finish(struct listing *rows);

/* One row's value in a column, null where it is not known. */
cJSON *listing_member(const struct listing *rows, const struct column *column, const void *row);
/* A list of objects with the columns' members in order. */
cJSON *listing_json(const struct listing *rows);

/* Whom a table is for. */
struct listing_style {
	int width; /* cells; 0: no limit, names whole */
	bool color, unicode;
};

/* Appends the table with its title line; what does not fit into the width is left out or cut. */
void listing_table(const struct listing *rows, const struct listing_style *style, struct buf *out);

#endif
