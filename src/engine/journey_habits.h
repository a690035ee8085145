/*
 * What the journeys have in common while they are stitched: which ways they go, how long each hop
 * waits and is worked on. For that it watches when entries are delivered: where the cursors of the
 * groups stand, and what is pending of late, a few groups a second.
 */
#ifndef ENGINE_JOURNEY_HABITS_H
#define ENGINE_JOURNEY_HABITS_H

#include "engine/config.h"
#include "model/hops.h"
#include "model/live.h"
#include "wire/fetch.h"

enum { HABITS_ASKED_MAX = 4 };

struct journey_habits {
	const struct config *config;
	const struct model *model;
	struct journeys *journeys;
	struct live_journeys *live; /* is told what there is */
	struct variants *variants;  /* of the journeys that were held then */
	int64_t measured_ms, measure_after_ms;
	struct deliveries *deliveries;
	struct hops *hops, *next_hops; /* as they were told last; being counted */
	uint32_t walked;               /* the journey that was counted last */
	struct fetcher *fetcher;
	size_t asked, next_group;
	struct text names[HABITS_ASKED_MAX][2]; /* own: topic and group of each question */
	size_t answered;
	bool denied; /* what is pending may not be asked */
};

/* The first four members are set. */
void journey_habits_init(struct journey_habits *habits);
void journey_habits_finish(struct journey_habits *habits);
/* Once a second. `conn` NULL: there is none that is ready. */
void journey_habits_turn(struct journey_habits *habits, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void journey_habits_drop(struct journey_habits *habits);
/* A page of pending entries of a topic and a group: when each was delivered. */
void journey_habits_see(
	struct journey_habits *habits, const struct text names[2], const struct fact *fact);

#endif
