#include "engine/config.h"

#include "engine/written.h"

static void an_alert_is_read_with_its_words(void **state)
{
	static const char content[] = "[alert behind]\n"
				      "of = groups\n"
				      "when = lag > 1000 and topic ~ /^orders/\n"
				      "for = 1m30s\n"
				      "clear = 0s\n"
				      "severity = critical\n"
				      "exec = /usr/bin/page  --to \"the team\" '' a'b \"c'd\n"
				      "[alert long]\n"
				      "of = topics\n"
				      "when = length > 5\n"
				      "[screen]\n"
				      "notify = osc777\n";
	struct error error = {.code = ERROR_NONE};
	const struct alert_rule *rules;
	struct written written;
	struct config config;

	(void)state;
	unsetenv("RIVERMASTER_URL");
	written_init(&written, content);
	if (!config_load(&config, &(struct config_overrides){.file = written.file}, &error)) {
		fail_msg("%s", error.text);
	}
	rules = config.model.alerts;
	assert_int_equal(config.model.alert_count, 2);
	assert_string_equal(rules[0].name, "behind");
	assert_string_equal(rules[0].when, "lag > 1000 and topic ~ /^orders/");
	assert_int_equal(rules[0].for_ms, 90000);
	assert_int_equal(rules[0].clear_ms, 0);
	assert_int_equal(rules[0].severity, SEVERITY_CRITICAL);
	assert_string_equal(rules[0].exec[0], "/usr/bin/page");
	assert_string_equal(rules[0].exec[1], "--to");
	assert_string_equal(rules[0].exec[2], "the team");
	assert_string_equal(rules[0].exec[3], "");
	assert_string_equal(rules[0].exec[4], "ab \"cd");
	assert_null(rules[0].exec[5]);
	assert_ptr_equal(rules[1].of, alert_subject_find(text_of("topics")));
	assert_int_equal(rules[1].severity, SEVERITY_WARNING);
	assert_int_equal(rules[1].for_ms, 30000);
	assert_null(rules[1].exec);
	assert_int_equal(config.notify, NOTIFY_OSC777);
	config_finish(&config);
	written_finish(&written);
}

/* Each is refused with its line and what is wrong in it. */
static void what_is_wrong_is_said_with_its_line(void **state)
{
	static const struct {
		const char *content, *line, *part;
	} wrong[] = {
		{"[alert]\nwhen = lag > 1\n", ":1:", "needs a name"},
		{"[alert a]\nseverity = warning\n", ":1:", "lacks `when`"},
		{"[alert a]\n\nwhen = lag >\n", ":3:", "column"},
		{"[alert a]\nwhen = length > 1\nof = groups\n", ":2:", "length"},
		{"[alert a]\nwhen = lag > 1\nof = consumers\n",
			":3:", "topics, groups, journeys, indicators"},
		{"[alert a]\nwhen = lag > 1\nfor = 30\n", ":3:", "30s"},
		{"[alert a]\nwhen = lag > 1\nseverity = bad\n", ":3:", "warning or critical"},
		{"[alert a]\nwhen = lag > 1\nexec = page me\n", ":3:", "whole path"},
		{"[alert a]\nwhen = lag > 1\nexec = /bin/x 'y\n", ":3:", "quote"},
		{"[alert a]\nwhen = lag > 1\nexec =\n", ":3:", "needs a value"},
		{"[alert a]\nwhen = lag > 1\n[alert a]\nwhen = lag > 2\n", ":3:", "two"},
		{"[screen]\nnotify = loud\n", ":2:", "osc777"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct error error = {.code = ERROR_NONE};
		struct written written;
		struct config config;

		written_init(&written, wrong[i].content);
		assert_false(config_load(
			&config, &(struct config_overrides){.file = written.file}, &error));
		assert_int_equal(error.code, ERROR_USAGE);
		if (strstr(error.text, wrong[i].line) == NULL ||
			strstr(error.text, wrong[i].part) == NULL) {
			fail_msg("%s: no `%s` or `%s` in it", error.text, wrong[i].line,
				wrong[i].part);
		}
		config_finish(&config);
		written_finish(&written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_alert_is_read_with_its_words),
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
