#include "engine/config.h"

#include "engine/written.h"

static void envelopes_are_read_in_order(void **state)
{
	static const char content[] = "[envelope legacy]\n"
				      "topics = legacy.*\n"
				      "type = kind\n"
				      "journey = doc.order\n"
				      "journey = doc.order.number\n"
				      "time = at\n"
				      "[envelope rest]\n"
				      "payload = body\n";
	struct error error = {.code = ERROR_NONE};
	const struct event_rule *rules;
	struct written written;
	struct config config;

	(void)state;
	unsetenv("RIVERMASTER_URL");
	written_init(&written, content);
	assert_true(config_load(&config, &(struct config_overrides){.file = written.file}, &error));
	rules = config.envelopes.rules;
	assert_int_equal(config.envelopes.rule_count, 2);
	assert_string_equal(rules[0].name, "legacy");
	assert_string_equal(rules[0].topics, "legacy.*");
	assert_string_equal(rules[0].paths[EVENT_TYPE], "kind");
	assert_string_equal(rules[0].paths[EVENT_JOURNEY], "doc.order.number");
	assert_string_equal(rules[0].paths[EVENT_TIME], "at");
	assert_null(rules[0].paths[EVENT_PARTY]);
	assert_string_equal(rules[1].name, "rest");
	assert_string_equal(rules[1].topics, "*");
	assert_string_equal(rules[1].paths[EVENT_PAYLOAD], "body");
	config_finish(&config);
	assert_int_equal(config.envelopes.rule_count, 0);
	written_finish(&written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(envelopes_are_read_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
