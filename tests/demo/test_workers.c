#include "demo/probe.h"

struct watched {
	redisContext *redis;
	const char *topic, *group, *name;
	long long above;
};

static bool is_above(void *arg)
{
	struct watched *watched = arg;
	return probe_group(watched->redis, watched->topic, watched->group, watched->name) >
		watched->above;
}

static void await_above(redisContext *redis, const char *topic, const char *group, const char *name,
	long long above)
{
	struct watched watched = {redis, topic, group, name, above};
	await(is_above, &watched, group);
}

static void every_group_moves(void **state)
{
	static const char *const groups[][2] = {
		{"shop.views", "profiler"},
		{"shop.views", "analytics"},
		{"shop.searches", "recommender"},
		{"profile.updates", "offer-engine"},
		{"offers.selected", "mailer"},
		{"email.sent", "analytics"},
		{"email.engagement", "analytics"},
		{"orders.placed", "billing"},
		{"orders.placed", "warehouse"},
		{"invoices.issued", "accounting"},
	};
	struct demo *demo = demo_with(1, 5, 600000);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		long long before = probe_group(redis, groups[i][0], groups[i][1], "entries-read");
		await_above(redis, groups[i][0], groups[i][1], "entries-read", before + 2);
		assert_true(probe_group(redis, groups[i][0], groups[i][1], "pending") < 40);
	}
	redisFree(redis);
	demo_stop(demo);
}

/* The pending entries of the mailer, as XPENDING lists them. */
static redisReply *held(redisContext *redis)
{
	return probe_ask(redis, "XPENDING offers.selected mailer - + 100");
}

static bool mailer_is_dead(void *redis)
{
	return probe_group(redis, "offers.selected", "mailer", "pending") >= 14 &&
		probe_group(redis, "offers.selected", "mailer", "lag") > 5;
}

static void the_mailer_dies_with_what_it_holds(void **state)
{
	struct demo *demo = demo_with(1, 5, 500);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	await(mailer_is_dead, redis, "the mailer's end");
	redisReply *before = held(redis);
	long long sent = probe_length(redis, "email.sent");
	long long lag = probe_group(redis, "offers.selected", "mailer", "lag");
	long long views = probe_group(redis, "shop.views", "profiler", "entries-read");
	await_above(redis, "offers.selected", "mailer", "lag", lag + 20);
	redisReply *after = held(redis);
	assert_int_equal(before->elements, 14);
	assert_int_equal(after->elements, 14);
	for (size_t i = 0; i < after->elements; i++) {
		assert_string_equal(
			after->element[i]->element[0]->str, before->element[i]->element[0]->str);
		assert_string_equal(after->element[i]->element[1]->str, "mailer-1");
		assert_int_equal(after->element[i]->element[3]->integer, 1);
	}
	assert_int_equal(probe_length(redis, "email.sent"), sent);
	await_above(redis, "shop.views", "profiler", "entries-read", views);
	freeReplyObject(before);
	freeReplyObject(after);
	redisFree(redis);
	demo_stop(demo);
}

/* The id of the entry with most deliveries, when it has at least five. */
static bool find_poison(redisContext *redis, char id[64])
{
	redisReply *pending = probe_ask(redis, "XPENDING profile.updates offer-engine - + 100");
	bool found = false;

	for (size_t i = 0; i < pending->elements && !found; i++) {
		found = pending->element[i]->element[3]->integer >= 5;
		snprintf(id, 64, "%s", pending->element[i]->element[0]->str);
	}
	freeReplyObject(pending);
	return found;
}

static bool poison_is_known(void *redis)
{
	char id[64];
	return find_poison(redis, id);
}

struct poison {
	redisContext *redis;
	char id[64];
	long long deliveries;
};

static bool was_delivered_again(void *arg)
{
	struct poison *poison = arg;
	redisReply *pending = probe_ask(poison->redis,
		"XPENDING profile.updates offer-engine %s %s 1", poison->id, poison->id);
	assert_int_equal(pending->elements, 1);
	bool again = pending->element[0]->element[3]->integer > poison->deliveries;
	poison->deliveries = pending->element[0]->element[3]->integer;
	freeReplyObject(pending);
	return again;
}

static void one_event_is_delivered_again_and_again(void **state)
{
	struct demo *demo = demo_with(1, 2, 500);
	struct poison poison = {.redis = probe_open(demo_url(demo)), .deliveries = 5};
	char value[64];

	(void)state;
	await(poison_is_known, poison.redis, "an event delivered five times");
	assert_true(find_poison(poison.redis, poison.id));
	long long read =
		probe_group(poison.redis, "profile.updates", "offer-engine", "entries-read");
	await(was_delivered_again, &poison, "the next delivery");
	await_above(poison.redis, "profile.updates", "offer-engine", "entries-read", read);
	redisReply *entries =
		probe_ask(poison.redis, "XRANGE profile.updates %s %s", poison.id, poison.id);
	assert_int_equal(entries->elements, 1);
	probe_value(entries->element[0], "score", value);
	assert_string_equal(value, "NaN");
	freeReplyObject(entries);
	redisFree(poison.redis);
	demo_stop(demo);
}

struct emitted {
	redisContext *redis;
	const char *topic, *mark;
};

static bool is_emitted(void *arg)
{
	struct emitted *emitted = arg;
	redisReply *entries =
		probe_ask(emitted->redis, "XREVRANGE %s + - COUNT 200", emitted->topic);
	bool found = false;

	for (size_t i = 0; i < entries->elements && !found; i++) {
		char cause[64];
		probe_value(entries->element[i], "causation_id", cause);
		found = strcmp(cause, emitted->mark) == 0;
	}
	freeReplyObject(entries);
	return found;
}

static void an_event_written_by_an_operator_is_handled_like_any_other(void **state)
{
	struct demo *demo = demo_with(1, 1, 600000);
	redisContext *redis = probe_open(demo_url(demo));
	struct emitted emitted = {.redis = redis, .topic = "invoices.issued", .mark = "E-BY-HAND"};

	(void)state;
	freeReplyObject(probe_ask(redis,
		"XADD orders.placed * type order.purchased event_id E-BY-HAND "
		"touch_id T-1 campaign_id none customer_id C-1 product_id SKU-1 "
		"trace_id 00"));
	await(is_emitted, &emitted, "the invoice for an order written by hand");
	redisFree(redis);
	demo_stop(demo);
}

static bool is_handled(void *redis)
{
	return probe_group(redis, "invoices.issued", "accounting", "pending") == 0 &&
		probe_group(redis, "invoices.issued", "accounting", "lag") == 0;
}

static void what_is_no_event_is_acknowledged_and_forgotten(void **state)
{
	struct demo *demo = demo_with(1, 0.2, 600000);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	freeReplyObject(probe_ask(redis, "XADD invoices.issued * \xff\xfe rubbish event {"));
	await(is_handled, redis, "the end of rubbish");
	redisFree(redis);
	demo_stop(demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_group_moves),
		cmocka_unit_test(the_mailer_dies_with_what_it_holds),
		cmocka_unit_test(one_event_is_delivered_again_and_again),
		cmocka_unit_test(an_event_written_by_an_operator_is_handled_like_any_other),
		cmocka_unit_test(what_is_no_event_is_acknowledged_and_forgotten),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
