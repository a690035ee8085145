/*
 * Reads the pending entries of a group in the order of their ids, each with its entry, in bounded
 * pages. Can be held by its caller and goes on where it was. It only reads, on a connection that is
 * its caller's.
 */
#ifndef ENGINE_PENDING_WALK_H
#define ENGINE_PENDING_WALK_H

#include "engine/pending.h"
#include "wire/conn.h"

struct pending_walk;

struct pending_walk_options {
	struct conn *conn;                  /* ready; outlives the walk */
	int64_t now_ms;                     /* monotonic */
	struct text topic, group, consumer; /* borrowed for as long as it walks */
	struct browse_edge from, to;        /* as in struct pending_options */
	bool (*on_row)(void *arg, const struct pending_row *row, int64_t server_now_ms);
	/* As in struct pending_options; after BROWSE_WAIT it rests until pending_walk_go. */
	enum browse_go (*on_turn)(void *arg, const struct pending_coverage *coverage);
	/* Once; `error` NULL: it read the range to its end, or on_turn had enough. It is not
	 * destroyed in here. */
	void (*on_end)(void *arg, const struct error *error);
	void *arg;
};

/* Begins at once. */
struct pending_walk *pending_walk_create(const struct pending_walk_options *options);
void pending_walk_destroy(struct pending_walk *walk);
/* On, after BROWSE_WAIT; the walk has no clock of its own. */
void pending_walk_go(struct pending_walk *walk, int64_t now_ms);
const struct pending_coverage *pending_walk_coverage(const struct pending_walk *walk);

#endif
