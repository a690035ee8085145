/*
 * Rows asked by the query language: the columns of a list are the attributes, by their names in the
 * list and by their JSON members. It knows nothing of who asks.
 */
#ifndef MODEL_COLUMN_QUERY_H
#define MODEL_COLUMN_QUERY_H

#include "model/column.h"
#include "stream/query.h"

struct column_query;

/* The columns outlive it. NULL as query_compile. An age is a duration by its column's name (`oldest
 * > 5m`) and a number of ms by its member's (`oldest_undelivered_age_ms > 300000`). */
struct column_query *column_query_compile(struct text text, const struct column *columns,
	size_t count, size_t *column, struct error *error);
void column_query_destroy(struct column_query *query);
/* What is not known makes every comparison false. */
enum query_result column_query_match(
	struct column_query *query, const struct model *model, const void *row, struct error *why);

#endif
