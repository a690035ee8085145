/*
 * Moments for people: the model's monotonic ones as wall clock of the server, shown in the zone of
 * whoever looks.
 */
#ifndef VIEWS_CLOCK_H
#define VIEWS_CLOCK_H

#include "model/model.h"

enum { CLOCK_MAX = 16 };

/* `12:31:07`; `?` where the server's clock is not known yet. Returns `out`. */
char *clock_of(const struct model *model, int64_t monotonic_ms, char out[CLOCK_MAX]);
/* Local time minus UTC at that moment. */
int clock_utc_offset_s(int64_t wall_ms);

#endif
