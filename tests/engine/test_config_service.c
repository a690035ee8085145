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

static void services_read_by_the_groups_that_are_declared(void **state)
{
	struct written written;
	struct config config;
	struct error error;

	(void)state;
	if (!load(&config, &written,
		    "[service payments]\ngroup = billing\ngroup = refunds\n"
		    "[service mail]\ngroup = notify\n",
		    &error)) {
		fail_msg("%s", error.text);
	}
	assert_int_equal(config.service_count, 3);
	assert_string_equal(config.services[0].service, "payments");
	assert_string_equal(config.services[0].group, "billing");
	assert_string_equal(config.services[1].service, "payments");
	assert_string_equal(config.services[1].group, "refunds");
	assert_string_equal(config.services[2].service, "mail");
	assert_string_equal(config.services[2].group, "notify");
	config_finish(&config);
	written_finish(&written);
}

static void expect_refused(const char *content, const char *place, const char *why)
{
	struct written written;
	struct config config;
	struct error error;

	assert_false(load(&config, &written, content, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	if (strstr(error.text, why) == NULL || strstr(error.text, place) == NULL) {
		fail_msg("%s; expected %s and %s", error.text, place, why);
	}
	config_finish(&config);
	written_finish(&written);
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
	(void)state;
	expect_refused("[service a]\ngroup = g\n[service a]\ngroup = h\n",
		":3:", "[service a] stands here twice");
	expect_refused("\n[service a]\n", ":2", "[service a] needs a `group`");
	expect_refused("[service a]\ngroup =\n", ":2:", "a group has a name");
	expect_refused("[service a]\ntopic = x\n", ":2:", "topic");
	expect_refused("[service]\ngroup = x\n", ":1:", "service");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_read_by_the_groups_that_are_declared),
		cmocka_unit_test(what_is_wrong_is_told_with_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
