/*
 * Which of the rules that are declared a journey broke: what must never be, how often a step may
 * be, what came too late. It knows nothing of how many journeys did.
 */
#ifndef MODEL_BREAKS_H
#define MODEL_BREAKS_H

#include "model/journeys.h"

/* Bits by the places of the rules in the definition. */
struct breaks {
	uint64_t late;   /* rules: it came, and not in time */
	uint64_t never;  /* nevers */
	uint32_t limits; /* limits */
};

/* Of a journey that is held, over all its events. */
struct breaks journeys_breaks(const struct journeys *journeys, uint32_t number);
void breaks_add(struct breaks *to, const struct breaks *from);
size_t breaks_count(const struct breaks *breaks);
/* Appends the i-th of those broken: `never a before b`; false beyond the last. */
bool breaks_print(const struct breaks *breaks, const struct definition *definition, size_t i,
	struct buf *out);

#endif
