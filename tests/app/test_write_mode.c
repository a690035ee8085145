#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/app/write_mode.h"

static void it_ends_by_itself(void **state)
{
	struct write_mode mode = {.on = false};
	char words[WRITE_WORDS_MAX];

	(void)state;
	assert_string_equal(write_mode_words(words, &mode, 0, true), "[READ-ONLY]");
	assert_false(write_mode_expires(&mode, 1000));
	write_mode_begin(&mode, text_of("INC-1"), 1000 + WRITE_MODE_MS);
	assert_string_equal(write_mode_words(words, &mode, 1000, true), "[WRITE 15m]");
	assert_string_equal(write_mode_words(words, &mode, 1000 + 60000, false), "[RW 14m]");
	assert_string_equal(
		write_mode_words(words, &mode, 999 + WRITE_MODE_MS, true), "[WRITE 1m]");
	assert_false(write_mode_expires(&mode, 999 + WRITE_MODE_MS));
	assert_true(write_mode_expires(&mode, 1000 + WRITE_MODE_MS));
	assert_false(mode.on);
	assert_false(write_mode_expires(&mode, 1001 + WRITE_MODE_MS));
	assert_string_equal(mode.reason, "");
}

static void the_demo_stays_as_it_began(void **state)
{
	struct write_mode mode;
	char words[WRITE_WORDS_MAX];

	(void)state;
	write_mode_begin(&mode, text_of(""), INT64_MAX);
	assert_false(write_mode_expires(&mode, INT64_MAX - 1));
	assert_string_equal(write_mode_words(words, &mode, 5, true), "[WRITE]");
}

static void the_name_is_the_profiles_or_the_hosts(void **state)
{
	static const struct {
		const char *title, *address, *name;
	} rows[] = {
		{"prod-eu", "redis://10.2.3.4:6379", "prod-eu"},
		{NULL, "10.2.3.4:6379", "10.2.3.4"},
		{NULL, "redis://cache.example:6379/0", "cache.example"},
		{NULL, "rediss://ops@cache.example:6380", "cache.example"},
		{NULL, "redis://[::1]:6379", "[::1]"},
		{NULL, "unix:///run/redis/redis.sock", "redis.sock"},
		{"", "redis://h", "h"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text name = write_mode_name(rows[i].title, rows[i].address);

		if (!text_is(name, rows[i].name)) {
			fail_msg("%s: %.*s", rows[i].address, (int)name.length, name.at);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_ends_by_itself),
		cmocka_unit_test(the_demo_stays_as_it_began),
		cmocka_unit_test(the_name_is_the_profiles_or_the_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
