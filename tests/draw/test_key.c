#include "draw/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void assert_key(const char *name, uint32_t code, bool control)
{
	char formatted[KEY_NAME_MAX];
	struct key key;

	assert_true(key_parse(text_of(name), &key));
	assert_int_equal(key.code, code);
	assert_int_equal(key.control, control);
	assert_string_equal(key_format(formatted, &key), name);
}

static void names_and_keys_are_the_same_thing(void **state)
{
	(void)state;
	assert_key("a", 'a', false);
	assert_key("A", 'A', false);
	assert_key("?", '?', false);
	assert_key("-", '-', false);
	assert_key("\xc3\xa9", 0xe9, false);
	assert_key("\xf0\x9f\x98\x80", 0x1f600, false);
	assert_key("Space", ' ', false);
	assert_key("Enter", KEY_CODE_ENTER, false);
	assert_key("S-Tab", KEY_CODE_BACKTAB, false);
	assert_key("PgDn", KEY_CODE_PGDN, false);
	assert_key("F1", KEY_CODE_F1, false);
	assert_key("F12", KEY_CODE_F12, false);
	assert_key("C-d", 'd', true);
}

static void every_key_in_the_table_has_a_name(void **state)
{
	char name[KEY_NAME_MAX];
	struct key key, back;
	uint32_t code;

	(void)state;
	for (code = KEY_CODE_ENTER; code <= KEY_CODE_F12; code++) {
		key = (struct key){.code = code};
		assert_true(key_parse(text_of(key_format(name, &key)), &back));
		assert_true(key_equal(&key, &back));
	}
}

static void what_is_no_single_key_is_refused(void **state)
{
	static const char *const names[] = {
		"",
		"gg",
		"enter",
		"C-D",
		"C-",
		"C-1",
		"F13",
		"F0",
		" ",
		"\t",
		"\x7f",
		"\xff",
		"\xc2\x85",
		"Up ",
	};
	struct key key;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_false(key_parse(text_of(names[i]), &key));
	}
}

static void control_makes_another_key(void **state)
{
	const struct key plain = {.code = 'd'}, control = {.code = 'd', .control = true};

	(void)state;
	assert_false(key_equal(&plain, &control));
	assert_true(key_equal(&plain, &plain));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_keys_are_the_same_thing),
		cmocka_unit_test(every_key_in_the_table_has_a_name),
		cmocka_unit_test(what_is_no_single_key_is_refused),
		cmocka_unit_test(control_makes_another_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
