#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../src/views/rows.h"
#include "support/world.h"

static const struct topic *topic_at(const struct rows *rows, size_t i)
{
	const void *row = NULL;

	assert_true(rows_visible(rows, i, &row));
	return row;
}

static void the_worst_stand_first_and_of_these_the_ones_that_wait_most(void **state)
{
	struct world world;
	struct rows rows;

	(void)state;
	world_open(&world);
	world_run(&world, 120);
	rows_init(&rows, &topic_rows, NULL);
	table_layout(&rows.table, 20);
	rows_refresh(&rows, world.model);
	assert_true(text_is(topic_at(&rows, 0)->name, "payments.failed"));
	assert_true(text_is(topic_at(&rows, 1)->name, "orders.created"));
	rows_finish(&rows);
	world_close(&world);
}

static void rows_that_are_well_stand_by_name_however_much_waits(void **state)
{
	struct world world;
	struct rows rows;
	const void *row;
	struct text before = text_of("");
	size_t i;

	(void)state;
	world_open(&world);
	world_run(&world, 120);
	rows_init(&rows, &topic_rows, NULL);
	table_layout(&rows.table, 20);
	rows_refresh(&rows, world.model);
	for (i = 0; rows_visible(&rows, i, &row); i++) {
		struct text name = ((const struct topic *)row)->name;

		if (verdict_severity(topic_rows.verdict(row)) == SEVERITY_OK) {
			assert_true(text_compare(before, name) < 0);
			before = name;
		}
	}
	assert_true(i > 5);
	rows_finish(&rows);
	world_close(&world);
}

static void a_column_that_was_left_out_is_neither_drawn_nor_sorted_by(void **state)
{
	struct rows rows;
	size_t i;

	(void)state;
	rows_init(&rows, &group_rows, "lag");
	rows_leave_out(&rows, "topic");
	for (i = 0; i < rows.column_count; i++) {
		assert_string_not_equal(rows.titles[i].name, "topic");
		assert_string_equal(rows.titles[i].name, rows.shown[i]->name);
	}
	assert_string_equal(rows.titles[rows.table.sort_column].name, "lag");
	assert_string_equal(rows.titles[rows.tie_column].name, "lag");
	assert_false(table_sort_by(&rows.table, "topic", false));
	rows_finish(&rows);
}

static void a_row_that_went_between_two_refreshes_is_not_touched(void **state)
{
	struct canvas *canvas = canvas_create(80, 20, CHARSET_ASCII);
	struct world world;
	struct rows rows;
	int i;

	(void)state;
	world_open(&world);
	world_run(&world, 3);
	rows_init(&rows, &group_rows, NULL);
	table_layout(&rows.table, 20);
	rows_refresh(&rows, world.model);
	world.without = 0xff;
	for (i = 0; i < 40; i++) {
		world_run(&world, 60);
		rows_draw(&rows, canvas, true);
		rows_selected(&rows);
	}
	assert_null(rows_selected(&rows));
	rows_act(&rows, world.model, "sort-next");
	rows_refresh(&rows, world.model);
	assert_int_equal(rows.table.total, 0);
	rows_finish(&rows);
	world_close(&world);
	canvas_destroy(canvas);
}

static void where_topic_and_group_meet_is_part_of_the_identity(void **state)
{
	struct rows rows;
	size_t length;

	(void)state;
	rows_init(&rows, &group_rows, NULL);
	rows_add(&rows, NULL, text_of("ab"), text_of("c"));
	length = rows.names_length;
	rows_add(&rows, NULL, text_of("a"), text_of("bc"));
	assert_int_equal(rows.names_length, 2 * length);
	assert_memory_not_equal(rows.names, rows.names + length, length);
	assert_true(text_is(rows_topic_of(&rows, 1), "a"));
	assert_true(text_is(rows_name_of(&rows, 1), "bc"));
	rows_finish(&rows);
}

static void a_filter_finds_names_and_verdicts(void **state)
{
	struct world world;
	struct rows rows;

	(void)state;
	world_open(&world);
	world_run(&world, 120);
	rows_init(&rows, &group_rows, NULL);
	table_layout(&rows.table, 20);
	table_set_filter(&rows.table, text_of("no_cons"));
	rows_refresh(&rows, world.model);
	assert_int_equal(rows.table.shown, 1);
	table_set_filter(&rows.table, text_of("BILLING"));
	rows_refresh(&rows, world.model);
	assert_int_equal(rows.table.shown, 1);
	rows_finish(&rows);
	world_close(&world);
}

static void the_selection_follows_the_row_that_was_chosen(void **state)
{
	struct world world;
	struct rows rows;

	(void)state;
	world_open(&world);
	world_run(&world, 1);
	rows_init(&rows, &topic_rows, "length");
	table_layout(&rows.table, 20);
	rows_refresh(&rows, world.model);
	rows_act(&rows, world.model, "down");
	rows_act(&rows, world.model, "sort-invert");
	assert_int_equal(rows.table.selected_at, rows.table.shown - 2);
	rows_finish(&rows);
	world_close(&world);
}

static void every_column_sorts(void **state)
{
	static const struct row_kind *const kinds[] = {&topic_rows, &group_rows, &consumer_rows};
	struct world world;
	struct rows rows;
	size_t kind, i;

	(void)state;
	world_open(&world);
	world_run(&world, 30);
	for (kind = 0; kind < 3; kind++) {
		rows_init(&rows, kinds[kind], NULL);
		if (kind == 2) {
			rows.within = ref_group(text_of("orders.created"), text_of("billing"));
		}
		rows_refresh(&rows, world.model);
		assert_int_not_equal(rows.count, 0);
		for (i = 0; i < 2 * rows.column_count; i++) {
			assert_true(
				rows_act(&rows, world.model, i % 2 ? "sort-invert" : "sort-next"));
		}
		assert_false(rows_act(&rows, world.model, "no-such-action"));
		rows_finish(&rows);
	}
	world_close(&world);
}

static void a_spark_says_how_far_back_it_looks(void **state)
{
	struct rows rows;
	size_t i;
	bool found = false;

	(void)state;
	rows_init(&rows, &topic_rows, NULL);
	rows_set_span(&rows, 7200);
	for (i = 0; i < rows.column_count; i++) {
		found = found || strcmp(rows.titles[i].title, "IN/s 2h 0..own max") == 0;
	}
	assert_true(found);
	rows_finish(&rows);
}

static size_t shown_with(struct rows *rows, const struct world *world, const char *filter)
{
	table_set_filter(&rows->table, text_of(filter));
	rows_refresh(rows, world->model);
	return rows->table.shown;
}

static void a_filter_may_be_a_query_over_the_columns(void **state)
{
	struct world world;
	struct rows rows;
	size_t all, lag, rest;

	(void)state;
	world_open(&world);
	world_run(&world, 120);
	rows_init(&rows, &topic_rows, NULL);
	table_layout(&rows.table, 20);
	all = shown_with(&rows, &world, "");
	lag = shown_with(&rows, &world, "lag > 100");
	rest = shown_with(&rows, &world, "!lag > 100");
	assert_true(lag > 0 && lag < all && lag + rest == all);
	assert_int_equal(shown_with(&rows, &world, "lag > 100 and topic == \"orders.created\""), 1);
	assert_int_equal(shown_with(&rows, &world, "verdict ~ /^STOP|^LOST|^FALL/ and length > 0"),
		shown_with(&rows, &world,
			"worst_verdict in (\"STOPPED\", \"LOST\", "
			"\"FALLING_BEHIND\")"));
	assert_int_equal(shown_with(&rows, &world, "payments.failed"), 2);
	rows_finish(&rows);
	world_close(&world);
}

static void half_a_query_leaves_the_list_as_it_was_and_says_why(void **state)
{
	struct world world;
	struct rows rows;
	char title[300];
	size_t before;

	(void)state;
	world_open(&world);
	world_run(&world, 120);
	rows_init(&rows, &topic_rows, NULL);
	table_layout(&rows.table, 20);
	before = shown_with(&rows, &world, "");
	assert_int_equal(shown_with(&rows, &world, "lag > \"x\""), before);
	assert_int_equal(shown_with(&rows, &world, "!bogus > 1"), before);
	before = shown_with(&rows, &world, "lag > 100");
	assert_int_equal(shown_with(&rows, &world, "lag > "), before);
	rows_title(&rows, "Topics", title, sizeof(title));
	assert_non_null(strstr(title, "column 7: expected a value"));
	shown_with(&rows, &world, "!lag > ");
	rows_title(&rows, "Topics", title, sizeof(title));
	assert_non_null(strstr(title, "column 8: expected a value"));
	shown_with(&rows, &world, "lagg > 5");
	rows_title(&rows, "Topics", title, sizeof(title));
	assert_non_null(strstr(title, "no name `lagg` here; is it lag?"));
	shown_with(&rows, &world, "");
	rows_title(&rows, "Topics", title, sizeof(title));
	assert_null(strstr(title, "column"));
	rows_finish(&rows);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_filter_may_be_a_query_over_the_columns),
		cmocka_unit_test(half_a_query_leaves_the_list_as_it_was_and_says_why),
		cmocka_unit_test(the_worst_stand_first_and_of_these_the_ones_that_wait_most),
		cmocka_unit_test(rows_that_are_well_stand_by_name_however_much_waits),
		cmocka_unit_test(a_column_that_was_left_out_is_neither_drawn_nor_sorted_by),
		cmocka_unit_test(a_row_that_went_between_two_refreshes_is_not_touched),
		cmocka_unit_test(where_topic_and_group_meet_is_part_of_the_identity),
		cmocka_unit_test(a_filter_finds_names_and_verdicts),
		cmocka_unit_test(the_selection_follows_the_row_that_was_chosen),
		cmocka_unit_test(every_column_sorts),
		cmocka_unit_test(a_spark_says_how_far_back_it_looks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
