#include "draw/table.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "rows.h"

static void equal_rows_stand_by_key_in_both_directions(void **state)
{
	struct fixture *f = *state;

	rows_add(&f->rows, "z", 5);
	rows_add(&f->rows, "m", 5);
	rows_add(&f->rows, "a", 5);
	refresh(f);
	assert_order(f, "a m z");
	act(f, "sort-invert");
	assert_order(f, "a m z");
}

static void the_selection_follows_its_row(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	act(f, "down");
	act(f, "up");
	assert_string_equal(selected(f), "b");
	f->rows.rows[1].lag = 1;
	f->now_ms += TABLE_FREEZE_MS + 1;
	refresh(f);
	assert_order(f, "c e a d b");
	assert_string_equal(selected(f), "b");
	assert_int_equal(f->table.selected_at, 4);
}

static void until_a_key_moves_it_the_selection_is_the_first_row(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	f->rows.rows[1].lag = 1;
	refresh(f);
	assert_order(f, "c e a d b");
	assert_string_equal(selected(f), "c");
	act(f, "last");
	assert_string_equal(selected(f), "b");
	act(f, "first");
	f->rows.rows[1].lag = 99;
	f->now_ms += TABLE_FREEZE_MS + 1;
	refresh(f);
	assert_order(f, "b c e a d");
	assert_string_equal(selected(f), "b");
}

static void a_row_that_went_leaves_its_place_to_the_neighbour(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	table_select(&f->table, text_of("e"));
	refresh(f);
	rows_remove(&f->rows, 2);
	refresh(f);
	assert_string_equal(selected(f), "a");
	table_select(&f->table, text_of("d"));
	refresh(f);
	rows_remove(&f->rows, 0);
	refresh(f);
	assert_string_equal(selected(f), "a");
}

static void the_order_stands_still_for_a_while_after_a_key(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	act(f, "down");
	f->rows.rows[0].lag = 99;
	rows_add(&f->rows, "new", 100);
	rows_remove(&f->rows, 1);
	f->now_ms += TABLE_FREEZE_MS - 1;
	refresh(f);
	assert_order(f, "c e a d new");
	refresh(f);
	assert_order(f, "c e a d new");
	act(f, "down");
	f->now_ms += TABLE_FREEZE_MS - 1;
	refresh(f);
	assert_order(f, "c e a d new");
	f->now_ms++;
	refresh(f);
	assert_order(f, "new d c e a");
}

static void a_frozen_order_survives_a_source_that_renumbers_its_rows(void **state)
{
	struct fixture *f = *state;
	struct rng rng;
	int i;

	rng_seed(&rng, 7);
	add_five(f);
	act(f, "down");
	for (i = 0; i < 20; i++) {
		rows_shuffle(&f->rows, &rng);
		refresh(f);
		assert_order(f, "b c e a d");
		assert_string_equal(selected(f), "c");
	}
}

static void sorting_while_frozen_takes_effect_at_once(void **state)
{
	struct fixture *f = *state;

	add_five(f);
	act(f, "down");
	act(f, "sort-invert");
	assert_order(f, "d a c e b");
	f->rows.rows[0].lag = 999;
	refresh(f);
	assert_order(f, "d a c e b");
	table_sort_by(&f->table, "name", true);
	refresh(f);
	assert_order(f, "e d c b a");
	rows_add(&f->rows, "z", 1);
	refresh(f);
	assert_order(f, "e d c b a z");
}

static void a_filter_hides_and_its_inverse_hides_the_others(void **state)
{
	struct fixture *f = *state;

	rows_add(&f->rows, "orders.created", 1);
	rows_add(&f->rows, "orders.paid", 3);
	rows_add(&f->rows, "email.outbox", 2);
	table_set_filter(&f->table, text_of("ORDERS"));
	refresh(f);
	assert_order(f, "orders.paid orders.created");
	assert_int_equal(f->table.total, 3);
	table_set_filter(&f->table, text_of("!orders"));
	refresh(f);
	assert_order(f, "email.outbox");
	table_set_filter(&f->table, text_of("!"));
	refresh(f);
	assert_int_equal(f->table.shown, 3);
}

static void clearing_a_filter_goes_back_to_where_it_began(void **state)
{
	struct fixture *f = *state;

	table_layout(&f->table, 3);
	add_five(f);
	act(f, "last");
	act(f, "up");
	assert_string_equal(selected(f), "a");
	table_set_filter(&f->table, text_of("b"));
	refresh(f);
	assert_string_equal(selected(f), "b");
	table_set_filter(&f->table, text_of("no such"));
	refresh(f);
	table_set_filter(&f->table, text_of(""));
	refresh(f);
	assert_string_equal(selected(f), "a");
	assert_int_equal(f->table.top, 3);
	table_set_filter(&f->table, text_of("c"));
	refresh(f);
	act(f, "down");
	table_set_filter(&f->table, text_of(""));
	refresh(f);
	assert_string_equal(selected(f), "c");
}

static void ten_thousand_rows_cost_little_once_sorted(void **state)
{
	struct fixture *f = *state;
	struct rng rng;
	char name[ROW_NAME_MAX];
	int i;

	rng_seed(&rng, 3);
	for (i = 0; i < ROWS_MAX; i++) {
		snprintf(name, sizeof(name), "topic-%05d", i);
		rows_add(&f->rows, name, -i);
	}
	refresh(f);
	f->rows.compared = 0;
	refresh(f);
	assert_true(f->rows.compared <= ROWS_MAX);
	rows_shuffle(&f->rows, &rng);
	f->rows.compared = 0;
	refresh(f);
	assert_true(f->rows.compared < ROWS_MAX * 15);
	assert_order(f,
		"topic-00000 topic-00001 topic-00002 topic-00003 topic-00004 topic-00005 "
		"topic-00006 topic-00007 topic-00008 topic-00009 topic-00010 topic-00011 "
		"topic-00012 topic-00013 topic-00014 topic-00015 topic-00016 topic-00017 "
		"topic-00018 topic-00019");
	act(f, "down");
	f->rows.compared = 0;
	refresh(f);
	assert_int_equal(f->rows.compared, 0);
}

static const char *const all_actions[] = {
	"down",
	"up",
	"half-down",
	"half-up",
	"page-down",
	"page-up",
	"first",
	"last",
	"left",
	"right",
	"mark",
	"mark-range",
	"unmark-all",
	"sort-next",
	"sort-previous",
	"sort-invert",
};

static void change_something(struct fixture *f, struct rng *rng, int step)
{
	char name[ROW_NAME_MAX];
	size_t i;

	switch (rng_below(rng, 7)) {
	case 0:
		snprintf(name, sizeof(name), "row-%d", step);
		rows_add(&f->rows, name, (int)rng_below(rng, 300));
		break;
	case 1:
		if (f->rows.count > 0) {
			rows_remove(&f->rows, (size_t)rng_below(rng, f->rows.count));
		}
		break;
	case 2:
		rows_shuffle(&f->rows, rng);
		break;
	case 3:
		for (i = 0; i < f->rows.count; i++) {
			f->rows.rows[i].lag = (int)rng_below(rng, 300);
		}
		break;
	case 4:
		table_set_filter(&f->table, text_of(rng_below(rng, 2) ? "1" : "!2"));
		break;
	case 5:
		table_layout(&f->table, (int)rng_below(rng, 12));
		break;
	default:
		f->now_ms += (int64_t)rng_below(rng, 4000);
		break;
	}
}

/* Whatever happened: an order without doubles, a selection in sight that has the key it says. */
static void assert_sound(struct fixture *f)
{
	bool seen[ROWS_MAX] = {false};
	size_t i, row;

	assert_true(f->table.shown <= f->table.total);
	for (i = 0; i < f->table.shown; i++) {
		assert_true(f->table.order[i] < f->rows.count);
		assert_false(seen[f->table.order[i]]);
		seen[f->table.order[i]] = true;
	}
	if (!table_selected(&f->table, &row)) {
		assert_int_equal(f->table.shown, 0);
		return;
	}
	assert_true(text_equal(
		rows_key(&f->rows, row), text_from(f->table.selected, f->table.selected_length)));
	assert_true(f->table.top <= f->table.selected_at);
	assert_true(f->table.selected_at - f->table.top <
		(size_t)(f->table.rows_shown > 1 ? f->table.rows_shown : 1));
}

static void whatever_happens_the_selection_keeps_its_key(void **state)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 918273;
	struct fixture *f = *state;
	struct rng rng;
	int step;

	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	for (step = 0; step < 4000; step++) {
		char before[ROW_NAME_MAX] = "";
		bool still_there = false;
		size_t i, row;

		refresh(f);
		assert_sound(f);
		if (table_selected(&f->table, &row)) {
			snprintf(before, sizeof(before), "%s", f->rows.rows[row].name);
		}
		change_something(f, &rng, step);
		refresh(f);
		assert_sound(f);
		for (i = 0; i < f->table.shown; i++) {
			still_there = still_there ||
				strcmp(f->rows.rows[f->table.order[i]].name, before) == 0;
		}
		if (still_there && f->table.held) {
			assert_string_equal(selected(f), before);
		}
		if (rng_below(&rng, 3) == 0) {
			act(f,
				all_actions[rng_below(
					&rng, sizeof(all_actions) / sizeof(*all_actions))]);
			assert_sound(f);
		}
	}
}

static void filtering_and_clearing_gives_the_original(void **state)
{
	struct fixture *f = *state;
	struct rng rng;
	char name[ROW_NAME_MAX], filter[8], before[ROW_NAME_MAX];
	size_t order[60], top;
	int i;

	rng_seed(&rng, 11);
	for (i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "t%d", i);
		rows_add(&f->rows, name, (int)rng_below(&rng, 50));
	}
	refresh(f);
	for (i = 0; i < 300; i++) {
		act(f, all_actions[rng_below(&rng, 8)]);
		memcpy(order, f->table.order, sizeof(order));
		snprintf(before, sizeof(before), "%s", selected(f));
		top = f->table.top;
		snprintf(
			filter, sizeof(filter), "%s%d", i % 3 ? "" : "!", (int)rng_below(&rng, 70));
		table_set_filter(&f->table, text_of(filter));
		refresh(f);
		table_set_filter(&f->table, text_of(""));
		refresh(f);
		assert_memory_equal(order, f->table.order, sizeof(order));
		assert_string_equal(selected(f), before);
		assert_int_equal(f->table.top, top);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TABLE_TEST(equal_rows_stand_by_key_in_both_directions),
		TABLE_TEST(the_selection_follows_its_row),
		TABLE_TEST(until_a_key_moves_it_the_selection_is_the_first_row),
		TABLE_TEST(a_row_that_went_leaves_its_place_to_the_neighbour),
		TABLE_TEST(the_order_stands_still_for_a_while_after_a_key),
		TABLE_TEST(a_frozen_order_survives_a_source_that_renumbers_its_rows),
		TABLE_TEST(sorting_while_frozen_takes_effect_at_once),
		TABLE_TEST(a_filter_hides_and_its_inverse_hides_the_others),
		TABLE_TEST(clearing_a_filter_goes_back_to_where_it_began),
		TABLE_TEST(ten_thousand_rows_cost_little_once_sorted),
		TABLE_TEST(whatever_happens_the_selection_keeps_its_key),
		TABLE_TEST(filtering_and_clearing_gives_the_original),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
