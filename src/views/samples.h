/*
 * A series as so many seconds back from now, at the finest level that reaches.
 */
#ifndef VIEWS_SAMPLES_H
#define VIEWS_SAMPLES_H

#include "model/model.h"

/* A chart of lag is not filled by the few entries that are always under way. */
enum { SAMPLES_MAX = 1440, LAG_SCALE_LEAST = 10 };

/* Fills `out` (room for SAMPLES_MAX), oldest first; returns how many. */
size_t samples_get(const struct model *model, const struct series *series, int span_s, float *out);
/* The greatest sample; 0 where there is none. */
double samples_max(const float *samples, size_t count);

/* Spans to choose from: 5 min, 10 min, 2 h, 24 h. The next longer (`by` 1) or shorter (-1) one; the
 * same at the end. */
int span_step(int span_s, int by);
/* `5m`; static. */
const char *span_name(int span_s);

#endif
