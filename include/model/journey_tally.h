/*
 * How many journeys there are in which state, by definition.
 */
#ifndef MODEL_JOURNEY_TALLY_H
#define MODEL_JOURNEY_TALLY_H

#include "model/journeys.h"

struct journey_tally {
	const struct definition *definition;
	uint64_t states[JOURNEY_STATES];
	uint64_t breached; /* of the time that the whole may take */
};

struct journey_tallies {
	size_t count;
	struct journey_tally at[JOURNEY_DEFINITIONS_MAX + 1];
};

/* Of the journeys that are held and lead, as of their last settling. What is not declared is told
 * where there is some of it. */
void journeys_tally(const struct journeys *journeys, struct journey_tallies *out);

#endif
