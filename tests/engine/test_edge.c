#include "engine/edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void each_way_to_say_when_is_understood(void **state)
{
	static const struct {
		const char *text;
		bool upper;
		enum browse_edge_is is;
		struct id id;
		int64_t age_ms;
	} cases[] = {
		{NULL, false, BROWSE_OPEN, {0, 0}, 0},
		{"-", true, BROWSE_ID, {0, 0}, 0},
		{"+", false, BROWSE_ID, {UINT64_MAX, UINT64_MAX}, 0},
		{"1700000000000", false, BROWSE_ID, {1700000000000, 0}, 0},
		{"1700000000000", true, BROWSE_ID, {1700000000000, UINT64_MAX}, 0},
		{"1700000000000-7", true, BROWSE_ID, {1700000000000, 7}, 0},
		{"15m", false, BROWSE_AGE, {0, 0}, 900000},
		{"1h30m", true, BROWSE_AGE, {0, 0}, 5400000},
		{"1970-01-01T00:00:02.5Z", false, BROWSE_ID, {2500, 0}, 0},
		{"1970-01-01T00:00:02.5Z", true, BROWSE_ID, {2500, UINT64_MAX}, 0},
		{"1969-12-31T23:59:59Z", false, BROWSE_ID, {0, 0}, 0},
		{"1970-01-02", false, BROWSE_ID, {86400000, 0}, 0},
		{"1970-01-01 00:00:02.500", true, BROWSE_ID, {2500, UINT64_MAX}, 0},
		{"1970-01-01 00:01", false, BROWSE_ID, {60000, 0}, 0},
		{"12:30", false, BROWSE_CLOCK, {0, 0}, 45000000},
		{"00:00:02.311", true, BROWSE_CLOCK, {0, 0}, 2311},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct browse_edge edge;
		struct error error = {.code = ERROR_NONE};

		assert_true(edge_parse("--from", cases[i].text, cases[i].upper, &edge, &error));
		assert_int_equal(edge.is, cases[i].is);
		assert_int_equal(id_compare(edge.id, cases[i].id), 0);
		assert_int_equal(edge.age_ms, cases[i].age_ms);
	}
}

static void a_time_of_the_day_is_the_last_that_was(void **state)
{
	static const int64_t hour = 3600000, now = 100 * 24 * 3600000LL + 12 * 3600000;
	struct browse_edge from, to;
	struct error error;
	struct id ids[2];

	(void)state;
	assert_true(edge_parse("--from", "11:00", false, &from, &error));
	assert_true(edge_parse("--to", "11:30", true, &to, &error));
	browse_edge_ids(&from, &to, now, ids);
	assert_int_equal(ids[0].ms, now - hour);
	assert_int_equal(ids[1].ms, now - hour / 2);
	assert_true(ids[1].seq == UINT64_MAX);
	assert_true(edge_parse("--to", "12:30", true, &to, &error));
	browse_edge_ids(&from, &to, now, ids);
	assert_int_equal(ids[1].ms, now + hour / 2);
	assert_true(edge_parse("--from", "22:00", false, &from, &error));
	browse_edge_ids(&from, &to, now + hour, ids);
	assert_int_equal(ids[0].ms, now - 14 * hour);
	assert_int_equal(ids[1].ms, now + hour / 2);
	assert_true(browse_edge_needs_clock(&from));
}

static void anything_else_is_refused_by_name(void **state)
{
	static const char *const wrong[] = {"", "soon", "1-2-3", "-5m", "5x", "--", "2026-13-01",
		"18446744073709551616", "1-18446744073709551616", "24:30", "12:30:"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct browse_edge edge;
		struct error error = {.code = ERROR_NONE};

		assert_false(edge_parse("--to", wrong[i], true, &edge, &error));
		assert_int_equal(error.code, ERROR_USAGE);
		assert_non_null(strstr(error.text, "--to needs"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_to_say_when_is_understood),
		cmocka_unit_test(a_time_of_the_day_is_the_last_that_was),
		cmocka_unit_test(anything_else_is_refused_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
