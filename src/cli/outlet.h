/*
 * Much to stdout, a reader that may be slow or go away, and no waiting for it: what cannot be
 * written now stays in the buffer.
 */
#ifndef CLI_OUTLET_H
#define CLI_OUTLET_H

#include "base/buf.h"
#include "base/error.h"

enum outlet_is {
	OUTLET_OPEN,
	OUTLET_GONE,   /* the reader went away: it has seen what it wanted */
	OUTLET_FAILED, /* `error` says why */
};

/* Writes what can be written to `fd` without waiting and drops it from the buffer. */
enum outlet_is outlet_write(int fd, struct buf *out, struct error *error);

#endif
