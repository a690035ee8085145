#include "../../src/envelope/when.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void assert_when(const char *text, int64_t expected)
{
	int64_t ms = -1;

	if (!when_parse(text_of(text), &ms) || ms != expected) {
		fail_msg("%s is %lld", text, (long long)ms);
	}
}

static void dates_are_read_with_their_zone(void **state)
{
	(void)state;
	assert_when("1970-01-01T00:00:00Z", 0);
	assert_when("2023-11-14T22:13:20Z", 1700000000000);
	assert_when("2023-11-14t22:13:20.5z", 1700000000500);
	assert_when("2023-11-14 22:13:20.123456789", 1700000000123);
	assert_when("2023-11-15T00:13:20.001+02:00", 1700000000001);
	assert_when("2023-11-14T18:43:20-0330", 1700000000000);
	assert_when("2024-02-29T12:00:00Z", 1709208000000);
	assert_when("2023-11-14 22:13:20:123456 Z", 1700000000123);
}

static void counts_are_told_apart_by_how_great_they_are(void **state)
{
	(void)state;
	assert_when("1700000000", 1700000000000);
	assert_when("1700000000.25", 1700000000250);
	assert_when("1700000000123", 1700000000123);
	assert_when("1700000000123456", 1700000000123);
	assert_when("1700000000123456789", 1700000000123);
}

static void what_is_no_moment_is_refused(void **state)
{
	static const char *const others[] = {"", "5", "99999999", "soon", "2023-11-14",
		"2023-13-14T22:13:20Z", "2023-11-32T22:13:20Z", "2023-11-14T24:13:20Z",
		"2023-11-14T22:13:20X", "2023-11-14T22:13:20Zjunk", "17000000001700000000",
		"99999999999999999999999", "1700000000.x", "1.7e9", "-1700000000",
		"2023-11-14T22:13:20+25:00",
		"2023-11-14T22:13:20.00000000000000000000000000000000Z"};
	int64_t ms;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (when_parse(text_of(others[i]), &ms)) {
			fail_msg("%s was taken for %lld", others[i], (long long)ms);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_with_their_zone),
		cmocka_unit_test(counts_are_told_apart_by_how_great_they_are),
		cmocka_unit_test(what_is_no_moment_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
