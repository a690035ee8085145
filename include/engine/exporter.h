/*
 * Follows a server and tells what is known of it to whoever measures: over HTTP, or in a file that
 * a textfile collector reads. Runs a loop of its own until SIGINT or SIGTERM; a server out of reach
 * is told as such and tried again.
 */
#ifndef ENGINE_EXPORTER_H
#define ENGINE_EXPORTER_H

#include "engine/config.h"

struct exporter_options {
	const char *listen; /* ADDR:PORT, port 0: a free one; NULL: not over HTTP */
	const char *file;   /* replaced whole every 15 s; NULL: none */
	/* The page can be had there now; for the call. */
	void (*on_open)(void *arg, const char *url);
	/* The file cannot be written for now. */
	void (*on_trouble)(void *arg, const struct error *error);
	void *arg;
};

/* True when it was told to end. ERROR_USAGE: the address is none; ERROR_FAILED: it cannot be
 * listened on, or the file cannot be written from the start; ERROR_CONNECT: the server refuses for
 * good. */
bool exporter_run(
	const struct config *config, const struct exporter_options *options, struct error *error);

#endif
