/*
 * What the files of the screen `variants` share: the ways that journeys went, as of the last
 * measure of them.
 */
#ifndef VIEWS_VARIANTS_PRIVATE_H
#define VIEWS_VARIANTS_PRIVATE_H

#include "journey_words.h"
#include "views/view.h"

enum way_column {
	WAY_SEVERITY,
	WAY_COUNT,
	WAY_SHARE,
	WAY_P50,
	WAY_P95,
	WAY_BREAKS,
	WAY_STEPS,
	WAY_FAILED,
	WAY_OPEN,
	WAY_LENGTH,
	WAY_KIND,
	WAY_COLUMNS,
};

enum { WAYS_MAX = 5000, WAY_BYTES_MAX = 1 << 16 };

/* One variant, as it was when it was measured. */
struct way {
	const struct definition *definition;
	const uint16_t *steps;
	size_t step_count;
	struct text key;    /* definition and steps */
	uint64_t count, of; /* of: journeys of the definition */
	uint64_t open, failed, deviating;
	struct breaks breaks;
	int64_t p50_ms, p95_ms;
	struct text example; /* owned */
};

struct ways {
	struct table table;
	const struct model *model;
	struct journey_source source;
	uint64_t measured; /* as the live journeys count it; 0: to be taken anew */
	bool over;         /* without the ways on which all are still on their way */
	struct variants_totals totals;
	struct way *rows; /* the most frequent */
	size_t count, unlisted;
	uint16_t *numbers;  /* what steps and keys point into */
	struct text *steps; /* names, for an intent */
	struct buf *scratch;
	int width, height;
};

extern const struct table_column way_titles[WAY_COLUMNS];
/* Takes over what was measured; where that is as before, does nothing. */
void ways_take(struct ways *ways);
void ways_forget(struct ways *ways);
struct table_source ways_source(const struct ways *ways);
/* Replaces what is in `out`: the names of its steps, one after the other. */
void way_say(const struct ways *ways, const struct way *way, struct buf *out);

#endif
