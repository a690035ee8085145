#include "engine/journey_follow.h"

#include <signal.h>
#include <string.h>

#include "engine/engine.h"

/* What is looked at takes no more than one part in so many of the time. */
enum { TICK_MS = 250, IDLE_TIMES = 20 };

static const int ending_signals[] = {SIGINT, SIGTERM};

struct following {
	const struct journey_follow_options *options;
	uv_loop_t loop;
	struct engine *engine;
	uv_timer_t tick;
	uv_signal_t signals[2];
	bool was_ready, lost;
	struct error *error;
};

static void stop(struct following *following, const struct error *error)
{
	if (error != NULL) {
		*following->error = *error;
	}
	uv_stop(&following->loop);
}

static void say_link(const struct following *following, struct error *how)
{
	const char *address = engine_address(following->engine);

	error_set(how, ERROR_CONNECT, "%s", model_link(engine_model(following->engine))->trouble);
	if (strstr(how->text, address) == NULL) {
		error_prefix(how, "%s", address);
	}
}

/* Before the first success a typo must not hang: whoever asked learns why. Later, hope never ends.
 */
static bool is_hopeless(struct following *following, struct error *why)
{
	const struct model_link *link = model_link(engine_model(following->engine));
	const struct error *dead = engine_dead(following->engine);

	following->was_ready = following->was_ready || link->ready;
	if (dead != NULL) {
		*why = *dead;
		return true;
	}
	if (following->was_ready || link->attempt == 0 || link->trouble[0] == '\0') {
		return false;
	}
	say_link(following, why);
	return true;
}

static void tell_link(struct following *following)
{
	const struct model_link *link = model_link(engine_model(following->engine));
	struct error how;

	if (following->lost != !link->ready && following->was_ready) {
		following->lost = !link->ready;
		say_link(following, &how);
		following->options->on_link(following->options->arg, following->lost ? &how : NULL);
	}
}

static void look(struct following *following)
{
	const struct model *model = engine_model(following->engine);
	const struct live_journeys *live = model_live(model);
	int64_t now_ms;

	if (live->journeys == NULL || live->reading_back || !model_server_now_ms(model, &now_ms)) {
		return;
	}
	if (!following->options->on_turn(following->options->arg, live, now_ms)) {
		stop(following, NULL);
	}
}

static void on_tick(uv_timer_t *timer)
{
	struct following *following = timer->data;
	uint64_t began_ns = uv_hrtime(), pause_ms;
	struct error why;

	if (is_hopeless(following, &why)) {
		stop(following, &why);
		return;
	}
	tell_link(following);
	look(following);
	pause_ms = (uv_hrtime() - began_ns) / 1000000 * IDLE_TIMES;
	uv_timer_start(timer, on_tick, pause_ms > TICK_MS ? pause_ms : TICK_MS, 0);
}

static void on_signal(uv_signal_t *handle, int number)
{
	(void)number;
	stop(handle->data, NULL);
}

static void start_handles(struct following *following)
{
	uv_loop_init(&following->loop);
	uv_timer_init(&following->loop, &following->tick);
	following->tick.data = following;
	uv_timer_start(&following->tick, on_tick, TICK_MS, 0);
	for (size_t i = 0; i < 2; i++) {
		uv_signal_init(&following->loop, &following->signals[i]);
		following->signals[i].data = following;
		uv_signal_start(&following->signals[i], on_signal, ending_signals[i]);
	}
}

static void finish(struct following *following)
{
	engine_close(following->engine);
	uv_close((uv_handle_t *)&following->tick, NULL);
	for (size_t i = 0; i < 2; i++) {
		uv_close((uv_handle_t *)&following->signals[i], NULL);
	}
	uv_run(&following->loop, UV_RUN_DEFAULT);
	uv_loop_close(&following->loop);
}

bool journey_follow_run(const struct journey_follow_options *options, struct error *error)
{
	struct following following = {.options = options, .error = error};
	struct interest interest = {.journeys = true};

	error->code = ERROR_NONE;
	start_handles(&following);
	following.engine = engine_create(&(struct engine_options){.loop = &following.loop,
						 .config = options->config,
						 .journeys_from = options->from},
		error);
	for (size_t i = 0; following.engine != NULL && i < options->apart_count; i++) {
		engine_apart(following.engine, text_of(options->aparts[i].a),
			text_of(options->aparts[i].b));
	}
	if (following.engine != NULL) {
		engine_interest(following.engine, &interest);
		engine_start(following.engine);
		uv_run(&following.loop, UV_RUN_DEFAULT);
	}
	finish(&following);
	return error->code == ERROR_NONE;
}
