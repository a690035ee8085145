/*
 * Places in time as they are typed: `12:30`, `2026-11-25 12:30:54.248`, `15m` (ago). By UTC
 * where no zone is named.
 */
#ifndef VIEWS_EVENTS_WHEN_H
#define VIEWS_EVENTS_WHEN_H

#include "stream/id.h"

enum { WHEN_MAX = 32 };

/* `now_ms`: of the server, since the epoch; 0 where it is not known. False, with a sentence, where
 * it is no moment. */
bool when_read(struct text typed, int64_t now_ms, struct id *id, const char **why);

/* UTC: `12:30:54.248`; of another day than `now_ms` (0: not known) with the date. Returns `out`. */
char *when_say(char out[WHEN_MAX], uint64_t ms, int64_t now_ms);
bool when_is_today(uint64_t ms, int64_t now_ms);

#endif
