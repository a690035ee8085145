#include "base/utf8.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>

static size_t decode(const char *bytes, uint32_t *code)
{
	return utf8_decode(text_of(bytes), code);
}

static void characters_of_every_length_decode(void **state)
{
	uint32_t code;

	(void)state;
	assert_int_equal(decode("a", &code), 1);
	assert_int_equal(code, 'a');
	assert_int_equal(utf8_decode(text_from("\0", 1), &code), 1);
	assert_int_equal(code, 0);
	assert_int_equal(decode("\xc3\xa9x", &code), 2);
	assert_int_equal(code, 0xe9);
	assert_int_equal(decode("\xe2\x82\xac", &code), 3);
	assert_int_equal(code, 0x20ac);
	assert_int_equal(decode("\xf0\x9f\x98\x80", &code), 4);
	assert_int_equal(code, 0x1f600);
	assert_int_equal(decode("\xf4\x8f\xbf\xbf", &code), 4);
	assert_int_equal(code, 0x10ffff);
}

static void what_is_not_strict_does_not_decode(void **state)
{
	static const char *const bad[] = {
		"",                 /* nothing */
		"\x80",             /* continuation alone */
		"\xc0\x80",         /* overlong NUL */
		"\xc1\xbf",         /* overlong in two */
		"\xe0\x9f\xbf",     /* overlong in three */
		"\xf0\x8f\xbf\xbf", /* overlong in four */
		"\xed\xa0\x80",     /* first surrogate */
		"\xed\xbf\xbf",     /* last surrogate */
		"\xf4\x90\x80\x80", /* beyond U+10FFFF */
		"\xf5\x80\x80\x80", /* leads that begin nothing */
		"\xfe",
		"\xff",
		"\xc3", /* cut off */
		"\xe2\x82",
		"\xf0\x9f\x98",
		"\xc3x", /* continuation missing */
		"\xe2\x82x",
		"\xf0\x9f\x98x",
	};
	uint32_t code;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (decode(bad[i], &code) != 0) {
			fail_msg("row %zu was taken", i);
		}
	}
}

static void every_code_comes_back(void **state)
{
	char bytes[4];
	uint32_t code, back;

	(void)state;
	for (code = 0; code <= 0x10ffff; code++) {
		size_t length;

		if (code == 0xd800) {
			code = 0xe000;
		}
		length = utf8_encode(bytes, code);
		if (utf8_decode(text_from(bytes, length), &back) != length || back != code) {
			fail_msg("U+%04X", (unsigned)code);
		}
	}
}

static void a_text_is_valid_when_all_of_it_is(void **state)
{
	(void)state;
	assert_true(utf8_valid(text_of("")));
	assert_true(utf8_valid(text_of("na\xc3\xafve \xf0\x9f\x98\x80")));
	assert_true(utf8_valid(text_from("a\0b", 3)));
	assert_false(utf8_valid(text_of("na\xefve")));
	assert_false(utf8_valid(text_of("cut \xe2\x82")));
}

static void cells_are_those_of_the_locale(void **state)
{
	(void)state;
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0x4e2d), 2);
	assert_int_equal(utf8_width(0x0301), 0);
	assert_int_equal(utf8_width(0x1b), -1);
	setlocale(LC_ALL, "C");
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0x4e2d), -1);
	setlocale(LC_ALL, "C.UTF-8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_of_every_length_decode),
		cmocka_unit_test(what_is_not_strict_does_not_decode),
		cmocka_unit_test(every_code_comes_back),
		cmocka_unit_test(a_text_is_valid_when_all_of_it_is),
		cmocka_unit_test(cells_are_those_of_the_locale),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
