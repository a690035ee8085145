/*
 * A definition told by the journeys themselves: where they begin and end, what follows what, and by
 * when. Only what many of them did; labelled learned.
 */
#ifndef MODEL_LEARN_H
#define MODEL_LEARN_H

#include "model/variants.h"

enum { LEARN_PERCENT = 5, LEARN_COUNT = 30 };

/* Adds steps and rules to a definition that has its keys; then seals it. Names are those of the
 * journeys' steps. */
bool definition_learn(struct definition *definition, const struct journeys *journeys,
	struct variants *variants, struct error *error);
/* The one step follows the other often enough to be a habit. */
bool learn_is_habit(const struct variants *variants, const struct variant_edge *edge);
/* After so long what usually comes by then is late: beyond what one in a thousand takes. */
int64_t learn_within_ms(const struct sketch *gaps);

#endif
