/*
 * The lines of a file that is read more than once: a regular file where it stands, anything else
 * (`-` is stdin) copied first into a file without a name below $TMPDIR.
 */
#ifndef ENGINE_LINES_H
#define ENGINE_LINES_H

#include "base/buf.h"
#include "base/error.h"

#include <stdint.h>

struct lines {
	const char *name; /* for messages */
	int fd;
	struct buf bytes;
	size_t at;
	uint64_t number; /* of the line read last, from 1 */
	bool ended;
};

/* ERROR_USAGE where it cannot be opened or copied. Released with lines_close whatever the result.
 */
bool lines_open(struct lines *lines, const char *name, struct error *error);
void lines_close(struct lines *lines);
/* The next line without its newline, borrowed until the next call. False at the end, or with
 * `error` set. */
bool lines_next(struct lines *lines, struct text *line, struct error *error);
bool lines_rewind(struct lines *lines, struct error *error);

#endif
