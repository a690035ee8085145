/*
 * What is said while a walk waits for a server that cannot answer now: once that it waits and why,
 * once that it goes on.
 */
#ifndef CLI_WAITS_H
#define CLI_WAITS_H

#include "engine/browse.h"

/* Whether there is news of it; then *said is the sentence. *told is kept by the caller, false at
 * first. */
bool waits_say(bool *told, const struct browse_coverage *coverage, struct error *said);

#endif
