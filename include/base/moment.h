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

#endif
