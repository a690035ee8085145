/* What is shown works, and what works is shown. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "desk_stage.h"

static void go_to(struct stage *stage, const struct view *view)
{
	struct ref ref = view->subject == SUBJECT_GROUP
		? ref_group(text_of("orders.created"), text_of("billing"))
		: ref_none();

	desk_open(&stage->desk, view->name, &ref);
	assert_string_equal(stage_view(stage), view->name);
}

static void press_all(const struct view *view, const struct binding *list)
{
	struct text rest, word;

	for (; list && list->key; list++) {
		for (rest = text_of(list->key); rest.length > 0;) {
			struct key keys[KEYMAP_SEQUENCE_MAX];
			struct stage stage;
			size_t count, i;

			word = text_cut(&rest, ' ');
			stage_open(&stage, NULL, 5);
			go_to(&stage, view);
			count = keymap_parse(word, keys);
			assert_int_not_equal(count, 0);
			for (i = 0; i < count; i++) {
				desk_key(&stage.desk, &keys[i], stage.now_ms);
			}
			stage_draw(&stage);
			assert_false(stage_shows(&stage, "not bound here"));
			assert_false(stage_shows(&stage, "not possible on this screen"));
			stage_close(&stage);
		}
	}
}

static void every_key_that_a_screen_shows_works_there(void **state)
{
	const struct view *view;
	size_t i;

	(void)state;
	for (i = 0; (view = view_at(i)) != NULL; i++) {
		press_all(view, view->bindings);
		press_all(view, view->table ? table_bindings : NULL);
		press_all(view, console_bindings);
	}
}

static bool help_shows(struct stage *stage, const struct binding *binding)
{
	int page;

	for (page = 0; page < 8; page++) {
		if (stage_shows(stage, binding->label) && stage_shows(stage, binding->key)) {
			return true;
		}
		stage_press(stage, "PgDn");
	}
	return false;
}

static void check_help(const struct view *view, const struct binding *list)
{
	for (; list && list->key; list++) {
		struct stage stage;

		stage_open(&stage, NULL, 5);
		go_to(&stage, view);
		desk_act(&stage.desk, "help");
		stage_draw(&stage);
		if (!help_shows(&stage, list)) {
			print_message("help of %s does not show %s\n", view->name, list->action);
			fail();
		}
		stage_close(&stage);
	}
}

static void help_shows_every_key_of_the_screen_below_it(void **state)
{
	const struct view *view;
	size_t i;

	(void)state;
	for (i = 0; (view = view_at(i)) != NULL; i++) {
		if (!view->input) {
			check_help(view, view->bindings);
			check_help(view, view->table ? table_bindings : NULL);
			check_help(view, console_bindings);
		}
	}
}

static void typing_in_help_finds_a_key(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "?");
	stage_type(&stage, "suspend");
	assert_true(stage_shows(&stage, "back to the shell"));
	assert_false(stage_shows(&stage, "one row down"));
	stage_type(&stage, "xyz");
	assert_true(stage_shows(&stage, "no key and no command says that"));
	stage_press(&stage, "Esc");
	assert_string_equal(stage_view(&stage), "topics");
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_that_a_screen_shows_works_there),
		cmocka_unit_test(help_shows_every_key_of_the_screen_below_it),
		cmocka_unit_test(typing_in_help_finds_a_key),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
