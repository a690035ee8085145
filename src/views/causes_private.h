/*
 * What the files of the screen `causes` share.
 */
#ifndef VIEWS_CAUSES_PRIVATE_H
#define VIEWS_CAUSES_PRIVATE_H

#include "views/view.h"

enum cause_column {
	CAUSE_COUNT,
	CAUSE_REASON,
	CAUSE_TYPE,
	CAUSE_SOURCE,
	CAUSE_GROUP,
	CAUSE_LAST,
	CAUSE_TREND,
	CAUSE_FIRST,
	CAUSE_COLUMNS,
};

struct causes {
	struct ref topic; /* own */
	struct table table;
	const struct model *model; /* of the last refresh */
	uint64_t prints[DEAD_GROUPS_MAX];
	size_t count;
	bool held, mine;
	unsigned turn;
	int width, height;
	char query[64];   /* that finds what is opened */
	struct buf asked; /* by an operation */
};

extern const struct table_column causes_titles[CAUSE_COLUMNS];
/* NULL where the model no longer has it. */
const struct dead_group *causes_at(const struct causes *causes, size_t row);
struct table_source causes_source(const struct causes *causes);

#endif
