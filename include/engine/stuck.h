/*
 * Asks the server why journeys are still, for those who have read them once: which group has their
 * last entry pending, or has not come to it. Runs a loop of its own. It knows nothing of how they
 * are told.
 */
#ifndef ENGINE_STUCK_H
#define ENGINE_STUCK_H

#include "engine/config.h"
#include "model/journey_stuck.h"

struct stuck_coverage {
	uint64_t looked, asked; /* journeys that were still; questions about an entry */
	uint64_t left;          /* journeys that were not looked at: too many questions */
};

/* Marks journeys that are stuck as of the server's clock, to which they were advanced.
 * ERROR_CONNECT, ERROR_FAILED, ERROR_REFUSED: what could not be asked. */
bool stuck_look(const struct config *config, struct journeys *journeys,
	struct stuck_coverage *coverage, struct error *error);

#endif
