/*
 * What is typed behind `/` in a list: words that a name holds, or a query over the list's columns.
 * While a query is half typed the last one that read holds on. It knows nothing of the list.
 */
#ifndef VIEWS_ROWS_FILTER_H
#define VIEWS_ROWS_FILTER_H

#include "model/column_query.h"

enum { ROWS_TROUBLE_MAX = 120 };

struct rows_filter {
	char *text; /* that was read last; NULL: none */
	size_t length;
	struct column_query *query;     /* NULL: the text is words */
	bool inverts;                   /* it begins with ! */
	char trouble[ROWS_TROUBLE_MAX]; /* why the text is no query, although it is meant as one */
};

void rows_filter_finish(struct rows_filter *filter);
/* Takes the text as the table has it, with its `!`. */
void rows_filter_read(
	struct rows_filter *filter, struct text text, const struct column *columns, size_t count);

#endif
