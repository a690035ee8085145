/*
 * The topics that may hold dead letters, each with its keys and what a few of their entries say.
 */
#ifndef ENGINE_DEAD_CANDIDATES_H
#define ENGINE_DEAD_CANDIDATES_H

#include "base/map.h"
#include "dead_sample.h"

struct dead_candidate {
	struct text name; /* of the topic; own */
	size_t key_count, key_room;
	struct text *keys; /* own */
	struct dead_sample sample;
};

struct dead_candidates {
	struct dead_candidate *at; /* in the order in which they came */
	size_t count, room;
	struct map *by_name, *by_key;
};

void dead_candidates_init(struct dead_candidates *candidates);
void dead_candidates_finish(struct dead_candidates *candidates);
/* Once: a key that is there already is not added again. */
void dead_candidates_add(struct dead_candidates *candidates, struct text topic, struct text key);
/* By the name of the topic, or by one of its keys; NULL: there is none. Until the next is added. */
struct dead_candidate *dead_candidates_named(
	const struct dead_candidates *candidates, struct text topic);
struct dead_candidate *dead_candidates_keyed(
	const struct dead_candidates *candidates, struct text key);
/* Whether the name alone says it. */
bool dead_candidate_is_named(const struct dead_candidate *candidate);

#endif
