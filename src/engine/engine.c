#include "engine/engine.h"

#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "call_out.h"
#include "follow.h"
#include "poller.h"
#include "wire/address.h"

enum { TICK_MS = 100, ADVANCE_MS = 250, COST_MS = 1000, HANDLES = 6, CLIENT_BYTES_MAX = 8192 };

struct engine {
	struct engine_options options;
	struct address address;
	struct mask *mask;
	struct buf client; /* the redis-cli command */
	struct model *model;
	struct conn *conn;
	struct fetcher *fetcher;
	struct poller poller;
	struct follow follow;
	struct call_out call_out;
	uv_timer_t tick, soon, tail;
	uv_prepare_t before_wait;
	uv_check_t after_wait;
	int open_handles;
	bool changed, closing;
	bool dead;
	struct error why; /* of the last loss */
	int64_t advanced_ms, cost_ms;
};

static int64_t now_ms_of(const struct engine *engine)
{
	return (int64_t)uv_now(engine->options.loop);
}

static void apply(struct engine *engine, const struct fact *fact)
{
	model_apply(engine->model, fact);
	engine->changed = true;
}

static void on_before_wait(uv_prepare_t *prepare);

/* What is started last runs first: the wait begins before the connection's own handle sends the
 * batch. */
static void turn(struct engine *engine)
{
	poller_turn(&engine->poller, now_ms_of(engine));
	follow_turn(&engine->follow, now_ms_of(engine));
	uv_prepare_stop(&engine->before_wait);
	uv_prepare_start(&engine->before_wait, on_before_wait);
}

static void on_soon(uv_timer_t *timer)
{
	turn(timer->data);
}

/* The next batch begins in the next turn of the loop, so that keys come between. */
static void turn_soon(struct engine *engine)
{
	if (!engine->closing) {
		uv_timer_start(&engine->soon, on_soon, 0, 0);
	}
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct engine *engine = arg;

	if (engine->closing) {
		return;
	}
	apply(engine, fact);
	follow_fact(&engine->follow, fact);
	if (poller_fact(&engine->poller, fact, now_ms_of(engine))) {
		turn_soon(engine);
	}
}

/* What the events' own connections brought, or the operator said. */
static void tell(void *arg, const struct fact *fact)
{
	struct engine *engine = arg;
	struct fact dated;

	if (engine->closing) {
		return;
	}
	engine->changed = true;
	if (fact->at_ms > 0) {
		model_apply(engine->model, fact);
		return;
	}
	dated = *fact;
	dated.at_ms = now_ms_of(engine);
	model_apply(engine->model, &dated);
}

static int64_t floor_us(void *arg)
{
	const struct engine *engine = arg;

	return budget_floor_us(&engine->poller.budget);
}

static void on_tail(uv_timer_t *timer)
{
	struct engine *engine = timer->data;

	if (!engine->closing) {
		follow_turn(&engine->follow, now_ms_of(engine));
	}
}

static void on_state(void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct engine *engine = arg;
	int64_t now_ms = now_ms_of(engine);
	struct fact fact = {
		.kind = FACT_LINK,
		.outcome = state == CONN_READY ? FACT_KNOWN : FACT_LOST,
		.at_ms = now_ms,
		.link =
			{
				.ready = state == CONN_READY,
				.retry_in_ms = conn_retry_in_ms(conn),
				.attempt = conn_attempt(conn),
			},
	};

	if (error != NULL) {
		engine->why = *error;
	}
	if (state != CONN_READY) {
		fact.error = engine->why;
	}
	engine->dead = state == CONN_CLOSED;
	apply(engine, &fact);
	poller_link(&engine->poller, fact.link.ready, now_ms);
	turn_soon(engine);
}

static void on_tick(uv_timer_t *timer)
{
	struct engine *engine = timer->data;
	int64_t now_ms = now_ms_of(engine);

	if (now_ms - engine->advanced_ms >= ADVANCE_MS) {
		engine->advanced_ms = now_ms;
		engine->changed = true;
		model_advance(engine->model, now_ms);
		call_out_turn(&engine->call_out, engine->model);
	}
	if (now_ms - engine->cost_ms >= COST_MS) {
		struct fact_cost cost = poller_cost(&engine->poller, now_ms);

		engine->cost_ms = now_ms;
		follow_cost(&engine->follow, &cost, now_ms);
		apply(engine,
			&(struct fact){
				.kind = FACT_COST,
				.outcome = FACT_KNOWN,
				.at_ms = now_ms,
				.cost = cost,
			});
	}
	turn(engine);
}

static void on_before_wait(uv_prepare_t *prepare)
{
	struct engine *engine = prepare->data;

	if (engine->changed) {
		engine->changed = false;
		if (engine->options.on_change != NULL) {
			engine->options.on_change(engine->options.arg);
		}
	}
	if (!engine->closing) {
		poller_waits(&engine->poller, (int64_t)uv_hrtime());
		follow_waits(&engine->follow, (int64_t)uv_hrtime());
	}
}

static void on_after_wait(uv_check_t *check)
{
	struct engine *engine = check->data;

	poller_woke(&engine->poller, (int64_t)uv_hrtime());
	follow_woke(&engine->follow, (int64_t)uv_hrtime());
}

static struct conn *control_conn(struct engine *engine)
{
	char name[48];
	uint64_t seed = uv_hrtime();

	uv_random(NULL, NULL, &seed, sizeof seed, 0, NULL);
	snprintf(name, sizeof name, "rivermaster-control-%ld", (long)getpid());
	return conn_create(engine->options.loop,
		&(struct conn_options){
			.address = &engine->address,
			.name = name,
			.mode = CONN_READ,
			.retry = true,
			.seed = seed,
			.on_state = on_state,
			.arg = engine,
		});
}

static void on_hooks(void *arg)
{
	struct engine *engine = arg;

	tell(engine, &(struct fact){.kind = FACT_HOOKS, .hooks = engine->call_out.hooks.told});
}

static void on_journeys(void *arg)
{
	struct engine *engine = arg;

	engine->changed = true;
}

static void init_handles(struct engine *engine)
{
	uv_loop_t *loop = engine->options.loop;

	uv_timer_init(loop, &engine->tick);
	uv_timer_init(loop, &engine->soon);
	uv_timer_init(loop, &engine->tail);
	uv_prepare_init(loop, &engine->before_wait);
	uv_check_init(loop, &engine->after_wait);
	engine->tick.data = engine->soon.data = engine->tail.data = engine;
	engine->before_wait.data = engine->after_wait.data = engine;
	engine->open_handles = HANDLES;
	hooks_init(&engine->call_out.hooks, loop, 0, on_hooks, engine);
	engine->call_out.server = engine->address.shown;
}

static void make_model(struct engine *engine, const struct config *config)
{
	struct model_options options = config->model;

	engine->mask = mask_create(&config->masks);
	options.mask = config->masks_screen_off ? NULL : engine->mask;
	options.export_mask = engine->mask;
	buf_init(&engine->client, CLIENT_BYTES_MAX);
	address_client(&engine->address, &engine->client);
	options.client = engine->client.at;
	options.envelopes = &config->envelopes;
	engine->model = model_create(&options);
}

struct engine *engine_create(const struct engine_options *options, struct error *error)
{
	struct engine *engine = mem_alloc(1, sizeof *engine);

	if (!address_parse(text_of(options->config->url), &engine->address, error)) {
		error_prefix(error, "%s", options->config->url_from);
		address_finish(&engine->address);
		mem_free(engine);
		return NULL;
	}
	engine->options = *options;
	make_model(engine, options->config);
	engine->conn = control_conn(engine);
	engine->fetcher = fetcher_create(engine->conn, on_fact, engine);
	poller_init(&engine->poller,
		&(struct poller_parts){
			.conn = engine->conn,
			.fetcher = engine->fetcher,
			.model = engine->model,
			.options = &options->config->model,
			.topics = options->config->topics,
		},
		now_ms_of(engine));
	init_handles(engine);
	follow_init(&engine->follow,
		&(struct follow_parts){
			.loop = options->loop,
			.address = &engine->address,
			.config = options->config,
			.model = engine->model,
			.tell = tell,
			.changed = on_journeys,
			.floor_us = floor_us,
			.arg = engine,
			.journeys_from = options->journeys_from,
			.timer = &engine->tail,
			.on_timer = on_tail,
		},
		now_ms_of(engine));
	return engine;
}

void engine_start(struct engine *engine)
{
	uv_timer_start(&engine->tick, on_tick, TICK_MS, TICK_MS);
	uv_prepare_start(&engine->before_wait, on_before_wait);
	uv_check_start(&engine->after_wait, on_after_wait);
	conn_start(engine->conn);
}

static void let_go(void *arg)
{
	struct engine *engine = arg;

	if (--engine->open_handles > 0) {
		return;
	}
	poller_finish(&engine->poller);
	model_destroy(engine->model);
	mask_destroy(engine->mask);
	buf_finish(&engine->client);
	address_finish(&engine->address);
	mem_free(engine);
}

static void on_closed(uv_handle_t *handle)
{
	let_go(handle->data);
}

void engine_close(struct engine *engine)
{
	if (engine == NULL || engine->closing) {
		return;
	}
	engine->closing = true;
	follow_close(&engine->follow);
	fetcher_destroy(engine->fetcher);
	conn_close(engine->conn);
	hooks_close(&engine->call_out.hooks, let_go);
	uv_close((uv_handle_t *)&engine->tick, on_closed);
	uv_close((uv_handle_t *)&engine->soon, on_closed);
	uv_close((uv_handle_t *)&engine->tail, on_closed);
	uv_close((uv_handle_t *)&engine->before_wait, on_closed);
	uv_close((uv_handle_t *)&engine->after_wait, on_closed);
}

const struct model *engine_model(const struct engine *engine)
{
	return engine->model;
}

const char *engine_address(const struct engine *engine)
{
	return engine->address.shown;
}

void engine_interest(struct engine *engine, const struct interest *interest)
{
	poller_interest(&engine->poller, interest);
	follow_interest(&engine->follow, interest);
	turn_soon(engine);
}

void engine_refresh(struct engine *engine)
{
	conn_retry_now(engine->conn);
	follow_retry(&engine->follow);
	poller_refresh(&engine->poller, now_ms_of(engine));
	turn_soon(engine);
}

void engine_seen(struct engine *engine, struct text topic, struct text group)
{
	tell(engine, &(struct fact){.kind = FACT_SEEN, .topic = topic, .group = group});
}

void engine_acknowledge(struct engine *engine, struct text alert_key)
{
	tell(engine, &(struct fact){.kind = FACT_ALERT_SEEN, .alert_key = alert_key});
}

void engine_apart(struct engine *engine, struct text name, struct text other)
{
	follow_apart(&engine->follow, name, other);
	turn_soon(engine);
}

void engine_show_work(struct engine *engine, const struct work *work)
{
	model_show_work(engine->model, work);
	engine->changed = true;
}

const struct error *engine_dead(const struct engine *engine)
{
	return engine->dead ? &engine->why : NULL;
}
