#include "../../src/cli/option.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { WORDS_MAX = 12 };

struct reading {
	struct options options;
	struct error error;
	bool ok;
};

static struct reading read_words(const char *const words[])
{
	struct reading reading = {.error.code = ERROR_NONE};
	char *copy[WORDS_MAX] = {NULL};
	size_t count = 0;

	for (; words[count] != NULL; count++) {
		copy[count] = (char *)words[count];
	}
	reading.ok = options_read(&reading.options, count, copy, &reading.error);
	return reading;
}

#define READ(...) read_words((const char *const[]){__VA_ARGS__, NULL})

static void a_value_stands_behind_the_option_or_behind_an_equals_sign(void **state)
{
	struct reading reading = READ("--url", "redis://a", "--topics=orders*", "--memory", "64M");

	(void)state;
	assert_true(reading.ok);
	assert_string_equal(reading.options.url, "redis://a");
	assert_string_equal(reading.options.topics, "orders*");
	assert_int_equal(reading.options.memory_bytes, 64 << 20);
	assert_int_equal(reading.options.argument_count, 0);
	options_finish(&reading.options);
}

static void options_and_arguments_may_be_mixed(void **state)
{
	struct reading reading = READ("--json", "groups", "--quiet", "orders", "--no-color");

	(void)state;
	assert_true(reading.ok);
	assert_true(reading.options.json && reading.options.quiet && reading.options.no_color);
	assert_false(reading.options.ascii);
	assert_int_equal(reading.options.argument_count, 2);
	assert_string_equal(reading.options.arguments[0], "groups");
	assert_string_equal(reading.options.arguments[1], "orders");
	options_finish(&reading.options);
}

static void two_dashes_end_the_options(void **state)
{
	struct reading reading = READ("groups", "--", "--json", "--", "-");

	(void)state;
	assert_true(reading.ok);
	assert_false(reading.options.json);
	assert_int_equal(reading.options.argument_count, 4);
	assert_string_equal(reading.options.arguments[1], "--json");
	assert_string_equal(reading.options.arguments[2], "--");
	options_finish(&reading.options);
}

static void a_dash_alone_and_a_value_with_a_dash_are_what_they_are(void **state)
{
	struct reading reading = READ("-", "--topics", "-x", "--profile=--p");

	(void)state;
	assert_true(reading.ok);
	assert_string_equal(reading.options.arguments[0], "-");
	assert_string_equal(reading.options.topics, "-x");
	assert_string_equal(reading.options.profile, "--p");
	options_finish(&reading.options);
}

static void help_and_version_have_a_letter(void **state)
{
	struct reading reading = READ("-h", "-V");

	(void)state;
	assert_true(reading.ok);
	assert_true(reading.options.help && reading.options.version);
	options_finish(&reading.options);
}

static void the_demo_takes_its_numbers(void **state)
{
	struct reading reading = READ("--rate=0.5", "--seconds=60", "--seed=0", "--scenario=x");

	(void)state;
	assert_true(reading.ok);
	assert_true(reading.options.rate > 0.49 && reading.options.rate < 0.51);
	assert_int_equal(reading.options.seconds, 60);
	assert_int_equal(reading.options.seed, 0);
	assert_true((reading.options.given & OPTION_BIT(OPTION_SEED)) != 0);
	options_finish(&reading.options);
}

static void wrong_words_are_refused_with_a_sentence(void **state)
{
	static const struct {
		const char *words[3], *sentence;
	} cases[] = {
		{.words = {"--bogus"}, .sentence = "no option `--bogus`"},
		{.words = {"--bogus=secret"}, .sentence = "no option `--bogus`"},
		{.words = {"-x"}, .sentence = "no option `-x`"},
		{.words = {"-hV"}, .sentence = "no option `-hV`"},
		{.words = {"--jsno"}, .sentence = "did you mean --json?"},
		{.words = {"--JSON"}, .sentence = "no option `--JSON`"},
		{.words = {"---json"}, .sentence = "did you mean --json?"},
		{.words = {"--no-colour"}, .sentence = "did you mean --no-color?"},
		{.words = {"--url"}, .sentence = "--url needs a value: --url=URL"},
		{.words = {"--url="}, .sentence = "--url needs a value"},
		{.words = {"--url", ""}, .sentence = "--url needs a value"},
		{.words = {"--url", "--json"}, .sentence = "--url needs a value"},
		{.words = {"--topics"}, .sentence = "--topics needs a value: --topics=GLOB"},
		{.words = {"--json=1"}, .sentence = "--json takes no value"},
		{.words = {"--json="}, .sentence = "--json takes no value"},
		{.words = {"--help=yes"}, .sentence = "--help takes no value"},
		{.words = {"--memory", "lots"}, .sentence = "--memory needs a size such as 64M"},
		{.words = {"--memory=0"}, .sentence = "--memory needs a size"},
		{.words = {"--memory=-1"}, .sentence = "--memory needs a size"},
		{.words = {"--memory=99999999999999999999"}, .sentence = "--memory needs a size"},
		{.words = {"--rate=0"}, .sentence = "--rate needs a number above 0"},
		{.words = {"--rate=-2"}, .sentence = "--rate needs a number above 0"},
		{.words = {"--rate=nan"}, .sentence = "--rate needs a number above 0"},
		{.words = {"--rate=1e3"}, .sentence = "--rate needs a number above 0"},
		{.words = {"--rate=1000001"}, .sentence = "up to 1000000"},
		{.words = {"--seconds=0"}, .sentence = "--seconds needs a whole number"},
		{.words = {"--seconds=1.5"}, .sentence = "--seconds needs a whole number"},
		{.words = {"--seconds=5s"}, .sentence = "--seconds needs a whole number"},
		{.words = {"--seconds", "99999"}, .sentence = "from 1 to 86400"},
		{.words = {"--seed=-1"}, .sentence = "--seed needs a whole number"},
		{.words = {"--seed=18446744073709551616"},
			.sentence = "--seed needs a whole number"},
		{.words = {"--url=a", "--url=b"}, .sentence = "two URLs"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading reading = read_words(cases[i].words);

		assert_false(reading.ok);
		assert_int_equal(reading.error.code, ERROR_USAGE);
		if (strstr(reading.error.text, cases[i].sentence) == NULL) {
			fail_msg("%s: `%s` does not say `%s`", cases[i].words[0],
				reading.error.text, cases[i].sentence);
		}
		options_finish(&reading.options);
	}
}

static void the_first_error_is_told_and_the_arguments_are_whole(void **state)
{
	struct reading reading = READ("--bogus", "check", "--json=1", "orders");

	(void)state;
	assert_false(reading.ok);
	assert_non_null(strstr(reading.error.text, "--bogus"));
	assert_int_equal(reading.options.argument_count, 2);
	assert_string_equal(reading.options.arguments[0], "check");
	assert_string_equal(reading.options.arguments[1], "orders");
	options_finish(&reading.options);
}

static void a_value_that_may_be_secret_is_not_repeated(void **state)
{
	struct reading reading = READ("--password=hunter2");

	(void)state;
	assert_false(reading.ok);
	assert_null(strstr(reading.error.text, "hunter2"));
	options_finish(&reading.options);
}

static void every_option_has_a_name_and_help(void **state)
{
	(void)state;
	for (int id = 0; id < OPTION_COUNT; id++) {
		assert_int_equal(strncmp(option_name((enum option_id)id), "--", 2), 0);
		assert_true(strlen(option_help((enum option_id)id)) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_stands_behind_the_option_or_behind_an_equals_sign),
		cmocka_unit_test(options_and_arguments_may_be_mixed),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(a_dash_alone_and_a_value_with_a_dash_are_what_they_are),
		cmocka_unit_test(help_and_version_have_a_letter),
		cmocka_unit_test(the_demo_takes_its_numbers),
		cmocka_unit_test(wrong_words_are_refused_with_a_sentence),
		cmocka_unit_test(the_first_error_is_told_and_the_arguments_are_whole),
		cmocka_unit_test(a_value_that_may_be_secret_is_not_repeated),
		cmocka_unit_test(every_option_has_a_name_and_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
