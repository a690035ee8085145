/*
 * Watches over journeys that are still: by what the model knows of the groups of their topics, and
 * by asking whether their last entries are pending, a few at a time.
 */
#ifndef ENGINE_JOURNEY_WATCH_H
#define ENGINE_JOURNEY_WATCH_H

#include "base/map.h"
#include "journey_habits.h"
#include "model/journey_stuck.h"
#include "model/model.h"
#include "wire/fetch.h"

enum { WATCH_ASKED_MAX = 50 };

/* A journey whose last entry is being asked for. */
struct watched {
	uint32_t number;
	struct id id;
	struct text topic, group; /* own */
};

struct journey_watch {
	const struct model *model;
	struct journeys *journeys;
	struct journey_habits *habits; /* is told of what is pending */
	struct map *cursors;           /* of groups: where they were seen, since when */
	struct fetcher *fetcher;
	size_t asked, answered; /* of this round */
	struct watched watched[WATCH_ASKED_MAX];
	uint32_t next; /* the journey to go on with */
	uint64_t turn;
};

/* The first three members are set. */
void journey_watch_init(struct journey_watch *watch);
void journey_watch_finish(struct journey_watch *watch);
/* Looks at all that are still; asks where the model cannot tell. `conn` NULL: there is none that is
 * ready. */
void journey_watch_turn(struct journey_watch *watch, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void journey_watch_drop(struct journey_watch *watch);

#endif
