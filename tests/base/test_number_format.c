#include "base/number.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "seed.h"

static void count_is(int64_t value, int width, const char *expected)
{
	char out[NUMBER_MAX];

	assert_ptr_equal(number_count(out, value, width), out);
	assert_string_equal(out, expected);
}

static void rate_is(double per_s, int width, const char *expected)
{
	char out[NUMBER_MAX];

	assert_string_equal(number_rate(out, per_s, width), expected);
}

static void bytes_are(uint64_t bytes, const char *expected)
{
	char out[NUMBER_MAX];

	assert_string_equal(number_bytes(out, bytes), expected);
}

static void duration_is(int64_t ms, const char *expected)
{
	char out[NUMBER_MAX];

	assert_string_equal(number_duration(out, ms), expected);
}

static void a_count_is_exact_where_it_fits(void **state)
{
	(void)state;
	count_is(0, 1, "0");
	count_is(7, 9, "7");
	count_is(999, 3, "999");
	count_is(1000, 5, "1,000");
	count_is(1204, 9, "1,204");
	count_is(12331, 6, "12,331");
	count_is(1002411, 9, "1,002,411");
	count_is(-1204, 6, "-1,204");
	count_is(INT64_MAX, 31, "9,223,372,036,854,775,807");
	count_is(INT64_MIN, 31, "-9,223,372,036,854,775,808");
}

static void a_count_that_does_not_fit_is_rounded(void **state)
{
	(void)state;
	count_is(1002411, 8, "1.00M");
	count_is(566012, 6, "566k");
	count_is(12331, 5, "12.3k");
	count_is(12351, 5, "12.4k");
	count_is(999499, 6, "999k");
	count_is(999500, 6, "1.00M");
	count_is(9995000, 6, "10.0M");
	count_is(1050000, 5, "1.05M");
	count_is(INT64_MAX, 6, "9.22E");
	count_is(INT64_MIN, 6, "-9.22E");
	count_is(-1002411, 6, "-1.00M");
}

static void in_a_narrow_place_digits_go_first(void **state)
{
	(void)state;
	count_is(1204, 4, "1.2k");
	count_is(1204, 3, "1k");
	count_is(1204, 2, "1k");
	count_is(12331, 4, "12k");
	count_is(9999, 4, "10k");
	count_is(566012, 3, "566k");
	count_is(1204, 0, "1k");
	count_is(1204, -1, "1k");
}

static void a_rate_keeps_what_matters(void **state)
{
	(void)state;
	rate_is(0, 9, "0");
	rate_is(1204.4, 9, "1,204");
	rate_is(1204.4, 4, "1.2k");
	rate_is(41, 9, "41");
	rate_is(9.96, 9, "10");
	rate_is(9.94, 9, "9.9");
	rate_is(3.2, 9, "3.2");
	rate_is(1, 9, "1.0");
	rate_is(0.996, 9, "1.0");
	rate_is(0.5, 9, "0.50");
	rate_is(0.05, 9, "0.05");
	rate_is(-3.2, 9, "-3.2");
	rate_is(-41.2, 9, "-41");
	rate_is(3.2, 2, "3");
}

static void a_rate_that_is_not_zero_never_reads_zero(void **state)
{
	(void)state;
	rate_is(0.004, 9, "<0.01");
	rate_is(1e-300, 9, "<0.01");
	rate_is(-1e-300, 9, ">-0.01");
	rate_is(0.4, 3, "<1");
	rate_is(-0.4, 3, ">-1");
}

static void a_rate_without_a_number_is_a_dash(void **state)
{
	(void)state;
	rate_is((double)NAN, 9, "-");
	rate_is((double)INFINITY, 6, "9.22E");
	rate_is(-(double)INFINITY, 6, "-9.22E");
	rate_is(1e300, 6, "9.22E");
}

static void sizes_have_two_or_three_digits_and_a_unit(void **state)
{
	(void)state;
	bytes_are(0, "0B");
	bytes_are(512, "512B");
	bytes_are(1023, "1023B");
	bytes_are(1024, "1.0K");
	bytes_are(88 * 1024, "88K");
	bytes_are(UINT64_C(210) << 20, "210M");
	bytes_are(9771050598, "9.1G");
	bytes_are((UINT64_C(1) << 20) - 1, "1.0M");
	bytes_are(10239, "10K");
	bytes_are(UINT64_MAX, "16E");
}

static void durations_have_their_two_largest_parts(void **state)
{
	(void)state;
	duration_is(0, "0s");
	duration_is(1, "1ms");
	duration_is(40, "40ms");
	duration_is(999, "999ms");
	duration_is(1000, "1.0s");
	duration_is(1299, "1.2s");
	duration_is(9999, "9.9s");
	duration_is(10000, "10s");
	duration_is(44000, "44s");
	duration_is(59999, "59s");
	duration_is(60000, "1m00s");
	duration_is(242000, "4m02s");
	duration_is(252000, "4m12s");
	duration_is(7860000, "2h11m");
	duration_is(11340000, "3h09m");
	duration_is(86399999, "23h59m");
	duration_is(86400000, "1d0h");
	duration_is(273600000, "3d4h");
	duration_is(-252000, "-4m12s");
	duration_is(INT64_MAX, "106751991167d7h");
	duration_is(INT64_MIN, "-106751991167d7h");
}

static void no_form_is_longer_than_its_room_or_hides_a_number(void **state)
{
	struct rng rng = seeded_rng();
	char out[NUMBER_MAX];
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		int64_t value = (int64_t)(rng_next(&rng) >> rng_below(&rng, 64));
		int width = 5 + (int)rng_below(&rng, 25);

		number_count(out, value, width);
		assert_true(strlen(out) <= (size_t)width);
		assert_true((strcmp(out, "0") == 0) == (value == 0));
		number_count(out, -(value / 2), width + 1);
		assert_true(strlen(out) <= (size_t)width + 1);
		number_rate(out, (double)value / 1000, width);
		assert_true(strlen(out) <= (size_t)width);
		assert_true((strcmp(out, "0") == 0) == (value == 0));
		number_bytes(out, (uint64_t)value);
		assert_true(strlen(out) <= 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_count_is_exact_where_it_fits),
		cmocka_unit_test(a_count_that_does_not_fit_is_rounded),
		cmocka_unit_test(in_a_narrow_place_digits_go_first),
		cmocka_unit_test(a_rate_keeps_what_matters),
		cmocka_unit_test(a_rate_that_is_not_zero_never_reads_zero),
		cmocka_unit_test(a_rate_without_a_number_is_a_dash),
		cmocka_unit_test(sizes_have_two_or_three_digits_and_a_unit),
		cmocka_unit_test(durations_have_their_two_largest_parts),
		cmocka_unit_test(no_form_is_longer_than_its_room_or_hides_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
