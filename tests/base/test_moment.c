/* Moments by RFC 3339 and as producers write them, against the C library's calendar. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <time.h>

#include "base/moment.h"

static void reads(const char *text, int64_t wanted_ms)
{
	int64_t ms = -1;

	assert_true(moment_parse(text_of(text), &ms));
	assert_int_equal(ms, wanted_ms);
}

static void known_moments_are_read(void **state)
{
	(void)state;
	reads("1970-01-01T00:00:00Z", 0);
	reads("1970-01-01", 0);
	reads("2026-11-25T12:30:54Z", 1795609854000);
	reads("2026-11-25t12:30:54.248z", 1795609854248);
	reads("2026-11-25 12:30:54.2489999Z", 1795609854248);
	reads("2026-11-25T14:30:54+02:00", 1795609854000);
	reads("2026-11-25T07:00:54-05:30", 1795609854000);
	reads("2000-02-29", 951782400000);
	reads("0000-03-01", -62162035200000);
	reads("1969-12-31T23:59:59.999Z", -1);
}

static void what_screens_show_is_read_by_utc(void **state)
{
	int64_t ms = 0;

	(void)state;
	assert_true(moment_parse_shown(text_of("2026-11-25 12:30:54.248"), &ms));
	assert_int_equal(ms, 1795609854248);
	assert_true(moment_parse_shown(text_of("2026-11-25T12:30"), &ms));
	assert_int_equal(ms, 1795609800000);
	assert_true(moment_parse_shown(text_of("2026-11-25 14:30+02:00"), &ms));
	assert_int_equal(ms, 1795609800000);
	assert_false(moment_parse_shown(text_of("2026-11-25 12:30:"), &ms));
	assert_false(moment_parse_shown(text_of("2026-11-25 12:30x"), &ms));
	assert_true(moment_parse_clock(text_of("12:30:54.248"), &ms));
	assert_int_equal(moment_of_clock(ms, 1795609854248), 1795609854248);
	assert_int_equal(moment_of_clock(ms, 1795609854247), 1795609854248 - 86400000);
	assert_false(moment_parse_clock(text_of("12:30Z"), &ms));
	assert_false(moment_parse_clock(text_of("1230"), &ms));
}

static void what_is_no_moment_is_refused(void **state)
{
	static const char *const bad[] = {"", "2026", "2026-11", "2026-13-01", "2026-00-01",
		"2026-11-31", "2026-02-29", "1900-02-29", "2026-11-25T", "2026-11-25T12:30",
		"2026-11-25T12:30:54", "2026-11-25T24:00:00Z", "2026-11-25T12:60:00Z",
		"2026-11-25T12:30:54.Z", "2026-11-25T12:30:54+0200", "2026-11-25T12:30:54Zx",
		"x2026-11-25", "2026-1-2", "-026-11-25", "2026/11/25"};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(moment_parse(text_of(bad[i]), &ms));
	}
}

static void reads_freely(const char *text, int64_t expected)
{
	int64_t ms = -1;

	if (!moment_read(text_of(text), &ms) || ms != expected) {
		fail_msg("%s is %lld", text, (long long)ms);
	}
}

static void producers_write_dates_as_they_like(void **state)
{
	(void)state;
	reads_freely("1970-01-01T00:00:00Z", 0);
	reads_freely("2023-11-14T22:13:20Z", 1700000000000);
	reads_freely("2023-11-14t22:13:20.5z", 1700000000500);
	reads_freely("2023-11-14 22:13:20.123456789", 1700000000123);
	reads_freely("2023-11-14T22:13:20,5", 1700000000500);
	reads_freely("2023-11-15T00:13:20.001+02:00", 1700000000001);
	reads_freely("2023-11-14T18:43:20-0330", 1700000000000);
	reads_freely("2024-02-29T12:00:00Z", 1709208000000);
	reads_freely("2023-11-14 22:13:20:123456 Z", 1700000000123);
	reads_freely("1969-12-31T23:59:59.999Z", -1);
}

static void counts_are_told_apart_by_how_great_they_are(void **state)
{
	(void)state;
	reads_freely("1700000000", 1700000000000);
	reads_freely("1700000000.", 1700000000000);
	reads_freely("1700000000.25", 1700000000250);
	reads_freely("1700000000123", 1700000000123);
	reads_freely("1700000000123456", 1700000000123);
	reads_freely("1700000000123456789", 1700000000123);
}

static void what_producers_cannot_mean_is_refused(void **state)
{
	static const char *const others[] = {"", "5", "99999999", "soon", "2023-11-14",
		"2023-13-14T22:13:20Z", "2023-11-32T22:13:20Z", "2023-02-29T22:13:20Z",
		"2023-11-14T24:13:20Z", "2023-11-14T22:13:20X", "2023-11-14T22:13:20Zjunk",
		"17000000001700000000", "99999999999999999999999", "1700000000.x", "1.7e9",
		"-1700000000", "2023-11-14T22:13:20+25:00",
		"2023-11-14T22:13:20.00000000000000000000000000000000Z"};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (moment_read(text_of(others[i]), &ms)) {
			fail_msg("%s was taken for %lld", others[i], (long long)ms);
		}
	}
}

static void every_day_is_the_calendars(void **state)
{
	(void)state;
	for (int64_t day = -60000; day < 60000; day += 7) {
		time_t at = (time_t)(day * 86400);
		struct tm parts;
		char text[32];

		assert_non_null(gmtime_r(&at, &parts));
		assert_true(strftime(text, sizeof(text), "%Y-%m-%d", &parts) > 0);
		reads(text, day * 86400000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_moments_are_read),
		cmocka_unit_test(what_screens_show_is_read_by_utc),
		cmocka_unit_test(what_is_no_moment_is_refused),
		cmocka_unit_test(producers_write_dates_as_they_like),
		cmocka_unit_test(counts_are_told_apart_by_how_great_they_are),
		cmocka_unit_test(what_producers_cannot_mean_is_refused),
		cmocka_unit_test(every_day_is_the_calendars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
