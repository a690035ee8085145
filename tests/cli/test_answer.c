#include "../../src/cli/answer.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void the_options_lie_over_the_configuration(void **state)
{
	const struct options options = {.url = "unix:///run/redis.sock",
		.topics = "orders*",
		.memory_bytes = 1 << 20,
		.no_color = true,
		.ascii = true,
		.theme = "dark"};
	struct error error = {.code = ERROR_NONE};
	struct answer answer;

	(void)state;
	assert_true(answer_configure(&answer, &options, &error));
	assert_string_equal(answer.config.url, "unix:///run/redis.sock");
	assert_string_equal(answer.config.topics, "orders*");
	assert_int_equal(answer.config.memory_bytes, 1 << 20);
	assert_string_equal(answer.config.theme, "dark");
	assert_true(answer.config.mono && answer.config.ascii);
	answer_finish(&answer);
}

static void without_options_the_defaults_hold(void **state)
{
	const struct options options = {.url = NULL};
	struct error error = {.code = ERROR_NONE};
	struct answer answer;

	(void)state;
	assert_true(answer_configure(&answer, &options, &error));
	assert_string_equal(answer.config.url, "redis://127.0.0.1:6379");
	assert_null(answer.config.topics);
	assert_false(answer.config.mono || answer.config.ascii);
	answer_finish(&answer);
}

static void a_configuration_that_is_not_there_is_wrong_usage(void **state)
{
	const struct options options = {.config = "/nonexistent/file"};
	struct error error = {.code = ERROR_NONE};
	struct answer answer;

	(void)state;
	assert_false(answer_configure(&answer, &options, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	answer_finish(&answer);
}

static int set_up(void **state)
{
	(void)state;
	return unsetenv("RIVERMASTER_URL") != 0 ||
		setenv("XDG_CONFIG_HOME", "/nonexistent", 1) != 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_options_lie_over_the_configuration),
		cmocka_unit_test(without_options_the_defaults_hold),
		cmocka_unit_test(a_configuration_that_is_not_there_is_wrong_usage),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
