/*
 * Journeys that the live window does not hold, or not whole: what a search back through the topics
 * has found so far, how far it is, and, when it is over, what exactly it has covered.
 */
#ifndef MODEL_PAST_H
#define MODEL_PAST_H

#include "model/coverage.h"
#include "model/journeys.h"
#include "model/variants.h"
#include "stream/ref.h"

struct past_journeys {
	/* What is sought: a journey by any of its keys, or by an event that it has. NULL: nothing
	 * was ever. */
	const struct ref *what;
	unsigned turn; /* of the interest that asked for it */
	bool on;       /* the search is under way */
	/* Of a range that was read to its end; NULL: nothing is found yet. They live a second
	 * longer than they stand here. */
	const struct journeys *journeys;
	const struct variants *variants;
	unsigned shown;          /* which they are: another number for others */
	int64_t as_of_ms;        /* by the server's clock: what came later is not in there */
	struct coverage covered; /* by that range; where nothing is found, by the last one */
	/* Of the range that is being read. */
	struct id from;
	size_t topics;
	uint64_t entries, bytes;
	struct error waits; /* the server cannot answer for now, or was lost; else ERROR_NONE */
};

/* The journey that is sought, the newest of its key; 0: it is not there. */
uint32_t past_find(const struct journeys *journeys, const struct ref *what);
/* Whether its beginning is there for sure. */
bool past_has_head(const struct journeys *journeys, uint32_t number);

#endif
