#include "stream/id.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
static void ids_parse_in_both_forms(void **state)
{
	struct id id;

	(void)state;
	assert_true(id_parse(text_of("1712924455310-7"), &id));
	assert_true(id.ms == UINT64_C(1712924455310) && id.seq == 7);
	id.seq = 9;
	assert_true(id_parse(text_of("5"), &id));
	assert_true(id.ms == 5 && id.seq == 0);
	assert_true(id_parse(text_of("18446744073709551615-18446744073709551615"), &id));
	assert_true(id.ms == UINT64_MAX && id.seq == UINT64_MAX);
}

static void what_is_no_id_leaves_it_alone(void **state)
{
	static const char *const bad[] = {"", "-", "1-", "-1", "1-2-3", "a-1", "1-b", "1 -2",
		" 1-2", "1-2 ", "1--2", "+", "$", "*", ">", "1-*", "+1-2", "0x1-0",
		"18446744073709551616-0", "0-18446744073709551616"};
	struct id id = {.ms = 3, .seq = 4};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (id_parse(text_of(bad[i]), &id)) {
			fail_msg("`%s` was taken", bad[i]);
		}
	}
	assert_false(id_parse(text_from("1-2\0", 4), &id));
	assert_true(id.ms == 3 && id.seq == 4);
}

static void the_longest_id_comes_back_from_text(void **state)
{
	struct id longest = {.ms = UINT64_MAX, .seq = UINT64_MAX}, back;
	char text[ID_TEXT_MAX];

	(void)state;
	assert_ptr_equal(id_format(text, longest), text);
	assert_string_equal(text, "18446744073709551615-18446744073709551615");
	assert_true(id_parse(text_of(text), &back));
	assert_int_equal(id_compare(longest, back), 0);
	assert_string_equal(id_format(text, (struct id){.ms = 5}), "5-0");
}

static void order_is_by_time_and_then_by_sequence(void **state)
{
	struct id low = {.ms = 1, .seq = UINT64_MAX}, high = {.ms = 2, .seq = 0};

	(void)state;
	assert_true(id_compare(low, high) < 0);
	assert_true(id_compare(high, low) > 0);
	assert_true(id_compare(high, (struct id){.ms = 2, .seq = 1}) < 0);
	assert_int_equal(id_compare(low, low), 0);
	assert_true(id_compare((struct id){.ms = UINT64_MAX}, (struct id){.ms = 0}) > 0);
}

static void only_both_zeros_are_zero(void **state)
{
	(void)state;
	assert_true(id_is_zero((struct id){.ms = 0, .seq = 0}));
	assert_false(id_is_zero((struct id){.ms = 0, .seq = 1}));
	assert_false(id_is_zero((struct id){.ms = 1, .seq = 0}));
}

static void the_next_id_is_the_least_greater_one(void **state)
{
	struct id next = id_next((struct id){.ms = 1, .seq = 2});
	struct id last = {.ms = UINT64_MAX, .seq = UINT64_MAX};

	(void)state;
	assert_true(next.ms == 1 && next.seq == 3);
	next = id_next((struct id){.ms = 1, .seq = UINT64_MAX});
	assert_true(next.ms == 2 && next.seq == 0);
	assert_int_equal(id_compare(id_next(last), last), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_parse_in_both_forms),
		cmocka_unit_test(what_is_no_id_leaves_it_alone),
		cmocka_unit_test(the_longest_id_comes_back_from_text),
		cmocka_unit_test(order_is_by_time_and_then_by_sequence),
		cmocka_unit_test(only_both_zeros_are_zero),
		cmocka_unit_test(the_next_id_is_the_least_greater_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
