/*
 * One connection to one server over libuv: resolves, connects with a deadline, greets (AUTH,
 * SELECT, CLIENT SETNAME, CLIENT NO-TOUCH where it is known), pipelines, and comes back by itself
 * with growing, jittered pauses. It owns its socket and knows nothing of what the commands are for.
 *
 * Answers come in the order of the commands; a command that got no answer in time or whose
 * connection went is answered with an error, once, and an answer that comes later belongs to
 * nobody, because the connection it would come on has been closed.
 *
 * libuv writes without guarding against SIGPIPE: the program ignores that signal.
 */
#ifndef WIRE_CONN_H
#define WIRE_CONN_H

#include "stream/command.h"
#include "wire/address.h"
#include "wire/reply.h"

#include <uv.h>

struct conn;

enum conn_mode {
	CONN_READ, /* cannot send a command outside the allow-list (allow.h) */
	CONN_WRITE,
};

enum conn_state {
	CONN_IDLE,       /* created, not started */
	CONN_CONNECTING, /* resolving, connecting, greeting */
	CONN_READY,
	CONN_WAITING, /* lost or refused; tries again after a pause */
	CONN_CLOSED,  /* for good: closed by us, refused credentials, or retry is off */
};

/* `error` is set in WAITING and CLOSED (why). Called on every change of state. */
typedef void conn_state_fn(
	void *arg, struct conn *conn, enum conn_state state, const struct error *error);

/* `reply` is NULL when there is none: then `error` says why. A reply of kind REPLY_ERROR is handed
 * over as a reply. Both are borrowed for the call. */
typedef void conn_reply_fn(void *arg, const struct reply *reply, const struct error *error);

struct conn_options {
	const struct address *address; /* copied */
	const char *name;              /* CLIENT SETNAME; [a-zA-Z0-9-] */
	enum conn_mode mode;
	int64_t connect_ms, reply_ms; /* deadlines; 0 gives 5000 */
	bool retry;                   /* come back after a loss */
	int64_t patience_ms; /* so long one attempt goes on while the server answers that it is not
				ready (BUSY, LOADING, ...); 0: the attempt has failed at once */
	struct reply_limits limits; /* all zero: the default */
	uint64_t seed;              /* of the jitter */
	conn_state_fn *on_state;    /* may be NULL */
	void *arg;
};

struct conn *conn_create(uv_loop_t *loop, const struct conn_options *options);
void conn_start(struct conn *conn);
/* WAITING: the next attempt is now; else nothing. Not from within a callback. */
void conn_retry_now(struct conn *conn);
/* Answers what is outstanding with an error, closes and frees itself when libuv has let go of its
 * handles (the loop must run once more). No callback comes after the outstanding ones, on_state
 * neither. NULL ok. To be called once, in whatever state, also from within a callback. */
void conn_close(struct conn *conn);

enum conn_state conn_state(const struct conn *conn);
int64_t conn_retry_in_ms(const struct conn *conn); /* WAITING: until the next attempt; else -1 */
int conn_attempt(const struct conn *conn);         /* failed attempts in a row */

/* Queues one command; `fn` (may be NULL) is called exactly once, later, never from within
 * conn_send. Refused, with ERROR_REFUSED and no call of `fn`, when a READ connection may not send
 * it; ERROR_CONNECT when it is not READY. */
bool conn_send(struct conn *conn, const struct command *command, conn_reply_fn *fn, void *arg,
	struct error *error);

uv_loop_t *conn_loop(const struct conn *conn);

/* What this connection has cost so far. */
struct conn_cost {
	uint64_t commands, bytes_in, bytes_out;
	uint64_t busy_us; /* time with at least one command outstanding */
	size_t outstanding;
};
struct conn_cost conn_cost(const struct conn *conn);

#endif
