#include "../../src/views/events_when.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const int64_t noon = 1712923200000; /* 2024-04-12T12:00:00Z */

static uint64_t read(const char *typed)
{
	const char *why = "";
	struct id id;

	if (!when_read(text_of(typed), noon, &id, &why)) {
		fail_msg("%s: %s", typed, why);
	}
	assert_int_equal(id.seq, 0);
	return id.ms;
}

static void every_way_to_write_a_time_is_read(void **state)
{
	(void)state;
	assert_int_equal(read("11:30"), noon - 1800000);
	assert_int_equal(read("11:30:54"), noon - 1800000 + 54000);
	assert_int_equal(read("12:00"), noon);
	assert_int_equal(read("11:30:54.248"), noon - 1800000 + 54248);
	assert_int_equal(read("2024-04-12 11:30:54.248"), noon - 1800000 + 54248);
	assert_int_equal(read("2024-04-12 11:30"), noon - 1800000);
	assert_int_equal(read("15m"), noon - 900000);
	assert_int_equal(read("2024-04-12T11:30:54Z"), noon - 1800000 + 54000);
}

static void a_time_of_day_that_is_still_to_come_was_yesterday(void **state)
{
	(void)state;
	assert_int_equal(read("12:01"), noon + 60000 - 86400000);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const typed[] = {
		"", "noon", "24:00", "12:60", "12", "1:2", "12:00:00:00"};
	const char *why = NULL;
	struct id id;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
		assert_false(when_read(text_of(typed[i]), noon, &id, &why));
		assert_non_null(why);
	}
	assert_false(when_read(text_of("15m"), 0, &id, &why));
	assert_string_equal(why, "the server's clock is not known yet");
	assert_true(when_read(text_of("2024-04-12"), 0, &id, &why));
}

static void another_day_is_said(void **state)
{
	char out[WHEN_MAX];

	(void)state;
	assert_string_equal(when_say(out, (uint64_t)noon + 137, noon), "12:00:00.137");
	assert_string_equal(
		when_say(out, (uint64_t)noon - 86400000, noon), "2024-04-11 12:00:00.000");
	assert_string_equal(when_say(out, (uint64_t)noon, 0), "2024-04-12 12:00:00.000");
	assert_string_equal(when_say(out, UINT64_MAX, noon), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_to_write_a_time_is_read),
		cmocka_unit_test(a_time_of_day_that_is_still_to_come_was_yesterday),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(another_day_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
