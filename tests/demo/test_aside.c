#include "demo/probe.h"

enum { LETTERS = 2 };

struct awaited {
	redisContext *redis;
	const char *topic;
};

static bool has_letters(void *arg)
{
	struct awaited *awaited = arg;
	return probe_length(awaited->redis, awaited->topic) >= LETTERS;
}

static redisReply *letters_of(redisContext *redis, const char *topic)
{
	struct awaited awaited = {redis, topic};

	await(has_letters, &awaited, topic);
	return probe_ask(redis, "XRANGE %s - + COUNT %d", topic, (int)LETTERS);
}

static void is_no_longer_pending(
	redisContext *redis, const char *topic, const char *group, const char *id)
{
	/* The acknowledgement comes with the letter, right behind it. */
	redisReply *pending = probe_ask(redis, "XPENDING %s %s %s %s 1", topic, group, id, id);
	assert_int_equal(pending->elements, 0);
	freeReplyObject(pending);
}

static void what_fails_for_good_is_set_aside_with_its_origin(void **state)
{
	struct demo *demo = demo_of("iot", 1, 10, 600000);
	redisContext *redis = probe_open(demo_url(demo));
	redisReply *letters = letters_of(redis, "suggestions.dead-letter");
	char id[64], topic[64], error[64], event[64], other[64];

	(void)state;
	for (size_t i = 0; i < letters->elements; i++) {
		probe_value(letters->element[i], "origin_id", id);
		probe_value(letters->element[i], "origin_stream", topic);
		probe_value(letters->element[i], "error", error);
		assert_string_equal(topic, "suggestions.sent");
		assert_true(strlen(error) > 0);
		redisReply *origin = probe_ask(redis, "XRANGE %s %s %s", topic, id, id);
		assert_int_equal(origin->elements, 1);
		probe_value(letters->element[i], "event_id", event);
		probe_value(origin->element[0], "event_id", other);
		assert_string_equal(event, other);
		freeReplyObject(origin);
	}
	/* Of the first of two: the second may not be acknowledged yet. */
	probe_value(letters->element[0], "origin_id", id);
	is_no_longer_pending(redis, "suggestions.sent", "push", id);
	freeReplyObject(letters);
	redisFree(redis);
	demo_stop(demo);
}

static bool is_retried(void *redis)
{
	redisReply *pending = probe_ask(redis, "XPENDING transactions.decided ledger - + 50");
	bool found = false;

	for (size_t i = 0; i < pending->elements; i++) {
		found |= pending->element[i]->element[3]->integer > 1;
	}
	freeReplyObject(pending);
	return found;
}

static void it_is_tried_again_before_that(void **state)
{
	struct demo *demo = demo_of("bank", 1, 5, 600000);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	await(is_retried, redis, "a second delivery");
	redisReply *letters = letters_of(redis, "transactions.decided:dlq");
	for (size_t i = 0; i < letters->elements; i++) {
		assert_int_equal(letters->element[i]->element[1]->elements, 10);
	}
	freeReplyObject(letters);
	redisFree(redis);
	demo_stop(demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fails_for_good_is_set_aside_with_its_origin),
		cmocka_unit_test(it_is_tried_again_before_that),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
