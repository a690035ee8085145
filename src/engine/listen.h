/*
 * A socket to be called at: `127.0.0.1:9121`, `[::1]:9121`, `localhost:9121`, `*:9121`.
 */
#ifndef ENGINE_LISTEN_H
#define ENGINE_LISTEN_H

#include "base/error.h"

enum { LISTEN_NAME_MAX = 80 };

/* Returns the socket, listening and not blocking, and its address as `127.0.0.1:9121` in `name`
 * (with the port that was found, where 0 was asked for); -1 with ERROR_USAGE or ERROR_FAILED. */
int listen_open(const char *where, char name[LISTEN_NAME_MAX], struct error *error);

#endif
