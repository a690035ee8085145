#include "engine/pending.h"

#include "look.h"
#include "pending_walk.h"

enum { WAIT_LEAST_MS = 1, WAIT_MOST_MS = 50 };

struct run {
	const struct pending_options *options;
	struct look look;
	struct pending_walk *walk;
	uint64_t pause_ms;
};

static bool on_row(void *arg, const struct pending_row *row, int64_t server_now_ms)
{
	const struct run *run = arg;

	return run->options->on_row(run->options->arg, row, server_now_ms);
}

static void on_wait_over(uv_timer_t *timer)
{
	struct look *look = timer->data;
	struct run *run = look->arg;

	pending_walk_go(run->walk, (int64_t)uv_now(&look->loop));
}

static enum browse_go on_turn(void *arg, const struct pending_coverage *coverage)
{
	struct run *run = arg;
	struct pending_coverage told = *coverage;

	told.interrupted = run->look.interrupted;
	enum browse_go go = run->options->on_turn(run->options->arg, &told);
	if (go == BROWSE_ON) {
		run->pause_ms = WAIT_LEAST_MS;
	} else if (go == BROWSE_WAIT) {
		run->pause_ms = run->pause_ms * 2 < WAIT_MOST_MS ? run->pause_ms * 2 : WAIT_MOST_MS;
		uv_timer_start(&run->look.timer, on_wait_over, run->pause_ms, 0);
	}
	return go;
}

static void on_end(void *arg, const struct error *error)
{
	struct run *run = arg;

	look_end(&run->look, error);
}

static void on_ready(void *arg)
{
	struct run *run = arg;
	const struct pending_options *options = run->options;

	run->walk = pending_walk_create(&(struct pending_walk_options){
		.conn = run->look.conn,
		.now_ms = (int64_t)uv_now(&run->look.loop),
		.topic = options->topic,
		.group = options->group,
		.consumer = options->consumer,
		.from = options->from,
		.to = options->to,
		.on_row = on_row,
		.on_turn = on_turn,
		.on_end = on_end,
		.arg = run,
	});
}

bool pending_run(const struct pending_options *options, struct pending_coverage *coverage,
	struct error *error)
{
	struct run run = {.options = options, .pause_ms = WAIT_LEAST_MS};
	const struct config *config = options->config;
	bool good = look_init(&run.look, config->url, config->url_from, error) &&
		look_run(&run.look, on_ready, &run, error);

	*coverage = (struct pending_coverage){.rows = 0};
	if (run.walk != NULL) {
		*coverage = *pending_walk_coverage(run.walk);
	}
	coverage->interrupted = run.look.interrupted;
	if (!good && coverage->has_total && error->code == ERROR_CONNECT) {
		error->code = ERROR_FAILED;
	}
	pending_walk_destroy(run.walk);
	look_finish(&run.look);
	return good;
}
