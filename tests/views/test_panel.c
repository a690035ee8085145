#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdlib.h>

#include "../../src/views/panel.h"

static void words_are_broken_at_blanks_and_long_ones_anywhere(void **state)
{
	static const struct {
		const char *words, *rows;
	} cases[] = {
		{"one two three", "one two\nthree\n\n\n"},
		{"unbreakable", "unbreaka\nble\n\n\n"},
		{"a b c d e f g h i", "a b c d\ne f g h\ni\n\n"},
		{"", "\n\n\n\n"},
		{"\033[2J", "^[[2J\n\n\n\n"},
		{"\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad",
			"\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\n\xe4\xb8\xad\n\n\n"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct canvas *canvas = canvas_create(8, 4, CHARSET_UTF8);
		struct buf text;

		buf_init(&text, 4096);
		panel_wrap(canvas, 0, ROLE_TEXT, text_of(cases[i].words));
		canvas_dump(canvas, &text);
		assert_int_equal(panel_rows(8, text_of(cases[i].words)),
			panel_wrap(canvas, 0, ROLE_TEXT, text_of(cases[i].words)));
		assert_string_equal(text.at, cases[i].rows);
		buf_finish(&text);
		canvas_destroy(canvas);
	}
}

static void the_inside_is_as_high_as_was_said_whatever_the_charset(void **state)
{
	int width, height, charset;

	(void)state;
	for (width = 1; width < 130; width += 3) {
		for (height = 1; height < 20; height++) {
			for (charset = CHARSET_ASCII; charset <= CHARSET_UTF8; charset++) {
				struct canvas *canvas =
					canvas_create(width, height, (enum charset)charset);
				struct canvas inside = panel_draw(canvas, "Title", "right", true);

				assert_int_equal(inside.height, panel_inner_height(width, height));
				canvas_destroy(canvas);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_broken_at_blanks_and_long_ones_anywhere),
		cmocka_unit_test(the_inside_is_as_high_as_was_said_whatever_the_charset),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
