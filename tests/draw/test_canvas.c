#include "draw/canvas.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/utf8.h"
#include "support/golden.h"

static void assert_drawn(const struct canvas *canvas, const char *expected)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	canvas_dump(canvas, &out);
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static const struct cell *at(const struct canvas *canvas, int x, int y)
{
	return canvas->cells + y * canvas->stride + x;
}

static void a_new_canvas_is_blank_and_has_no_cursor(void **state)
{
	struct canvas *canvas = canvas_create(3, 2, CHARSET_UTF8);

	(void)state;
	assert_drawn(canvas, "\n\n");
	assert_int_equal(canvas->cursor[0], -1);
	assert_int_equal(canvas->cursor[1], -1);
	canvas_destroy(canvas);
}

static void a_part_draws_within_its_bounds_and_moves_the_one_cursor(void **state)
{
	struct canvas *canvas = canvas_create(6, 3, CHARSET_UTF8);
	struct canvas part = canvas_part(canvas, 2, 1, 3, 9),
		      inner = canvas_part(&part, -1, 0, 2, 1);

	(void)state;
	assert_int_equal(part.width, 3);
	assert_int_equal(part.height, 2);
	canvas_text(&part, 0, 0, 99, ROLE_TEXT, text_of("abcdefg"));
	canvas_text(&part, 0, 5, 9, ROLE_TEXT, text_of("nowhere"));
	canvas_text(&part, -2, 1, 9, ROLE_TEXT, text_of("123"));
	assert_drawn(canvas, "\n  ab\xe2\x80\xa6\n  3\n");
	assert_int_equal(inner.width, 1);
	canvas_set_cursor(&part, 1, 1);
	assert_int_equal(canvas->cursor[0], 3);
	assert_int_equal(canvas->cursor[1], 2);
	canvas_set_cursor(&part, 3, 1);
	assert_int_equal(canvas->cursor[0], 3);
	canvas_destroy(canvas);
}

static void a_part_beyond_the_canvas_is_empty_and_harmless(void **state)
{
	struct canvas *canvas = canvas_create(4, 2, CHARSET_UTF8);
	struct canvas beyond = canvas_part(canvas, 9, 9, 3, 3),
		      inverted = canvas_part(canvas, 1, 1, -5, -5);

	(void)state;
	assert_int_equal(beyond.width, 0);
	assert_int_equal(beyond.height, 0);
	assert_int_equal(inverted.width, 0);
	canvas_text(&beyond, 0, 0, 3, ROLE_TEXT, text_of("x"));
	canvas_hline(&beyond, 0, 0, 3, ROLE_TEXT);
	canvas_frame(&beyond, "t", "r", true);
	canvas_select_row(&beyond, 0);
	canvas_set_cursor(&beyond, 0, 0);
	canvas_clear(&inverted);
	assert_drawn(canvas, "\n\n");
	canvas_destroy(canvas);
}

static void wide_characters_are_whole_or_not_there(void **state)
{
	struct canvas *canvas = canvas_create(5, 1, CHARSET_UTF8);

	(void)state;
	canvas_text(canvas, 0, 0, 5, ROLE_TEXT, text_of("\xe6\xbc\xa2\xe5\xad\x97"));
	assert_int_equal(at(canvas, 0, 0)->width, 2);
	assert_int_equal(at(canvas, 1, 0)->width, 0);
	assert_int_equal(at(canvas, 1, 0)->length, 0);
	canvas_text(canvas, 1, 0, 1, ROLE_TEXT, text_of("x"));
	assert_drawn(canvas, " x\xe5\xad\x97\n");
	canvas_text(canvas, 2, 0, 1, ROLE_TEXT, text_of("y"));
	assert_drawn(canvas, " xy\n");
	canvas_text(canvas, 4, 0, 1, ROLE_TEXT, text_of("\xe6\xbc\xa2"));
	assert_drawn(canvas, " xy \xe2\x80\xa6\n");
	canvas_destroy(canvas);
}

static void a_part_that_cuts_a_wide_character_blanks_the_half_outside(void **state)
{
	struct canvas *canvas = canvas_create(4, 1, CHARSET_UTF8);
	struct canvas part = canvas_part(canvas, 1, 0, 2, 1);

	(void)state;
	canvas_text(canvas, 0, 0, 4, ROLE_TEXT, text_of("\xe6\xbc\xa2\xe5\xad\x97"));
	canvas_clear(&part);
	assert_drawn(canvas, "\n");
	assert_int_equal(at(canvas, 0, 0)->width, 1);
	assert_int_equal(at(canvas, 3, 0)->width, 1);
	canvas_destroy(canvas);
}

static void the_selection_bar_survives_drawing_but_not_clearing(void **state)
{
	struct canvas *canvas = canvas_create(4, 2, CHARSET_UTF8);
	struct canvas popup = canvas_part(canvas, 2, 0, 2, 2);

	(void)state;
	canvas_select_row(canvas, 1);
	canvas_select_row(canvas, 7);
	canvas_text(canvas, 0, 1, 4, ROLE_CRIT, text_of("ab"));
	assert_true(at(canvas, 0, 1)->selected);
	assert_int_equal(at(canvas, 0, 1)->role, ROLE_CRIT);
	assert_false(at(canvas, 0, 0)->selected);
	canvas_clear(&popup);
	assert_true(at(canvas, 1, 1)->selected);
	assert_false(at(canvas, 2, 1)->selected);
	canvas_destroy(canvas);
}

static void every_glyph_is_one_cell_and_has_an_ascii_twin(void **state)
{
	struct canvas *utf8 = canvas_create(1, 1, CHARSET_UTF8),
		      *ascii = canvas_create(1, 1, CHARSET_ASCII);
	uint32_t code;
	int glyph;

	(void)state;
	for (glyph = 0; glyph < GLYPH_COUNT; glyph++) {
		struct text wide = text_of(canvas_glyph_string(utf8, (enum glyph)glyph));
		const char *plain = canvas_glyph_string(ascii, (enum glyph)glyph);

		assert_int_equal(utf8_decode(wide, &code), wide.length);
		assert_int_equal(utf8_width(code), 1);
		assert_int_equal(strlen(plain), 1);
		assert_in_range(plain[0], 0x21, 0x7e);
	}
	canvas_destroy(utf8);
	canvas_destroy(ascii);
}

static void check_frames(enum charset charset, const char *golden)
{
	static const int widths[] = {40, 24, 12, 7, 3, 2, 1};
	struct buf out;
	size_t i;

	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		struct canvas *canvas = canvas_create(widths[i], 3, charset);
		struct canvas inside = canvas_frame(canvas, "Streams", "1-19 of 412", i % 2 == 0);

		canvas_text(&inside, 0, 0, inside.width, ROLE_TEXT, text_of("inside it"));
		canvas_dump(canvas, &out);
		canvas_dump_roles(canvas, &out);
		canvas_destroy(canvas);
	}
	assert_true(golden_check("draw", golden, out.at));
	buf_finish(&out);
}

static void frames_shorten_their_words_before_they_break(void **state)
{
	(void)state;
	check_frames(CHARSET_UTF8, "frames-utf8");
	check_frames(CHARSET_ASCII, "frames-ascii");
}

static void a_role_dump_tells_roles_apart(void **state)
{
	struct canvas *canvas = canvas_create(ROLE_COUNT, 1, CHARSET_UTF8);
	struct buf out;
	int role, other;

	(void)state;
	for (role = 0; role < ROLE_COUNT; role++) {
		canvas_text(canvas, role, 0, 1, (enum role)role, text_of("x"));
	}
	buf_init(&out, 1 << 10);
	canvas_dump_roles(canvas, &out);
	assert_int_equal(out.length, ROLE_COUNT + 1);
	for (role = 0; role < ROLE_COUNT; role++) {
		for (other = 0; other < role; other++) {
			assert_int_not_equal(out.at[role], out.at[other]);
		}
	}
	buf_finish(&out);
	canvas_destroy(canvas);
}

static uint64_t seed_of_this_run(void)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 20240711;

	print_message("SEED=%llu\n", (unsigned long long)seed);
	return seed;
}

/* Every row adds up: halves stand behind their wide cell, glyphs are as wide as they say, ASCII
 * is ASCII. */
static void assert_whole(const struct canvas *canvas)
{
	uint32_t code;
	size_t i;
	int x, y;

	for (y = 0; y < canvas->height; y++) {
		for (x = 0; x < canvas->width; x++) {
			const struct cell *cell = at(canvas, x, y);

			if (cell->width == 0) {
				assert_true(x > 0 && at(canvas, x - 1, y)->width == 2);
				continue;
			}
			assert_true(utf8_decode(text_from(cell->glyph, cell->length), &code) > 0);
			assert_int_equal(utf8_width(code), cell->width);
			assert_true(cell->width == 1 || x + 1 < canvas->width);
			assert_true(cell->width == 1 || at(canvas, x + 1, y)->width == 0);
			for (i = 0; canvas->charset == CHARSET_ASCII && i < cell->length; i++) {
				assert_in_range(cell->glyph[i], 0x20, 0x7e);
			}
		}
	}
}

static struct text random_bytes(struct rng *rng, char *bytes, size_t room)
{
	static const char *const pieces[] = {
		"a",
		"orders",
		"\xe6\xbc\xa2",
		"e\xcc\x81\xcc\x82\xcc\x83",
		"\x1b[31m",
		"\xff",
		"\n",
		"\xe2\x80\xae",
		"\xf0\x9f\x98\x80",
		"\xcc\x81",
		"\xc2\x9b",
		"\xe2",
		" ",
		"\xef\xbb\xbf",
	};
	size_t length = 0, count = (size_t)rng_below(rng, 12);

	for (; count > 0; count--) {
		const char *piece = pieces[rng_below(rng, sizeof(pieces) / sizeof(*pieces))];

		if (length + strlen(piece) < room) {
			memcpy(bytes + length, piece, strlen(piece));
			length += strlen(piece);
		}
	}
	return text_from(bytes, length);
}

static void draw_anything(struct rng *rng, struct canvas *canvas)
{
	int x = (int)rng_below(rng, 40) - 5, y = (int)rng_below(rng, 12) - 2;
	int width = (int)rng_below(rng, 40) - 3, height = (int)rng_below(rng, 9) - 1;
	struct canvas part = canvas_part(canvas, x, y, width, height);
	char bytes[256];
	struct text text = random_bytes(rng, bytes, sizeof(bytes));

	switch (rng_below(rng, 6)) {
	case 0:
		canvas_text(canvas, x, y, width, ROLE_TEXT, text);
		break;
	case 1:
		canvas_name(canvas, x, y, width, ROLE_TEXT, text);
		break;
	case 2:
		canvas_right(&part, x, 0, width, ROLE_TEXT, text);
		break;
	case 3:
		canvas_clear(&part);
		break;
	case 4:
		part = canvas_frame(&part, "title", "right", true);
		canvas_text(&part, 0, 0, width, ROLE_WARN, text);
		break;
	default:
		canvas_select_row(&part, y);
		canvas_set_cursor(&part, x, y);
		break;
	}
}

static void whatever_is_drawn_the_grid_stays_whole(void **state)
{
	struct rng rng;
	int round, step;

	(void)state;
	rng_seed(&rng, seed_of_this_run());
	for (round = 0; round < 400; round++) {
		enum charset charset = round % 2 ? CHARSET_UTF8 : CHARSET_ASCII;
		struct canvas *canvas = canvas_create(
			1 + (int)rng_below(&rng, 40), 1 + (int)rng_below(&rng, 9), charset);

		for (step = 0; step < 40; step++) {
			draw_anything(&rng, canvas);
		}
		assert_whole(canvas);
		canvas_destroy(canvas);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_canvas_is_blank_and_has_no_cursor),
		cmocka_unit_test(a_part_draws_within_its_bounds_and_moves_the_one_cursor),
		cmocka_unit_test(a_part_beyond_the_canvas_is_empty_and_harmless),
		cmocka_unit_test(wide_characters_are_whole_or_not_there),
		cmocka_unit_test(a_part_that_cuts_a_wide_character_blanks_the_half_outside),
		cmocka_unit_test(the_selection_bar_survives_drawing_but_not_clearing),
		cmocka_unit_test(every_glyph_is_one_cell_and_has_an_ascii_twin),
		cmocka_unit_test(frames_shorten_their_words_before_they_break),
		cmocka_unit_test(a_role_dump_tells_roles_apart),
		cmocka_unit_test(whatever_is_drawn_the_grid_stays_whole),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
