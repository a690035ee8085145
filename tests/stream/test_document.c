#include "stream/document.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "../base/seed.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/sanitise.h"

enum { WIDTH = 40, OUT_MAX = 64 << 20 };

static void put_plainly(void *arg, enum document_part part, struct text text)
{
	(void)part;
	assert_true(buf_add_text(arg, text));
}

static void put_marked(void *arg, enum document_part part, struct text text)
{
	static const char marks[] = {
		[DOCUMENT_NAME] = 'n',
		[DOCUMENT_STRING] = 's',
		[DOCUMENT_LITERAL] = 'l',
		[DOCUMENT_PUNCTUATION] = 'p',
		[DOCUMENT_PLAIN] = 't',
		[DOCUMENT_ASIDE] = 'a',
		[DOCUMENT_BLANK] = ' ',
	};
	size_t i;

	for (i = 0; i < text.length; i++) {
		buf_add_byte(arg, marks[part]);
	}
}

/* Only what stands in the bytes. */
static void put_content(void *arg, enum document_part part, struct text text)
{
	if (part != DOCUMENT_BLANK && part != DOCUMENT_ASIDE) {
		assert_true(buf_add_text(arg, text));
	}
}

static char *drawn(struct document *document, document_put *put)
{
	size_t line = 0;
	struct buf out;
	char *taken;
	bool more;

	buf_init(&out, OUT_MAX);
	assert_true(document_advance(document, SIZE_MAX));
	if (document_lines(document, &more) > 0) {
		do {
			document_draw(document, line, put, &out);
			buf_add_byte(&out, '\n');
		} while (document_next(document, &line));
	}
	taken = buf_take(&out);
	buf_finish(&out);
	return taken;
}

static void check_drawn(struct document *document, const char *wanted)
{
	char *got = drawn(document, put_plainly);

	assert_string_equal(got, wanted);
	mem_free(got);
}

static struct document *opened(const char *bytes, enum document_kind kind, int width)
{
	struct document *document = document_create(text_of(bytes), kind, width);

	assert_non_null(document);
	document_advance(document, SIZE_MAX);
	return document;
}

static void check_shown(const char *bytes, const char *wanted)
{
	struct document *document = opened(bytes, DOCUMENT_AUTO, WIDTH);

	check_drawn(document, wanted);
	document_destroy(document);
}

static void json_has_a_member_a_line_and_is_not_altered(void **state)
{
	(void)state;
	check_shown("{}", "{}\n");
	check_shown(" [ ] ", "[]\n");
	check_shown("{\"a\":1.50e+3,\"b\":{ } ,\"a\":[1,\"x\\u00e9\\/\",null]}\n",
		"{\n  \"a\": 1.50e+3,\n  \"b\": {},\n  \"a\": [\n    1,\n    \"x\\u00e9\\/\",\n"
		"    null\n  ]\n}\n");
	check_shown("[[],[[]],{\"\":true}]",
		"[\n  [],\n  [\n    []\n  ],\n  {\n    \"\": true\n  }\n]\n");
}

static void parts_of_json_are_told_apart(void **state)
{
	struct document *document = opened("{\"k\":\"v\",\"n\":[-1,{}]}", DOCUMENT_AUTO, WIDTH);
	char *got;

	(void)state;
	got = drawn(document, put_marked);
	assert_string_equal(got, "p\n  nnnp sssp\n  nnnp p\n    llp\n    pp\n  p\np\n");
	mem_free(got);
	document_destroy(document);
}

static void what_is_longer_than_the_width_goes_on_below(void **state)
{
	struct document *document;

	(void)state;
	document = opened("{\"name\":\"abcdefghijklmnopqrstuvwxyz\"}", DOCUMENT_JSON, 20);
	check_drawn(
		document, "{\n  \"name\": \"abcd\n    efghijklmno\n    pqrstuvwxyz\n    \"\n}\n");
	document_set_width(document, 80);
	check_drawn(document, "{\n  \"name\": \"abcdefghijklmnopqrstuvwxyz\"\n}\n");
	document_destroy(document);
	document = opened("one\ttwo\r\n\nthree\n", DOCUMENT_TEXT, WIDTH);
	check_drawn(document, "one    two\n\nthree\n");
	document_destroy(document);
	document = opened("aaaabbbbccccdddd\xf0\x9f\x98\x80z", DOCUMENT_TEXT, 17);
	check_drawn(document, "aaaabbbbccccdddd\n\xf0\x9f\x98\x80z\n");
	document_destroy(document);
	document = opened("some words that are too many, a few", DOCUMENT_TEXT, 16);
	check_drawn(document, "some words that \nare too many, a \nfew\n");
	document_destroy(document);
}

static void check_kind(const char *bytes, enum document_kind kind, const char *what)
{
	struct document *document = opened(bytes, DOCUMENT_AUTO, WIDTH);
	struct buf out;

	buf_init(&out, 100);
	document_describe(document, &out);
	assert_string_equal(out.at, what);
	assert_int_equal(document_kind_of(document), kind);
	buf_finish(&out);
	document_destroy(document);
}

static void what_bytes_are_is_found_by_looking(void **state)
{
	(void)state;
	check_kind("{\"a\":1}", DOCUMENT_JSON, "json");
	check_kind("{\"a\":1", DOCUMENT_TEXT, "text");
	check_kind("true", DOCUMENT_TEXT, "text");
	check_kind("", DOCUMENT_TEXT, "text");
	check_kind("a\nb\tc", DOCUMENT_TEXT, "text");
	check_kind("a\x01", DOCUMENT_HEX, "hex");
	check_kind("a\xff", DOCUMENT_HEX, "hex");
	check_kind("eyJhIjoxLCJiIjpbXX0=", DOCUMENT_BASE64, "json in base64");
	check_kind("cGxhaW4gdGV4dCwgbm90aGluZyBlbHNl", DOCUMENT_BASE64, "text in base64");
	check_kind("customerServices", DOCUMENT_TEXT, "text");
	check_kind("\x82\xa1k\xa1v\xa1n\x01", DOCUMENT_MSGPACK, "json in msgpack");
	check_kind("\x82\xa1k\xa1v\xa1n", DOCUMENT_HEX, "hex");
}

static void what_is_encoded_is_shown(void **state)
{
	struct document *document = opened("eyJhIjoxfQ==", DOCUMENT_BASE64, WIDTH);

	(void)state;
	check_drawn(document, "{\n  \"a\": 1\n}\n");
	document_destroy(document);
	document =
		document_create(text_from("\xac\xed\x00\x05t\x00\x02hi", 9), DOCUMENT_AUTO, WIDTH);
	assert_int_equal(document_kind_of(document), DOCUMENT_JAVA);
	check_drawn(document, "hi\n");
	document_destroy(document);
	document = opened("\x82\xa1k\xa1v\xa1n\x01", DOCUMENT_MSGPACK, WIDTH);
	check_drawn(document, "{\n  \"k\": \"v\",\n  \"n\": 1\n}\n");
	document_destroy(document);
	assert_null(document_create(text_of("no base64!"), DOCUMENT_BASE64, WIDTH));
	assert_null(document_create(text_of("{\"a\":"), DOCUMENT_JSON, WIDTH));
}

static void a_dump_has_sixteen_bytes_a_line(void **state)
{
	static const char bytes[] = "0123456789abcdef\0\xff";
	struct document *document = document_create(text_from(bytes, 18), DOCUMENT_AUTO, 80);

	(void)state;
	check_drawn(document,
		"00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n"
		"00000010  00 ff                                             ..\n");
	document_destroy(document);
}

static const char nested[] = "{\"a\":{\"b\":[1,2,{\"c\":3}],\"d\":4},\"e\":[5],\"f\":6}";

static void what_is_folded_takes_one_line(void **state)
{
	struct document *document = opened(nested, DOCUMENT_JSON, WIDTH);
	size_t line, parent;
	bool folded;

	(void)state;
	document_fold(document, 1, true);
	check_drawn(document, "{\n  \"a\": { ... 2 },\n  \"e\": [\n    5\n  ],\n  \"f\": 6\n}\n");
	assert_true(document_can_fold(document, 1, &folded) && folded);
	assert_int_equal(document_seen(document, 5), 1);
	line = 11;
	assert_true(document_previous(document, &line));
	assert_int_equal(line, 1);
	assert_true(document_parent(document, 6, &parent));
	assert_int_equal(parent, 5);
	assert_true(document_parent(document, 12, &parent));
	assert_int_equal(parent, 11);
	assert_false(document_parent(document, 0, &parent));
	document_reveal(document, 6);
	assert_true(document_can_fold(document, 1, &folded) && !folded);
	document_fold_all(document, true);
	check_drawn(document, "{\n  \"a\": { ... 2 },\n  \"e\": [ ... 1 ],\n  \"f\": 6\n}\n");
	document_fold(document, 0, true);
	check_drawn(document, "{ ... 3 }\n");
	document_reveal(document, 6);
	document_fold_all(document, false);
	assert_true(document_can_fold(document, 5, &folded) && !folded);
	document_destroy(document);
}

static size_t found(struct document *document, const char *needle, size_t from, bool back)
{
	const struct document_search search = {.needle = text_of(needle), .back = back};

	return document_seek(document, &search, &from) ? from : SIZE_MAX;
}

static void what_is_looked_for_is_found_by_line(void **state)
{
	struct document *document = opened(nested, DOCUMENT_JSON, WIDTH);
	size_t line = 3;

	(void)state;
	assert_int_equal(found(document, "\"C\"", 0, false), 6);
	assert_int_equal(found(document, "\"c\"", 6, false), SIZE_MAX);
	assert_int_equal(found(document, "\"c\"", 12, true), 6);
	assert_int_equal(found(document, "\"c\"", 6, true), SIZE_MAX);
	assert_int_equal(found(document, "", 0, false), SIZE_MAX);
	assert_true(document_seek(document,
		&(struct document_search){.needle = text_of("{\"a"), .from_start = true}, &line));
	assert_int_equal(line, 0);
	assert_true(document_seek(document,
		&(struct document_search){.needle = text_of(":"), .from_start = true, .back = true},
		&line));
	assert_int_equal(line, 14);
	document_destroy(document);
	document = document_create(text_of("0123456789abcdefXYZ"), DOCUMENT_HEX, WIDTH);
	assert_int_equal(found(document, "xyz", 0, false), 1);
	document_destroy(document);
}

/* --- large ones --- */

static void lines_are_made_in_steps(void **state)
{
	struct document *document;
	struct buf out;
	size_t before;
	bool more;
	int i;

	(void)state;
	buf_init(&out, OUT_MAX);
	buf_add_byte(&out, '[');
	for (i = 0; i < 1000000; i++) {
		buf_add_string(&out, i ? ",1234567" : "1234567");
	}
	buf_add_byte(&out, ']');
	document = document_create(buf_text(&out), DOCUMENT_AUTO, WIDTH);
	assert_false(document_advance(document, 1000));
	before = document_lines(document, &more);
	assert_true(more && before > 100 && before < 200);
	assert_int_equal(document_line_at(document, out.length - 1), 1000001);
	assert_true(document_advance(document, SIZE_MAX));
	assert_int_equal(document_lines(document, &more), 1000002);
	assert_false(more);
	document_fold(document, 7, true);
	document_fold(document, 0, true);
	check_drawn(document, "[ ... 1,000,000 ]\n");
	document_destroy(document);
	buf_finish(&out);
}

static void large_ones_begin_folded(void **state)
{
	struct document *document;
	struct buf out;
	bool folded;
	char *got;
	int i;

	(void)state;
	buf_init(&out, OUT_MAX);
	for (i = 0; i < 20000; i++) {
		buf_add_string(&out, i ? ",{\"a\":{\"b\":1}}" : "[{\"a\":{\"b\":1}}");
	}
	buf_add_byte(&out, ']');
	document = document_create(buf_text(&out), DOCUMENT_AUTO, WIDTH);
	got = drawn(document, put_plainly);
	assert_true(text_starts(text_of(got), "[\n  { ... 1 },\n  { ... 1 },\n"));
	mem_free(got);
	document_fold(document, 1, false);
	assert_true(document_can_fold(document, 2, &folded) && folded);
	document_destroy(document);
	buf_finish(&out);
}

static void a_line_of_ten_megabytes_is_shown(void **state)
{
	enum { LENGTH = 10 << 20 };
	struct document *document;
	struct buf out;
	bool more;
	int i;

	(void)state;
	buf_init(&out, OUT_MAX);
	buf_add_byte(&out, '"');
	for (i = 0; i < LENGTH; i++) {
		buf_add_byte(&out, 'x');
	}
	buf_add_string(&out, "\"]");
	document = document_create(buf_text(&out), DOCUMENT_AUTO, 80);
	assert_int_equal(document_kind_of(document), DOCUMENT_TEXT);
	document_advance(document, SIZE_MAX);
	assert_int_equal(document_lines(document, &more), (out.length + 79) / 80);
	document_destroy(document);
	buf_cut(&out, out.length - 1);
	buf_add_byte(&out, ']');
	out.at[0] = '[';
	out.at[1] = '"';
	out.at[out.length - 2] = '"';
	document = document_create(buf_text(&out), DOCUMENT_AUTO, 80);
	assert_int_equal(document_kind_of(document), DOCUMENT_JSON);
	assert_int_equal(found(document, "x\"", 0, false), 2 + (out.length - 4 - 73) / 71);
	document_destroy(document);
	buf_finish(&out);
}

static void what_is_nested_deeply_can_be_walked(void **state)
{
	enum { DEPTH = 10000 };
	char *bytes = mem_alloc(2, DEPTH);
	struct document *document;
	size_t line = DEPTH - 1, steps = 0;
	bool more;

	(void)state;
	memset(bytes, '[', DEPTH);
	memset(bytes + DEPTH, ']', DEPTH);
	document = document_create(text_from(bytes, (size_t)2 * DEPTH), DOCUMENT_AUTO, WIDTH);
	document_advance(document, SIZE_MAX);
	assert_int_equal(document_lines(document, &more), 2 * DEPTH - 2 + 1);
	line = document_line_at(document, DEPTH);
	while (document_parent(document, line, &line)) {
		steps++;
	}
	assert_int_equal(steps, DEPTH - 1);
	document_fold_all(document, true);
	check_drawn(document, "[\n  [ ... 1 ]\n]\n");
	document_destroy(document);
	mem_free(bytes);
}

/* --- any --- */

static void add_string(struct rng *rng, struct buf *out)
{
	static const char *const pieces[] = {"a", "\\\"", "\\\\", "\\u0041", "é", "日本", "{", "]",
		",", ":", " ", "\xe2\x80\xae", "\xff", "\xcc\x81", "long long long words"};
	uint64_t i, count = rng_below(rng, 8);

	buf_add_byte(out, '"');
	for (i = 0; i < count; i++) {
		buf_add_string(out, pieces[rng_below(rng, sizeof(pieces) / sizeof(*pieces))]);
	}
	buf_add_byte(out, '"');
}

static void add_blanks(struct rng *rng, struct buf *out, struct buf *bare, size_t from)
{
	buf_add_text(bare, text_from(out->at + from, out->length - from));
	if (rng_below(rng, 4) == 0) {
		buf_add_string(out, rng_below(rng, 2) ? " \n" : "\t");
	}
}

/* Random JSON, and the same without white space. */
static void add_value(struct rng *rng, struct buf *out, struct buf *bare, int depth)
{
	static const char *const literals[] = {
		"1", "-0.5e9", "true", "null", "12345678901234567890"};
	uint64_t i, kind = rng_below(rng, depth > 5 ? 2 : 4), count = rng_below(rng, 5);
	bool object = kind == 2;
	size_t from = out->length;

	if (kind < 2) {
		if (kind == 0) {
			add_string(rng, out);
		} else {
			buf_add_string(out,
				literals[rng_below(rng, sizeof(literals) / sizeof(*literals))]);
		}
		add_blanks(rng, out, bare, from);
		return;
	}
	buf_add_byte(out, object ? '{' : '[');
	add_blanks(rng, out, bare, from);
	for (i = 0; i < count; i++) {
		from = out->length;
		if (i > 0) {
			buf_add_byte(out, ',');
			add_blanks(rng, out, bare, from);
		}
		from = out->length;
		if (object) {
			add_string(rng, out);
			add_blanks(rng, out, bare, from);
			from = out->length;
			buf_add_byte(out, ':');
			add_blanks(rng, out, bare, from);
		}
		add_value(rng, out, bare, depth + 1);
	}
	from = out->length;
	buf_add_byte(out, object ? '}' : ']');
	add_blanks(rng, out, bare, from);
}

static void put_safe(void *arg, enum document_part part, struct text text)
{
	(void)part;
	sanitise_text(arg, text);
}

static void check_lines(struct document *document, struct text bytes, int width)
{
	size_t i, at = 0, lines;
	struct buf line;
	bool more;

	lines = document_lines(document, &more);
	assert_false(more);
	buf_init(&line, OUT_MAX);
	for (i = 0; i < lines; i++) {
		struct text raw = document_raw(document, i);

		assert_ptr_equal(raw.at, bytes.at + (i == 0 ? raw.at - bytes.at : (long)at));
		assert_true(raw.length > 0);
		at = (size_t)(raw.at - bytes.at) + raw.length;
		assert_int_equal(document_line_at(document, at - 1), i);
		buf_reset(&line);
		document_draw(document, i, put_safe, &line);
		assert_true(sanitise_width(buf_text(&line)) <= width);
	}
	assert_int_equal(at, bytes.length);
	buf_finish(&line);
}

/* From either end the same lines are passed, whatever is folded. */
static void check_folds(struct rng *rng, struct document *document)
{
	size_t down[512], line = 0, count = 0, lines, i;
	bool more, folded;

	lines = document_lines(document, &more);
	for (i = 0; i < 10; i++) {
		size_t at = rng_below(rng, lines);

		if (document_can_fold(document, at, &folded)) {
			document_fold(document, at, !folded);
			assert_true(document_can_fold(document, at, &folded) || lines == 0);
		}
	}
	do {
		assert_true(count < sizeof(down) / sizeof(*down));
		assert_int_equal(document_seen(document, line), line);
		down[count++] = line;
	} while (document_next(document, &line));
	line = lines;
	while (document_previous(document, &line)) {
		assert_true(count > 0);
		assert_int_equal(line, down[--count]);
	}
	assert_int_equal(count, 0);
	line = rng_below(rng, lines);
	document_reveal(document, line);
	assert_int_equal(document_seen(document, line) <= line, true);
}

static void any_json_is_shown_whole(void **state)
{
	struct rng rng = seeded_rng();
	int round;

	(void)state;
	for (round = 0; round < 3000; round++) {
		int width = 24 + (int)rng_below(&rng, 60);
		struct document *document;
		struct buf out, bare, got;

		buf_init(&out, 1 << 16);
		buf_init(&bare, 1 << 16);
		buf_init(&got, 1 << 16);
		buf_add_byte(&out, '[');
		buf_add_byte(&bare, '[');
		add_value(&rng, &out, &bare, 3);
		buf_add_byte(&out, ']');
		buf_add_byte(&bare, ']');
		document = document_create(buf_text(&out), DOCUMENT_JSON, width);
		assert_non_null(document);
		while (!document_advance(document, 1 + rng_below(&rng, 20))) {
		}
		{
			size_t line = 0;

			do {
				document_draw(document, line, put_content, &got);
			} while (document_next(document, &line));
		}
		assert_true(text_equal(buf_text(&got), buf_text(&bare)));
		check_lines(document, buf_text(&out), width);
		check_folds(&rng, document);
		document_destroy(document);
		buf_finish(&out);
		buf_finish(&bare);
		buf_finish(&got);
	}
}

static void any_bytes_are_shown_whole(void **state)
{
	struct rng rng = seeded_rng();
	int round;

	(void)state;
	for (round = 0; round < 3000; round++) {
		int width = 16 + (int)rng_below(&rng, 60), kind = (int)rng_below(&rng, 2);
		size_t i, length = 1 + rng_below(&rng, 300);
		char *bytes = mem_alloc(length, 1);
		struct document *document;

		for (i = 0; i < length; i++) {
			bytes[i] = (char)rng_below(&rng, rng_below(&rng, 2) ? 256 : 128);
		}
		document = document_create(
			text_from(bytes, length), kind ? DOCUMENT_TEXT : DOCUMENT_HEX, width);
		document_advance(document, SIZE_MAX);
		check_lines(document, text_from(bytes, length), kind ? width : 80);
		document_destroy(document);
		mem_free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_a_member_a_line_and_is_not_altered),
		cmocka_unit_test(parts_of_json_are_told_apart),
		cmocka_unit_test(what_is_longer_than_the_width_goes_on_below),
		cmocka_unit_test(what_bytes_are_is_found_by_looking),
		cmocka_unit_test(what_is_encoded_is_shown),
		cmocka_unit_test(a_dump_has_sixteen_bytes_a_line),
		cmocka_unit_test(what_is_folded_takes_one_line),
		cmocka_unit_test(what_is_looked_for_is_found_by_line),
		cmocka_unit_test(lines_are_made_in_steps),
		cmocka_unit_test(large_ones_begin_folded),
		cmocka_unit_test(a_line_of_ten_megabytes_is_shown),
		cmocka_unit_test(what_is_nested_deeply_can_be_walked),
		cmocka_unit_test(any_json_is_shown_whole),
		cmocka_unit_test(any_bytes_are_shown_whole),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
