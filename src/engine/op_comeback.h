/*
 * What a job has sent and what comes of it while it runs: events that come round again, and events
 * that are given up as fast as they are sent. Either stops it.
 */
#ifndef ENGINE_OP_COMEBACK_H
#define ENGINE_OP_COMEBACK_H

#include "engine/operate.h"
#include "talk.h"

enum { COMEBACK_TOPICS = 2 };

struct comeback {
	size_t count;
	struct comeback_topic {
		struct buf name;
		struct id seen;
		bool dead; /* it holds the dead letters of what is sent */
	} topics[COMEBACK_TOPICS];
	bool begun;
	int64_t since_ms; /* the minute under way */
	uint64_t dead;    /* dead letters that came in it */
};

/* Which topics to look at. */
void comeback_init(struct comeback *comeback, const struct request *request);
void comeback_finish(struct comeback *comeback);
/* Reads what is new in them, so much a call; what cannot be read is not looked at. False: why the
 * job is to stop. */
bool comeback_look(struct comeback *comeback, struct talk *talk,
	const struct operate_options *options, const struct request *request, struct error *stop);

#endif
