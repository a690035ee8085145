/*
 * The journeys that are stitched as events come, and how much of the topics they are made of.
 */
#ifndef MODEL_LIVE_H
#define MODEL_LIVE_H

#include "model/flow.h"
#include "model/hops.h"
#include "model/indicators.h"
#include "model/journey_stuck.h"
#include "model/journey_tally.h"
#include "model/variants.h"

/* What became of the last merge that was to be undone. */
enum apart_is { APART_NONE, APART_ON, APART_DONE, APART_REFUSED };
struct live_apart {
	enum apart_is is;
	size_t events, gone; /* that were read again; that could not be */
	const char *why;     /* of REFUSED, or of DONE where nothing was to be read; static */
};

struct live_journeys {
	const struct journeys *journeys; /* NULL: none are stitched */
	const struct variants *variants; /* of those that are held, some seconds ago; may be NULL */
	const struct deliveries *deliveries; /* to the groups, as they were watched */
	const struct hops *hops;             /* of those that are held; may be NULL */
	uint64_t measured;               /* times that those were made anew */
	const struct flow *flow;         /* what leads where; may be NULL */
	const struct indicators *indicators; /* over them, and over events; NULL: none declared */
	struct journey_tallies tallies;      /* of the journeys, by definition and state */
	int64_t since_ms;  /* of the server's clock: what was added from then on was read */
	bool reading_back; /* what lies between there and now is still being read */
	uint64_t entries, bytes;
	size_t topics;
	uint64_t skips;     /* times that it could not keep up and went on at the newest */
	int64_t skipped_ms; /* of time that was passed over so, in all */
	size_t topics_denied, entries_toobig;
	struct live_apart apart;
	struct error trouble; /* of the connection, or the first topic that could not be read */
};

#endif
