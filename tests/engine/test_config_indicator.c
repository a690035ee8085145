#include "engine/config.h"

#include <math.h>

#include "engine/written.h"

static void expect_number(double found, double expected)
{
	if (fabs(found - expected) > 1e-12) {
		fail_msg("%.17g, expected %.17g", found, expected);
	}
}

static bool load(
	struct config *config, struct written *written, const char *content, struct error *error)
{
	*error = (struct error){.code = ERROR_NONE};
	unsetenv("RIVERMASTER_URL");
	written_init(written, content);
	return config_load(config, &(struct config_overrides){.file = written->file}, error);
}

static void indicators_are_read_in_the_form_they_are_declared(void **state)
{
	static const char content[] = "[indicator conversion]\n"
				      "from = cart.opened, cart.found\n"
				      "to = order.placed\n"
				      "within = 30m\n"
				      "count = lost\n"
				      "severity = critical\n"
				      "target = below 3%\n"
				      "[indicator back]\n"
				      "returning = customer_id\n"
				      "journey = order\n"
				      "[journey order]\n"
				      "anchor = order_id\n"
				      "party = customer_id\n";
	struct written written;
	struct config config;
	struct error error;

	(void)state;
	if (!load(&config, &written, content, &error)) {
		fail_msg("%s", error.text);
	}
	assert_int_equal(config.indicator_count, 2);
	const struct indicator *first = &config.indicators[0];
	assert_string_equal(first->name, "conversion");
	assert_string_equal(first->from.names[1], "cart.found");
	assert_string_equal(first->to.names[0], "order.placed");
	assert_int_equal(first->within_ms, 30 * 60 * 1000);
	assert_true(first->counts_lost && first->target_below);
	assert_int_equal(first->severity, SEVERITY_CRITICAL);
	expect_number(first->target, 0.03);
	assert_string_equal(config.indicators[1].journey, "order");
	config_finish(&config);
	written_finish(&written);
}

/* Each is refused with its line and what is wrong in it. */
static void what_is_wrong_is_said_with_its_line(void **state)
{
	static const struct {
		const char *content, *line, *part;
	} wrong[] = {
		{"[indicator]\nmean = a: b\n", ":1:", "needs a name"},
		{"[indicator a]\nwindow = 1h\n", ":1:", "lacks what it measures"},
		{"[indicator a]\nfrom = x\n", ":1:", "lacks `to`"},
		{"[indicator a]\nsilent = x\n", ":1:", "lacks `within`"},
		{"[indicator a]\nfrom = x\nmean = a: b\n", ":3:", "it is a conversion already"},
		{"[indicator a]\nmean = a\n", ":2:", "STEP: FIELD"},
		{"[indicator a]\ntime = a\n", ":2:", "A -> B"},
		{"[indicator a]\ntime = a -> ,\n", ":2:", "name of a step is missing"},
		{"[indicator a]\nwithin = 5\n", ":2:", "no duration"},
		{"[indicator a]\ncount = all\n", ":2:", "converted or lost"},
		{"[indicator a]\nseverity = bad\n", ":2:", "warning or critical"},
		{"[indicator a]\nmean =\n", ":2:", "needs a value"},
		{"[indicator a]\nmeans = a: b\n", ":2:", "allowed are from, to, time"},
		{"[indicator a]\nmean = a: b\ntarget = good\n", ":1:", "above 4.2"},
		{"[indicator a]\ntime = a -> b\ntarget = below 5\n", ":1:", "p95 below 15m"},
		{"[indicator a]\nmean = a: b\n[indicator a]\n", ":3:", "twice"},
		{"[indicator a]\nmean = a: b\njourney = x\n", ":1:", "no [journey x]"},
		{"[indicator a]\nreturning = who\n", ":1:", "party = who"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct written written;
		struct config config;
		struct error error;

		assert_false(load(&config, &written, wrong[i].content, &error));
		assert_int_equal(error.code, ERROR_USAGE);
		if (strstr(error.text, wrong[i].line) == NULL ||
			strstr(error.text, wrong[i].part) == NULL) {
			fail_msg("%zu: %s", i, error.text);
		}
		config_finish(&config);
		written_finish(&written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indicators_are_read_in_the_form_they_are_declared),
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
