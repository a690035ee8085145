#include "engine/engine.h"

#include "engine/rig.h"

static void add_entries(struct redis_server *server, const char *topic, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		redis_ok(server, "XADD", topic, "*", "type", "order.placed", NULL);
	}
}

/* `topics` of 4 entries with three groups each: one has read all, one half, one nothing. */
static void make_topics(struct redis_server *server, const char *topics)
{
	redis_ok(server, "EVAL",
		"for i = 1, tonumber(ARGV[1]) do local k = 'topic:' .. i\n"
		"for j = 1, 4 do redis.call('XADD', k, j .. '-1', 'a', 'b') end\n"
		"redis.call('XGROUP', 'CREATE', k, 'all', '4-1')\n"
		"redis.call('XGROUP', 'CREATE', k, 'half', '2-1')\n"
		"redis.call('XGROUP', 'CREATE', k, 'none', '0') end",
		"0", topics, NULL);
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
}

static const struct group *group_of(struct rig *rig, const char *topic, const char *group)
{
	return model_group(engine_model(rig->engine), text_of(topic), text_of(group));
}

static bool all_known(struct rig *rig)
{
	struct model_totals totals = model_totals(engine_model(rig->engine));

	return totals.topics > 0 && totals.topics_known == totals.topics &&
		model_discovered(engine_model(rig->engine));
}

static bool half_is_counted(struct rig *rig)
{
	const struct group *half = group_of(rig, "topic:1", "half");

	return half != NULL && half->lag.is == LAG_COUNTED && half->first_undelivered_ms.is;
}

static void numbers_come_by_themselves(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	make_topics(server, "20");
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, all_known);
	rig_until(&rig, half_is_counted);
	assert_int_equal(model_totals(engine_model(rig.engine)).groups, 60);
	assert_int_equal(group_of(&rig, "topic:1", "all")->lag.count, 0);
	assert_int_equal(group_of(&rig, "topic:1", "half")->lag.count, 2);
	assert_int_equal(group_of(&rig, "topic:1", "half")->first_undelivered_ms.n, 3);
	assert_int_equal(group_of(&rig, "topic:1", "none")->lag.count, 4);
	assert_true(rig.changes > 0);
	rig_assert_nothing_written(server);
	rig_finish(&rig);
	redis_stop(server);
}

static bool late_is_there(struct rig *rig)
{
	const struct topic *topic = model_topic(engine_model(rig->engine), text_of("late"));

	return topic != NULL && topic->at_ms > 0;
}

static void a_new_topic_is_found_by_the_next_discovery(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	make_topics(server, "3");
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, all_known);
	assert_false(late_is_there(&rig));
	add_entries(server, "late", 3);
	engine_refresh(rig.engine);
	rig_until(&rig, late_is_there);
	rig_finish(&rig);
	redis_stop(server);
}

static int64_t sampled_ms(struct rig *rig, const char *topic)
{
	return model_topic(engine_model(rig->engine), text_of(topic))->at_ms;
}

static void what_is_visible_is_asked_more_often(void **state)
{
	struct redis_server *server = redis_start(NULL);
	int64_t seen_ms = 0, hidden_ms = 0;
	int seen = 0, hidden = 0;
	struct interest interest = {.count = 0};
	struct rig rig;

	(void)state;
	make_topics(server, "10");
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, all_known);
	interest_add(&interest, INTEREST_TOPIC, text_of("topic:7"), text_of(NULL));
	interest_add(&interest, INTEREST_SERVER, text_of(NULL), text_of(NULL));
	engine_interest(rig.engine, &interest);
	while (seen < 9) {
		uv_run(&rig.loop, UV_RUN_ONCE);
		seen += sampled_ms(&rig, "topic:7") != seen_ms;
		hidden += sampled_ms(&rig, "topic:8") != hidden_ms;
		seen_ms = sampled_ms(&rig, "topic:7");
		hidden_ms = sampled_ms(&rig, "topic:8");
	}
	assert_in_range(hidden, 1, 3);
	rig_finish(&rig);
	redis_stop(server);
}

static bool swept(struct rig *rig)
{
	const struct group *group = group_of(rig, "orders", "billing");

	return group != NULL && group->max_deliveries.is && !group->max_deliveries_partial &&
		group->consumer_count == 1;
}

static void a_visible_group_has_its_consumers_and_its_whole_pending_list(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct interest interest = {.count = 0};
	redisReply *entry;
	struct rig rig;

	(void)state;
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "$", "MKSTREAM", NULL);
	add_entries(server, "orders", 250);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "STREAMS", "orders", ">", NULL);
	/* The one that was delivered most stands behind the front. */
	entry = redis_raw(server, "XRANGE", "orders", "-", "+", "COUNT", "150", NULL);
	redis_ok(server, "XCLAIM", "orders", "billing", "c1", "0",
		entry->element[149]->element[0]->str, "RETRYCOUNT", "7", NULL);
	freeReplyObject(entry);
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	interest_add(&interest, INTEREST_GROUP, text_of("orders"), text_of("billing"));
	interest_add(&interest, INTEREST_MEMORY, text_of("orders"), text_of(NULL));
	engine_interest(rig.engine, &interest);
	rig_until(&rig, swept);
	assert_int_equal(group_of(&rig, "orders", "billing")->max_deliveries.n, 7);
	assert_int_equal(group_of(&rig, "orders", "billing")->pending, 250);
	assert_true(rig_calls(server, "memory|usage") > 0);
	rig_assert_nothing_written(server);
	rig_finish(&rig);
	redis_stop(server);
}

static bool link_is_lost(struct rig *rig)
{
	return !model_link(engine_model(rig->engine))->ready;
}

static bool five_are_there(struct rig *rig)
{
	const struct topic *topic = model_topic(engine_model(rig->engine), text_of("orders"));

	return model_link(engine_model(rig->engine))->ready && topic != NULL &&
		topic->outcome == FACT_KNOWN && topic->length == 5;
}

static bool topic_1_is_gone(struct rig *rig)
{
	const struct topic *topic = model_topic(engine_model(rig->engine), text_of("topic:1"));

	return topic == NULL || topic->outcome == FACT_ABSENT;
}

static void after_a_crash_of_the_server_the_numbers_are_right_again(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	make_topics(server, "5");
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, all_known);
	redis_kill(server);
	rig_until(&rig, link_is_lost);
	assert_true(model_link(engine_model(rig.engine))->trouble[0] != '\0');
	assert_null(engine_dead(rig.engine));
	assert_non_null(model_topic(engine_model(rig.engine), text_of("topic:1")));
	redis_restart(server);
	add_entries(server, "orders", 5);
	rig_until(&rig, five_are_there);
	rig_until(&rig, topic_1_is_gone);
	rig_finish(&rig);
	redis_stop(server);
}

static bool is_dead(struct rig *rig)
{
	return engine_dead(rig->engine) != NULL;
}

static void refused_credentials_are_the_end(void **state)
{
	const char *const args[] = {"--requirepass", "right", NULL};
	struct redis_server *server = redis_start(args);
	struct rig rig;

	(void)state;
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, is_dead);
	assert_int_equal(engine_dead(rig.engine)->code, ERROR_CONNECT);
	assert_non_null(strstr(engine_dead(rig.engine)->text, "password"));
	rig_finish(&rig);
	redis_stop(server);
}

static void closing_at_any_moment_leaves_nothing(void **state)
{
	struct redis_server *server = redis_start(NULL);
	int turns;

	(void)state;
	make_topics(server, "200");
	for (turns = 0; turns < 60; turns += 3) {
		struct rig rig;
		int i;

		rig_init(&rig, server);
		rig_start(&rig);
		for (i = 0; i < turns; i++) {
			uv_run(&rig.loop, UV_RUN_NOWAIT);
		}
		rig_finish(&rig);
	}
	redis_stop(server);
}

static void a_seen_verdict_is_a_fact(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;
	int changes;

	(void)state;
	make_topics(server, "1");
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, all_known);
	changes = rig.changes;
	engine_seen(rig.engine, text_of("topic:1"), text_of("half"));
	uv_run(&rig.loop, UV_RUN_NOWAIT);
	assert_true(rig.changes > changes);
	rig_finish(&rig);
	redis_stop(server);
}

static void an_url_that_cannot_be_read_is_wrong_usage(void **state)
{
	uv_loop_t loop;
	struct config config = {.url = (char *)"http://x", .url_from = (char *)"--url"};
	struct error error = {.code = ERROR_NONE};

	(void)state;
	uv_loop_init(&loop);
	assert_null(
		engine_create(&(struct engine_options){.loop = &loop, .config = &config}, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_non_null(strstr(error.text, "--url"));
	assert_int_equal(uv_loop_close(&loop), 0);
}

/* 2,000 topics and 6,000 groups: seen at once, then at the pace of the background round. */
static void the_budget_holds_for_two_thousand_topics(void **state)
{
	struct redis_server *server = redis_start(NULL);
	int64_t began_ms, elapsed_ms, commands;
	struct rig rig;

	(void)state;
	make_topics(server, "2000");
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, all_known);
	assert_int_equal(model_totals(engine_model(rig.engine)).topics, 2000);
	assert_in_range(rig_calls(server, "xinfo|stream"), 2000, 2400);
	rig_until(&rig, half_is_counted);
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	began_ms = (int64_t)uv_now(&rig.loop);
	do {
		uv_run(&rig.loop, UV_RUN_ONCE);
		elapsed_ms = (int64_t)uv_now(&rig.loop) - began_ms;
	} while (elapsed_ms < 6000);
	commands = rig_calls(server, "xinfo|stream");
	/* One round in 5 s, spread evenly. */
	assert_in_range(commands, 1, 2000 * elapsed_ms / 4000 + 400);
	assert_in_range(rig_calls(server, "info"), 0, 3);
	assert_in_range(rig_calls(server, "scan"), 0, 8);
	rig_finish(&rig);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_by_themselves),
		cmocka_unit_test(a_new_topic_is_found_by_the_next_discovery),
		cmocka_unit_test(what_is_visible_is_asked_more_often),
		cmocka_unit_test(a_visible_group_has_its_consumers_and_its_whole_pending_list),
		cmocka_unit_test(after_a_crash_of_the_server_the_numbers_are_right_again),
		cmocka_unit_test(refused_credentials_are_the_end),
		cmocka_unit_test(closing_at_any_moment_leaves_nothing),
		cmocka_unit_test(a_seen_verdict_is_a_fact),
		cmocka_unit_test(an_url_that_cannot_be_read_is_wrong_usage),
		cmocka_unit_test(the_budget_holds_for_two_thousand_topics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
