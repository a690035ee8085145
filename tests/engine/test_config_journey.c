#include "engine/config.h"

#include "engine/written.h"

static bool load(
	struct config *config, struct written *written, const char *content, struct error *error)
{
	*error = (struct error){.code = ERROR_NONE};
	unsetenv("RIVERMASTER_URL");
	written_init(written, content);
	return config_load(config, &(struct config_overrides){.file = written->file}, error);
}

static void journeys_are_read_in_the_form_they_are_declared(void **state)
{
	static const char content[] = "[journey order]\n"
				      "anchor = order_id\n"
				      "party = customer_id # who\n"
				      "step = order.placed -> payment.authorised within 5s\n"
				      "end = order.delivered\n"
				      "stuck_after = 2s\n"
				      "[journey ticket]\n"
				      "anchor = ticket_id\n";
	struct written written;
	struct config config;
	struct error error;

	(void)state;
	assert_true(load(&config, &written, content, &error));
	assert_int_equal(config.journey_count, 2);
	assert_string_equal(config.journeys[0].name, "order");
	assert_int_equal(config.journeys[0].stuck_after_ms, 2000);
	assert_string_equal(config.journeys[0].keys[1].path, "customer_id");
	assert_int_equal(config.journeys[0].rules[0].within_ms, 5000);
	assert_int_not_equal(config.journeys[0].ends, 0);
	assert_string_equal(config.journeys[1].name, "ticket");
	config_finish(&config);
	written_finish(&written);
}

static void expect_error(const char *content, const char *place, const char *sentence)
{
	struct written written;
	struct config config;
	struct error error;

	assert_false(load(&config, &written, content, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_int_equal(strncmp(error.text, written.file, strlen(written.file)), 0);
	if (strncmp(error.text + strlen(written.file), place, strlen(place)) != 0 ||
		strstr(error.text, sentence) == NULL) {
		fail_msg("`%s` does not say `%s`, `%s`", error.text, place, sentence);
	}
	config_finish(&config);
	written_finish(&written);
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
	(void)state;
	expect_error("[journey]\n", ":1: ", "[journey NAME] needs a name");
	expect_error("[journey a]\nanchor = id\nstep = a\n", ":3: ", "`step`: needs the form");
	expect_error("[journey a]\nlead = id\n", ":2: ", "there is no `lead` in [journey]");
	expect_error("[journey a]\nanchor = id\n[journey a]\n", ":3: ", "twice");
	expect_error("[journey a]\nparty = id\n", ": ", "[journey a] needs an `anchor`");
}

/* What the form has and the configuration does not know would be refused as unknown. */
static void every_key_of_the_form_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; definition_key_at(i) != NULL; i++) {
		char content[128], sentence[64];

		snprintf(content, sizeof(content), "[journey a]\n%s = ,\n[oops]\n",
			definition_key_at(i));
		snprintf(sentence, sizeof(sentence), "there is no `%s`", definition_key_at(i));
		struct written written;
		struct config config;
		struct error error;
		assert_false(load(&config, &written, content, &error));
		assert_null(strstr(error.text, sentence));
		config_finish(&config);
		written_finish(&written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journeys_are_read_in_the_form_they_are_declared),
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
		cmocka_unit_test(every_key_of_the_form_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
