/*
 * The insides of a connection, shared by its three files: conn.c (life and state), conn_dial.c
 * (from an address to a greeted socket), conn_flow.c (commands out, answers in, deadlines).
 *
 * A `struct link` is one socket: made for each attempt, it lives until libuv has let go of it, long
 * after the connection may have gone on to the next one or be closed.
 */
#ifndef WIRE_CONN_PRIVATE_H
#define WIRE_CONN_PRIVATE_H

#include <uv.h>

#include "base/buf.h"
#include "base/rng.h"
#include "wire/conn.h"

struct link {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} socket;
	uv_connect_t connect;
	struct conn *conn; /* NULL once the connection has dropped it */
	struct reply_parser *parser;
	uint64_t fed_bytes, answered_bytes; /* unequal: a reply is under way */
};

/* A name being resolved; `conn` NULL when nobody waits for it any more. */
struct lookup {
	uv_getaddrinfo_t request;
	struct conn *conn;
};

/* Who gets the answer to one command. */
struct waiter {
	conn_reply_fn *fn;
	void *arg;
	uint64_t sent_ms;
};

struct conn {
	uv_loop_t *loop;
	struct address address;
	char *name;
	enum conn_mode mode;
	int64_t connect_ms, reply_ms, patience_ms;
	bool retry;
	struct reply_limits limits;
	struct rng rng;
	conn_state_fn *on_state;
	void *arg;

	enum conn_state state;
	bool closing;
	int open_handles; /* libuv still holds this many of the three below */
	uv_timer_t timer; /* CONNECTING: deadline; READY: oldest answer; WAITING: next attempt */
	uv_prepare_t flush;
	uv_idle_t resume;

	struct link *link;
	struct lookup *lookup;
	struct addrinfo *found, *next_found; /* what the name means; the one to try next */
	uint64_t connect_by_ms;
	uint64_t patient_by_ms; /* while this lies ahead a server may be not ready */
	bool dials_again;       /* it was not: the timer begins anew */
	struct error trouble; /* of the attempt: why it will fail */
	bool refused;         /* trying again would not help */
	bool greeting;        /* connected, and not yet answered */
	int greetings_left;

	struct waiter *waiters; /* a ring */
	size_t waiters_room, waiters_first, waiters_count;
	struct buf out;
	uint64_t last_answer_ms;
	bool overdue; /* the deadline has passed once; the socket gets one more look */
	uint64_t turn_ms, turn_began_ns;
	char *chunk; /* what libuv reads into */

	int attempt;
	int short_lives; /* in a row: connections that went soon after they were ready */
	uint64_t ready_at_ms;
	uint64_t retry_at_ms;
	struct conn_cost cost;
	uint64_t busy_since_ns;
};

/* conn.c */
void conn_ready(struct conn *conn);
void conn_set_timer(struct conn *conn, uint64_t after_ms);
/* The attempt or the connection has failed: drops the socket, answers what is outstanding, then
 * waits or closes. `error` may be conn->trouble; it gets the address in front. */
void conn_fail(struct conn *conn, const struct error *error);

/* conn_dial.c */
void conn_dial(struct conn *conn);
void conn_dial_deadline(struct conn *conn);
void conn_drop_dial(struct conn *conn);

/* conn_flow.c */
/* False when too much waits to be sent. */
bool conn_queue(struct conn *conn, const struct command *command, conn_reply_fn *fn, void *arg);
struct link *conn_make_link(struct conn *conn);
void conn_read_start(struct conn *conn);
void conn_reply_deadline(struct conn *conn);
void conn_drop_link(struct conn *conn);
/* Each waiter once, in order; safe whatever they call. */
void conn_answer_all(struct conn *conn, const struct error *error);
void conn_flush(uv_prepare_t *handle);
void conn_resume(uv_idle_t *handle);

#endif
