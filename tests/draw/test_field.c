#include "draw/field.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <string.h>

static void press(struct field *field, const char *name)
{
	struct key key;

	assert_true(key_parse(text_of(name), &key));
	assert_true(field_key(field, &key));
}

static void type(struct field *field, const char *text)
{
	for (; *text; text++) {
		struct key key = {.code = (unsigned char)*text};

		assert_true(field_key(field, &key));
	}
}

static void assert_field(const struct field *field, const char *text, size_t at)
{
	assert_string_equal(field->text.at, text);
	assert_int_equal(field->at, at);
}

static int set_up(void **state)
{
	static struct field field;

	field_init(&field);
	*state = &field;
	return 0;
}

static int tear_down(void **state)
{
	field_finish(*state);
	return 0;
}

static void typing_stands_where_the_cursor_is(void **state)
{
	struct field *field = *state;

	type(field, "ac");
	press(field, "Left");
	type(field, "b d");
	assert_field(field, "ab dc", 4);
	press(field, "Home");
	press(field, "Left");
	press(field, "Delete");
	press(field, "C-e");
	press(field, "Right");
	press(field, "Backspace");
	assert_field(field, "b d", 3);
	press(field, "C-a");
	press(field, "Backspace");
	assert_field(field, "b d", 0);
}

static void the_cursor_never_stands_within_a_character(void **state)
{
	struct field *field = *state;

	field_set(field, text_of("e\xcc\x81\xe6\xbc\xa2x"));
	press(field, "Left");
	press(field, "Left");
	assert_int_equal(field->at, 3);
	press(field, "Left");
	assert_int_equal(field->at, 0);
	press(field, "Delete");
	assert_field(field, "\xe6\xbc\xa2x", 0);
	press(field, "C-f");
	assert_int_equal(field->at, 3);
}

static void words_and_line_ends_go_at_once(void **state)
{
	struct field *field = *state;

	field_set(field, text_of("lag > 100 and"));
	press(field, "C-w");
	assert_field(field, "lag > 100 ", 10);
	press(field, "C-w");
	assert_field(field, "lag > ", 6);
	press(field, "C-b");
	press(field, "C-k");
	assert_field(field, "lag >", 5);
	press(field, "C-a");
	press(field, "C-f");
	press(field, "C-u");
	assert_field(field, "ag >", 0);
}

static void a_paste_loses_its_control_characters(void **state)
{
	struct key key = {
		.code = KEY_CODE_PASTE, .paste = text_of("a\x1b[31m\nb\xe2\x80\xae\xff\xc3\xa9")};

	assert_true(field_key(*state, &key));
	assert_field(*state, "a[31mb\xc3\xa9", 8);
}

static void more_than_fits_is_refused_whole(void **state)
{
	struct field *field = *state;
	char many[5000] = {0};
	struct key key = {.code = KEY_CODE_PASTE, .paste = text_from(many, sizeof(many))};

	memset(many, 'x', sizeof(many));
	type(field, "ab");
	assert_true(field_key(field, &key));
	assert_field(field, "ab", 2);
}

static void keys_of_others_are_left_to_them(void **state)
{
	static const char *const names[] = {
		"Enter", "Esc", "Tab", "S-Tab", "PgUp", "F1", "C-d", "C-p", "C-c"};
	struct key key;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_true(key_parse(text_of(names[i]), &key));
		assert_false(field_key(*state, &key));
	}
}

static void history_comes_back_and_the_draft_is_kept(void **state)
{
	struct field *field = *state;

	type(field, "first");
	field_accept(field);
	assert_field(field, "", 0);
	type(field, "second");
	field_accept(field);
	type(field, "second");
	field_accept(field);
	field_accept(field);
	assert_int_equal(field->history_count, 2);
	type(field, "dra");
	press(field, "Up");
	assert_field(field, "second", 6);
	press(field, "Up");
	press(field, "Up");
	assert_field(field, "first", 5);
	press(field, "Down");
	press(field, "Down");
	assert_field(field, "dra", 3);
	press(field, "Down");
	assert_field(field, "dra", 3);
}

static void old_history_is_forgotten_at_last(void **state)
{
	struct field *field = *state;
	int i;

	for (i = 0; i < 300; i++) {
		type(field, i % 2 ? "odd" : "even");
		field_accept(field);
	}
	assert_int_equal(field->history_count, 200);
	assert_string_equal(field->history[199], "odd");
}

static void assert_drawn(
	const struct field *field, enum charset charset, const char *expected, int x)
{
	struct canvas *canvas = canvas_create(12, 1, charset);
	struct buf out;

	buf_init(&out, 256);
	field_draw(field, canvas, 0, 0, 12, "/");
	canvas_dump(canvas, &out);
	buf_cut(&out, out.length - 1);
	assert_string_equal(out.at, expected);
	assert_int_equal(canvas->cursor[0], x);
	buf_finish(&out);
	canvas_destroy(canvas);
}

static void drawing_keeps_the_cursor_in_sight(void **state)
{
	struct field *field = *state;

	assert_drawn(field, CHARSET_UTF8, "/", 1);
	type(field, "orders");
	assert_drawn(field, CHARSET_UTF8, "/orders", 7);
	type(field, ".created.v2");
	assert_drawn(field, CHARSET_ASCII, "/<eated.v2", 10);
	press(field, "Home");
	assert_drawn(field, CHARSET_ASCII, "/orders.cre~", 1);
	field_set(field, text_of("\xc3\xa9z"));
	assert_drawn(field, CHARSET_UTF8, "/\xc3\xa9z", 3);
}

static void drawing_fits_any_width(void **state)
{
	int width;

	type(*state, "orders.created");
	for (width = 0; width < 20; width++) {
		struct canvas *canvas = canvas_create(20, 1, CHARSET_UTF8);

		field_draw(*state, canvas, 3, 0, width, "filter: ");
		assert_true(canvas->cursor[0] < 3 + width);
		canvas_destroy(canvas);
	}
}

#define FIELD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIELD_TEST(typing_stands_where_the_cursor_is),
		FIELD_TEST(the_cursor_never_stands_within_a_character),
		FIELD_TEST(words_and_line_ends_go_at_once),
		FIELD_TEST(a_paste_loses_its_control_characters),
		FIELD_TEST(more_than_fits_is_refused_whole),
		FIELD_TEST(keys_of_others_are_left_to_them),
		FIELD_TEST(history_comes_back_and_the_draft_is_kept),
		FIELD_TEST(old_history_is_forgotten_at_last),
		FIELD_TEST(drawing_keeps_the_cursor_in_sight),
		FIELD_TEST(drawing_fits_any_width),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
