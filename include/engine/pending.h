/*
 * One walk for scripts through the pending entries of a group, in the order of their ids, each with
 * its entry (of a topic that is made of keys, one key after the other): in bounded pages, never by
 * how long they are idle, which would walk the whole list at the server. Runs a loop of its own
 * until then. It only reads.
 */
#ifndef ENGINE_PENDING_H
#define ENGINE_PENDING_H

#include "engine/browse.h"
#include "stream/fact.h"

struct pending_coverage {
	uint64_t rows, gone, toobig, bytes; /* handed over */
	size_t keys;                        /* that the topic is made of */
	bool has_total;
	int64_t total; /* pending in the group at the beginning */
	int64_t busy_ms;
	bool has_reached; /* in the key that was read last, of several */
	struct id reached;
	bool whole, interrupted;
};

struct pending_options {
	const struct config *config;
	struct text topic, group;
	struct text consumer;        /* empty: whoever's */
	struct browse_edge from, to; /* both inclusive; open: `to` is the end as it is now */
	/* The server's time as of now, 0 where it is not known. False: ask on_turn before the
	 * next. */
	bool (*on_row)(void *arg, const struct pending_row *row, int64_t server_now_ms);
	/* After each page, and before going on where on_row wanted to be asked. */
	enum browse_go (*on_turn)(void *arg, const struct pending_coverage *coverage);
	void *arg;
};

/* *coverage is filled whatever the result. Errors: ERROR_CONNECT, ERROR_REFUSED (a command is not
 * permitted), ERROR_FAILED (there is no such topic or group, the key is no stream; interrupted or
 * lost on the way). */
bool pending_run(const struct pending_options *options, struct pending_coverage *coverage,
	struct error *error);

#endif
