#include "demo/probe.h"

enum { LOOKED_AT = 1000 };

static bool much_was_answered(void *redis)
{
	return probe_length(redis, "email.engagement") >= 100;
}

static bool is_sent(const redisReply *sent, const char *touch)
{
	char other[64];

	for (size_t i = 0; i < sent->elements; i++) {
		probe_value(sent->element[i], "touch_id", other);
		if (strcmp(touch, other) == 0) {
			return true;
		}
	}
	return false;
}

static void nobody_answers_a_mail_that_was_not_sent(void **state)
{
	struct demo *demo = demo_with(5, 10, 600000);
	redisContext *redis = probe_open(demo_url(demo));
	char touch[64], type[64];
	int clicked = 0;

	(void)state;
	await(much_was_answered, redis, "a hundred answers");
	redisReply *answers =
		probe_ask(redis, "XRANGE email.engagement - + COUNT %d", (int)LOOKED_AT);
	redisReply *sent = probe_ask(redis, "XRANGE email.sent - + COUNT %d", (int)LOOKED_AT);
	assert_true(sent->elements < LOOKED_AT);
	for (size_t i = 0; i < answers->elements; i++) {
		probe_value(answers->element[i], "touch_id", touch);
		probe_value(answers->element[i], "type", type);
		clicked += strcmp(type, "email.clicked") == 0;
		assert_true(is_sent(sent, touch));
	}
	assert_true(answers->elements < sent->elements);
	assert_true(clicked > 0 && (size_t)clicked < answers->elements / 2);
	freeReplyObject(answers);
	freeReplyObject(sent);
	redisFree(redis);
	demo_stop(demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_answers_a_mail_that_was_not_sent),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
