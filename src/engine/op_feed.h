/*
 * The entries that an operation works on, batch by batch, in the order of their ids: read from the
 * topic with their fields, or taken as they stand in the request. The same walk counts them for the
 * plan and hands them to the run.
 */
#ifndef ENGINE_OP_FEED_H
#define ENGINE_OP_FEED_H

#include "engine/config.h"
#include "ops/op.h"
#include "talk.h"

struct feed;

struct feed_options {
	struct talk *talk;
	const struct config *config;
	const struct request *request; /* with its range, or its items */
	bool entries;                  /* with their fields */
	struct id after;               /* only what lies beyond; zero: everything */
};

/* NULL where the query cannot be read (ERROR_USAGE). */
struct feed *feed_create(const struct feed_options *options, struct error *error);
void feed_destroy(struct feed *feed);
/* The next batches have no more entries than that; at first as many as the operation may have. */
void feed_set_most(struct feed *feed, size_t most);
/* The next batch: empty at the end. Items whose entry is gone or too big come settled. Borrowed
 * until the next call. ERROR_CONNECT: the connection went, and the call may be made again. */
bool feed_next(struct feed *feed, struct batch *batch, struct error *error);
/* Entries for which the query could not be decided: they are left out. */
uint64_t feed_undecided(const struct feed *feed);

#endif
