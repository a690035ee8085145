/*
 * A living system to look at: a private redis-server in a 0700 folder (unix socket only, nothing on
 * disk but that), and a process of producers and consumer groups that work and fail like real ones.
 * Guardian and traffic are one child process: when the caller ends, however it ends, the child sees
 * it, ends the server and removes the folder. It paints nothing: what the console shows is what
 * Redis holds.
 */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct demo_options {
	const char *scenario; /* NULL or `all`: every one */
	double rate;          /* 1.0 is the scenario's own pace; above it all goes so much faster */
	uint64_t seed;
	int64_t incident_ms; /* after how long things go wrong; 0: 20 s, sooner where `rate` is
				above 1 */
};

struct demo;

/* Returns when the server answers and the topics and groups are there. Must be called while the
 * process has one thread and before it has had any libuv loop. ERROR_USAGE: no such scenario (names
 * those there are); ERROR_FAILED: no server program, no folder. */
struct demo *demo_start(const struct demo_options *options, struct error *error);
/* Ends the child and waits until server and folder are gone. NULL ok. */
void demo_stop(struct demo *demo);
const char *demo_url(const struct demo *demo);
/* A configuration file in the folder: the scenarios' thresholds. */
const char *demo_config_file(const struct demo *demo);

struct demo_scenario_info {
	const char *name, *summary;
};
/* By row; false beyond the end. */
bool demo_scenario_at(size_t i, struct demo_scenario_info *info);

#endif
