/*
 * Follows the journeys of a server for scripts, as the console does without a screen: what is
 * stitched, what is stuck and why, and on when the server was lost and is found again. Runs a loop
 * of its own until SIGINT or SIGTERM. It knows nothing of what is told of them.
 */
#ifndef ENGINE_JOURNEY_FOLLOW_H
#define ENGINE_JOURNEY_FOLLOW_H

#include "engine/browse.h"
#include "model/live.h"

struct journey_follow_options {
	const struct config *config;
	const struct browse_edge *from; /* what is read first; NULL: the last quarter of an hour */
	size_t apart_count;
	const struct definition_apart *aparts; /* values that are never keys of one journey */
	/* A few times a second, once what there is was read; the server's time. False: that was
	 * enough. */
	bool (*on_turn)(void *arg, const struct live_journeys *live, int64_t server_now_ms);
	/* The server was lost (`error` says how), or is found again (NULL). Each once. */
	void (*on_link)(void *arg, const struct error *error);
	void *arg;
};

/* True when it was interrupted, or had enough. ERROR_CONNECT: no server at the beginning, or it
 * refuses for good; ERROR_REFUSED: nothing may be read. */
bool journey_follow_run(const struct journey_follow_options *options, struct error *error);

#endif
