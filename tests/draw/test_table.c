#include "draw/table.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "rows.h"

static void moving_stays_within_the_rows(void **state)
{
	struct fixture *f = *state;

	act(f, "down");
	add_five(f);
	assert_string_equal(selected(f), "b");
	act(f, "up");
	assert_string_equal(selected(f), "b");
	act(f, "down");
	assert_string_equal(selected(f), "c");
	act(f, "last");
	assert_string_equal(selected(f), "d");
	act(f, "down");
	assert_string_equal(selected(f), "d");
	act(f, "page-up");
	assert_string_equal(selected(f), "b");
	act(f, "page-down");
	assert_string_equal(selected(f), "d");
	act(f, "half-up");
	assert_string_equal(selected(f), "c");
	act(f, "half-down");
	assert_string_equal(selected(f), "d");
	act(f, "first");
	assert_string_equal(selected(f), "b");
	assert_false(table_act(&f->table, &f->source, "sideways", f->now_ms));
}

static void scrolling_follows_the_selection_and_shows_no_gap(void **state)
{
	struct fixture *f = *state;
	size_t row;

	table_layout(&f->table, 4);
	add_five(f);
	act(f, "last");
	assert_int_equal(f->table.top, 2);
	act(f, "up");
	act(f, "up");
	assert_int_equal(f->table.top, 2);
	act(f, "up");
	assert_int_equal(f->table.top, 1);
	assert_true(table_visible(&f->table, 0, &row));
	assert_string_equal(f->rows.rows[row].name, "c");
	assert_true(table_visible(&f->table, 2, &row));
	assert_false(table_visible(&f->table, 3, &row));
	table_layout(&f->table, 20);
	assert_int_equal(f->table.top, 0);
	assert_true(table_visible(&f->table, 4, &row));
	assert_false(table_visible(&f->table, 5, &row));
}

static void sorting_goes_through_the_columns_and_both_ways(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	assert_order(f, "b c e a d");
	table_select(&f->table, text_of("b"));
	act(f, "sort-previous");
	assert_order(f, "a b c d e");
	act(f, "sort-invert");
	assert_order(f, "e d c b a");
	act(f, "sort-previous");
	assert_int_equal(f->table.sort_column, ROW_COLUMNS - 1);
	act(f, "sort-next");
	act(f, "sort-next");
	assert_order(f, "b c e a d");
	assert_string_equal(selected(f), "b");
	assert_true(table_sort_by(&f->table, "lag", false));
	refresh(f);
	assert_order(f, "d a c e b");
	assert_string_equal(selected(f), "b");
	assert_false(table_sort_by(&f->table, "nothing", false));
}

static void marks_belong_to_keys(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	act(f, "mark");
	assert_string_equal(selected(f), "c");
	assert_true(table_marked(&f->table, text_of("b")));
	assert_false(table_marked(&f->table, text_of("c")));
	act(f, "down");
	act(f, "mark-range");
	assert_int_equal(map_count(f->table.marks), 3);
	assert_true(table_marked(&f->table, text_of("e")));
	rows_remove(&f->rows, 0);
	refresh(f);
	assert_true(table_marked(&f->table, text_of("b")));
	act(f, "first");
	act(f, "mark");
	assert_false(table_marked(&f->table, text_of("b")));
	act(f, "unmark-all");
	assert_int_equal(map_count(f->table.marks), 0);
	act(f, "mark-range");
	assert_int_equal(map_count(f->table.marks), 1);
}

static void keys_are_bytes_and_may_hold_anything(void **state)
{
	struct fixture *f = *state;

	assert_true(table_select(&f->table, text_from("a\0b", 3)));
	assert_false(table_select(&f->table, text_from("a\0b", 3)));
	assert_true(table_select(&f->table, text_from("a\0c", 3)));
}

static void a_selection_made_before_the_rows_came_is_kept(void **state)
{
	struct fixture *f = *state;

	table_select(&f->table, text_of("a"));
	refresh(f);
	add_five(f);
	assert_string_equal(selected(f), "a");
	f->rows.count = 0;
	refresh(f);
	assert_int_equal(f->table.shown, 0);
	add_five(f);
	assert_string_equal(selected(f), "a");
}

static void scrolling_sideways_leaves_a_column_to_see(void **state)
{
	struct fixture *f = *state;
	int i;

	add_five(f);
	for (i = 0; i < 9; i++) {
		act(f, "right");
	}
	assert_int_equal(f->table.first_column, 2);
	for (i = 0; i < 9; i++) {
		act(f, "left");
	}
	assert_int_equal(f->table.first_column, 0);
}

static void acting_on_rows_that_went_unseen_is_safe(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	act(f, "last");
	f->rows.count = 2;
	act(f, "mark");
	assert_string_equal(selected(f), "d");
	f->rows.count = 0;
	act(f, "mark-range");
	act(f, "mark");
	act(f, "first");
	assert_int_equal(f->table.shown, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TABLE_TEST(moving_stays_within_the_rows),
		TABLE_TEST(scrolling_follows_the_selection_and_shows_no_gap),
		TABLE_TEST(sorting_goes_through_the_columns_and_both_ways),
		TABLE_TEST(marks_belong_to_keys),
		TABLE_TEST(keys_are_bytes_and_may_hold_anything),
		TABLE_TEST(a_selection_made_before_the_rows_came_is_kept),
		TABLE_TEST(scrolling_sideways_leaves_a_column_to_see),
		TABLE_TEST(acting_on_rows_that_went_unseen_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
