/*
 * What is typed after `/` over a list of entries: a query as it is where it is meant as one, blanks
 * and all, so that a column is one of what was typed; else its words as text("..."). It is tried on
 * what is there before all is looked through.
 */
#ifndef VIEWS_TYPED_QUERY_H
#define VIEWS_TYPED_QUERY_H

#include "stream/query.h"
#include "views/view.h"

void typed_query(struct buf *out, struct text typed);

/* What became of one row; `bytes` are what it took to look at. */
struct typed_try {
	enum query_result result;
	bool cut; /* it is not whole here: a NO may be wrong */
	size_t bytes;
};

struct typed_rows {
	struct query_schema *(*schema)(void); /* given back with row_schema_destroy */
	size_t count;                         /* rows that are there */
	struct typed_try (*try)(void *arg, struct query *query, size_t i);
	void *arg;
	const char *nearest; /* what those tried are, where they are not all: `the newest ` */
};

/* Whether `typed` can be asked; `says` tells what it finds here, or what is wrong with it. *query
 * gets it as it is asked: empty for blank text. */
bool typed_check(const struct typed_rows *rows, struct text typed, struct buf *query,
	char says[INTENT_MESSAGE_MAX]);
/* Keeps both where what was typed is another than before; returns whether it is. */
bool typed_accept(struct buf *typed, struct buf *query, struct text now, const struct buf *asked);

enum { TYPED_QUERY_MAX = 8192 };

#endif
