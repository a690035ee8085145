#include "base/ini.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "seed.h"

/* Writes each line as `line kind|name|key|value;`. */
static bool record(void *arg, const struct ini_line *line, struct error *error)
{
	struct buf *out = arg;

	if (text_is(line->key, "refuse")) {
		return ini_error(error, line, "unknown key `%s`", "refuse");
	}
	buf_addf(out, "%d ", line->line);
	buf_add_text(out, line->kind);
	buf_add_byte(out, '|');
	buf_add_text(out, line->name);
	buf_add_byte(out, '|');
	buf_add_text(out, line->key);
	buf_add_byte(out, '|');
	buf_add_text(out, line->value);
	buf_add_byte(out, ';');
	return true;
}

static void reads(struct text content, const char *expected)
{
	struct error error = {.code = ERROR_NONE};
	struct buf out;

	buf_init(&out, 100000);
	if (!ini_read(content, "f.conf", record, &out, &error)) {
		fail_msg("%s", error.text);
	}
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static void refuses(struct text content, const char *expected)
{
	struct error error = {.code = ERROR_NONE};
	struct buf out;

	buf_init(&out, 100000);
	assert_false(ini_read(content, "f.conf", record, &out, &error));
	assert_string_equal(error.text, expected);
	assert_int_equal(error.code, ERROR_USAGE);
	buf_finish(&out);
}

static void nothing_is_a_file_too(void **state)
{
	(void)state;
	reads(text_of(""), "");
	reads(text_of("\n\n \t\n"), "");
	reads(text_of("# only a comment"), "");
	reads(text_of("\xef\xbb\xbf"), "");
}

static void sections_and_pairs_carry_their_place(void **state)
{
	(void)state;
	reads(text_of("top = 1\n[profile]\na=b\n\n"
		      "[topic  orders created ]\n  key  =  two words \n"),
		"1 ||top|1;2 profile|||;3 profile||a|b;5 topic|orders created||;"
		"6 topic|orders created|key|two words;");
}

static void a_key_may_repeat(void **state)
{
	(void)state;
	reads(text_of("[p]\nk = 1\nk = 2"), "1 p|||;2 p||k|1;3 p||k|2;");
}

static void values_keep_what_is_theirs(void **state)
{
	(void)state;
	reads(text_of("a = b = c"), "1 ||a|b = c;");
	reads(text_of("a ="), "1 ||a|;");
	reads(text_of("a = [x]"), "1 ||a|[x];");
	reads(text_of("a = x\ty"), "1 ||a|x\ty;");
	reads(text_of("a = \"x\""), "1 ||a|\"x\";");
	reads(text_of("a = gr\xc3\xbcn"), "1 ||a|gr\xc3\xbcn;");
	reads(text_of("two words = x"), "1 ||two words|x;");
}

static void a_comment_begins_a_line_or_follows_a_space(void **state)
{
	(void)state;
	reads(text_of("  # whole line\na = b # rest\na = b\t# rest\na = b#c\n"),
		"2 ||a|b;3 ||a|b;4 ||a|b#c;");
	reads(text_of("[p q] # rest\n[p]\t# [r]\n"), "1 p|q||;2 p|||;");
}

static void a_value_may_start_with_a_hash(void **state)
{
	(void)state;
	reads(text_of("a = #ff8700\nb =#123 # rest\nc = #"), "1 ||a|#ff8700;2 ||b|#123;3 ||c|#;");
}

static void a_section_may_hold_brackets_and_hashes(void **state)
{
	(void)state;
	reads(text_of("[topic orders.[ab]*]\n[topic a #1]\n[topic x[0]] # y"),
		"1 topic|orders.[ab]*||;2 topic|a #1||;3 topic|x[0]||;");
}

static void foreign_line_ends_and_marks_are_tolerated(void **state)
{
	(void)state;
	reads(text_of("\xef\xbb\xbf[p]\r\na = b\r\n\r\n"), "1 p|||;2 p||a|b;");
	reads(text_of("a = b\r"), "1 ||a|b;");
}

static void malformed_lines_are_named(void **state)
{
	static const char *const bad[][2] = {
		{"word", "1: expected `key = value` or `[kind name]`"},
		{"a = 1\nword word\n", "2: expected `key = value` or `[kind name]`"},
		{"a # = b", "1: expected `key = value` or `[kind name]`"},
		{"= b", "1: no key before the ="},
		{"  = b", "1: no key before the ="},
		{"=", "1: no key before the ="},
		{"[", "1: the section is not closed with ]"},
		{"[profile", "1: the section is not closed with ]"},
		{"\n\n[profile # ]x\na = b", "3: text after the section's ]"},
		{"[profile # x", "1: the section is not closed with ]"},
		{"[]", "1: the section has no kind"},
		{"[ \t ]", "1: the section has no kind"},
		{"[a] b", "1: text after the section's ]"},
		{"[a]b", "1: text after the section's ]"},
		{"[a]#b", "1: text after the section's ]"},
		{"[a] = b", "1: text after the section's ]"},
		{"]", "1: expected `key = value` or `[kind name]`"},
		{"a = b\rc", "1: the line holds a control character"},
		{"a = \x1b[31m", "1: the line holds a control character"},
		{"# \x7f", "1: the line holds a control character"},
		{"a = b\r\r\n", "1: the line holds a control character"},
		{"a = \xff", "1: the line is not UTF-8"},
		{"# \xc0\x80", "1: the line is not UTF-8"},
		{"[\xed\xa0\x80]", "1: the line is not UTF-8"},
		{"a = b\n\xef\xbb\n", "2: the line is not UTF-8"},
	};
	char expected[100];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(expected, sizeof(expected), "f.conf:%s", bad[i][1]);
		refuses(text_of(bad[i][0]), expected);
	}
	refuses(text_from("a = b\0c", 7), "f.conf:1: the line holds a control character");
	refuses(text_from("\0", 1), "f.conf:1: the line holds a control character");
}

static void a_line_of_4096_bytes_is_the_longest(void **state)
{
	char content[INI_LINE_MAX + 3];

	(void)state;
	memset(content, 'x', sizeof(content));
	content[0] = '#';
	memcpy(content + INI_LINE_MAX, "\r\n", 2);
	reads(text_from(content, INI_LINE_MAX + 2), "");
	reads(text_from(content, INI_LINE_MAX), "");
	content[INI_LINE_MAX] = 'x';
	content[INI_LINE_MAX + 1] = '\n';
	refuses(text_from(content, INI_LINE_MAX + 2),
		"f.conf:1: the line is longer than 4096 bytes");
	refuses(text_from(content, INI_LINE_MAX + 1),
		"f.conf:1: the line is longer than 4096 bytes");
}

static void the_first_error_ends_the_reading(void **state)
{
	struct error error;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_false(ini_read(
		text_of("a = 1\nrefuse = 2\nword\nb = 3"), "f.conf", record, &out, &error));
	assert_string_equal(error.text, "f.conf:2: unknown key `refuse`");
	assert_string_equal(out.at, "1 ||a|1;");
	buf_finish(&out);
}

static void nobody_has_to_ask_why(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_false(ini_read(text_of("word"), "f.conf", record, &out, NULL));
	buf_finish(&out);
}

static bool check_line(void *arg, const struct ini_line *line, struct error *error)
{
	int *last = arg;

	(void)error;
	assert_true(line->line > *last);
	*last = line->line;
	assert_true(text_equal(line->key, text_trim(line->key)));
	assert_true(text_equal(line->value, text_trim(line->value)));
	assert_true(text_equal(line->name, text_trim(line->name)));
	assert_true(line->key.length > 0 || line->kind.length > 0);
	return true;
}

static void random_files_are_read_or_refused_with_their_place(void **state)
{
	static const char alphabet[] = "[]=# \t\n\r\\aZ\xc3\xa9";
	struct rng rng = seeded_rng();
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		size_t length = 1 + rng_below(&rng, 40), i;
		char *content = malloc(length);
		struct error error = {.code = ERROR_NONE};
		int last = 0;

		assert_non_null(content);
		for (i = 0; i < length; i++) {
			content[i] = alphabet[rng_below(&rng, sizeof(alphabet))];
		}
		if (!ini_read(text_from(content, length), "f", check_line, &last, &error)) {
			assert_int_equal(error.code, ERROR_USAGE);
			assert_memory_equal(error.text, "f:", 2);
		}
		free(content);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_a_file_too),
		cmocka_unit_test(sections_and_pairs_carry_their_place),
		cmocka_unit_test(a_key_may_repeat),
		cmocka_unit_test(values_keep_what_is_theirs),
		cmocka_unit_test(a_comment_begins_a_line_or_follows_a_space),
		cmocka_unit_test(a_value_may_start_with_a_hash),
		cmocka_unit_test(a_section_may_hold_brackets_and_hashes),
		cmocka_unit_test(foreign_line_ends_and_marks_are_tolerated),
		cmocka_unit_test(malformed_lines_are_named),
		cmocka_unit_test(a_line_of_4096_bytes_is_the_longest),
		cmocka_unit_test(the_first_error_ends_the_reading),
		cmocka_unit_test(nobody_has_to_ask_why),
		cmocka_unit_test(random_files_are_read_or_refused_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
