#include "engine/pending.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "denied.h"
#include "look.h"
#include "pending_tour.h"

enum { WAIT_LEAST_MS = 1, WAIT_MOST_MS = 50 };

struct run {
	const struct pending_options *options;
	struct look look;
	struct pending_tour tour;
	struct fetcher *fetcher; /* of the names of keys */
	struct map *known;
	struct pending_tour_key *keys; /* their names are its own */
	size_t key_count, rule;
	bool begun;
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

	pending_tour_go(&run->tour, (int64_t)uv_now(&look->loop));
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

static void begin(struct run *run)
{
	const struct pending_options *options = run->options;

	run->begun = true;
	pending_tour_begin(&run->tour,
		&(struct pending_tour_options){
			.walk = {.conn = run->look.conn,
				.now_ms = (int64_t)uv_now(&run->look.loop),
				.group = options->group,
				.consumer = options->consumer,
				.to = options->to,
				.on_row = on_row,
				.on_turn = on_turn,
				.on_end = on_end,
				.arg = run},
			.key_count = run->key_count,
			.keys = run->keys,
		});
}

static void add_key(struct run *run, struct text key)
{
	if (map_get(run->known, key) != NULL) {
		return;
	}
	map_put(run->known, key, run);
	run->keys = mem_resize(run->keys, run->key_count + 1, sizeof *run->keys);
	run->keys[run->key_count++] = (struct pending_tour_key){
		.key = text_from(text_dup(key), key.length), .from = run->options->from};
}

static int compare(const void *a, const void *b)
{
	const struct pending_tour_key *left = a, *right = b;

	return text_compare(left->key, right->key);
}

/* The next of the rules that say what keys the topic is made of; none is left: they are walked. */
static void find_keys(struct run *run)
{
	const struct model_options *model = &run->options->config->model;
	struct error error;

	while (run->rule < model->partition_count &&
		!text_is(run->options->topic, model->partitions[run->rule].topic)) {
		run->rule++;
	}
	if (run->rule < model->partition_count) {
		fetch_scan(run->fetcher, text_of(model->partitions[run->rule].keys), false);
	} else if (run->key_count == 0) {
		error_set(&error, ERROR_FAILED, "there is no topic %.*s",
			(int)run->options->topic.length, run->options->topic.at);
		look_end(&run->look, &error);
	} else {
		qsort(run->keys, run->key_count, sizeof *run->keys, compare);
		begin(run);
	}
}

static void on_names(void *arg, const struct fact *fact)
{
	struct run *run = arg;
	struct error error = fact->error;

	if (run->look.over) {
		return;
	}
	if (fact->outcome != FACT_KNOWN) {
		if (fact->outcome == FACT_DENIED) {
			denied_explain(fact, &error);
		}
		look_end(&run->look, &error);
		return;
	}
	for (size_t i = 0; i < fact->scan.count; i++) {
		add_key(run, fact->scan.names[i]);
	}
	run->rule += fact->scan.ends;
	find_keys(run);
}

static void on_ready(void *arg)
{
	struct run *run = arg;
	const struct model_options *model = &run->options->config->model;
	bool partitioned = false;

	for (size_t i = 0; i < model->partition_count; i++) {
		partitioned =
			partitioned || text_is(run->options->topic, model->partitions[i].topic);
	}
	if (partitioned) {
		run->fetcher = fetcher_create(run->look.conn, on_names, run);
		find_keys(run);
		return;
	}
	add_key(run, run->options->topic);
	begin(run);
}

static void finish(struct run *run)
{
	pending_tour_finish(&run->tour);
	fetcher_destroy(run->fetcher);
	look_finish(&run->look);
	map_destroy(run->known);
	for (size_t i = 0; i < run->key_count; i++) {
		mem_free((char *)run->keys[i].key.at);
	}
	mem_free(run->keys);
}

bool pending_run(const struct pending_options *options, struct pending_coverage *coverage,
	struct error *error)
{
	struct run run = {.options = options, .pause_ms = WAIT_LEAST_MS, .known = map_create()};
	const struct config *config = options->config;
	bool good = look_init(&run.look, config->url, config->url_from, error) &&
		look_run(&run.look, on_ready, &run, error);

	*coverage = (struct pending_coverage){.rows = 0};
	if (run.begun) {
		*coverage = *pending_tour_coverage(&run.tour);
		coverage->keys = run.key_count;
	}
	coverage->interrupted = run.look.interrupted;
	if (!good && coverage->has_total && error->code == ERROR_CONNECT) {
		error->code = ERROR_FAILED;
	}
	finish(&run);
	return good;
}
