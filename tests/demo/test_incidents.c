#include "demo/probe.h"

enum { SOON_MS = 500, LOOKED_AT = 400 };

struct watched {
	redisContext *redis;
	const char *topic, *group;
	long long lag, pending; /* at least so much */
};

static bool is_behind(void *arg)
{
	struct watched *watched = arg;
	return probe_group(watched->redis, watched->topic, watched->group, "lag") >= watched->lag &&
		probe_group(watched->redis, watched->topic, watched->group, "pending") >=
		watched->pending;
}

static void await_behind(
	redisContext *redis, const char *topic, const char *group, long long lag, long long pending)
{
	struct watched watched = {redis, topic, group, lag, pending};
	await(is_behind, &watched, group);
}

static void fraud_scoring_ends_with_what_it_holds(void **state)
{
	struct demo *demo = demo_of("bank", 1, 10, SOON_MS);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	/* More than the history that everything begins with. */
	await_behind(redis, "transactions.initiated", "fraud-scoring", 70, 12);
	long long scored = probe_length(redis, "fraud.scored");
	await_behind(redis, "transactions.initiated", "fraud-scoring", 150, 12);
	assert_int_equal(probe_length(redis, "fraud.scored"), scored);
	assert_int_equal(
		probe_group(redis, "transactions.initiated", "fraud-scoring", "pending"), 12);
	assert_int_equal(
		probe_group(redis, "transactions.initiated", "fraud-scoring", "consumers"), 3);
	redisFree(redis);
	demo_stop(demo);
}

static void a_slow_group_falls_behind_and_works_on(void **state)
{
	struct demo *demo = demo_of("saas", 1, 10, SOON_MS);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	await_behind(redis, "errors.detected", "crm-sync", 60, 0);
	long long read = probe_group(redis, "errors.detected", "crm-sync", "entries-read");
	await_behind(redis, "errors.detected", "crm-sync", 160, 0);
	assert_true(probe_group(redis, "errors.detected", "crm-sync", "entries-read") > read);
	redisFree(redis);
	demo_stop(demo);
}

/* What follows from one event comes more than once, in one event that says it is the same. */
static bool something_came_twice(void *redis)
{
	redisReply *entries =
		probe_ask(redis, "XREVRANGE users.notified + - COUNT %d", (int)LOOKED_AT);
	bool found = false;

	for (size_t i = 0; i < entries->elements && !found; i++) {
		const redisReply *fields = entries->element[i]->element[1];
		for (size_t k = 0; k < i && !found; k++) {
			const redisReply *others = entries->element[k]->element[1];
			found = strncmp(fields->element[1]->str, others->element[1]->str,
					strlen("{\"event_id\":\"E-0123456789")) == 0;
		}
	}
	freeReplyObject(entries);
	return found;
}

static void a_hasty_release_delivers_twice(void **state)
{
	struct demo *demo = demo_of("saas", 1, 2, SOON_MS);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	await(something_came_twice, redis, "the same notice again");
	redisFree(redis);
	demo_stop(demo);
}

/* The first entry that is left lies beyond the group's cursor. */
static bool was_overtaken(void *redis)
{
	redisReply *groups = probe_ask(redis, "XINFO GROUPS prices.set");
	redisReply *first = probe_ask(redis, "XRANGE prices.set - + COUNT 1");
	char cursor[64] = "";

	for (size_t i = 0; i < groups->elements; i++) {
		redisReply *fields = groups->element[i];
		for (size_t k = 0; k + 1 < fields->elements; k += 2) {
			if (strcmp(fields->element[1]->str, "partner-feed") == 0 &&
				strcmp(fields->element[k]->str, "last-delivered-id") == 0) {
				snprintf(cursor, sizeof(cursor), "%s", fields->element[k + 1]->str);
			}
		}
	}
	/* Both are of the same length until the year 2286; a group that has read nothing is not. */
	bool overtaken = first->elements == 1 && strlen(cursor) > 13 &&
		strncmp(first->element[0]->element[0]->str, cursor, 13) > 0;
	freeReplyObject(first);
	freeReplyObject(groups);
	return overtaken;
}

static void trimming_overtakes_a_slow_group(void **state)
{
	struct demo *demo = demo_of("airline", 1, 5, SOON_MS);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	await(was_overtaken, redis, "the end of what a group has not read");
	assert_true(probe_length(redis, "prices.set") <= 30);
	redisFree(redis);
	demo_stop(demo);
}

static bool has_no_consumer(void *redis)
{
	return probe_group(redis, "hub.commands", "hub-gateway", "consumers") == 0 &&
		probe_group(redis, "hub.commands", "hub-gateway", "lag") > 3;
}

struct grown {
	redisContext *redis;
	long long length;
};

static bool lights_go_on(void *arg)
{
	struct grown *grown = arg;
	return probe_length(grown->redis, "devices.lights") > grown->length + 50;
}

static void the_fleet_goes_silent_and_nobody_fetches_its_commands(void **state)
{
	struct demo *demo = demo_of("iot", 1, 5, SOON_MS);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	await(has_no_consumer, redis, "the end of the gateway's consumers");
	assert_int_equal(probe_group(redis, "hub.commands", "hub-gateway", "pending"), 0);
	long long climate = probe_length(redis, "devices.climate");
	struct grown grown = {redis, probe_length(redis, "devices.lights")};
	await(lights_go_on, &grown, "what lights do");
	assert_int_equal(probe_length(redis, "devices.climate"), climate);
	redisFree(redis);
	demo_stop(demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fraud_scoring_ends_with_what_it_holds),
		cmocka_unit_test(a_slow_group_falls_behind_and_works_on),
		cmocka_unit_test(a_hasty_release_delivers_twice),
		cmocka_unit_test(trimming_overtakes_a_slow_group),
		cmocka_unit_test(the_fleet_goes_silent_and_nobody_fetches_its_commands),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
