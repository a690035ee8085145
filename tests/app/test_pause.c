#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "../../src/app/pause.h"
#include "support/world.h"

static void what_comes_in_meanwhile_is_counted(void **state)
{
	struct pause pause = {.holds = false};
	struct world world;

	(void)state;
	world_open(&world);
	world_run(&world, 3);
	pause_begin(&pause, world.model, world.now_ms);
	assert_int_equal(pause_entries(&pause, world.model), 0);
	world_run(&world, 10);
	assert_in_range(pause_entries(&pause, world.model), 17000, 17600);
	pause_end(&pause);
	pause_end(&pause);
	world_close(&world);
}

static void a_topic_found_meanwhile_brings_nothing_of_its_past(void **state)
{
	struct pause pause = {.holds = false};
	struct world world;

	(void)state;
	world_open(&world);
	pause_begin(&pause, world.model, world.now_ms);
	world_run(&world, 3);
	assert_int_equal(pause_entries(&pause, world.model), 0);
	pause_end(&pause);
	world_close(&world);
}

static void check_text(const struct canvas *canvas, const char *expected)
{
	struct buf text;

	buf_init(&text, 4096);
	canvas_dump(canvas, &text);
	assert_memory_equal(text.at, expected, strlen(expected));
	buf_finish(&text);
}

static void what_was_drawn_is_drawn_again_as_far_as_it_fits(void **state)
{
	struct canvas *canvas = canvas_create(10, 4, CHARSET_UTF8), part;
	struct canvas *narrow = canvas_create(4, 2, CHARSET_UTF8);
	struct pause pause = {.holds = true};

	(void)state;
	part = canvas_part(canvas, 0, 1, 10, 3);
	canvas_text(&part, 0, 0, 10, ROLE_CRIT, text_of("abc\xE6\xB0\xB4x"));
	canvas_set_cursor(&part, 2, 2);
	pause_keep(&pause, &part);
	canvas_clear(canvas);
	pause_show(&pause, &part);
	check_text(canvas, "\nabc\xE6\xB0\xB4x\n\n\n");
	assert_int_equal(canvas->cursor[0], 2);
	assert_int_equal(canvas->cursor[1], 3);
	pause_show(&pause, narrow);
	check_text(narrow, "abc\n\n");
	assert_int_equal(narrow->cursor[1], -1);
	canvas_destroy(pause.still);
	canvas_destroy(narrow);
	canvas_destroy(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_in_meanwhile_is_counted),
		cmocka_unit_test(a_topic_found_meanwhile_brings_nothing_of_its_past),
		cmocka_unit_test(what_was_drawn_is_drawn_again_as_far_as_it_fits),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
