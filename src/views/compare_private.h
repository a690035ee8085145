/*
 * What the files of the screen `compare` share: two journeys step by step, or one and what is
 * usual of its hops.
 */
#ifndef VIEWS_COMPARE_PRIVATE_H
#define VIEWS_COMPARE_PRIVATE_H

#include "waterfall_private.h"

enum compare_column {
	COMPARE_NUMBER,
	COMPARE_STEP,
	COMPARE_A,
	COMPARE_B,
	COMPARE_MORE,
	COMPARE_BAR,
	COMPARE_COLUMNS,
};

/* A step, and the event of either that it is. */
struct compare_row {
	size_t at[2];
	bool has[2], knows[2]; /* knows: how long it took */
	int64_t took_ms[2];
	uint32_t key[2];
};

struct compare {
	struct table table;
	struct waterfall sides[2]; /* only read, never drawn */
	bool usual;                /* the second is what is usual of the first */
	struct compare_row *rows;
	size_t count;
	int64_t longest_ms;
};

extern const struct table_column compare_titles[COMPARE_COLUMNS];
/* Puts the steps of both beside each other: the first occurrence of a step beside the first. */
void compare_arrange(struct compare *compare);
struct table_source compare_source(const struct compare *compare);
/* Where the first lost most against the second. */
void compare_say_worst(const struct compare *compare, char *out, size_t size);

#endif
