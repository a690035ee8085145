/*
 * One conversation with the server that waits for its answers: a loop of its own with one
 * connection, which comes back when it is lost. For what runs on a thread, or in a process, of its
 * own: operations. SIGINT and SIGTERM interrupt nothing by themselves; they are remembered.
 */
#ifndef ENGINE_TALK_H
#define ENGINE_TALK_H

#include "engine/config.h"
#include "stream/command.h"
#include "wire/conn.h"

struct talk;

/* NULL where the URL cannot be read (ERROR_USAGE). It connects in talk_ready. */
struct talk *talk_open(const struct config *config, enum conn_mode mode, struct error *error);
void talk_close(struct talk *talk);

/* Waits for the connection. ERROR_CONNECT when there is none after `patience_ms`; ERROR_FAILED
 * where a signal came first. `patience_ms` 0: one attempt. */
bool talk_ready(struct talk *talk, int64_t patience_ms, struct error *error);

bool talk_is_ready(const struct talk *talk);
/* How often there was a connection so far. */
uint64_t talk_connections(const struct talk *talk);

/* Exactly one for each command, in order. `reply` NULL: none came, `error` says why. Borrowed for
 * the call. */
typedef void talk_reply_fn(
	void *arg, size_t i, const struct reply *reply, const struct error *error);
/* Sends all and waits for every answer. Where the connection is not ready all of them are lost. */
void talk_ask(struct talk *talk, const struct command *commands, size_t count, talk_reply_fn *fn,
	void *arg);
/* For questions that have functions of their own (wire/fetch.h): runs until *done. */
struct conn *talk_conn(struct talk *talk);
void talk_until(struct talk *talk, const bool *done);
/* Ended early by a signal. */
void talk_pause(struct talk *talk, int64_t ms);
bool talk_interrupted(const struct talk *talk);
/* Monotonic. */
int64_t talk_now_ms(struct talk *talk);

#endif
