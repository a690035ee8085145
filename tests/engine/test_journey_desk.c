#include "engine/engine.h"
#include "model/live.h"

#include "engine/rig.h"

static struct definition order;

static void set(const char *key, const char *value)
{
	struct error error;

	assert_true(definition_set(&order, text_of(key), text_of(value), &error));
}

static void begin(struct rig *rig, struct redis_server *server)
{
	struct error error;

	definition_init(&order, "order");
	set("anchor", "order_id");
	set("start", "placed");
	set("end", "shipped");
	set("step", "placed -> shipped");
	set("stuck_after", "100ms");
	assert_true(definition_seal(&order, &error));
	rig_init(rig, server);
	rig->config.journeys = &order;
	rig->config.journey_count = 1;
	rig_start(rig);
}

static void end(struct rig *rig, struct redis_server *server)
{
	rig->config.journeys = NULL;
	rig->config.journey_count = 0;
	rig_finish(rig);
	definition_finish(&order);
	redis_stop(server);
}

static void add(struct redis_server *server, const char *type, const char *order_id)
{
	redis_ok(server, "XADD", "orders", "*", "type", type, "order_id", order_id, NULL);
}

static enum journey_state state_of(struct rig *rig, const char *name)
{
	const struct journeys *journeys = model_journeys(engine_model(rig->engine));
	uint32_t number = journeys == NULL ? 0 : journeys_find(journeys, text_of(name), 0);
	struct journey_view view;

	if (number == 0) {
		return JOURNEY_STATES;
	}
	journeys_view(journeys, number, &view);
	return view.state;
}

static bool one_is_active(struct rig *rig)
{
	return state_of(rig, "1") == JOURNEY_ACTIVE;
}

static bool two_is_complete(struct rig *rig)
{
	return state_of(rig, "2") == JOURNEY_COMPLETED;
}

static bool one_is_stuck(struct rig *rig)
{
	return state_of(rig, "1") == JOURNEY_STUCK;
}

/* What was there before, and what comes. */
static void events_become_journeys_as_they_come(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	add(server, "placed", "1");
	begin(&rig, server);
	rig_until(&rig, one_is_active);
	add(server, "placed", "2");
	add(server, "shipped", "2");
	rig_until(&rig, two_is_complete);
	assert_false(model_live(engine_model(rig.engine))->reading_back);
	assert_int_equal(model_live(engine_model(rig.engine))->entries, 3);
	assert_int_equal(flow_totals(model_live(engine_model(rig.engine))->flow).events, 3);
	assert_int_equal(flow_at(model_live(engine_model(rig.engine))->flow, 1)->count, 1);
	assert_true(
		text_is(flow_at(model_live(engine_model(rig.engine))->flow, 1)->from, "orders"));
	end(&rig, server);
}

static bool half_is_shipped(struct rig *rig)
{
	const struct indicators *indicators = model_indicators(engine_model(rig->engine));
	const struct indicator_result *result =
		indicators == NULL ? NULL : indicators_result(indicators, 0);

	return result != NULL && result->is_known && result->samples == 2 && result->value == 0.5;
}

static void indicators_are_reckoned_as_events_come(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct indicator indicator;
	struct error error;
	struct rig rig;

	(void)state;
	indicator_init(&indicator, text_of("shipped"), "f:1");
	assert_true(indicator_set(&indicator, text_of("from"), text_of("placed"), &error));
	assert_true(indicator_set(&indicator, text_of("to"), text_of("shipped"), &error));
	assert_true(indicator_set(&indicator, text_of("within"), text_of("1ms"), &error));
	assert_true(indicator_seal(&indicator, &error));
	redis_ok(server, "XADD", "orders", "1000-1", "type", "placed", "order_id", "0", NULL);
	begin(&rig, server);
	rig.config.indicators = &indicator;
	rig.config.indicator_count = 1;
	add(server, "placed", "1");
	redis_ok(server, "MULTI", NULL);
	redis_ok(server, "XADD", "orders", "*", "type", "placed", "order_id", "2", NULL);
	redis_ok(server, "XADD", "orders", "*", "type", "shipped", "order_id", "2", NULL);
	redis_ok(server, "EXEC", NULL);
	rig_until(&rig, half_is_shipped);
	rig.config.indicators = NULL;
	rig.config.indicator_count = 0;
	end(&rig, server);
	indicator_finish(&indicator);
}

static bool why(struct rig *rig, struct journey_stuck *stuck)
{
	const struct journeys *journeys = model_journeys(engine_model(rig->engine));

	return journeys_stuck(journeys, journeys_find(journeys, text_of("1"), 0), stuck);
}

/* No event tells it, and none ends it. */
/* The hop of the journey 1, its input known. */
static bool split(struct rig *rig, struct journey_split *out)
{
	const struct live_journeys *live = model_live(engine_model(rig->engine));
	uint32_t number =
		live->journeys == NULL ? 0 : journeys_find(live->journeys, text_of("1"), 0);
	const struct journey_source source = {.journeys = live->journeys,
		.variants = live->variants,
		.deliveries = live->deliveries,
		.hops = live->hops};
	struct journey_path path;
	bool is;

	if (number == 0) {
		return false;
	}
	journey_path_init(&path, &source, number);
	is = path.count == 2 && journey_path_split(&path, 1, out) &&
		out->queue_ms + out->either_ms + out->work_ms ==
			path.view.last_ms - path.view.started_ms;
	journey_path_finish(&path);
	return is;
}

static bool is_split_exactly(struct rig *rig)
{
	struct journey_split found;

	return split(rig, &found) && found.either_ms == 0 && text_is(found.group, "billing");
}

static bool is_bounded(struct rig *rig)
{
	struct journey_split found;

	return split(rig, &found) && found.is_bounded;
}

static bool hop_is_counted(struct rig *rig)
{
	const struct live_journeys *live = model_live(engine_model(rig->engine));
	const struct journey_event *event;

	if (live->hops == NULL) {
		return false;
	}
	event = journeys_first(live->journeys, journeys_find(live->journeys, text_of("1"), 0));
	return hops_between(live->hops, event->step, journeys_after(live->journeys, event)->step) !=
		NULL;
}

static bool group_is_watched(struct rig *rig)
{
	const struct live_journeys *live = model_live(engine_model(rig->engine));
	struct text group;

	return live->deliveries != NULL &&
		deliveries_reader(live->deliveries, text_of("orders"), text_of(""), &group);
}

/* So long after now by the server's clock, or before it. */
static void add_at(struct redis_server *server, const char *topic, int64_t ms, const char *type)
{
	redisReply *now = redis_raw(server, "TIME", NULL);
	char id[64];

	snprintf(id, sizeof(id), "%lld-0",
		strtoll(now->element[0]->str, NULL, 10) * 1000 + (long long)ms);
	freeReplyObject(now);
	redis_ok(server, "XADD", topic, id, "type", type, "order_id", "1", NULL);
}

/* An entry that is pending tells when it was delivered. */
static void a_hop_waits_until_its_entry_is_delivered(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	add_at(server, "orders", -10000, "placed");
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	add_at(server, "sent", 10000, "shipped");
	begin(&rig, server);
	rig_until(&rig, is_split_exactly);
	end(&rig, server);
}

/* One that is not lies between two looks at the cursor. */
static void a_hop_is_bounded_by_looks_at_the_cursor(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM", NULL);
	add_at(server, "orders", -10000, "placed");
	begin(&rig, server);
	rig_until(&rig, group_is_watched);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "NOACK", "STREAMS", "orders", ">",
		NULL);
	add_at(server, "sent", 60000, "shipped");
	rig_until(&rig, is_bounded);
	rig_until(&rig, hop_is_counted);
	end(&rig, server);
}

static void a_dead_consumer_makes_a_journey_stuck_until_it_is_back(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct journey_stuck stuck;
	struct rig rig;

	(void)state;
	add(server, "placed", "1");
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	begin(&rig, server);
	rig_until(&rig, one_is_stuck);
	assert_true(why(&rig, &stuck));
	assert_int_equal(stuck.rule, STUCK_PENDING);
	assert_true(text_is(stuck.group, "billing") && text_is(stuck.consumer, "w1"));
	assert_true(stuck.idle_ms > 100);
	assert_int_equal(stuck.deliveries, 1);
	redisReply *rows = redis_raw(server, "XRANGE", "orders", "-", "+", NULL);
	redis_ok(server, "XACK", "orders", "billing", rows->element[0]->element[0]->str, NULL);
	freeReplyObject(rows);
	rig_until(&rig, one_is_active);
	end(&rig, server);
}

static void a_group_without_consumers_makes_a_journey_stuck(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct journey_stuck stuck;
	struct rig rig;

	(void)state;
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM", NULL);
	add_at(server, "orders", -10000, "placed");
	begin(&rig, server);
	rig_until(&rig, one_is_stuck);
	assert_true(why(&rig, &stuck));
	assert_int_equal(stuck.rule, STUCK_NO_CONSUMER);
	add(server, "shipped", "1");
	while (state_of(&rig, "1") != JOURNEY_COMPLETED) {
		uv_run(&rig.loop, UV_RUN_ONCE);
	}
	assert_false(why(&rig, &stuck));
	end(&rig, server);
}

static void a_server_that_comes_back_is_read_on(void **state)
{
	static const char *const lasting[] = {
		"--appendonly", "yes", "--appendfsync", "always", NULL};
	struct redis_server *server = redis_start(lasting);
	struct rig rig;

	(void)state;
	add(server, "placed", "1");
	begin(&rig, server);
	rig_until(&rig, one_is_active);
	redis_restart(server);
	add(server, "placed", "2");
	add(server, "shipped", "2");
	rig_until(&rig, two_is_complete);
	assert_int_equal(journeys_totals(model_journeys(engine_model(rig.engine))).events, 3);
	end(&rig, server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_become_journeys_as_they_come),
		cmocka_unit_test(indicators_are_reckoned_as_events_come),
		cmocka_unit_test(a_hop_waits_until_its_entry_is_delivered),
		cmocka_unit_test(a_hop_is_bounded_by_looks_at_the_cursor),
		cmocka_unit_test(a_dead_consumer_makes_a_journey_stuck_until_it_is_back),
		cmocka_unit_test(a_group_without_consumers_makes_a_journey_stuck),
		cmocka_unit_test(a_server_that_comes_back_is_read_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
