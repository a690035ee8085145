/* Following where names and sizes are not what they mostly are. */
#include "engine/rig.h"

static const struct event_list *events_of(struct rig *rig)
{
	return model_events(engine_model(rig->engine));
}

static bool has_six(struct rig *rig)
{
	return event_list_count(events_of(rig)) >= 6;
}

static bool has_nine(struct rig *rig)
{
	return event_list_count(events_of(rig)) >= 9;
}

static void add(struct redis_server *server, const char *topic, int count)
{
	for (int i = 0; i < count; i++) {
		redis_ok(server, "XADD", topic, "*", "n", "1", NULL);
	}
}

/* Redis lets a key be called "": its entries end no command. */
static void a_topic_without_a_name_holds_up_nobody(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct interest *interest = calloc(1, sizeof(*interest));
	struct rig rig;

	(void)state;
	interest->events =
		(struct interest_events){.wanted = true, .live = true, .older = SIZE_MAX};
	add(server, "a", 3);
	add(server, "", 3);
	rig_init(&rig, server);
	rig_start(&rig);
	engine_interest(rig.engine, interest);
	rig_until(&rig, has_six);
	add(server, "", 2);
	add(server, "a", 1);
	rig_until(&rig, has_nine);
	assert_int_equal(event_list_count(events_of(&rig)), 9);
	free(interest);
	rig_finish(&rig);
	redis_stop(server);
}

static bool is_read(struct rig *rig)
{
	const struct pending_about *about =
		pending_list_about(model_pending(engine_model(rig->engine)));

	return about->reading.entries == 2000;
}

/* Megabytes are read within a rate, and the rate lets go on. */
static void a_large_pending_list_is_read_to_its_end(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct interest *interest = calloc(1, sizeof(*interest));
	struct rig rig;

	(void)state;
	redis_ok(server, "EVAL",
		"redis.call('XGROUP', 'CREATE', 'a', 'g', '0', 'MKSTREAM')\n"
		"local v = string.rep('x', 4000)\n"
		"for i = 1, 2000 do redis.call('XADD', 'a', '1-' .. i, 'v', v) end\n"
		"redis.call('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '2000', 'STREAMS', 'a', '>')",
		"0", NULL);
	interest->pending = (struct interest_pending){.wanted = true,
		.topic = text_of("a"),
		.group = text_of("g"),
		.query = text_of(""),
		.rows = 100000,
		.whole = true,
		.turn = 1};
	rig_init(&rig, server);
	rig_start(&rig);
	engine_interest(rig.engine, interest);
	rig_until(&rig, is_read);
	free(interest);
	rig_finish(&rig);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_without_a_name_holds_up_nobody),
		cmocka_unit_test(a_large_pending_list_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
