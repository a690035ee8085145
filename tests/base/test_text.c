#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/mem.h"

static void no_string_is_the_empty_text(void **state)
{
	(void)state;
	assert_int_equal(text_of(NULL).length, 0);
	assert_true(text_is(text_of(NULL), ""));
	assert_true(text_equal(text_from(NULL, 0), text_of("")));
}

static void equality_counts_every_byte(void **state)
{
	(void)state;
	assert_true(text_equal(text_from("a\0b", 3), text_from("a\0b", 3)));
	assert_false(text_equal(text_from("a\0b", 3), text_from("a\0c", 3)));
	assert_false(text_equal(text_of("ab"), text_of("abc")));
	assert_false(text_is(text_from("a\0", 2), "a"));
}

static void order_is_by_bytes_and_a_prefix_is_first(void **state)
{
	(void)state;
	assert_true(text_compare(text_of("a"), text_of("b")) < 0);
	assert_true(text_compare(text_of("ab"), text_of("a")) > 0);
	assert_true(text_compare(text_of(""), text_of("a")) < 0);
	assert_true(text_compare(text_of("\xff"), text_of("a")) > 0);
	assert_int_equal(text_compare(text_of("same"), text_of("same")), 0);
	assert_int_equal(text_compare(text_from(NULL, 0), text_of("")), 0);
}

static void a_prefix_is_found_at_the_front_only(void **state)
{
	(void)state;
	assert_true(text_starts(text_of("orders.created"), "orders."));
	assert_true(text_starts(text_of(""), ""));
	assert_false(text_starts(text_of("ord"), "orders"));
	assert_false(text_starts(text_of("x orders"), "orders"));
}

static void searching_folds_ascii_only(void **state)
{
	(void)state;
	assert_true(text_contains_fold(text_of("Orders.CREATED"), text_of("created")));
	assert_true(text_contains_fold(text_of("orders"), text_of("ORD")));
	assert_true(text_contains_fold(text_of("orders"), text_of("")));
	assert_true(text_contains_fold(text_of(""), text_of("")));
	assert_true(text_contains_fold(text_from("a\0Bc", 4), text_from("\0b", 2)));
	assert_false(text_contains_fold(text_of("orders"), text_of("orders.")));
	assert_false(text_contains_fold(text_of("\xc3\x89"), text_of("\xc3\xa9")));
	assert_false(text_contains_fold(text_of("[@"), text_of("{`")));
}

static void trimming_takes_spaces_and_tabs_from_both_ends(void **state)
{
	(void)state;
	assert_true(text_is(text_trim(text_of(" \t a b\t ")), "a b"));
	assert_true(text_is(text_trim(text_of(" \t ")), ""));
	assert_true(text_is(text_trim(text_of("")), ""));
	assert_true(text_is(text_trim(text_of("\na\n")), "\na\n"));
}

static void cutting_walks_from_mark_to_mark(void **state)
{
	struct text rest = text_of("a,,b");

	(void)state;
	assert_true(text_is(text_cut(&rest, ','), "a"));
	assert_true(text_is(text_cut(&rest, ','), ""));
	assert_true(text_is(rest, "b"));
	assert_true(text_is(text_cut(&rest, ','), "b"));
	assert_true(text_is(rest, ""));
	assert_true(text_is(text_cut(&rest, ','), ""));
}

static void a_mark_at_the_end_leaves_nothing(void **state)
{
	struct text rest = text_of("a,");

	(void)state;
	assert_true(text_is(text_cut(&rest, ','), "a"));
	assert_int_equal(rest.length, 0);
}

static void a_copy_is_closed_and_keeps_nul_bytes(void **state)
{
	char *copy = text_dup(text_from("a\0b", 3));

	(void)state;
	assert_memory_equal(copy, "a\0b", 4);
	mem_free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_string_is_the_empty_text),
		cmocka_unit_test(equality_counts_every_byte),
		cmocka_unit_test(order_is_by_bytes_and_a_prefix_is_first),
		cmocka_unit_test(a_prefix_is_found_at_the_front_only),
		cmocka_unit_test(searching_folds_ascii_only),
		cmocka_unit_test(trimming_takes_spaces_and_tabs_from_both_ends),
		cmocka_unit_test(cutting_walks_from_mark_to_mark),
		cmocka_unit_test(a_mark_at_the_end_leaves_nothing),
		cmocka_unit_test(a_copy_is_closed_and_keeps_nul_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
