/*
 * The way that a journey went: its steps one after the other, repeats folded. It knows nothing of
 * how often that was.
 */
#ifndef MODEL_WAY_H
#define MODEL_WAY_H

#include "model/journeys.h"

/* Whether those were its steps, which are folded, too. */
bool way_is(
	const struct journeys *journeys, uint32_t number, const struct text *steps, size_t count);

#endif
