#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../src/app/commands.h"
#include "../../src/app/desk_private.h"
#include "base/mem.h"
#include "desk_stage.h"

static void run(struct stage *stage, const char *line)
{
	stage_press(stage, ":");
	stage_type(stage, line);
	stage_press(stage, "Enter");
}

/* Also what the screen has no use for, and what is a key's action as well. */
static void each_command_alone_ends_on_any_screen(void **state)
{
	const struct view *view;
	const struct verb *verb;

	(void)state;
	for (size_t i = 0; (view = view_at(i)) != NULL; i++) {
		for (size_t k = 0; (verb = verb_at(k)) != NULL; k++) {
			struct stage stage;

			if (view->key) {
				stage_open(&stage, NULL, 5);
				stage_press(&stage, view->key);
				assert_string_equal(stage_view(&stage), view->name);
				run(&stage, verb->name);
				stage_close(&stage);
			}
		}
	}
}

static void a_list_is_sorted_and_filtered_by_command(void **state)
{
	struct stage stage;
	struct table *table;

	(void)state;
	stage_open(&stage, NULL, 5);
	table = desk_table(&stage.desk);
	run(&stage, "sort length");
	assert_string_equal(table->columns[table->sort_column].name, "length");
	assert_true(table->sort_descending);
	run(&stage, "sort length asc");
	assert_false(table->sort_descending);
	run(&stage, "sort topic");
	assert_false(table->sort_descending);
	run(&stage, "sort nothing");
	assert_true(stage_shows(&stage, "no column `nothing` here, but verdict topic length"));
	run(&stage, "filter orders");
	assert_int_equal(table->shown, 3);
	run(&stage, "filter");
	assert_int_equal(table->shown, 9);
	stage_close(&stage);
}

static void a_column_goes_by_its_title_in_any_case(void **state)
{
	static const struct {
		const char *line, *column;
	} rows[] = {
		{"sort IN/s", "in"},
		{"sort LENGTH", "length"},
		{"sort sv", "verdict"},
		{"sort Topic", "topic"},
		{"sort LAG", "lag"},
	};
	struct stage stage;
	struct table *table;
	size_t i;

	(void)state;
	stage_open(&stage, NULL, 5);
	table = desk_table(&stage.desk);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		run(&stage, rows[i].line);
		assert_string_equal(table->columns[table->sort_column].name, rows[i].column);
	}
	stage_close(&stage);
}

static void sort_alone_says_what_the_order_is_and_could_be(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "sort lag");
	run(&stage, "sort");
	assert_true(stage_shows(&stage, "by lag desc; also verdict topic length"));
	stage_close(&stage);
}

static void a_place_is_gone_to_by_name(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "topic orders.paid");
	assert_string_equal(stage_view(&stage), "groups");
	assert_true(stage_shows(&stage, "Groups of orders.paid"));
	run(&stage, "group orders.created billing");
	assert_string_equal(stage_view(&stage), "group");
	run(&stage, "server");
	assert_string_equal(stage_view(&stage), "server");
	run(&stage, "topic nowhere");
	assert_true(stage_shows(&stage, "none is called `nowhere`"));
	run(&stage, "group orders.created nobody");
	assert_true(stage_shows(&stage, "no topic and group `orders.created nobody`"));
	stage_close(&stage);
}

static void a_journey_is_gone_to_by_any_key(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "journey");
	assert_true(stage_shows(&stage, "journey: which? an order, a ticket, a trace"));
	run(&stage, "journey 990017");
	assert_string_equal(stack_peek(&stage.desk.stack)->view->name, "journey");
	assert_true(stage_shows(&stage, "journeys are not followed here"));
	stage_close(&stage);
}

static void every_action_is_a_command(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "last");
	assert_int_equal(desk_table(&stage.desk)->selected_at, 8);
	run(&stage, "pause");
	assert_true(stage.desk.pause.holds);
	run(&stage, "fly away");
	assert_true(stage_shows(&stage, "no command `fly away`; Tab lists them"));
	run(&stage, "quit");
	assert_true(stage.desk.quits);
	stage_close(&stage);
}

static void q_typed_quits_from_anywhere(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "group orders.created billing");
	run(&stage, "q");
	assert_true(stage.desk.quits);
	stage_close(&stage);
}

static void writing_is_answered_with_the_truth(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "write");
	assert_true(stage_shows(&stage, ":write"));
	stage_press(&stage, "Esc");
	run(&stage, "write staging INC-1");
	assert_true(stage_shows(&stage, "`:write prod-eu REASON`"));
	run(&stage, "write prod-eu");
	assert_true(stage_shows(&stage, "`:write prod-eu REASON`"));
	assert_true(stage_shows(&stage, "[RO]"));
	run(&stage, "write prod-eu INC-1");
	assert_true(stage_shows(&stage, "[RW 15m]"));
	assert_string_equal(stage.recorded, "write-mode topics ");
	run(&stage, "write off");
	assert_true(stage_shows(&stage, "[RO]"));
	stage.no_record = true;
	run(&stage, "write prod-eu INC-1");
	assert_true(stage_shows(&stage, "it cannot be recorded"));
	assert_true(stage_shows(&stage, "[RO]"));
	stage_close(&stage);
}

static void a_bad_theme_is_told_and_a_good_one_taken(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "theme light");
	assert_string_equal(stage.theme, "light");
	run(&stage, "theme bad");
	assert_true(stage_shows(&stage, "bad.theme:3: unknown role `x`"));
	assert_string_equal(stage.theme, "light");
	stage_close(&stage);
}

static void theme_alone_says_which_is_in_use_and_which_there_are(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "theme");
	assert_true(stage_shows(&stage, "theme built-in; also dark, light, mono"));
	run(&stage, "theme light");
	run(&stage, "theme");
	assert_true(stage_shows(&stage, "theme light; also built-in, dark, mono"));
	run(&stage, "theme built-in");
	assert_string_equal(stage.theme, "");
	stage_close(&stage);
}

static void tab_completes_words_and_arguments(void **state)
{
	static const struct {
		const char *typed;
		int tabs;
		const char *line;
	} rows[] = {
		{"ser", 1, "server"},
		{"so", 1, "sort "},
		{"sort le", 1, "sort length"},
		{"theme d", 1, "theme dark"},
		{"theme ", 4, "theme mono"},
		{"topic scan", 1, "topic shipping.scan"},
		{"group retry", 1, "group payments.failed retry"},
		{"zzz", 1, "zzz"},
	};
	struct stage stage;
	size_t i;
	int tab;

	(void)state;
	stage_open(&stage, NULL, 5);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		stage_press(&stage, ":");
		stage_type(&stage, rows[i].typed);
		for (tab = 0; tab < rows[i].tabs; tab++) {
			stage_press(&stage, "Tab");
		}
		assert_string_equal(stage.desk.prompt.command.text.at, rows[i].line);
		stage_press(&stage, "Esc");
	}
	stage_close(&stage);
}

static void names_that_cannot_be_typed_are_not_offered(void **state)
{
	struct candidates *out = mem_alloc(1, sizeof(*out));
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	command_complete(&stage.desk, text_of("topic naughty"), out);
	assert_int_equal(out->count, 0);
	command_complete(&stage.desk, text_of("topic "), out);
	assert_int_equal(out->count, 8);
	candidates_clear(out);
	mem_free(out);
	stage_close(&stage);
}

static void the_palette_runs_what_is_chosen_and_waits_for_arguments(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "C-p");
	stage_type(&stage, "serv");
	stage_press(&stage, "Enter");
	assert_string_equal(stage_view(&stage), "server");
	stage_press(&stage, "1 C-p");
	stage_type(&stage, "theme");
	stage_press(&stage, "Enter");
	assert_int_equal(stage.desk.prompt.kind, PROMPT_COMMAND);
	stage_type(&stage, "dark");
	stage_press(&stage, "Enter");
	assert_string_equal(stage.theme, "dark");
	stage_close(&stage);
}

static void a_candidate_tells_its_keys(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, ":");
	stage_type(&stage, "half-d");
	assert_true(stage_shows(&stage, "half-down  half a page down  C-d"));
	stage_close(&stage);
}

static void the_candidates_stay_off_the_selected_row(void **state)
{
	static const char *const places[] = {"g g", "G", "g g j j j j"};
	struct stage stage;
	int height;
	size_t i;

	(void)state;
	stage_open(&stage, NULL, 5);
	for (height = DESK_HEIGHT_MIN; height < 40; height++) {
		stage_resize(&stage, 80, height);
		for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
			struct table *table = desk_table(&stage.desk);
			char row[40];

			stage_press(&stage, places[i]);
			snprintf(row, sizeof(row), "%.8s", table->selected);
			stage_press(&stage, "C-p");
			assert_true(stage_shows(&stage, "Commands"));
			assert_true(stage_shows(&stage, row));
			stage_press(&stage, "Esc");
		}
	}
	stage_close(&stage);
}

static void what_was_run_comes_back_with_up(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "sort lag");
	stage_press(&stage, ": Up");
	assert_string_equal(stage.desk.prompt.command.text.at, "sort lag");
	stage_close(&stage);
}

static void every_verb_has_a_name_of_its_own_and_a_help(void **state)
{
	const struct verb *verb;
	size_t i;

	(void)state;
	for (i = 0; (verb = verb_at(i)) != NULL; i++) {
		assert_ptr_equal(verb_find(text_of(verb->name)), verb);
		assert_true(verb->help[0] != '\0');
		assert_null(view_find(verb->name) && view_find(verb->name)->key ? verb : NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_command_alone_ends_on_any_screen),
		cmocka_unit_test(a_list_is_sorted_and_filtered_by_command),
		cmocka_unit_test(a_column_goes_by_its_title_in_any_case),
		cmocka_unit_test(sort_alone_says_what_the_order_is_and_could_be),
		cmocka_unit_test(a_place_is_gone_to_by_name),
		cmocka_unit_test(a_journey_is_gone_to_by_any_key),
		cmocka_unit_test(every_action_is_a_command),
		cmocka_unit_test(q_typed_quits_from_anywhere),
		cmocka_unit_test(writing_is_answered_with_the_truth),
		cmocka_unit_test(a_bad_theme_is_told_and_a_good_one_taken),
		cmocka_unit_test(theme_alone_says_which_is_in_use_and_which_there_are),
		cmocka_unit_test(tab_completes_words_and_arguments),
		cmocka_unit_test(names_that_cannot_be_typed_are_not_offered),
		cmocka_unit_test(the_palette_runs_what_is_chosen_and_waits_for_arguments),
		cmocka_unit_test(a_candidate_tells_its_keys),
		cmocka_unit_test(the_candidates_stay_off_the_selected_row),
		cmocka_unit_test(what_was_run_comes_back_with_up),
		cmocka_unit_test(every_verb_has_a_name_of_its_own_and_a_help),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
