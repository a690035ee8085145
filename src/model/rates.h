/*
 * Rates of a group from its recent samples, and what follows from them: time to drain, retention
 * headroom.
 */
#ifndef MODEL_RATES_H
#define MODEL_RATES_H

#include "history.h"

void rates_of_group(struct group *group, const struct history *history, int64_t window_ms);

/* Time to drain from the rates: shared with topics that are made of partitions. */
void rates_drain(struct group *group, size_t samples);

/* Where the samples begin that a rate is taken over: at least 5 s and three samples if they are
 * there. */
enum { RATE_SPAN_MS = 5000, RATE_SAMPLES = 3 };

#endif
