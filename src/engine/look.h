/*
 * The insides of one look: a loop of its own with one connection, which comes back only where that
 * is wanted, and what ends it. Shared by the snapshot and the probe; it knows nothing of what they
 * ask.
 */
#ifndef ENGINE_LOOK_H
#define ENGINE_LOOK_H

#include "wire/address.h"
#include "wire/conn.h"

#include <uv.h>

struct look;

/* The connection is ready: ask. */
typedef void look_ready_fn(void *arg);
/* It was lost, or could not be made, and is tried again: what was asked is not answered. */
typedef void look_lost_fn(void *arg, const struct error *error);

struct look {
	uv_loop_t loop;
	struct address address;
	struct conn *conn;
	uv_timer_t timer; /* the owner's */
	uv_signal_t signals[2];
	look_ready_fn *on_ready;
	look_lost_fn *on_lost;
	void *arg;
	bool over;
	bool interrupted;   /* by a signal */
	struct error error; /* ERROR_NONE: it went well */
};

/* False where the URL cannot be read; look_finish is called whatever the result. */
bool look_init(struct look *look, const char *url, const char *url_from, struct error *error);
/* Likewise, in a mode of the connection's; look_init's is CONN_READ. */
bool look_init_mode(struct look *look, const char *url, const char *url_from, enum conn_mode mode,
	struct error *error);
/* Likewise, of a connection that comes back: each time it does, `on_ready` is called again. */
bool look_init_lasting(struct look *look, const char *url, const char *url_from,
	look_lost_fn *on_lost, struct error *error);
/* Connects, calls `on_ready` and runs until look_end. False: what went wrong. */
bool look_run(struct look *look, look_ready_fn *on_ready, void *arg, struct error *error);
/* `error` NULL: it went well. The first end counts. */
void look_end(struct look *look, const struct error *error);
/* Closes what is open; a fetcher on the connection is destroyed before. */
void look_finish(struct look *look);

#endif
