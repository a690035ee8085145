#include "base/number.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <float.h>
#include <inttypes.h>

static void whole_numbers_parse_to_their_limits(void **state)
{
	int64_t i64;
	uint64_t u64;

	(void)state;
	assert_true(number_parse_i64(text_of("0"), &i64) && i64 == 0);
	assert_true(number_parse_i64(text_of("-0"), &i64) && i64 == 0);
	assert_true(number_parse_i64(text_of("-42"), &i64) && i64 == -42);
	assert_true(number_parse_i64(text_of("9223372036854775807"), &i64) && i64 == INT64_MAX);
	assert_true(number_parse_i64(text_of("-9223372036854775808"), &i64) && i64 == INT64_MIN);
	assert_true(number_parse_u64(text_of("18446744073709551615"), &u64) && u64 == UINT64_MAX);
	assert_true(number_parse_u64(text_of("007"), &u64) && u64 == 7);
}

static void what_is_no_whole_number_leaves_the_value_alone(void **state)
{
	static const char *const bad[] = {"", "-", "--1", "+1", " 1", "1 ", "1.0", "0x1", "1e3",
		"1,0", "99999999999999999999"};
	int64_t i64 = 77;
	uint64_t u64 = 77;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (number_parse_i64(text_of(bad[i]), &i64) ||
			number_parse_u64(text_of(bad[i]), &u64)) {
			fail_msg("`%s` was taken", bad[i]);
		}
	}
	assert_false(number_parse_u64(text_of("-1"), &u64));
	assert_false(number_parse_u64(text_of("18446744073709551616"), &u64));
	assert_false(number_parse_i64(text_of("9223372036854775808"), &i64));
	assert_false(number_parse_i64(text_of("-9223372036854775809"), &i64));
	assert_false(number_parse_u64(text_from("1\0", 2), &u64));
	assert_true(i64 == 77 && u64 == 77);
}

static void decimals_parse_without_a_locale(void **state)
{
	double value;

	(void)state;
	assert_true(number_parse_double(text_of("0.5"), &value) && value == 0.5);
	assert_true(number_parse_double(text_of("-3"), &value) && value == -3.0);
	assert_true(number_parse_double(text_of("0.1"), &value) && value == 0.1);
	assert_true(number_parse_double(text_of("1234.5678"), &value) && value == 1234.5678);
	assert_true(number_parse_double(text_of("99.9"), &value) && value == 99.9);
	assert_true(number_parse_double(text_of("0.00000000000000000001"), &value));
	assert_true(value == 0.0 || value == 1e-20);
	assert_true(number_parse_double(text_of("1000000000000000000000"), &value));
	assert_true(value > 0.999e21 && value < 1.001e21);
	assert_true(number_parse_double(text_of("0.1234567890123456789012345678901"), &value));
	assert_true(value > 0.12345678901 && value < 0.12345678902);
}

static void exponents_and_words_are_no_decimals(void **state)
{
	static const char *const bad[] = {"", ".", ".5", "5.", "1e3", "inf", "nan", "0x1", "+1",
		"1,5", "1.2.3", "--1", "- 1", "1 "};
	char lengthy[400];
	double value = 77;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (number_parse_double(text_of(bad[i]), &value)) {
			fail_msg("`%s` was taken", bad[i]);
		}
	}
	for (i = 0; i < sizeof(lengthy); i++) {
		lengthy[i] = '9';
	}
	assert_false(number_parse_double(text_from(lengthy, sizeof(lengthy)), &value));
	assert_true(number_parse_double(text_from(lengthy, 300), &value) && value < DBL_MAX);
	assert_false(number_parse_double(text_of("x"), &value));
}

static void sizes_take_a_unit_of_1024(void **state)
{
	uint64_t bytes;

	(void)state;
	assert_true(number_parse_bytes(text_of("268435456"), &bytes) && bytes == 268435456);
	assert_true(number_parse_bytes(text_of("256M"), &bytes) && bytes == 268435456);
	assert_true(number_parse_bytes(text_of("256mb"), &bytes) && bytes == 268435456);
	assert_true(number_parse_bytes(text_of("64k"), &bytes) && bytes == 65536);
	assert_true(number_parse_bytes(text_of("1G"), &bytes) && bytes == 1073741824);
	assert_true(number_parse_bytes(text_of("1TB"), &bytes) && bytes == UINT64_C(1) << 40);
	assert_true(number_parse_bytes(text_of("5B"), &bytes) && bytes == 5);
	assert_true(number_parse_bytes(text_of("0"), &bytes) && bytes == 0);
	assert_true(number_parse_bytes(text_of("16777215T"), &bytes));
}

static void sizes_with_other_words_or_too_big_are_refused(void **state)
{
	static const char *const bad[] = {"", "M", "-1", "1.5G", "1 M", "1MM", "1Bk", "1BB", "1x",
		"1kBB", "16777216T", "99999999999G"};
	uint64_t bytes = 77;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (number_parse_bytes(text_of(bad[i]), &bytes)) {
			fail_msg("`%s` was taken", bad[i]);
		}
	}
	assert_true(bytes == 77);
}

static void durations_are_sums_of_parts(void **state)
{
	int64_t ms;

	(void)state;
	assert_true(number_parse_duration(text_of("250ms"), &ms) && ms == 250);
	assert_true(number_parse_duration(text_of("30s"), &ms) && ms == 30000);
	assert_true(number_parse_duration(text_of("5m"), &ms) && ms == 300000);
	assert_true(number_parse_duration(text_of("2h"), &ms) && ms == 7200000);
	assert_true(number_parse_duration(text_of("1d"), &ms) && ms == 86400000);
	assert_true(number_parse_duration(text_of("1m30s"), &ms) && ms == 90000);
	assert_true(number_parse_duration(text_of("1d2h3m4s5ms"), &ms) && ms == 93784005);
	assert_true(number_parse_duration(text_of("0s"), &ms) && ms == 0);
	assert_true(number_parse_duration(text_of("9223372036854775807ms"), &ms));
	assert_true(ms == INT64_MAX);
}

static void durations_without_unit_or_order_are_refused(void **state)
{
	static const char *const bad[] = {"", "30", "s", "1m30", "30s1m", "1s1s", "-5s", "1.5s",
		"1 s", "1x", "1 m2s", "5M", "1ms2s", "9223372036854775808ms", "999999999999999999d",
		"106751991167d7h12m55s808ms"};
	int64_t ms = 77;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (number_parse_duration(text_of(bad[i]), &ms)) {
			fail_msg("`%s` was taken", bad[i]);
		}
	}
	assert_true(ms == 77);
	assert_true(number_parse_duration(text_of("106751991167d7h12m55s807ms"), &ms));
	assert_true(ms == INT64_MAX);
}

static void digits_are_all_there(void **state)
{
	char out[NUMBER_MAX];

	(void)state;
	assert_int_equal(number_digits(out, 0), 1);
	assert_string_equal(out, "0");
	assert_int_equal(number_digits(out, 1070), 4);
	assert_string_equal(out, "1070");
	assert_int_equal(number_digits(out, UINT64_MAX), 20);
	assert_string_equal(out, "18446744073709551615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_all_there),
		cmocka_unit_test(whole_numbers_parse_to_their_limits),
		cmocka_unit_test(what_is_no_whole_number_leaves_the_value_alone),
		cmocka_unit_test(decimals_parse_without_a_locale),
		cmocka_unit_test(exponents_and_words_are_no_decimals),
		cmocka_unit_test(sizes_take_a_unit_of_1024),
		cmocka_unit_test(sizes_with_other_words_or_too_big_are_refused),
		cmocka_unit_test(durations_are_sums_of_parts),
		cmocka_unit_test(durations_without_unit_or_order_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
