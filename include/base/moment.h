/*
 * Moments as people and machines write them, to the millisecond. It reads no clock.
 */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include "base/text.h"

#include <stdint.h>

/* `2026-11-25T12:30:54Z`, with a fraction, an offset such as `+02:00`, a blank or `t` for the T; a
 * date alone is its first moment in UTC. Ms since the epoch; false where it is none. */
bool moment_parse(struct text text, int64_t *ms);

/* The same as producers of events write it: a zone may be missing, which is UTC, and a comma or a
 * colon may stand before the fraction; or a whole or decimal number of s, ms, us or ns since 1970,
 * told apart by how great it is. A date alone is none. */
bool moment_read(struct text text, int64_t *ms);

/* As screens show it, by UTC where it names no zone: `2026-11-25 12:30:54.248`, `2026-11-25 12:30`,
 * and all that moment_parse knows. */
bool moment_parse_shown(struct text text, int64_t *ms);
/* `12:30`, `12:30:54` or `12:30:54.248`, as ms since midnight. */
bool moment_parse_clock(struct text text, int64_t *of_day_ms);
/* The last time, not behind `now_ms`, that it was so late, by UTC. */
int64_t moment_of_clock(int64_t of_day_ms, int64_t now_ms);

#endif
