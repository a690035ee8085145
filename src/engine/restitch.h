/*
 * Undoes a merge of the journeys that are followed: reads again what one journey was made of, then
 * stitches that anew with two values kept apart. Between the reading and the stitching nothing
 * comes.
 */
#ifndef ENGINE_RESTITCH_H
#define ENGINE_RESTITCH_H

#include "model/live.h"
#include "page.h"
#include "wire/fetch.h"

/* Pairs of values that are kept apart for as long as the program runs. */
struct apart_pairs {
	size_t count;
	struct definition_apart *at;
};

/* False where it is there already, or there are too many. */
bool apart_pairs_add(struct apart_pairs *aparts, struct text a, struct text b);
void apart_pairs_apply(const struct apart_pairs *aparts, struct journeys *journeys);
void apart_pairs_finish(struct apart_pairs *aparts);

struct restitch {
	struct live_journeys *live; /* told in `apart` */
	struct event_reader *reader;
	struct apart_pairs aparts;

	bool on, missed;
	char *name, *other; /* own */
	uint32_t number, serial, events;
	size_t count, next, answered, gone, bytes;
	struct journey_place *places; /* topics borrowed from the journeys */
	struct page **pages;          /* of each place; NULL: it is gone */
	struct fetcher *fetcher;
};

/* The journey that the one key leads to is to be two, one of each key. Told at once where it cannot
 * be. `journeys` NULL: none are stitched yet, and none will have both. */
void restitch_begin(
	struct restitch *restitch, struct journeys *journeys, struct text name, struct text other);
void restitch_turn(struct restitch *restitch, struct journeys *journeys, struct conn *conn);
/* The connection goes: what had no answer is asked again. */
void restitch_drop(struct restitch *restitch);
void restitch_finish(struct restitch *restitch);

#endif
