#include "traffic.h"

#include <time.h>

#include "base/mem.h"
#include "run.h"

enum { TICK_MS = 20, WARM_UP_MS = 1500, RUNS_MAX = 16 };

/* A server that is only slow, or held, is not lost; one that has ended is known by its process. */
#define ANSWER_MS INT64_C(86400000)

enum phase {
	DIALING, /* the socket may not be there yet */
	CREATING,
	WARMING,
	FLOWING,
	LOST,
};

struct traffic {
	struct traffic_options options;
	struct address address;
	uv_loop_t *loop;
	uv_timer_t timer;
	struct conn *conn;
	enum phase phase;
	int64_t since_ms; /* when the phase began */
	size_t creating;  /* groups asked for and not yet there */
	bool struck;
	size_t run_count;
	struct run *runs[RUNS_MAX];
};

static int64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t now_ms(const struct traffic *traffic)
{
	return (int64_t)uv_now(traffic->loop);
}

static void enter(struct traffic *traffic, enum phase phase)
{
	traffic->phase = phase;
	traffic->since_ms = now_ms(traffic);
}

static void lose(struct traffic *traffic, const struct error *error)
{
	if (traffic->phase != LOST) {
		enter(traffic, LOST);
		traffic->options.on_lost(traffic->options.arg, error);
	}
}

static void warm_up(struct traffic *traffic)
{
	enter(traffic, WARMING);
	for (size_t i = 0; i < traffic->run_count; i++) {
		run_warm_up(traffic->runs[i], now_ms(traffic), wall_ms());
	}
}

static void on_created(void *arg, const struct reply *reply, const struct error *error)
{
	struct traffic *traffic = arg;
	struct error refused;

	traffic->creating--;
	if (reply == NULL) {
		lose(traffic, error);
	} else if (reply->kind == REPLY_ERROR) {
		error_set(&refused, ERROR_FAILED, "%s", reply->text.at);
		lose(traffic, &refused);
	} else if (traffic->creating == 0 && traffic->phase == CREATING) {
		warm_up(traffic);
	}
}

static void create_groups(struct traffic *traffic, const struct run *run)
{
	struct command command;

	command_init(&command);
	for (size_t i = 0; i < run->scenario->service_count; i++) {
		command_reset(&command);
		command_words(&command, "XGROUP CREATE");
		command_add_string(&command, run->scenario->services[i].topic);
		command_add_string(&command, run->scenario->services[i].group);
		command_words(&command, "0 MKSTREAM");
		traffic->creating += conn_send(traffic->conn, &command, on_created, traffic, NULL);
	}
	command_finish(&command);
}

static void add_run(struct traffic *traffic, const struct scenario *scenario)
{
	if (traffic->run_count < RUNS_MAX) {
		traffic->runs[traffic->run_count++] = run_create(&(struct run_options){
			.scenario = scenario,
			.conn = traffic->conn,
			.rate = traffic->options.rate,
			.seed = traffic->options.seed,
		});
	}
}

static void create_runs(struct traffic *traffic)
{
	const struct scenario *scenario = traffic->options.scenario;

	enter(traffic, CREATING);
	if (scenario != NULL) {
		add_run(traffic, scenario);
	}
	for (size_t i = 0; traffic->options.scenario == NULL && (scenario = scenario_at(i)) != NULL;
		i++) {
		add_run(traffic, scenario);
	}
	for (size_t i = 0; i < traffic->run_count; i++) {
		create_groups(traffic, traffic->runs[i]);
	}
}

static void on_state(void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct traffic *traffic = arg;

	(void)conn;
	if (state == CONN_READY) {
		create_runs(traffic);
	} else if (state == CONN_CLOSED && traffic->phase != DIALING) {
		lose(traffic, error);
	}
}

static void dial(struct traffic *traffic)
{
	if (traffic->conn != NULL && conn_state(traffic->conn) != CONN_CLOSED) {
		return;
	}
	conn_close(traffic->conn);
	traffic->conn = conn_create(traffic->loop,
		&(struct conn_options){
			.address = &traffic->address,
			.name = "rivermaster-demo",
			.mode = CONN_WRITE,
			.reply_ms = ANSWER_MS,
			.seed = traffic->options.seed,
			.on_state = on_state,
			.arg = traffic,
		});
	conn_start(traffic->conn);
}

static bool all_quiet(const struct traffic *traffic)
{
	for (size_t i = 0; i < traffic->run_count; i++) {
		if (!run_quiet(traffic->runs[i])) {
			return false;
		}
	}
	return true;
}

static void settle(struct traffic *traffic)
{
	enter(traffic, FLOWING);
	for (size_t i = 0; i < traffic->run_count; i++) {
		run_settle(traffic->runs[i]);
	}
	traffic->options.on_ready(traffic->options.arg);
}

static void strike(struct traffic *traffic)
{
	traffic->struck = true;
	for (size_t i = 0; i < traffic->run_count; i++) {
		run_strike(traffic->runs[i]);
	}
}

static void flow(struct traffic *traffic)
{
	int64_t now = now_ms(traffic), wall = wall_ms();
	int64_t age_ms = now - traffic->since_ms;

	if (traffic->phase == WARMING && (all_quiet(traffic) || age_ms > WARM_UP_MS)) {
		settle(traffic);
	} else if (traffic->phase == FLOWING && !traffic->struck &&
		age_ms >= traffic->options.incident_ms) {
		strike(traffic);
	}
	for (size_t i = 0; i < traffic->run_count; i++) {
		run_tick(traffic->runs[i], now, wall);
	}
}

static void on_tick(uv_timer_t *timer)
{
	struct traffic *traffic = timer->data;

	if (traffic->phase == DIALING) {
		dial(traffic);
	} else if (traffic->phase == WARMING || traffic->phase == FLOWING) {
		flow(traffic);
	}
}

struct traffic *traffic_create(uv_loop_t *loop, const struct traffic_options *options)
{
	struct traffic *traffic = mem_alloc(1, sizeof(*traffic));

	*traffic = (struct traffic){.options = *options, .loop = loop};
	address_copy(&traffic->address, options->address);
	uv_timer_init(loop, &traffic->timer);
	traffic->timer.data = traffic;
	uv_timer_start(&traffic->timer, on_tick, 0, TICK_MS);
	return traffic;
}

static void on_closed(uv_handle_t *handle)
{
	struct traffic *traffic = handle->data;

	for (size_t i = 0; i < traffic->run_count; i++) {
		run_destroy(traffic->runs[i]);
	}
	address_finish(&traffic->address);
	mem_free(traffic);
}

void traffic_destroy(struct traffic *traffic)
{
	if (traffic != NULL) {
		traffic->phase = LOST;
		conn_close(traffic->conn);
		uv_close((uv_handle_t *)&traffic->timer, on_closed);
	}
}
