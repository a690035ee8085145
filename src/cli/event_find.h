/*
 * Finds events by a range and a query and writes them while they are found, to stdout or to a file:
 * what `events` and `record` have in common.
 */
#ifndef CLI_EVENT_FIND_H
#define CLI_EVENT_FIND_H

#include "subcommand.h"

struct event_find {
	const char *name; /* for errors */
	const struct options *options;
	size_t topic_count; /* 0: by --topics */
	const char *const *topics;
	bool follow, json;
	int fd;
};

/* Returns the exit code; *found is how many were written, also with an error. */
int event_find_run(const struct event_find *find, uint64_t *found, struct error *error);

#endif
