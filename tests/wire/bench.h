/*
 * What the wire tests share: an address from a URL, a connection that is run until something is so,
 * and a loop that must be empty at the end.
 */
#ifndef TESTS_WIRE_BENCH_H
#define TESTS_WIRE_BENCH_H

#include <assert.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <uv.h>

#include "base/mem.h"
#include "wire/conn.h"

struct bench {
	uv_loop_t loop;
	struct address address;
	struct conn *conn;
	int ready, waiting, closed; /* how often each state came */
	struct error error;         /* of the last WAITING or CLOSED */
	int answers, losses;        /* of commands sent with bench_send */
	struct error loss;
	char *last; /* text of the last answer */
	enum reply_kind last_kind;
	int64_t last_integer;
};

typedef bool bench_condition(const struct bench *bench);

static inline void bench_on_state(
	void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct bench *bench = arg;
	uv_stop(&bench->loop);
	assert_int_equal(conn_state(conn), state);
	assert_true((error != NULL) == (state == CONN_WAITING || state == CONN_CLOSED));
	bench->ready += state == CONN_READY;
	bench->waiting += state == CONN_WAITING;
	bench->closed += state == CONN_CLOSED;
	if (error != NULL) {
		bench->error = *error;
	}
}

static inline void bench_on_reply(void *arg, const struct reply *reply, const struct error *error)
{
	struct bench *bench = arg;
	uv_stop(&bench->loop);
	assert_true((reply == NULL) == (error != NULL));
	if (reply == NULL) {
		bench->losses++;
		bench->loss = *error;
		return;
	}
	bench->answers++;
	bench->last_kind = reply->kind;
	bench->last_integer = reply->integer;
	mem_free(bench->last);
	bench->last = text_dup(reply->text);
}

/* For a server whose address is known only when the loop is there (fake.h). */
static inline void bench_aim(struct bench *bench, const char *url)
{
	struct error error = {.code = ERROR_NONE};
	address_finish(&bench->address);
	if (!address_parse(text_of(url), &bench->address, &error)) {
		fail_msg("%s", error.text);
	}
}

/* The options as most tests want them; change what differs, then bench_dial. */
static inline struct conn_options bench_init(struct bench *bench, const char *url)
{
	*bench = (struct bench){.ready = 0};
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(uv_loop_init(&bench->loop), 0);
	bench_aim(bench, url);
	return (struct conn_options){
		.address = &bench->address,
		.name = "rivermaster-test",
		.mode = CONN_WRITE,
		.retry = false,
		.on_state = bench_on_state,
		.arg = bench,
	};
}

static inline void bench_dial(struct bench *bench, const struct conn_options *options)
{
	bench->conn = conn_create(&bench->loop, options);
	conn_start(bench->conn);
}

/* Bounded by the test runner's limit alone. Callbacks stop the loop, since what a timer did would
 * otherwise be looked at only after the next event of a socket. */
static inline void bench_until(struct bench *bench, bench_condition *condition)
{
	while (!condition(bench)) {
		if (uv_run(&bench->loop, UV_RUN_ONCE) == 0 && !condition(bench)) {
			fail_msg("nothing is left to wait for (%s)", bench->error.text);
		}
	}
}

static inline bool bench_is_ready(const struct bench *bench)
{
	return conn_state(bench->conn) == CONN_READY;
}

static inline bool bench_is_closed(const struct bench *bench)
{
	return conn_state(bench->conn) == CONN_CLOSED;
}

static inline bool bench_is_waiting(const struct bench *bench)
{
	return conn_state(bench->conn) == CONN_WAITING;
}

static inline bool bench_is_answered(const struct bench *bench)
{
	return conn_cost(bench->conn).outstanding == 0;
}

static inline void bench_send(struct bench *bench, const char *words)
{
	struct command command;
	struct error error = {.code = ERROR_NONE};
	command_init(&command);
	command_words(&command, words);
	if (!conn_send(bench->conn, &command, bench_on_reply, bench, &error)) {
		fail_msg("%s: %s", words, error.text);
	}
	command_finish(&command);
}

/* Sends, waits for all answers, and gives the text of the last. */
static inline const char *bench_ask(struct bench *bench, const char *words)
{
	bench_send(bench, words);
	bench_until(bench, bench_is_answered);
	return bench->last;
}

/* Until no handle is left; callbacks stop the loop on the way. */
static inline void bench_run_dry(struct bench *bench)
{
	while (uv_run(&bench->loop, UV_RUN_DEFAULT) != 0) {
	}
}

static inline void bench_finish(struct bench *bench)
{
	conn_close(bench->conn);
	bench_run_dry(bench);
	assert_int_equal(uv_loop_close(&bench->loop), 0);
	address_finish(&bench->address);
	mem_free(bench->last);
}

#endif
