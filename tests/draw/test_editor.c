#include "draw/editor.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <string.h>

enum { BYTES_MAX = 200, WIDTH = 11, HEIGHT = 3, DUMP_MAX = 4096 };

static int set_up(void **state)
{
	static struct editor editor;

	editor_init(&editor, BYTES_MAX);
	editor_layout(&editor, WIDTH, HEIGHT);
	*state = &editor;
	return 0;
}

static int tear_down(void **state)
{
	editor_finish(*state);
	return 0;
}

static void press(struct editor *editor, const char *name)
{
	struct key key;

	assert_true(key_parse(text_of(name), &key));
	assert_true(editor_key(editor, &key));
}

static void type(struct editor *editor, const char *text)
{
	for (; *text; text++) {
		const struct key key = {.code = (unsigned char)*text};

		assert_true(editor_key(editor, &key));
	}
}

static void assert_drawn(
	const struct editor *editor, enum charset charset, const char *rows, int x, int y)
{
	struct canvas *canvas = canvas_create(WIDTH, HEIGHT, charset);
	struct buf out;

	buf_init(&out, DUMP_MAX);
	editor_draw(editor, canvas, ROLE_TEXT, true);
	canvas_dump(canvas, &out);
	assert_string_equal(out.at, rows);
	assert_int_equal(canvas->cursor[0], x);
	assert_int_equal(canvas->cursor[1], y);
	buf_finish(&out);
	canvas_destroy(canvas);
}

static void what_is_longer_goes_on_in_the_next_row(void **state)
{
	struct editor *editor = *state;

	editor_set(editor, text_of("0123456789abc\nnext"));
	assert_drawn(editor, CHARSET_UTF8, "0123456789\nabc\nnext\n", 0, 0);
	press(editor, "End");
	assert_drawn(editor, CHARSET_UTF8, "0123456789\nabc\nnext\n", 3, 1);
	press(editor, "Down");
	assert_drawn(editor, CHARSET_UTF8, "0123456789\nabc\nnext\n", 3, 2);
	press(editor, "C-e");
	assert_drawn(editor, CHARSET_UTF8, "0123456789\nabc\nnext\n", 4, 2);
}

static void the_window_follows_the_cursor(void **state)
{
	struct editor *editor = *state;

	editor_set(editor, text_of("a\nb\nc\nd\ne"));
	press(editor, "PgDn");
	assert_drawn(editor, CHARSET_UTF8, "b\nc\nd\n", 0, 2);
	press(editor, "PgDn");
	assert_drawn(editor, CHARSET_UTF8, "c\nd\ne\n", 0, 2);
	press(editor, "Up");
	press(editor, "Up");
	press(editor, "Up");
	assert_drawn(editor, CHARSET_UTF8, "b\nc\nd\n", 0, 0);
	press(editor, "PgUp");
	assert_drawn(editor, CHARSET_UTF8, "a\nb\nc\n", 0, 0);
}

static void up_and_down_keep_to_their_column(void **state)
{
	struct editor *editor = *state;

	editor_set(editor, text_of("01234\na\n01234"));
	press(editor, "End");
	press(editor, "Down");
	assert_drawn(editor, CHARSET_UTF8, "01234\na\n01234\n", 1, 1);
	press(editor, "Down");
	assert_drawn(editor, CHARSET_UTF8, "01234\na\n01234\n", 5, 2);
}

static void a_line_is_opened_and_joined(void **state)
{
	struct editor *editor = *state;

	type(editor, "ab");
	press(editor, "Left");
	press(editor, "C-o");
	assert_string_equal(editor->field.text.at, "a\nb");
	assert_drawn(editor, CHARSET_UTF8, "a\nb\n\n", 0, 1);
	press(editor, "Backspace");
	assert_string_equal(editor->field.text.at, "ab");
}

static void deleting_stays_within_the_line(void **state)
{
	struct editor *editor = *state;

	editor_set(editor, text_of("one\ntwo three\nfour"));
	press(editor, "Down");
	press(editor, "End");
	press(editor, "C-w");
	assert_string_equal(editor->field.text.at, "one\ntwo \nfour");
	press(editor, "C-u");
	assert_string_equal(editor->field.text.at, "one\n\nfour");
	press(editor, "Down");
	press(editor, "C-k");
	assert_string_equal(editor->field.text.at, "one\n\n");
}

static void pasted_lines_stay_lines(void **state)
{
	struct editor *editor = *state;
	const struct key paste = {
		.code = KEY_CODE_PASTE, .paste = text_of("{\r\n\t\"a\":\033[2J 1\n}")};

	assert_true(editor_key(editor, &paste));
	assert_string_equal(editor->field.text.at, "{\n \"a\":[2J 1\n}");
}

static void no_more_than_its_bytes_are_taken(void **state)
{
	struct editor *editor = *state;

	for (int i = 0; i < BYTES_MAX + 10; i++) {
		type(editor, "x");
	}
	assert_int_equal(editor->field.text.length, BYTES_MAX);
}

static void wide_characters_are_not_halved(void **state)
{
	struct editor *editor = *state;

	editor_set(editor, text_of("123456789\u65e5\u672c"));
	assert_drawn(editor, CHARSET_UTF8, "123456789\n\u65e5\u672c\n\n", 0, 0);
	press(editor, "Down");
	press(editor, "Right");
	assert_drawn(editor, CHARSET_UTF8, "123456789\n\u65e5\u672c\n\n", 2, 1);
	assert_drawn(editor, CHARSET_ASCII, "123456789\n<~<~\n\n", 2, 1);
}

static void a_place_counts_lines_and_characters(void **state)
{
	size_t line, column;

	(void)state;
	editor_place(text_of("a\u00e9\nbc"), 0, &line, &column);
	assert_int_equal(line, 1);
	assert_int_equal(column, 1);
	editor_place(text_of("a\u00e9\nbc"), 3, &line, &column);
	assert_int_equal(column, 3);
	editor_place(text_of("a\u00e9\nbc"), 5, &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 2);
}

static void keys_of_others_are_left_to_them(void **state)
{
	static const char *const others[] = {"Enter", "Esc", "Tab", "S-Tab", "F2"};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct key key;

		assert_true(key_parse(text_of(others[i]), &key));
		assert_false(editor_key(*state, &key));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_is_longer_goes_on_in_the_next_row),
		TEST(the_window_follows_the_cursor),
		TEST(up_and_down_keep_to_their_column),
		TEST(a_line_is_opened_and_joined),
		TEST(deleting_stays_within_the_line),
		TEST(pasted_lines_stay_lines),
		TEST(no_more_than_its_bytes_are_taken),
		TEST(wide_characters_are_not_halved),
		TEST(a_place_counts_lines_and_characters),
		TEST(keys_of_others_are_left_to_them),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
