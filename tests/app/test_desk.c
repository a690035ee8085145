#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desk_stage.h"
#include "support/golden.h"

static void check(struct stage *stage, const char *name)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	canvas_dump(stage->canvas, &text);
	canvas_dump_roles(stage->canvas, &text);
	assert_true(golden_check("app", name, text.at));
	buf_finish(&text);
}

static void the_whole_screen_looks_as_agreed(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 120);
	check(&stage, "topics-80x24");
	stage_press(&stage, "Enter");
	check(&stage, "groups-80x24");
	stage_press(&stage, "Enter");
	check(&stage, "group-80x24");
	stage_press(&stage, "?");
	check(&stage, "help-80x24");
	stage_press(&stage, "Esc q q :");
	stage_type(&stage, "gro");
	check(&stage, "command-80x24");
	stage_press(&stage, "Esc C-p");
	stage.canvas->charset = CHARSET_UTF8;
	stage_resize(&stage, 120, 36);
	stage_draw(&stage);
	check(&stage, "palette-120x36");
	stage_close(&stage);
}

static void a_terminal_too_small_is_told_what_is_needed(void **state)
{
	static const int sizes[][2] = {{1, 1}, {5, 2}, {20, 5}, {59, 24}, {80, 14}};
	struct stage stage;
	size_t i;

	(void)state;
	stage_open(&stage, NULL, 5);
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		stage_resize(&stage, sizes[i][0], sizes[i][1]);
		stage_press(&stage, "j Enter : Esc q");
		assert_false(stage_shows(&stage, "TOPIC"));
	}
	stage_resize(&stage, 40, 10);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "rivermaster needs 60x15 (now 40x10)"));
	stage_resize(&stage, 60, 15);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "TOPIC"));
	stage_close(&stage);
}

static void a_key_that_is_not_bound_says_so(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "x");
	assert_true(stage_shows(&stage, "x: not bound here, ? for help"));
	stage_press(&stage, "g x");
	assert_true(stage_shows(&stage, "gx: not bound here, ? for help"));
	stage_close(&stage);
}

static void two_keys_in_a_row_are_one(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "G");
	assert_int_not_equal(desk_table(&stage.desk)->selected_at, 0);
	stage_press(&stage, "g g");
	assert_int_equal(desk_table(&stage.desk)->selected_at, 0);
	stage_close(&stage);
}

static void a_filter_shows_its_effect_while_it_is_typed(void **state)
{
	struct stage stage;
	struct table *table;

	(void)state;
	stage_open(&stage, NULL, 5);
	table = desk_table(&stage.desk);
	stage_press(&stage, "/");
	stage_type(&stage, "orders");
	assert_int_equal(table->shown, 3);
	assert_true(stage_shows(&stage, "3 of 9"));
	stage_press(&stage, "Enter /");
	stage_type(&stage, ".paid");
	assert_int_equal(table->shown, 1);
	stage_press(&stage, "Esc");
	assert_int_equal(table->shown, 3);
	stage_press(&stage, "Esc");
	assert_int_equal(table->shown, 9);
	stage_press(&stage, "/");
	stage_type(&stage, "!orders");
	assert_int_equal(table->shown, 6);
	stage_close(&stage);
}

static void the_way_back_keeps_filter_and_selection(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "/");
	stage_type(&stage, "paid");
	stage_press(&stage, "Enter Enter");
	assert_string_equal(stage_view(&stage), "groups");
	stage_press(&stage, "Enter");
	assert_string_equal(stage_view(&stage), "group");
	stage_press(&stage, "q q");
	assert_string_equal(stage_view(&stage), "topics");
	assert_int_equal(desk_table(&stage.desk)->shown, 1);
	stage_press(&stage, "2 1");
	assert_int_equal(desk_table(&stage.desk)->shown, 1);
	assert_false(stage.desk.quits);
	stage_press(&stage, "9 q");
	assert_false(stage.desk.quits);
	assert_string_equal(stage_view(&stage), "topics");
	stage_press(&stage, "q");
	assert_true(stage.desk.quits);
	stage_close(&stage);
}

static void escape_never_quits(void **state)
{
	struct stage stage;
	int i;

	(void)state;
	stage_open(&stage, NULL, 5);
	for (i = 0; i < 10; i++) {
		stage_press(&stage, "Esc");
	}
	assert_false(stage.desk.quits);
	stage_close(&stage);
}

static void interrupting_quits_at_the_second_press_within_a_second(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "C-c");
	assert_true(stage_shows(&stage, "press Ctrl-C again to quit"));
	stage.now_ms += 1500;
	stage_press(&stage, "C-c");
	assert_false(stage.desk.quits);
	stage.now_ms += 900;
	stage_press(&stage, "C-c");
	assert_true(stage.desk.quits);
	stage_close(&stage);
}

static void a_paste_goes_into_a_field_or_nowhere(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_paste(&stage, "q\rq\r");
	assert_false(stage.desk.quits);
	assert_true(stage_shows(&stage, "paste ignored"));
	stage_press(&stage, "/");
	stage_paste(&stage, "pa\rid");
	assert_true(stage_shows(&stage, "/paid"));
	stage_press(&stage, "Esc ?");
	stage_paste(&stage, "filter");
	assert_true(stage_shows(&stage, "show only rows"));
	stage_close(&stage);
}

static void a_pause_holds_the_picture_and_not_the_facts(void **state)
{
	static const char *const keys[] = {"j", "G", "Enter", "q", "Esc", "/", ">", "2", "[", "F5"};
	struct stage stage;
	size_t i;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "p");
	world_run(&stage.world, 14);
	stage.now_ms = stage.world.now_ms;
	desk_refresh(&stage.desk, stage.now_ms);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "PAUSED 00:14  +"));
	assert_true(stage_shows(&stage, "~7,616"));
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		stage_press(&stage, keys[i]);
		assert_true(stage_shows(&stage, "~7,616"));
		assert_true(stage_shows(&stage, "paused: p goes on"));
	}
	stage_press(&stage, "? Esc : Esc C-l");
	assert_true(stage_shows(&stage, "~7,616"));
	stage_press(&stage, "p");
	assert_false(stage_shows(&stage, "PAUSED"));
	assert_true(stage_shows(&stage, "~8,190"));
	stage_close(&stage);
}

static void the_header_tells_stale_from_live_and_from_gone(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	assert_true(stage_shows(&stage, "LIVE"));
	stage.now_ms += 4200;
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "STALE 4s"));
	world_link(&stage.world, false, "connection reset");
	desk_refresh(&stage.desk, stage.now_ms);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "OFFLINE"));
	assert_true(stage_shows(&stage, "(attempt 3): connection reset"));
	stage_close(&stage);
}

static void the_places_visited_are_gone_through_in_both_directions(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "Enter Enter 9");
	assert_string_equal(stage_view(&stage), "server");
	stage_press(&stage, "[");
	assert_string_equal(stage_view(&stage), "group");
	stage_press(&stage, "[ [");
	assert_string_equal(stage_view(&stage), "topics");
	stage_press(&stage, "] ] ]");
	assert_string_equal(stage_view(&stage), "server");
	stage_press(&stage, "]");
	assert_true(stage_shows(&stage, "no place was visited after this one"));
	stage_close(&stage);
}

static void what_only_the_host_can_do_is_asked_of_it(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "F5 C-l C-z");
	assert_int_equal(stage.refreshed, 1);
	assert_int_equal(stage.repainted, 1);
	assert_int_equal(stage.suspended, 1);
	stage_close(&stage);
}

static void what_was_asked_is_no_more_said_when_it_is_answered(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "F5");
	desk_refresh(&stage.desk, stage.now_ms);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "asking the server"));
	world_run(&stage.world, 1);
	stage.now_ms = stage.world.now_ms;
	desk_refresh(&stage.desk, stage.now_ms);
	stage_draw(&stage);
	assert_false(stage_shows(&stage, "asking the server"));
	stage_close(&stage);
}

static void the_terminal_cursor_rests_on_the_selected_row_or_in_the_field(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	assert_int_equal(stage.canvas->cursor[1], 5);
	stage_press(&stage, "j");
	assert_int_equal(stage.canvas->cursor[1], 6);
	stage_press(&stage, ":");
	assert_int_equal(stage.canvas->cursor[1], 22);
	stage_press(&stage, "Esc p");
	stage_draw(&stage);
	assert_int_equal(stage.canvas->cursor[1], 6);
	stage_close(&stage);
}

/* Whatever was in the memory: the topics need no events, entries, pending ones or dead letters. */
static void nothing_is_wanted_that_no_screen_asks_for(void **state)
{
	struct interest *interest = test_malloc(sizeof *interest);
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 3);
	memset(interest, 1, sizeof *interest);
	desk_interest(&stage.desk, interest);
	assert_false(interest->events.wanted || interest->events.has_anchor ||
		interest->events.live || interest->has_entry);
	assert_int_equal(interest->events.topic_count + interest->events.query.length, 0);
	assert_false(interest->pending.wanted || interest->pending.whole);
	assert_int_equal(interest->pending.count, 0);
	assert_false(interest->dead.find || interest->dead.wanted || interest->dead.held);
	assert_false(interest->journeys);
	test_free(interest);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_screen_looks_as_agreed),
		cmocka_unit_test(a_terminal_too_small_is_told_what_is_needed),
		cmocka_unit_test(a_key_that_is_not_bound_says_so),
		cmocka_unit_test(two_keys_in_a_row_are_one),
		cmocka_unit_test(a_filter_shows_its_effect_while_it_is_typed),
		cmocka_unit_test(the_way_back_keeps_filter_and_selection),
		cmocka_unit_test(escape_never_quits),
		cmocka_unit_test(interrupting_quits_at_the_second_press_within_a_second),
		cmocka_unit_test(a_paste_goes_into_a_field_or_nowhere),
		cmocka_unit_test(a_pause_holds_the_picture_and_not_the_facts),
		cmocka_unit_test(the_header_tells_stale_from_live_and_from_gone),
		cmocka_unit_test(the_places_visited_are_gone_through_in_both_directions),
		cmocka_unit_test(what_only_the_host_can_do_is_asked_of_it),
		cmocka_unit_test(what_was_asked_is_no_more_said_when_it_is_answered),
		cmocka_unit_test(nothing_is_wanted_that_no_screen_asks_for),
		cmocka_unit_test(the_terminal_cursor_rests_on_the_selected_row_or_in_the_field),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
