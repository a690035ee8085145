/*
 * A question: some commands on their way, and the fact that grows from their answers. Shared by
 * fetch.c and fetch_scan.c.
 */
#ifndef WIRE_QUESTION_H
#define WIRE_QUESTION_H

#include <uv.h>

#include "decode_steps.h"
#include "wire/fetch.h"

struct question {
	struct fetcher *fetcher; /* NULL: forgotten */
	struct question *previous, *next;
	struct fact fact;
	char *topic, *group; /* what the fact's texts point to */
	size_t waiting;      /* commands without an answer yet */
	uint64_t asked_ns;
	int64_t limit; /* of a page, or of entries to count */

	/* Of a step of discovery. */
	uint64_t generation;
	bool reads_types; /* asked without TYPE: the answer names keys of every type */
	char *glob;
	size_t glob_length;
	struct buf name_bytes;
	struct text *names; /* copies: their types are asked one by one */
	size_t names_count, names_typed, streams;
};

/* Outlives the fetcher until libuv lets go of the timer. */
struct late {
	uv_timer_t timer;
	struct fetcher *fetcher; /* NULL: destroyed */
	struct decode_room *room;
};

struct scan {
	bool under_way, stepping, reads_types;
	uint64_t cursor, generation;
};

struct fetcher {
	struct conn *conn;
	fetch_fn *fn;
	void *arg;
	struct question *first;
	size_t count;
	struct late *late; /* hands over what could not even be asked */
	struct scan scan;
};

struct question *question_create(
	struct fetcher *fetcher, enum fact_kind kind, struct text topic, struct text group);
/* Sends one command more; its answer goes to `fn` with the question. */
void question_ask(struct question *question, const struct command *command, conn_reply_fn *fn);
/* After the first commands were asked: a question none of which was sent is handed over as lost,
 * later. */
void question_asked(struct question *question);
/* Whether an answer still matters: the fetcher is there, nothing has failed yet. */
bool question_wants(const struct question *question);
/* At the end of every answer; hands the fact over after the last one. `error` as the connection
 * gave it. */
void question_answered(struct question *question, const struct error *error);

/* Called before the fact of a step is handed over: names and whether it ends. */
void scan_settle(struct question *question);

#endif
