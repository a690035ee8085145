/*
 * What journeys have in common, reckoned over all that are held: seldom enough to cost little.
 */
#ifndef ENGINE_JOURNEY_MEASURE_H
#define ENGINE_JOURNEY_MEASURE_H

#include "journey_desk.h"

/* Their indicators, one a turn, for each goes over all journeys. */
void journey_reckon(struct journey_desk *desk, int64_t now_ms, int64_t server_ms);

#endif
