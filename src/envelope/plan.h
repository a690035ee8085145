/*
 * How entries with the same names in the same topic are read: which envelopes they may be, and
 * which fields are worth a look. Compiled once and kept within a ceiling.
 */
#ifndef ENVELOPE_PLAN_H
#define ENVELOPE_PLAN_H

#include "envelope.h"

enum {
	PLAN_CANDIDATES = 24,
	/* Fields that a plan looks at; more have no role. */
	PLAN_STEPS = 64,
	PLANS_MAX = 2048,
	/* Sets of names that are longer are compiled for each entry anew. */
	PLAN_KEY_MAX = 4096,
};

enum step_kind {
	STEP_ROLE,     /* the name has a role */
	STEP_METADATA, /* may hold JSON that speaks of the event */
	STEP_BODY,     /* may hold the document */
};

struct step {
	uint16_t field;
	uint8_t kind;
	struct role_of is;
};

struct plan {
	size_t candidate_count, step_count;
	const struct envelope *candidates[PLAN_CANDIDATES]; /* the last one takes everything */
	struct step steps[];
};

struct plans;

struct plans *plans_create(void);
void plans_destroy(struct plans *plans);
/* Borrowed until the next call. */
const struct plan *plans_get(struct plans *plans, struct text topic, const struct entry *entry);

/* By row of list.h; NULL beyond the end. */
const struct envelope *envelope_at(size_t i);

#endif
