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

static const struct event_list_about *about(struct rig *rig)
{
	return event_list_about(events_of(rig));
}

static bool waits(struct rig *rig)
{
	return about(rig)->newer.waits;
}

static bool is_followed(struct rig *rig)
{
	return about(rig)->newer.is == READING_ON && !about(rig)->newer.waits;
}

static bool fails(struct rig *rig)
{
	return about(rig)->newer.is == READING_FAILED;
}

static bool both_fail(struct rig *rig)
{
	return fails(rig) && about(rig)->older.is == READING_FAILED;
}

static bool is_linked(struct rig *rig)
{
	return model_link(engine_model(rig->engine))->ready;
}

static struct interest *looking_at(const char *topic)
{
	struct interest *interest = calloc(1, sizeof(*interest));

	interest->events = (struct interest_events){
		.wanted = true, .live = true, .older = SIZE_MAX, .topic_count = 1};
	interest->events.topics[0] = text_of(topic);
	interest_add(interest, INTEREST_TOPIC, text_of(topic), text_of(""));
	return interest;
}

/* A replica whose master is gone answers nothing, MASTERDOWN; the connection stays. */
static void a_server_that_cannot_answer_now_is_asked_again(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct interest *interest = looking_at("a");
	struct rig rig;

	(void)state;
	add(server, "a", 6);
	redis_ok(server, "CONFIG", "SET", "replica-serve-stale-data", "no", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	engine_interest(rig.engine, interest);
	rig_until(&rig, has_six);
	rig_until(&rig, is_followed);
	redis_ok(server, "REPLICAOF", "127.0.0.1", "1", NULL);
	rig_until(&rig, waits);
	assert_non_null(strstr(about(&rig)->newer.trouble, "MASTERDOWN"));
	redis_ok(server, "REPLICAOF", "NO", "ONE", NULL);
	rig_until(&rig, is_followed);
	assert_string_equal(about(&rig)->newer.trouble, "");
	add(server, "a", 3);
	rig_until(&rig, has_nine);
	free(interest);
	rig_finish(&rig);
	redis_stop(server);
}

/* What was said of it goes when it can be read again, before something is added. */
static void a_trouble_that_is_over_is_not_told_on(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct interest *interest = looking_at("a");
	struct rig rig;

	(void)state;
	add(server, "a", 6);
	rig_init(&rig, server);
	rig_start(&rig);
	engine_interest(rig.engine, interest);
	rig_until(&rig, has_six);
	rig_until(&rig, is_followed);
	redis_ok(server, "DEL", "a", NULL);
	rig_until(&rig, fails);
	assert_non_null(strstr(about(&rig)->newer.trouble, "the topic is not there"));
	assert_int_equal(about(&rig)->gone, 1);
	assert_string_equal(about(&rig)->gone_first, "a");
	redis_ok(server, "XGROUP", "CREATE", "a", "g", "$", "MKSTREAM", NULL);
	rig_until(&rig, is_followed);
	assert_string_equal(about(&rig)->newer.trouble, "");
	assert_int_equal(about(&rig)->gone, 1);
	free(interest);
	rig_finish(&rig);
	redis_stop(server);
}

/* The poller has its connection; there is no other. */
static void a_connection_that_cannot_be_made_is_told(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct interest *interest = looking_at("a");
	struct rig rig;

	(void)state;
	add(server, "a", 6);
	rig_init(&rig, server);
	rig_start(&rig);
	rig_until(&rig, is_linked);
	redis_ok(server, "CONFIG", "SET", "requirepass", "secret", NULL);
	engine_interest(rig.engine, interest);
	rig_until(&rig, both_fail);
	assert_non_null(strstr(about(&rig)->older.trouble, "password"));
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
		cmocka_unit_test(a_server_that_cannot_answer_now_is_asked_again),
		cmocka_unit_test(a_trouble_that_is_over_is_not_told_on),
		cmocka_unit_test(a_connection_that_cannot_be_made_is_told),
		cmocka_unit_test(a_large_pending_list_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
