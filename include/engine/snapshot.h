/*
 * One look for scripts: connects, discovers, takes its samples, counts what must be counted, and
 * ends. Runs a loop of its own until then.
 */
#ifndef ENGINE_SNAPSHOT_H
#define ENGINE_SNAPSHOT_H

#include "engine/config.h"

struct snapshot_options {
	struct text topic, group; /* empty: all (within config->topics) */
	bool groups;              /* groups and their lag, pending, consumers are wanted too */
	bool memory;              /* MEMORY USAGE of each topic */
	bool dead;                /* whose dead letters topics hold that are called so */
	bool spare_details;       /* go without what only groups need where it is not permitted */
};

/* Fills *model (the caller's, model_destroy) after three samples over 2 s; lag is counted up to
 * 20,000 entries a group. Errors: ERROR_CONNECT (no server, no answer within 5 s, credentials),
 * ERROR_REFUSED (a command is not permitted, which), ERROR_FAILED (`topic` is missing or no stream;
 * `group` is missing). Interrupted by SIGINT or SIGTERM: ERROR_FAILED. */
bool snapshot_take(const struct config *config, const struct snapshot_options *options,
	struct model **model, struct error *error);

/* What this server can do and allows, for `doctor`. */
enum probe_result { PROBE_OK, PROBE_WARNING, PROBE_BAD, PROBE_INFO };
struct probe {
	const char *name; /* static: `connection`, `permission`, `clock`, `latency`, ... */
	enum probe_result result;
	char text[240]; /* may hold the server's words: printers sanitise */
};
enum { PROBE_MAX = 48 };
/* Never fails as a call: a server that cannot be reached is a probe that is bad, and *error says so
 * too. */
size_t snapshot_probe(
	const struct config *config, struct probe probes[PROBE_MAX], struct error *error);

#endif
