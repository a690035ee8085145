#include "../../src/term/keys.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"

/* The names of all keys that come from bytes fed in pieces of `piece`, a space after each; a
 * paste is `<its text>`. */
static char *keys_of(const char *bytes, size_t length, size_t piece)
{
	char name[KEY_NAME_MAX];
	struct keys keys;
	struct key key;
	struct buf out;
	char *names;
	size_t at = 0;

	keys_init(&keys);
	buf_init(&out, 1 << 20);
	for (;;) {
		bool quiet = at >= length;

		while (keys_next(&keys, quiet, &key)) {
			if (key.code == KEY_CODE_PASTE) {
				buf_addf(&out, "<%.*s> ", (int)key.paste.length, key.paste.at);
			} else {
				buf_addf(&out, "%s ", key_format(name, &key));
			}
		}
		if (quiet) {
			break;
		}
		keys_feed(&keys, bytes + at, piece < length - at ? piece : length - at);
		at += piece;
	}
	assert_false(keys_pending(&keys));
	keys_finish(&keys);
	names = buf_take(&out);
	buf_finish(&out);
	return names;
}

/* However the bytes are cut, the keys are the same. */
static void assert_keys(const char *bytes, const char *expected)
{
	size_t piece;

	for (piece = 1; piece <= strlen(bytes); piece++) {
		char *keys = keys_of(bytes, strlen(bytes), piece);

		assert_string_equal(keys, expected);
		mem_free(keys);
	}
}

static void characters_are_keys(void **state)
{
	(void)state;
	assert_keys("aZ9 ?", "a Z 9 Space ? ");
	assert_keys(
		"\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80", "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80 ");
	assert_keys("a\xff\xc3z\xe6\xbc", "a z ");
	assert_keys("\xc2\x9b"
		    "A",
		"A ");
}

static void control_bytes_are_named_keys_or_control_letters(void **state)
{
	(void)state;
	assert_keys("\r\n\t\b\x7f", "Enter Enter Tab Backspace Backspace ");
	assert_keys("\x01\x03\x04\x0c\x10\x1a", "C-a C-c C-d C-l C-p C-z ");
	assert_keys("\x1c\x1d\x1e\x1f", "");
}

static void arrows_come_in_both_spellings(void **state)
{
	(void)state;
	assert_keys("\033[A\033[B\033[C\033[D\033[H\033[F", "Up Down Right Left Home End ");
	assert_keys("\033OA\033OB\033OC\033OD\033OH\033OF", "Up Down Right Left Home End ");
	assert_keys("\033[1~\033[4~\033[7~\033[8~\033[3~\033[5~\033[6~",
		"Home End Home End Delete PgUp PgDn ");
	assert_keys("\033[Z\033[1;5A\033[1;2B", "S-Tab Up Down ");
}

static void function_keys_come_in_every_spelling(void **state)
{
	(void)state;
	assert_keys(
		"\033OP\033OS\033[15~\033[17~\033[21~\033[23~\033[24~", "F1 F4 F5 F6 F10 F11 F12 ");
	assert_keys("\033[11~\033[14~\033[[A\033[[E\033[1;2P", "F1 F4 F1 F5 F1 ");
}

static void a_lone_escape_is_the_key_once_nothing_follows(void **state)
{
	struct keys keys;
	struct key key;

	(void)state;
	assert_keys("\033", "Esc ");
	assert_keys("\033\033", "Esc Esc ");
	assert_keys("\033j", "Esc j ");
	assert_keys("\033[", "Esc [ ");
	assert_keys("\033]", "Esc ] ");
	assert_keys("\033P", "Esc P ");
	assert_keys("\033O", "Esc O ");
	keys_init(&keys);
	keys_feed(&keys, "\033", 1);
	assert_false(keys_next(&keys, false, &key));
	assert_true(keys_pending(&keys));
	keys_feed(&keys, "[A", 2);
	assert_true(keys_next(&keys, false, &key));
	assert_int_equal(key.code, KEY_CODE_UP);
	assert_false(keys_pending(&keys));
	keys_finish(&keys);
}

static void answers_and_unknown_sequences_are_no_typing(void **state)
{
	(void)state;
	assert_keys("a\033[?62;22c\033[?2026;2$yb", "a b ");
	assert_keys("a\033]11;rgb:1e1d/1e1d/1e1d\033\\b\033]11;rgb:0/0/0\007c", "a b c ");
	assert_keys("a\033P1$r0m\033\\b", "a b ");
	assert_keys("a\033[<0;10;20M\033[<0;10;20mb", "a b ");
	assert_keys("a\033[I\033[O\033[2~\033[99~\033[201~b", "a b ");
	assert_keys("a\033[12;3\033[Ab", "a Up b ");
	assert_keys("a\033[12;3", "a ");
}

static void a_paste_is_one_key_whatever_it_holds(void **state)
{
	(void)state;
	assert_keys("a\033[200~q\r:write\033[A\033[201~b", "a <q\r:write\033[A> b ");
	assert_keys("\033[200~\033[201~", "<> ");
	assert_keys("\033[200~one\033[201~\033[200~two\033[201~", "<one> <two> ");
}

static void the_rest_of_a_paste_that_is_too_long_is_dropped(void **state)
{
	const size_t length = KEYS_PASTE_MAX + 3000;
	char *bytes = mem_alloc(length + 100, 1), *keys;
	struct text seen;

	(void)state;
	memcpy(bytes, "\033[200~", 6);
	memset(bytes + 6, 'q', length);
	memcpy(bytes + 6 + length, "\033[201~z", 8);
	keys = keys_of(bytes, 6 + length + 7, 1000);
	seen = text_of(keys);
	assert_int_equal(seen.length, KEYS_PASTE_MAX + 5);
	assert_string_equal(keys + KEYS_PASTE_MAX + 1, "> z ");
	mem_free(keys);
	keys = keys_of(bytes, 6 + length, 1000);
	assert_int_equal(strlen(keys), KEYS_PASTE_MAX + 3);
	mem_free(keys);
	mem_free(bytes);
}

static void a_pause_within_a_paste_ends_it_nowhere(void **state)
{
	struct keys keys;
	struct key key;
	char piece[1024];
	size_t fed;

	(void)state;
	memset(piece, 'q', sizeof(piece));
	keys_init(&keys);
	keys_feed(&keys, "\033[200~", 6);
	for (fed = 0; fed < 2 * KEYS_PASTE_MAX; fed += sizeof(piece)) {
		keys_feed(&keys, piece, sizeof(piece));
		while (keys_next(&keys, true, &key)) {
			assert_int_equal(key.code, KEY_CODE_PASTE);
		}
		assert_false(keys_pending(&keys));
	}
	keys_feed(&keys, "\033[201~z", 7);
	assert_true(keys_next(&keys, false, &key));
	assert_int_equal(key.code, 'z');
	keys_finish(&keys);
}

static void there_is_always_room_for_more(void **state)
{
	static const char *const pieces[] = {
		"\033]",
		"\033[",
		"\033P",
		"a",
		"\033[200~",
		"\033[201~",
		"\xf0\x9f",
		"12;3",
		"\033",
		"\007",
		"~",
		"x",
	};
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 4711;
	struct keys keys;
	struct key key;
	struct rng rng;
	int i;

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	keys_init(&keys);
	for (i = 0; i < 50000; i++) {
		const char *piece = pieces[rng_below(&rng, sizeof(pieces) / sizeof(*pieces))];

		keys_feed(&keys, piece, strlen(piece));
		while (keys_next(&keys, rng_below(&rng, 50) == 0, &key)) {
			assert_true(key.code != 0 && key.code <= KEY_CODE_PASTE);
		}
		assert_true(keys_room(&keys) > 16);
	}
	keys_finish(&keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_keys),
		cmocka_unit_test(control_bytes_are_named_keys_or_control_letters),
		cmocka_unit_test(arrows_come_in_both_spellings),
		cmocka_unit_test(function_keys_come_in_every_spelling),
		cmocka_unit_test(a_lone_escape_is_the_key_once_nothing_follows),
		cmocka_unit_test(answers_and_unknown_sequences_are_no_typing),
		cmocka_unit_test(a_paste_is_one_key_whatever_it_holds),
		cmocka_unit_test(the_rest_of_a_paste_that_is_too_long_is_dropped),
		cmocka_unit_test(a_pause_within_a_paste_ends_it_nowhere),
		cmocka_unit_test(there_is_always_room_for_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
