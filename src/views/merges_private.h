/*
 * What the files of the screen `merges` share.
 */
#ifndef VIEWS_MERGES_PRIVATE_H
#define VIEWS_MERGES_PRIVATE_H

#include "journey_words.h"
#include "views/view.h"

enum merges_column { MERGES_JOINED, MERGES_WHY, MERGES_TOPIC, MERGES_EVENT, MERGES_COLUMNS };

struct merges {
	struct ref what; /* own */
	struct table table;
	struct journey_source source; /* of the last refresh */
	const struct model *model;
	uint32_t number, serial; /* 0: it is not held */
	size_t count;
	struct buf scratch, line, masked;
};

extern const struct table_column merges_titles[MERGES_COLUMNS];
struct table_source merges_source(const struct merges *merges);
/* As it is now; false where the journey, or the merge, is held no more. */
bool merges_at(const struct merges *merges, size_t row, struct journey_merge *merge);
/* A key of the journey as it may be seen. */
void merges_say_key(const struct merges *merges, struct text key, struct buf *out);

#endif
