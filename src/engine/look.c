#include "look.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const int ending_signals[] = {SIGINT, SIGTERM};

static void on_signal(uv_signal_t *handle, int number)
{
	struct look *look = handle->data;
	struct error error;

	(void)number;
	look->interrupted = !look->over;
	error_set(&error, ERROR_FAILED, "interrupted");
	look_end(look, &error);
}

static void on_state(void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct look *look = arg;

	(void)conn;
	if (state == CONN_READY) {
		look->on_ready(look->arg);
	} else if (state == CONN_WAITING) {
		look->on_lost(look->arg, error);
	} else if (state == CONN_CLOSED) {
		look_end(look, error);
	}
}

static bool open_look(struct look *look, const char *url, const char *url_from,
	const struct conn_options *how, struct error *error)
{
	char name[48];
	size_t i;

	*look = (struct look){.over = false};
	uv_loop_init(&look->loop);
	uv_timer_init(&look->loop, &look->timer);
	look->timer.data = look;
	for (i = 0; i < 2; i++) {
		uv_signal_init(&look->loop, &look->signals[i]);
		look->signals[i].data = look;
	}
	if (!address_parse(text_of(url), &look->address, error)) {
		return error_prefix(error, "%s", url_from);
	}
	snprintf(name, sizeof name, "rivermaster-look-%ld", (long)getpid());
	look->conn = conn_create(&look->loop,
		&(struct conn_options){
			.address = &look->address,
			.name = name,
			.mode = how->mode,
			.retry = how->retry,
			.seed = uv_hrtime(),
			.connect_ms = 5000,
			.patience_ms = how->retry ? 0 : 5000,
			.reply_ms = 5000,
			.on_state = on_state,
			.arg = look,
		});
	return true;
}

bool look_init(struct look *look, const char *url, const char *url_from, struct error *error)
{
	return look_init_mode(look, url, url_from, CONN_READ, error);
}

bool look_init_lasting(struct look *look, const char *url, const char *url_from,
	look_lost_fn *on_lost, struct error *error)
{
	bool good = open_look(look, url, url_from,
		&(struct conn_options){.mode = CONN_READ, .retry = true}, error);

	look->on_lost = on_lost;
	return good;
}

bool look_init_mode(struct look *look, const char *url, const char *url_from, enum conn_mode mode,
	struct error *error)
{
	return open_look(look, url, url_from, &(struct conn_options){.mode = mode}, error);
}
bool look_run(struct look *look, look_ready_fn *on_ready, void *arg, struct error *error)
{
	size_t i;

	look->on_ready = on_ready;
	look->arg = arg;
	for (i = 0; i < 2; i++) {
		uv_signal_start(&look->signals[i], on_signal, ending_signals[i]);
	}
	conn_start(look->conn);
	if (!look->over) {
		uv_run(&look->loop, UV_RUN_DEFAULT);
	}
	if (look->error.code != ERROR_NONE) {
		return error_set(error, look->error.code, "%s", look->error.text);
	}
	return true;
}

void look_end(struct look *look, const struct error *error)
{
	if (look->over) {
		return;
	}
	look->over = true;
	if (error != NULL) {
		look->error = *error;
	}
	uv_stop(&look->loop);
}

void look_finish(struct look *look)
{
	size_t i;

	look->over = true;
	conn_close(look->conn);
	uv_close((uv_handle_t *)&look->timer, NULL);
	for (i = 0; i < 2; i++) {
		uv_close((uv_handle_t *)&look->signals[i], NULL);
	}
	uv_run(&look->loop, UV_RUN_DEFAULT);
	uv_loop_close(&look->loop);
	address_finish(&look->address);
}
