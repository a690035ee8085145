#include "base/sanitise.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>

#include "base/utf8.h"
#include "seed.h"

struct span {
	uint32_t first, last;
};

/* What must never reach the terminal: written from the rule, not from the implementation. */
static const struct span forbidden[] = {
	{.first = 0x00, .last = 0x1f},       /* C0 */
	{.first = 0x7f, .last = 0x7f},       /* DEL */
	{.first = 0x80, .last = 0x9f},       /* C1 */
	{.first = 0xad, .last = 0xad},       /* soft hyphen */
	{.first = 0x34f, .last = 0x34f},     /* grapheme joiner */
	{.first = 0x61c, .last = 0x61c},     /* bidi */
	{.first = 0x115f, .last = 0x1160},   /* Hangul fillers */
	{.first = 0x180b, .last = 0x180f},   /* variation selectors */
	{.first = 0x200b, .last = 0x200d},   /* zero width */
	{.first = 0x200e, .last = 0x200f},   /* bidi */
	{.first = 0x2028, .last = 0x2029},   /* line and paragraph separator */
	{.first = 0x202a, .last = 0x202e},   /* bidi */
	{.first = 0x2060, .last = 0x206f},   /* zero width, bidi isolates */
	{.first = 0x3164, .last = 0x3164},   /* Hangul filler */
	{.first = 0xd800, .last = 0xdfff},   /* surrogates */
	{.first = 0xe000, .last = 0xf8ff},   /* private use */
	{.first = 0xfdd0, .last = 0xfdef},   /* noncharacters */
	{.first = 0xfe00, .last = 0xfe0f},   /* variation selectors */
	{.first = 0xfeff, .last = 0xfeff},   /* zero width */
	{.first = 0xffa0, .last = 0xffa0},   /* Hangul filler */
	{.first = 0xfff9, .last = 0xfffb},   /* annotation */
	{.first = 0xfffe, .last = 0xffff},   /* noncharacters */
	{.first = 0x1fffe, .last = 0x1ffff}, /* of each plane */
	{.first = 0xdfffe, .last = 0xdffff},
	{.first = 0xe0000, .last = 0xe01ef},   /* tags, variation selectors */
	{.first = 0xf0000, .last = 0x10ffff},  /* private use */
	{.first = 0x110000, .last = 0x110010}, /* beyond Unicode */
};

static bool is_forbidden(uint32_t code)
{
	size_t i;

	for (i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
		if (code >= forbidden[i].first && code <= forbidden[i].last) {
			return true;
		}
	}
	return false;
}

static void becomes(struct text raw, const char *expected)
{
	struct buf out;
	bool altered;

	buf_init(&out, 10000);
	altered = sanitise_text(&out, raw);
	assert_string_equal(out.at, expected);
	assert_int_equal(altered, !text_is(raw, expected));
	buf_finish(&out);
}

static void stays(const char *raw)
{
	becomes(text_of(raw), raw);
}

static void harmless_text_stays_as_it_is(void **state)
{
	(void)state;
	stays("");
	stays("orders.created {\"a\": [1, 2]} \\n %s%n ~");
	stays("na\xc3\xafve \xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x98\x80");
	stays("e\xcc\x81\xcc\x82x");
}

static void controls_are_written_with_a_caret(void **state)
{
	(void)state;
	becomes(text_of("a\x1b[31mb"), "a^[[31mb");
	becomes(text_of("\x1b]52;c;eA==\a"), "^[]52;c;eA==^G");
	becomes(text_from("a\0b", 3), "a^@b");
	becomes(text_of("\x7f\x1f"), "^?^_");
	becomes(text_of("a\nb\rc\td"), "a\\nb\\rc\\td");
}

static void bytes_that_are_no_utf8_are_written_in_hex(void **state)
{
	(void)state;
	becomes(text_of("a\xff\xfe"
			"b"),
		"a\\xFF\\xFEb");
	becomes(text_of("\xc0\x80"), "\\xC0\\x80");
	becomes(text_of("\xed\xa0\x80"), "\\xED\\xA0\\x80");
	becomes(text_of("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");
	becomes(text_of("\xe2\x82"), "\\xE2\\x82");
	becomes(text_of("\x9b"
			"31m"),
		"\\x9B31m");
}

static void hidden_characters_are_written_as_codes(void **state)
{
	(void)state;
	becomes(text_of("\xc2\x9b"
			"31m"),
		"<U+009B>31m");
	becomes(text_of("a\xe2\x80\xae"
			"b"),
		"a<U+202E>b");
	becomes(text_of("a\xe2\x80\x8b"
			"b"),
		"a<U+200B>b");
	becomes(text_of("\xef\xbb\xbf"
			"a"),
		"<U+FEFF>a");
	becomes(text_of("\xf3\xa0\x81\x81"), "<U+E0041>");
	becomes(text_of("\xef\xb8\x8f"), "<U+FE0F>");
}

static void no_forbidden_code_is_allowed(void **state)
{
	size_t i;
	uint32_t code;

	(void)state;
	for (i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
		for (code = forbidden[i].first; code <= forbidden[i].last; code++) {
			if (sanitise_allows(code)) {
				fail_msg("U+%04X", (unsigned)code);
			}
		}
	}
	assert_false(sanitise_allows(UINT32_MAX));
}

static void the_neighbours_of_the_forbidden_are_allowed(void **state)
{
	static const uint32_t allowed[] = {
		0x20,
		0x7e,
		0xa0,
		0xac,
		0xae,
		0x34e,
		0x350,
		0x2010,
		0x2027,
		0x202f,
		0x2070,
		0x3163,
		0xf900,
		0xfdcf,
		0xfdf0,
		0xfffd,
		0x10000,
		0x0301,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(allowed) / sizeof(*allowed); i++) {
		if (!sanitise_allows(allowed[i])) {
			fail_msg("U+%04X", (unsigned)allowed[i]);
		}
	}
}

static void a_base_carries_two_marks(void **state)
{
	(void)state;
	becomes(text_of("e\xcc\x81\xcc\x82\xcc\x83\xcc\x84x\xcc\x81"),
		"e\xcc\x81\xcc\x82<U+0303><U+0304>x\xcc\x81");
}

static void a_mark_without_a_base_is_replaced(void **state)
{
	(void)state;
	becomes(text_of("\xcc\x81"
			"a"),
		"<U+0301>a");
	becomes(text_of("\x1b\xcc\x81"), "^[<U+0301>");
	becomes(text_of("\xff\xcc\x81"), "\\xFF<U+0301>");
}

static void the_plain_locale_prints_ascii_only(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C");
	becomes(text_of("na\xc3\xafve"), "na<U+00EF>ve");
	stays("naive");
	setlocale(LC_ALL, "C.UTF-8");
}

static void a_full_buffer_ends_between_characters(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 5);
	assert_true(sanitise_text(&out,
		text_of("\x1b\x1b\xff"
			"abc")));
	assert_string_equal(out.at, "^[^[");
	assert_true(out.full);
	buf_finish(&out);
}

static void cells_are_counted_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(sanitise_width(text_of("")), 0);
	assert_int_equal(sanitise_width(text_of("abc")), 3);
	assert_int_equal(sanitise_width(text_of("e\xcc\x81x")), 2);
	assert_int_equal(sanitise_width(text_of("\xe4\xb8\xad\xe6\x96\x87")), 4);
}

static void cuts_to(const char *safe, int width, const char *expected)
{
	struct buf out;

	buf_init(&out, 1000);
	sanitise_cut_middle(&out, text_of(safe), width, "~");
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static void a_cut_takes_the_middle_out(void **state)
{
	(void)state;
	cuts_to("orders.created", 14, "orders.created");
	cuts_to("orders.created", 20, "orders.created");
	cuts_to("orders.created", 9, "orde~ated");
	cuts_to("orders.created", 8, "orde~ted");
	cuts_to("orders.created", 2, "o~");
	cuts_to("orders.created", 1, "~");
	cuts_to("orders.created", 0, "");
	cuts_to("orders.created", -3, "");
	cuts_to("", 0, "");
}

static void a_cut_never_halves_a_wide_character_or_loses_a_base(void **state)
{
	(void)state;
	/* Four wide characters in seven cells: one, the mark, two. */
	cuts_to("\xe4\xb8\x80\xe4\xba\x8c\xe4\xb8\x89\xe5\x9b\x9b", 7,
		"\xe4\xb8\x80~\xe4\xb8\x89\xe5\x9b\x9b");
	cuts_to("ae\xcc\x81"
		"cd",
		3, "a~d");
	cuts_to("abce\xcc\x81"
		"d",
		4, "ab~d");
	cuts_to("ae\xcc\x81"
		"cde",
		4, "ae\xcc\x81~e");
	cuts_to("abcde\xcc\x81", 3, "a~e\xcc\x81");
}

/* A mixture of what goes wrong: plain bytes, any byte, any code, marks. */
static void add_random(struct buf *raw, struct rng *rng)
{
	char bytes[4];
	uint32_t code;

	switch (rng_below(rng, 4)) {
	case 0:
		buf_add_byte(raw, (char)rng_below(rng, 256));
		return;
	case 1:
		buf_add_byte(raw, (char)('a' + rng_below(rng, 26)));
		return;
	case 2:
		code = (uint32_t)(0x300 + rng_below(rng, 0x70));
		break;
	default:
		code = (uint32_t)rng_below(rng, rng_below(rng, 2) ? 0x3000 : 0x110000);
		break;
	}
	if (code < 0xd800 || code > 0xdfff) {
		buf_add(raw, bytes, utf8_encode(bytes, code));
	}
}

static void assert_safe(struct text safe)
{
	int marks = 2;

	while (safe.length > 0) {
		uint32_t code = 0;
		size_t length = utf8_decode(safe, &code);

		assert_true(length > 0);
		if (is_forbidden(code)) {
			fail_msg("U+%04X came through", (unsigned)code);
		}
		marks = utf8_width(code) == 0 ? marks + 1 : 0;
		assert_true(marks <= 2);
		safe = text_from(safe.at + length, safe.length - length);
	}
}

static void whatever_comes_in_what_comes_out_is_safe(void **state)
{
	struct rng rng = seeded_rng();
	struct buf raw, once, twice;
	int round;

	(void)state;
	buf_init(&raw, 1000);
	buf_init(&once, 10000);
	buf_init(&twice, 10000);
	for (round = 0; round < 20000; round++) {
		size_t pieces = rng_below(&rng, 24);
		bool altered;

		buf_reset(&raw);
		buf_reset(&once);
		buf_reset(&twice);
		while (pieces-- > 0) {
			add_random(&raw, &rng);
		}
		altered = sanitise_text(&once, buf_text(&raw));
		assert_int_equal(altered, !text_equal(buf_text(&raw), buf_text(&once)));
		assert_safe(buf_text(&once));
		assert_false(sanitise_text(&twice, buf_text(&once)));
		assert_true(text_equal(buf_text(&once), buf_text(&twice)));
	}
	buf_finish(&raw);
	buf_finish(&once);
	buf_finish(&twice);
}

static void no_cut_is_wider_than_its_room(void **state)
{
	struct rng rng = seeded_rng();
	struct buf raw, safe, cut;
	int round;

	(void)state;
	buf_init(&raw, 1000);
	buf_init(&safe, 10000);
	buf_init(&cut, 10000);
	for (round = 0; round < 5000; round++) {
		size_t pieces = rng_below(&rng, 24);
		int width = (int)rng_below(&rng, 40);

		buf_reset(&raw);
		buf_reset(&safe);
		buf_reset(&cut);
		while (pieces-- > 0) {
			add_random(&raw, &rng);
		}
		sanitise_text(&safe, buf_text(&raw));
		sanitise_cut_middle(&cut, buf_text(&safe), width, "~");
		assert_true(sanitise_width(buf_text(&cut)) <= width);
		assert_true(utf8_valid(buf_text(&cut)));
	}
	buf_finish(&raw);
	buf_finish(&safe);
	buf_finish(&cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(harmless_text_stays_as_it_is),
		cmocka_unit_test(controls_are_written_with_a_caret),
		cmocka_unit_test(bytes_that_are_no_utf8_are_written_in_hex),
		cmocka_unit_test(hidden_characters_are_written_as_codes),
		cmocka_unit_test(no_forbidden_code_is_allowed),
		cmocka_unit_test(the_neighbours_of_the_forbidden_are_allowed),
		cmocka_unit_test(a_base_carries_two_marks),
		cmocka_unit_test(a_mark_without_a_base_is_replaced),
		cmocka_unit_test(the_plain_locale_prints_ascii_only),
		cmocka_unit_test(a_full_buffer_ends_between_characters),
		cmocka_unit_test(cells_are_counted_not_bytes),
		cmocka_unit_test(a_cut_takes_the_middle_out),
		cmocka_unit_test(a_cut_never_halves_a_wide_character_or_loses_a_base),
		cmocka_unit_test(whatever_comes_in_what_comes_out_is_safe),
		cmocka_unit_test(no_cut_is_wider_than_its_room),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
