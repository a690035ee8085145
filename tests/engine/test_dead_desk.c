#include "engine/rig.h"

static const struct dead_list *list_of(struct rig *rig)
{
	return model_dead(engine_model(rig->engine));
}

static const struct dead_about *about(struct rig *rig)
{
	return dead_list_about(list_of(rig));
}

static void look(struct rig *rig, bool find, const char *topic, bool held, unsigned turn)
{
	struct interest *interest = calloc(1, sizeof *interest);

	interest->dead = (struct interest_dead){
		.find = find,
		.find_turn = turn,
		.wanted = topic != NULL,
		.held = held,
		.topic = text_of(topic),
		.turn = turn,
	};
	engine_interest(rig->engine, interest);
	free(interest);
}

static const struct dead_known *known(struct rig *rig, const char *topic)
{
	const struct dead_known *found = dead_list_find(list_of(rig), text_of(topic));

	assert_non_null(found);
	return found;
}

static bool has_found(struct rig *rig)
{
	return about(rig)->found && !about(rig)->finding;
}

static bool is_discovered(struct rig *rig)
{
	return model_discovered(engine_model(rig->engine));
}

static void topics_are_found_by_name_and_by_what_they_hold(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	redis_ok(server, "XADD", "orders", "*", "n", "1", NULL);
	redis_ok(server, "XADD", "mail", "*", "n", "1", NULL);
	redis_ok(server, "XADD", "orders:dlq", "*", "n", "1", NULL);
	redis_ok(server, "XADD", "nobody:dlq", "*", "n", "1", NULL);
	redis_ok(server, "XADD", "mail:dlq", "*", "original_stream", "orders", "original_id", "1-0",
		"error", "timeout", NULL);
	redis_ok(server, "SET", "text:dlq", "no stream", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, is_discovered);
	look(&rig, true, NULL, false, 1);
	rig_until(&rig, has_found);
	assert_int_equal(dead_list_topics(list_of(&rig)), 3);
	assert_true(text_is(known(&rig, "orders:dlq")->source, "orders"));
	assert_true(known(&rig, "orders:dlq")->by_name);
	assert_true(known(&rig, "orders:dlq")->exists);
	assert_false(known(&rig, "nobody:dlq")->exists);
	assert_true(text_is(known(&rig, "mail:dlq")->source, "orders"));
	assert_false(known(&rig, "mail:dlq")->by_name);
	assert_int_equal(about(&rig)->unread, 0);
	assert_int_equal(about(&rig)->looked, 5);
	redis_ok(server, "DEL", "nobody:dlq", NULL);
	look(&rig, true, NULL, false, 2);
	while (dead_list_topics(list_of(&rig)) != 2) {
		uv_run(&rig.loop, UV_RUN_ONCE);
		engine_refresh(rig.engine);
	}
	rig_finish(&rig);
	redis_stop(server);
}

static bool has_ended(struct rig *rig)
{
	return about(rig)->reading.is == READING_END;
}

static bool is_held(struct rig *rig)
{
	return about(rig)->reading.is == READING_IDLE;
}

static bool has_some(struct rig *rig)
{
	return about(rig)->letters > 1000;
}

static bool has_one_more(struct rig *rig)
{
	return about(rig)->letters == 100001;
}

static void a_hundred_thousand_letters_are_five_causes(void **state)
{
	static const char script[] =
		"for i = 1, 100000 do redis.call('XADD', 'orders:dlq', i .. '-0', 'n', i, "
		"'error', ({'timeout after %d ms', 'no such customer %d', 'bad total %d', "
		"'refused by %d', 'lock %d is held'})[i % 5 + 1]:format(i), 'original_stream', "
		"'orders') "
		"end";
	struct redis_server *server = redis_start(NULL);
	struct rig rig;
	uint64_t count;

	(void)state;
	redis_ok(server, "EVAL", script, "0", NULL);
	redis_ok(server, "XADD", "orders", "*", "n", "1", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	look(&rig, false, "orders:dlq", false, 1);
	rig_until(&rig, has_some);
	look(&rig, false, "orders:dlq", true, 1);
	rig_until(&rig, is_held);
	count = about(&rig)->letters;
	assert_in_range(count, 1001, 99999);
	assert_int_equal(about(&rig)->reading.entries, count);
	look(&rig, false, "orders:dlq", false, 1);
	rig_until(&rig, has_ended);
	assert_int_equal(about(&rig)->letters, 100000);
	assert_int_equal(dead_list_causes(list_of(&rig)), 5);
	for (size_t i = 0; i < 5; i++) {
		const struct dead_group *cause = dead_list_cause(list_of(&rig), i);

		assert_int_equal(cause->count, 20000);
		assert_in_range(cause->first.ms, 1, 5);
		assert_int_equal(cause->last.ms, cause->first.ms + 99995);
	}
	redis_ok(server, "XADD", "orders:dlq", "100001-0", "error", "timeout after 5 ms",
		"original_stream", "orders", NULL);
	engine_refresh(rig.engine);
	rig_until(&rig, has_one_more);
	assert_true(has_ended(&rig));
	rig_finish(&rig);
	redis_stop(server);
}

static bool has_failed(struct rig *rig)
{
	return about(rig)->reading.is == READING_FAILED;
}

static void a_topic_that_is_none_is_said(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	redis_ok(server, "SET", "text:dlq", "no stream", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	look(&rig, false, "text:dlq", false, 1);
	rig_until(&rig, has_failed);
	assert_non_null(strstr(about(&rig)->reading.trouble, "no stream"));
	rig_finish(&rig);
	redis_stop(server);
}

static bool has_three(struct rig *rig)
{
	return has_ended(rig) && about(rig)->letters == 3;
}

static bool has_four(struct rig *rig)
{
	return has_ended(rig) && about(rig)->letters == 4;
}

static void add_of(struct redis_server *server, const char *key, const char *id, const char *of)
{
	redis_ok(server, "XADD", key, id, "_original_id", "1-0", "_source_stream", of, NULL);
}

/* Of letters and of what they came from; what is added later may have the lesser id. */
static void topics_made_of_keys_are_one(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	redis_ok(server, "XADD", "o:1", "1-0", "n", "1", NULL);
	add_of(server, "d:1", "5-0", "o:1");
	add_of(server, "d:2", "6-0", "o:2");
	add_of(server, "d:2", "7-0", "o:1");
	add_of(server, "mail:dlq", "1-0", "g:1");
	add_of(server, "mail:dlq", "2-0", "o:1");
	add_of(server, "mail:dlq", "3-0", "o:2");
	rig_init(&rig, server);
	rig_partition(&rig, "orders", "o:*");
	rig_partition(&rig, "orders:dlq", "d:*");
	rig_start(&rig);
	rig_until(&rig, is_discovered);
	look(&rig, true, "orders:dlq", false, 1);
	rig_until(&rig, has_found);
	assert_int_equal(dead_list_topics(list_of(&rig)), 2);
	assert_true(text_is(known(&rig, "orders:dlq")->source, "orders"));
	assert_false(known(&rig, "orders:dlq")->mixed);
	assert_true(text_is(known(&rig, "mail:dlq")->source, "orders"));
	assert_true(known(&rig, "mail:dlq")->mixed);
	rig_until(&rig, has_three);
	assert_int_equal(dead_list_causes(list_of(&rig)), 1);
	assert_true(text_is(dead_list_cause(list_of(&rig), 0)->source, "orders"));
	assert_true(text_is(dead_list_cause(list_of(&rig), 0)->topic, "d:2"));
	add_of(server, "d:1", "6-5", "o:1");
	while (!has_four(&rig)) {
		uv_run(&rig.loop, UV_RUN_ONCE);
		engine_refresh(rig.engine);
	}
	rig_finish(&rig);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_made_of_keys_are_one),
		cmocka_unit_test(topics_are_found_by_name_and_by_what_they_hold),
		cmocka_unit_test(a_hundred_thousand_letters_are_five_causes),
		cmocka_unit_test(a_topic_that_is_none_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
