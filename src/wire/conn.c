#include "wire/conn.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "conn_private.h"
#include "wire/allow.h"

enum {
	DEADLINE_MS = 5000,
	PAUSE_FIRST_MS = 100,
	PAUSE_MAX_MS = 5000,
	SHORT_LIFE_MS = 10000,
	OUT_BYTES_MAX = 256 * 1024 * 1024,
};

static void change_state(struct conn *conn, enum conn_state state, const struct error *error)
{
	conn->state = state;
	if (conn->on_state != NULL) {
		conn->on_state(conn->arg, conn, state, error);
	}
}

static void begin_attempt(struct conn *conn)
{
	uv_update_time(conn->loop);
	conn->patient_by_ms = uv_now(conn->loop) + (uint64_t)conn->patience_ms;
	change_state(conn, CONN_CONNECTING, NULL);
	if (!conn->closing) {
		conn_dial(conn);
	}
}

static void on_timer(uv_timer_t *timer)
{
	struct conn *conn = timer->data;
	switch (conn->state) {
	case CONN_CONNECTING:
		if (conn->dials_again) {
			conn_dial(conn);
		} else {
			conn_dial_deadline(conn);
		}
		break;
	case CONN_READY:
		conn_reply_deadline(conn);
		break;
	case CONN_WAITING:
		begin_attempt(conn);
		break;
	case CONN_IDLE:
	case CONN_CLOSED:
		break;
	}
}

static int64_t or_default(int64_t deadline_ms)
{
	return deadline_ms > 0 ? deadline_ms : DEADLINE_MS;
}

static bool limits_given(const struct reply_limits *limits)
{
	return limits->line_bytes > 0 && limits->bulk_bytes > 0 && limits->reply_bytes > 0;
}

struct conn *conn_create(uv_loop_t *loop, const struct conn_options *options)
{
	struct conn *conn = mem_alloc(1, sizeof *conn);
	conn->loop = loop;
	address_copy(&conn->address, options->address);
	conn->name = options->name == NULL ? NULL : mem_dup(options->name, strlen(options->name));
	conn->mode = options->mode;
	conn->connect_ms = or_default(options->connect_ms);
	conn->reply_ms = or_default(options->reply_ms);
	conn->patience_ms = options->patience_ms;
	conn->retry = options->retry;
	conn->limits = limits_given(&options->limits) ? options->limits : reply_limits_default();
	conn->on_state = options->on_state;
	conn->arg = options->arg;
	rng_seed(&conn->rng, options->seed);
	buf_init(&conn->out, OUT_BYTES_MAX);
	uv_timer_init(loop, &conn->timer);
	uv_prepare_init(loop, &conn->flush);
	uv_idle_init(loop, &conn->resume);
	conn->timer.data = conn->flush.data = conn->resume.data = conn;
	conn->open_handles = 3;
	return conn;
}

void conn_start(struct conn *conn)
{
	assert(conn->state == CONN_IDLE);
	begin_attempt(conn);
}

void conn_retry_now(struct conn *conn)
{
	if (conn->state == CONN_WAITING) {
		begin_attempt(conn);
	}
}

void conn_ready(struct conn *conn)
{
	uv_timer_stop(&conn->timer);
	conn->attempt = 0;
	conn->ready_at_ms = uv_now(conn->loop);
	change_state(conn, CONN_READY, NULL);
}

/* 100 ms, doubled with each failure up to 5 s, a quarter more or less so that many do not come back
 * at once. A server that greets and hangs up is not asked at full pace for ever either. */
static void wait_for_next_attempt(struct conn *conn)
{
	int64_t pause_ms = PAUSE_FIRST_MS;
	for (int i = 1; i < conn->attempt + conn->short_lives && pause_ms < PAUSE_MAX_MS; i++) {
		pause_ms *= 2;
	}
	pause_ms = pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS;
	uint64_t jittered_ms = (uint64_t)((double)pause_ms * (0.75 + rng_unit(&conn->rng) / 2));
	uv_update_time(conn->loop);
	conn->retry_at_ms = uv_now(conn->loop) + jittered_ms;
	uv_timer_start(&conn->timer, on_timer, jittered_ms, 0);
}

void conn_fail(struct conn *conn, const struct error *error)
{
	struct error shown = *error;
	error_prefix(&shown, "%s", conn->address.shown);
	if (conn->state == CONN_CONNECTING) {
		conn->attempt++;
	} else if (uv_now(conn->loop) - conn->ready_at_ms < SHORT_LIFE_MS) {
		conn->short_lives++;
	} else {
		conn->short_lives = 0;
	}
	uv_timer_stop(&conn->timer);
	conn_drop_dial(conn);
	conn_drop_link(conn);
	conn->state = conn->retry && !conn->refused ? CONN_WAITING : CONN_CLOSED;
	conn_answer_all(conn, &shown);
	if (conn->closing) {
		return;
	}
	if (conn->state == CONN_WAITING) {
		wait_for_next_attempt(conn);
	}
	change_state(conn, conn->state, &shown);
}

void conn_set_timer(struct conn *conn, uint64_t after_ms)
{
	uv_timer_start(&conn->timer, on_timer, after_ms, 0);
}

static void on_handle_closed(uv_handle_t *handle)
{
	struct conn *conn = handle->data;
	if (--conn->open_handles > 0) {
		return;
	}
	address_finish(&conn->address);
	buf_finish(&conn->out);
	mem_free(conn->name);
	mem_free(conn->waiters);
	mem_free(conn->chunk);
	mem_free(conn);
}

void conn_close(struct conn *conn)
{
	if (conn == NULL || conn->closing) {
		return;
	}
	conn->closing = true;
	conn->state = CONN_CLOSED;
	conn_drop_dial(conn);
	conn_drop_link(conn);
	struct error error;
	error_set(&error, ERROR_CONNECT, "%s: the connection was closed", conn->address.shown);
	conn_answer_all(conn, &error);
	uv_close((uv_handle_t *)&conn->timer, on_handle_closed);
	uv_close((uv_handle_t *)&conn->flush, on_handle_closed);
	uv_close((uv_handle_t *)&conn->resume, on_handle_closed);
}

enum conn_state conn_state(const struct conn *conn)
{
	return conn->state;
}

int64_t conn_retry_in_ms(const struct conn *conn)
{
	if (conn->state != CONN_WAITING) {
		return -1;
	}
	uint64_t now_ms = uv_now(conn->loop);
	return conn->retry_at_ms > now_ms ? (int64_t)(conn->retry_at_ms - now_ms) : 0;
}

int conn_attempt(const struct conn *conn)
{
	return conn->attempt;
}

uv_loop_t *conn_loop(const struct conn *conn)
{
	return conn->loop;
}

bool conn_send(struct conn *conn, const struct command *command, conn_reply_fn *fn, void *arg,
	struct error *error)
{
	if (conn->mode == CONN_READ && !allow_read(command, error)) {
		return false;
	}
	if (conn->state != CONN_READY) {
		return error_set(error, ERROR_CONNECT, "%s: not connected", conn->address.shown);
	}
	if (!conn_queue(conn, command, fn, arg)) {
		return error_set(error, ERROR_FAILED, "%s: more than %d bytes wait to be sent",
			conn->address.shown, OUT_BYTES_MAX);
	}
	return true;
}

struct conn_cost conn_cost(const struct conn *conn)
{
	struct conn_cost cost = conn->cost;
	cost.outstanding = conn->waiters_count;
	if (conn->waiters_count > 0) {
		cost.busy_us += (uv_hrtime() - conn->busy_since_ns) / 1000;
	}
	return cost;
}
