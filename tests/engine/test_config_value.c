#include "../../src/engine/config_value.h"

#include "engine/written.h"

static const struct value_range small = {.min = 1000, .max = 60000};

static struct ini_line line_of(const char *value)
{
	return (struct ini_line){
		.file = "a.conf",
		.line = 7,
		.key = text_of("window"),
		.value = text_of(value),
	};
}

static void assert_says(const struct error *error, const char *says)
{
	assert_int_equal(error->code, ERROR_USAGE);
	assert_string_equal(error->text, says);
}

static void a_switch_has_six_words(void **state)
{
	static const char *const on[] = {"on", "yes", "true"},
				 *const off[] = {"off", "no", "false"};
	struct ini_line line;
	struct error error;
	bool value;
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		line = line_of(on[i]);
		value = false;
		assert_true(read_switch(&line, &value, &error) && value);
		line = line_of(off[i]);
		assert_true(read_switch(&line, &value, &error) && !value);
	}
	line = line_of("ON");
	assert_false(read_switch(&line, &value, &error));
	assert_says(&error, "a.conf:7: `window` is on or off");
}

static void a_duration_has_its_bounds(void **state)
{
	static const char *const wrong[] = {"", "5", "999ms", "2m", "-5s", "5 s"};
	struct ini_line line = line_of("1m");
	struct error error;
	int64_t ms = 0;
	size_t i;

	(void)state;
	assert_true(read_duration(&line, small, &ms, &error));
	assert_int_equal(ms, 60000);
	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		line = line_of(wrong[i]);
		assert_false(read_duration(&line, small, &ms, &error));
		assert_int_equal(ms, 60000);
	}
	assert_non_null(strstr(error.text, "a.conf:7: `window` is a duration such as 30s"));
}

static void a_count_and_a_size_have_their_least(void **state)
{
	struct ini_line line = line_of("999");
	struct error error;
	int64_t count = 0;
	uint64_t bytes = 0;

	(void)state;
	assert_false(read_count(&line, small, &count, &error));
	assert_says(&error, "a.conf:7: `window` is a whole number, at least 1000");
	line = line_of("1000");
	assert_true(read_count(&line, small, &count, &error));
	assert_int_equal(count, 1000);
	assert_false(read_bytes(&line, &bytes, &error));
	line = line_of("1M");
	assert_true(read_bytes(&line, &bytes, &error));
	assert_int_equal(bytes, 1 << 20);
	line = line_of("");
	assert_false(read_present(&line, &error));
	assert_says(&error, "a.conf:7: `window` needs a value");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_switch_has_six_words),
		cmocka_unit_test(a_duration_has_its_bounds),
		cmocka_unit_test(a_count_and_a_size_have_their_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
