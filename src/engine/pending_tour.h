/*
 * Walks through the pending entries of a group in each key of a topic, one key after the other, as
 * one walk through one. A key without the group is passed over, unless none has it.
 */
#ifndef ENGINE_PENDING_TOUR_H
#define ENGINE_PENDING_TOUR_H

#include "pending_walk.h"
#include "wire/fetch.h"

struct pending_tour_key {
	struct text key;
	struct browse_edge from; /* as in struct pending_options */
};

struct pending_tour_options {
	struct pending_walk_options walk;    /* but for `topic` and `from`, which the keys have */
	size_t key_count;                    /* one at least */
	const struct pending_tour_key *keys; /* borrowed for as long as it walks */
	/* The walk through that key begins, or has come to its end; may be NULL. */
	void (*on_key)(void *arg, size_t key, bool ends);
};

struct pending_tour {
	struct pending_tour_options options;
	struct fetcher *fetcher; /* of the summaries */
	bool *absent;
	size_t asked, at; /* summaries on their way; the key that is walked through */
	struct pending_walk *walk, *before;
	bool enough, summed, over;
	int64_t now_ms;
	struct pending_coverage passed, coverage; /* of the walks before; of all */
};

/* As pending_walk_create and its like; `tour` holds the state and does not move. */
void pending_tour_begin(struct pending_tour *tour, const struct pending_tour_options *options);
void pending_tour_finish(struct pending_tour *tour);
void pending_tour_go(struct pending_tour *tour, int64_t now_ms);
const struct pending_coverage *pending_tour_coverage(struct pending_tour *tour);

#endif
