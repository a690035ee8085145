/*
 * The child process that keeps the demo: it leaves the terminal's session, starts the server, makes
 * the traffic, and ends both and removes the folder as soon as its caller is gone, however that
 * ended. It knows nothing of who looks at the traffic.
 */
#ifndef DEMO_GUARDIAN_H
#define DEMO_GUARDIAN_H

#include <sys/types.h>

#include "scenario.h"

struct guardian_options {
	const char *folder, *program, *url;
	const struct scenario *scenario; /* NULL: every one */
	double rate;
	uint64_t seed;
	int64_t incident_ms;
	pid_t caller; /* whose child this is */
	int life_fd;  /* end of file here: the caller is gone */
	int ready_fd; /* gets one line: GUARDIAN_READY or a sentence */
};

#define GUARDIAN_READY "ready"

/* To be called in a freshly forked child, which then has nothing more to do: returns its exit
 * status. */
int guardian_run(const struct guardian_options *options);

#endif
