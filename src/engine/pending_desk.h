/*
 * Reads the pending entries that somebody looks at: in the order of their ids until as many match
 * as are wanted, or all; those in sight again and again; a short list as a whole. What it reads
 * becomes facts.
 */
#ifndef ENGINE_PENDING_DESK_H
#define ENGINE_PENDING_DESK_H

#include "cursors.h"
#include "pending_tour.h"
#include "reading.h"
#include "wire/fetch.h"

struct pending_seen {
	struct text key; /* the model's */
	struct id id;
	bool ranged; /* the entry itself was asked for */
};

struct pending_desk {
	const struct model *model;
	tell_fn *tell; /* the model has it when it returns */
	void *arg;

	/* What is wanted; copied. */
	char *texts; /* topic, group and query, one after the other */
	struct text topic, group, query;
	bool wanted, is, begins, whole;
	size_t rows;
	unsigned turn;
	size_t count;
	struct id ids[INTEREST_PENDING_MAX];

	struct cursors keys;
	struct pending_tour_key *froms; /* one for each of them */
	struct pending_tour tour;
	bool walks, over, ended, quiet; /* over: this walk; ended: the list, once; quiet: nothing
					   new is expected */
	bool has_reached;
	struct id reached;
	uint64_t looked, bytes, rated_bytes; /* of walks before */
	int64_t busy_ms, rated_ms, next_ms;

	struct fetcher *again;
	struct pending_seen asked[INTEREST_PENDING_MAX];
	size_t asked_count, asked_next, answered;
	bool gone;
	int64_t again_ms;
};

/* `model` to `arg` are set. */
void pending_desk_finish(struct pending_desk *desk);
void pending_desk_set(struct pending_desk *desk, const struct interest_pending *pending);
/* Asks what is due; `conn` NULL: there is none that is ready. */
void pending_desk_turn(struct pending_desk *desk, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void pending_desk_drop(struct pending_desk *desk);
/* Everything is due now. */
void pending_desk_refresh(struct pending_desk *desk);

#endif
