#include "talk.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"

enum { REPLY_MS = 10000, CONNECT_MS = 5000, NAME_MAX_BYTES = 48 };

static const int signal_numbers[] = {SIGINT, SIGTERM};

struct talk {
	uv_loop_t loop;
	struct address address;
	struct conn *conn;
	uv_timer_t timer;
	uv_signal_t signals[2];
	bool interrupted, timed_out, ready, closed;
	struct error trouble; /* of the connection */
	size_t waiting;
	uint64_t connections;
};

static void on_signal(uv_signal_t *handle, int number)
{
	struct talk *talk = handle->data;

	(void)number;
	talk->interrupted = true;
	uv_stop(&talk->loop);
}

static void on_timer(uv_timer_t *timer)
{
	struct talk *talk = timer->data;

	talk->timed_out = true;
	uv_stop(&talk->loop);
}

static void on_state(void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct talk *talk = arg;

	(void)conn;
	talk->ready = state == CONN_READY;
	talk->connections += talk->ready;
	talk->closed = state == CONN_CLOSED;
	if (error != NULL) {
		talk->trouble = *error;
	}
	if (talk->ready || talk->closed || state == CONN_WAITING) {
		uv_stop(&talk->loop);
	}
}

static void open_handles(struct talk *talk)
{
	uv_loop_init(&talk->loop);
	uv_timer_init(&talk->loop, &talk->timer);
	talk->timer.data = talk;
	for (size_t i = 0; i < 2; i++) {
		uv_signal_init(&talk->loop, &talk->signals[i]);
		talk->signals[i].data = talk;
		uv_signal_start(&talk->signals[i], on_signal, signal_numbers[i]);
	}
}

struct talk *talk_open(const struct config *config, enum conn_mode mode, struct error *error)
{
	struct talk *talk = mem_alloc(1, sizeof *talk);
	char name[NAME_MAX_BYTES];

	open_handles(talk);
	if (!address_parse(text_of(config->url), &talk->address, error)) {
		error_prefix(error, "%s", config->url_from);
		talk_close(talk);
		return NULL;
	}
	snprintf(name, sizeof name, "rivermaster-%s-%ld", mode == CONN_READ ? "survey" : "job",
		(long)getpid());
	talk->conn = conn_create(&talk->loop,
		&(struct conn_options){
			.address = &talk->address,
			.name = name,
			.mode = mode,
			.retry = true,
			.seed = uv_hrtime(),
			.connect_ms = CONNECT_MS,
			.patience_ms = CONNECT_MS,
			.reply_ms = REPLY_MS,
			.on_state = on_state,
			.arg = talk,
		});
	conn_start(talk->conn);
	return talk;
}

void talk_close(struct talk *talk)
{
	if (talk == NULL) {
		return;
	}
	conn_close(talk->conn);
	uv_close((uv_handle_t *)&talk->timer, NULL);
	for (size_t i = 0; i < 2; i++) {
		uv_close((uv_handle_t *)&talk->signals[i], NULL);
	}
	while (uv_run(&talk->loop, UV_RUN_DEFAULT) != 0) {
	}
	uv_loop_close(&talk->loop);
	address_finish(&talk->address);
	mem_free(talk);
}

int64_t talk_now_ms(struct talk *talk)
{
	uv_update_time(&talk->loop);
	return (int64_t)uv_now(&talk->loop);
}

static void set_timer(struct talk *talk, int64_t ms)
{
	uv_update_time(&talk->loop);
	talk->timed_out = false;
	uv_timer_start(&talk->timer, on_timer, (uint64_t)ms, 0);
}

bool talk_ready(struct talk *talk, int64_t patience_ms, struct error *error)
{
	bool tried = false;

	set_timer(talk, patience_ms > 0 ? patience_ms : CONNECT_MS * 2);
	while (!talk->ready && !talk->closed && !talk->timed_out && !talk->interrupted &&
		(patience_ms > 0 || !tried)) {
		tried = uv_run(&talk->loop, UV_RUN_DEFAULT) != 0 &&
			conn_state(talk->conn) == CONN_WAITING;
	}
	uv_timer_stop(&talk->timer);
	if (talk->ready) {
		return true;
	}
	if (talk->interrupted) {
		return error_set(error, ERROR_FAILED, "interrupted");
	}
	return error_set(error, ERROR_CONNECT, "%s",
		talk->trouble.code == ERROR_NONE ? "no answer" : talk->trouble.text);
}

bool talk_is_ready(const struct talk *talk)
{
	return talk != NULL && talk->ready;
}

uint64_t talk_connections(const struct talk *talk)
{
	return talk->connections;
}

struct ask {
	struct talk *talk;
	talk_reply_fn *fn;
	void *arg;
	size_t next;
};

/* Answers come in the order of the commands. */
static void on_reply(void *arg, const struct reply *reply, const struct error *error)
{
	struct ask *ask = arg;

	ask->talk->waiting--;
	ask->fn(ask->arg, ask->next++, reply, error);
}

void talk_ask(struct talk *talk, const struct command *commands, size_t count, talk_reply_fn *fn,
	void *arg)
{
	struct ask ask = {.talk = talk, .fn = fn, .arg = arg};
	struct error error = {.code = ERROR_NONE};
	size_t sent = 0;

	while (sent < count && conn_send(talk->conn, &commands[sent], on_reply, &ask, &error)) {
		talk->waiting++;
		sent++;
	}
	while (talk->waiting > 0) {
		uv_run(&talk->loop, UV_RUN_ONCE);
	}
	for (size_t i = sent; i < count; i++) {
		fn(arg, i, NULL, &error);
	}
}

struct conn *talk_conn(struct talk *talk)
{
	return talk->conn;
}

void talk_until(struct talk *talk, const bool *done)
{
	while (!*done) {
		uv_run(&talk->loop, UV_RUN_ONCE);
	}
}

void talk_pause(struct talk *talk, int64_t ms)
{
	if (ms <= 0 || talk->interrupted) {
		return;
	}
	set_timer(talk, ms);
	while (!talk->timed_out && !talk->interrupted) {
		uv_run(&talk->loop, UV_RUN_DEFAULT);
	}
	uv_timer_stop(&talk->timer);
}

bool talk_interrupted(const struct talk *talk)
{
	return talk->interrupted;
}
