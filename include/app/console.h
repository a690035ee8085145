/*
 * The console: the screen, the stack of views and the keys, on one loop with the engine. It is
 * where intents are decided.
 */
#ifndef APP_CONSOLE_H
#define APP_CONSOLE_H

#include "engine/config.h"

struct console_options {
	const struct config *config;
	const char *title; /* for the header: the profile's name, or `demo` */
	const char *view;  /* where to begin; NULL: topics */
	bool writes;       /* write mode from the start: the demo's server is nobody's */
};

/* Runs until the operator quits or the terminal goes. Returns the exit code; with an error, the
 * terminal has been given back before. */
int console_run(const struct console_options *options, struct error *error);

#endif
