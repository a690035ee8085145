#include "../../src/term/paint.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <curses.h>
#include <locale.h>
#include <stdio.h>

struct fixture {
	FILE *out;
	SCREEN *screen;
	struct canvas *canvas;
};

/* Curses draws into nothing; what it would draw is read back from its window. */
static void open_curses(struct fixture *f, const char *term)
{
	f->out = fopen("/dev/null", "w");
	f->screen = newterm(term, f->out, stdin);
	assert_non_null(f->screen);
	f->canvas = canvas_create(20, 4, CHARSET_UTF8);
	canvas_text(f->canvas, 0, 0, 20, ROLE_TEXT, text_of("plain"));
	canvas_text(f->canvas, 0, 1, 20, ROLE_CRIT, text_of("crit"));
	canvas_text(f->canvas, 0, 2, 20, ROLE_CRIT,
		text_of("\xe6\xbc\xa2"
			"e\xcc\x81"));
	canvas_select_row(f->canvas, 2);
}

static void close_curses(struct fixture *f)
{
	canvas_destroy(f->canvas);
	endwin();
	delscreen(f->screen);
	fclose(f->out);
}

static struct theme *make_theme(void)
{
	struct theme *theme = theme_create();
	struct error error;

	assert_true(theme_read(theme,
		text_of("status.crit = fg:#ff5f5f ansi:brightred attr:bold mono:underline\n"
			"selection = bg:#303030 ansi:- mono:reverse\n"),
		"test", &error));
	return theme;
}

static void assert_cell(int x, int y, wchar_t character, attr_t attributes, int fg, int bg)
{
	wchar_t wide[CCHARW_MAX + 1];
	short pair, pair_fg = -1, pair_bg = -1;
	attr_t found;
	cchar_t cell;

	assert_int_equal(mvin_wch(y, x, &cell), OK);
	assert_int_equal(getcchar(&cell, wide, &found, &pair, NULL), OK);
	if (pair != 0) {
		pair_content(pair, &pair_fg, &pair_bg);
	}
	assert_int_equal(wide[0], character);
	assert_int_equal(
		found & (WA_BOLD | WA_DIM | WA_REVERSE | WA_UNDERLINE | WA_ITALIC), attributes);
	assert_int_equal(pair_fg, fg);
	assert_int_equal(pair_bg, bg);
}

static void paint_once(struct fixture *f, bool mono, int limit, enum theme_tier expected)
{
	struct paint *paint = paint_create(mono, limit);
	struct theme *theme = make_theme();

	assert_int_equal(paint_tier(paint), expected);
	paint_set_theme(paint, theme);
	paint_canvas(paint, f->canvas);
	theme_destroy(theme);
	paint_destroy(paint);
}

static void with_256_colours_roles_have_colours_on_and_off_the_bar(void **state)
{
	struct fixture f;

	(void)state;
	open_curses(&f, "xterm-256color");
	paint_once(&f, false, 0, TIER_256);
	assert_cell(0, 0, L'p', 0, -1, -1);
	assert_cell(0, 1, L'c', WA_BOLD, 203, -1);
	assert_cell(0, 2, L'\u6f22', WA_BOLD, 203, 236);
	assert_cell(2, 2, L'e', WA_BOLD, 203, 236);
	assert_cell(3, 2, L' ', 0, -1, 236);
	close_curses(&f);
}

static void with_sixteen_the_bar_is_reversed(void **state)
{
	struct fixture f;

	(void)state;
	open_curses(&f, "xterm-256color");
	paint_once(&f, false, 16, TIER_16);
	assert_cell(0, 1, L'c', WA_BOLD, 9, -1);
	assert_cell(0, 2, L'\u6f22', WA_BOLD | WA_REVERSE, 9, -1);
	close_curses(&f);
}

static void with_eight_bright_is_bold(void **state)
{
	struct fixture f;

	(void)state;
	open_curses(&f, "linux");
	paint_once(&f, false, 0, TIER_16);
	assert_cell(0, 1, L'c', WA_BOLD, 1, -1);
	close_curses(&f);
}

static void without_colour_only_attributes_speak(void **state)
{
	struct fixture f;

	(void)state;
	open_curses(&f, "xterm-256color");
	paint_once(&f, true, 0, TIER_MONO);
	assert_cell(0, 1, L'c', WA_UNDERLINE, -1, -1);
	assert_cell(0, 2, L'\u6f22', WA_UNDERLINE | WA_REVERSE, -1, -1);
	close_curses(&f);
	open_curses(&f, "vt100");
	paint_once(&f, false, 0, TIER_MONO);
	assert_cell(0, 1, L'c', WA_UNDERLINE, -1, -1);
	close_curses(&f);
}

static void themes_can_be_changed_for_ever(void **state)
{
	struct theme *base = theme_create(), *theme = make_theme();
	struct paint *paint;
	struct fixture f;
	int i;

	(void)state;
	open_curses(&f, "xterm-256color");
	paint = paint_create(false, 0);
	for (i = 0; i < 1000; i++) {
		paint_set_theme(paint, i % 2 ? base : theme);
	}
	paint_set_theme(paint, theme);
	paint_canvas(paint, f.canvas);
	assert_cell(0, 1, L'c', WA_BOLD, 203, -1);
	paint_destroy(paint);
	theme_destroy(theme);
	theme_destroy(base);
	close_curses(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_256_colours_roles_have_colours_on_and_off_the_bar),
		cmocka_unit_test(with_sixteen_the_bar_is_reversed),
		cmocka_unit_test(with_eight_bright_is_bold),
		cmocka_unit_test(without_colour_only_attributes_speak),
		cmocka_unit_test(themes_can_be_changed_for_ever),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
