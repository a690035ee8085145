/*
 * Moments as people and machines write them: RFC 3339, to the millisecond. It reads no clock.
 */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include "base/text.h"

#include <stdint.h>

/* `2026-11-25T12:30:54Z`, with a fraction, an offset such as `+02:00`, a blank or `t` for the T; a
 * date alone is its first moment in UTC. Ms since the epoch; false where it is none. */
bool moment_parse(struct text text, int64_t *ms);

#endif
