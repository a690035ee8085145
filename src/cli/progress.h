/*
 * The line on a terminal's stderr that grows while a long walk is under way.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool shows; /* false: nothing is written */
	uint64_t told_at;
};

void progress_tell(struct progress *progress, uint64_t entries, uint64_t found);
/* The line gives way to another. */
void progress_clear(struct progress *progress);

#endif
