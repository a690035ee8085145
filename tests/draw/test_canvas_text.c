#include "draw/canvas.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <string.h>

#include "base/mem.h"

typedef int drawing(
	struct canvas *canvas, int x, int y, int width, enum role role, struct text raw);

static void assert_draws(
	drawing *draw, enum charset charset, int width, const char *raw, const char *expected)
{
	struct canvas *canvas = canvas_create(12, 1, charset);
	struct buf out;
	int used = draw(canvas, 0, 0, width, ROLE_TEXT, text_of(raw));

	buf_init(&out, 256);
	canvas_dump(canvas, &out);
	buf_cut(&out, out.length - 1);
	assert_string_equal(out.at, expected);
	assert_true(used <= width);
	buf_finish(&out);
	canvas_destroy(canvas);
}

static void text_that_is_too_long_ends_in_an_ellipsis(void **state)
{
	(void)state;
	assert_draws(canvas_text, CHARSET_UTF8, 6, "orders", "orders");
	assert_draws(canvas_text, CHARSET_UTF8, 5, "orders", "orde\xe2\x80\xa6");
	assert_draws(canvas_text, CHARSET_ASCII, 5, "orders", "orde~");
	assert_draws(canvas_text, CHARSET_UTF8, 1, "orders", "\xe2\x80\xa6");
	assert_draws(canvas_text, CHARSET_UTF8, 0, "orders", "");
	assert_draws(canvas_text, CHARSET_UTF8, 99, "orders.created", "orders.crea\xe2\x80\xa6");
}

static void names_keep_both_ends(void **state)
{
	(void)state;
	assert_draws(canvas_name, CHARSET_ASCII, 9, "orders.created.v3.dlq", "orde~.dlq");
	assert_draws(canvas_name, CHARSET_UTF8, 9, "orders", "orders");
}

static void numbers_stand_at_the_right(void **state)
{
	(void)state;
	assert_draws(canvas_right, CHARSET_UTF8, 8, "1,204", "   1,204");
	assert_draws(canvas_right, CHARSET_UTF8, 4, "1,204", "1,2\xe2\x80\xa6");
	assert_draws(canvas_right, CHARSET_UTF8, 4, "", "");
}

static void control_bytes_never_reach_a_cell(void **state)
{
	(void)state;
	assert_draws(canvas_text, CHARSET_UTF8, 12, "a\x1b[1mb", "a^[[1mb");
	assert_draws(canvas_text, CHARSET_UTF8, 12, "a\nb", "a\\nb");
	assert_draws(canvas_text, CHARSET_UTF8, 12, "\xff", "\\xFF");
	assert_draws(canvas_text, CHARSET_UTF8, 12, "x\xe2\x80\xae", "x<U+202E>");
}

static void an_ascii_canvas_spells_other_characters_out(void **state)
{
	(void)state;
	assert_draws(canvas_text, CHARSET_ASCII, 12, "caf\xc3\xa9!", "caf<U+00E9>!");
	assert_draws(canvas_text, CHARSET_ASCII, 8, "caf\xc3\xa9!", "caf<U+0~");
	assert_draws(canvas_text, CHARSET_ASCII, 12, "e\xcc\x81", "e<U+0301>");
}

static void a_wide_character_is_never_half_there(void **state)
{
	(void)state;
	assert_draws(canvas_text, CHARSET_UTF8, 4, "\xe6\xbc\xa2\xe5\xad\x97",
		"\xe6\xbc\xa2\xe5\xad\x97");
	assert_draws(canvas_text, CHARSET_UTF8, 3, "\xe6\xbc\xa2\xe5\xad\x97",
		"\xe6\xbc\xa2\xe2\x80\xa6");
	assert_draws(canvas_text, CHARSET_UTF8, 2, "\xe6\xbc\xa2\xe5\xad\x97", "\xe2\x80\xa6");
}

static void marks_stay_on_their_base(void **state)
{
	struct canvas *canvas = canvas_create(4, 1, CHARSET_UTF8);

	(void)state;
	assert_int_equal(canvas_text(canvas, 0, 0, 4, ROLE_TEXT, text_of("e\xcc\x81\xcc\x82x")), 2);
	assert_int_equal(canvas->cells[0].length, 5);
	assert_int_equal(canvas->cells[1].glyph[0], 'x');
	canvas_clear(canvas);
	canvas_destroy(canvas);
	assert_draws(canvas_text, CHARSET_UTF8, 12, "\xcc\x81z", "<U+0301>z");
}

static void a_huge_payload_costs_no_more_than_what_is_seen(void **state)
{
	const size_t length = 8 << 20;
	char *payload = mem_alloc(length, 1);
	struct canvas *canvas = canvas_create(10, 1, CHARSET_ASCII);
	struct buf out;
	int i;

	(void)state;
	memset(payload, 'a', length);
	memcpy(payload + length - 3, "\xe6\xbc\xa2", 3);
	for (i = 0; i < 1000; i++) {
		canvas_text(canvas, 0, 0, 10, ROLE_TEXT, text_from(payload, length));
		canvas_right(canvas, 0, 0, 10, ROLE_TEXT, text_from(payload, length));
		canvas_name(canvas, 0, 0, 10, ROLE_TEXT, text_from(payload, length));
	}
	buf_init(&out, 256);
	canvas_dump(canvas, &out);
	assert_memory_equal(out.at, "aaaa", 4);
	assert_memory_equal(out.at + out.length - 5, "F22>", 4);
	buf_finish(&out);
	canvas_destroy(canvas);
	mem_free(payload);
}

static void printf_sanitises_what_it_formats(void **state)
{
	struct canvas *canvas = canvas_create(20, 1, CHARSET_UTF8);
	struct buf out;

	(void)state;
	assert_int_equal(canvas_printf(canvas, 0, 0, 20, ROLE_TEXT, "%d of %s", 3, "\x1b]0;"), 10);
	buf_init(&out, 256);
	canvas_dump(canvas, &out);
	assert_string_equal(out.at, "3 of ^[]0;\n");
	buf_finish(&out);
	canvas_destroy(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_is_too_long_ends_in_an_ellipsis),
		cmocka_unit_test(names_keep_both_ends),
		cmocka_unit_test(numbers_stand_at_the_right),
		cmocka_unit_test(control_bytes_never_reach_a_cell),
		cmocka_unit_test(an_ascii_canvas_spells_other_characters_out),
		cmocka_unit_test(a_wide_character_is_never_half_there),
		cmocka_unit_test(marks_stay_on_their_base),
		cmocka_unit_test(a_huge_payload_costs_no_more_than_what_is_seen),
		cmocka_unit_test(printf_sanitises_what_it_formats),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
