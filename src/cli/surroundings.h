/*
 * What `doctor` can tell without a server: this program, its files, the terminal it runs on.
 */
#ifndef CLI_SURROUNDINGS_H
#define CLI_SURROUNDINGS_H

#include "engine/snapshot.h"

/* `trouble` is why the configuration could not be read; NULL if it could. Returns how many were
 * filled. */
size_t surroundings_probe(
	const struct config *config, const struct error *trouble, struct probe probes[PROBE_MAX]);

#endif
