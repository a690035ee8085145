/* JSON where it stands: what is a document, what is in it, and its strings there and back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/rng.h"

enum { ROOM = 1 << 24 };

static bool reads(const char *text)
{
	struct json_value value;

	return json_read(text_of(text), &value);
}

static void a_document_is_one_value_by_the_standard(void **state)
{
	static const char *const good[] = {"{}", "[]", " [ ] ", "{\"a\":1}", "\"x\"", "0",
		"-0.5e+3", "[1,2,[3,{\"a\":[]}]]", "true", "null", "{\"a\":1,\"a\":2}",
		"\"\\u00e9\\\"\"", "1E400", "\t{\n}\r"};
	static const char *const bad[] = {"", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}",
		"{a:1}", "01", "1.", ".5", "+1", "-", "1e", "tru", "nul", "\"\\x\"", "\"\\u12g4\"",
		"\"", "\"a\nb\"", "[1}", "{]", "[1] 2", "{} {}", "{\"a\":1,}", "'a'", "[1 2]",
		"{\"a\" 1}", "\"\\u12\"", "NaN", "[\"a\",]", "{1:2}"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(reads(good[i]) || (print_error("refused: %s\n", good[i]), false));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(reads(bad[i]) && (print_error("taken: %s\n", bad[i]), true));
	}
}

static void what_is_wrong_has_a_place(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} rows[] = {{"", 0}, {"x", 0}, {"{\"a\": 1, }", 9}, {"[1, 2", 5}, {"{\"a\": nul}", 6},
		{"[1 2]", 3}, {"{} x", 3}, {"[\"a\nb\"]", 1}, {"[1}", 2}, {" {\"a\" 1}", 2}};
	size_t at;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(json_wrong(text_of(rows[i].text), &at));
		if (at != rows[i].at) {
			fail_msg("%s: %zu", rows[i].text, at);
		}
	}
	assert_false(json_wrong(text_of(" {\"a\": [1, null]} "), &at));
}

static bool reads_nested(size_t depth, const char *open, const char *close)
{
	struct buf out;
	struct json_value value;
	bool good;

	buf_init(&out, ROOM);
	for (size_t i = 0; i < depth; i++) {
		buf_add_string(&out, open);
	}
	buf_add_string(&out, "1");
	for (size_t i = 0; i < depth; i++) {
		buf_add_string(&out, close);
	}
	good = json_read(buf_text(&out), &value);
	buf_finish(&out);
	return good;
}

static void nesting_is_bounded_and_needs_no_stack(void **state)
{
	(void)state;
	assert_true(reads_nested(10000, "[", "]"));
	assert_true(reads_nested(10000, "{\"a\":", "}"));
	assert_true(reads_nested(JSON_DEPTH_MAX, "[", "]"));
	assert_false(reads_nested(JSON_DEPTH_MAX + 1, "[", "]"));
	assert_false(reads_nested((size_t)1 << 20, "[", "]"));
}

static void looks_are_cheap(void **state)
{
	(void)state;
	assert_true(json_looks(text_of(" {")));
	assert_true(json_looks(text_of("[nonsense")));
	assert_false(json_looks(text_of("")));
	assert_false(json_looks(text_of("\"text\"")));
	assert_false(json_looks(text_of("12")));
}

static void members_come_in_order_and_twice(void **state)
{
	static const char document[] =
		" { \"a\" : 1 , \"b\":[true,{\"x\":\"],}\"}],\"a\":\"\\\"\" , \"\":null } ";
	static const struct {
		const char *name, *raw;
		enum json_kind kind;
	} wanted[] = {{"a", "1", JSON_NUMBER}, {"b", "[true,{\"x\":\"],}\"}]", JSON_ARRAY},
		{"a", "\"\\\"\"", JSON_STRING}, {"", "null", JSON_NULL}};
	struct json_value whole, name, value;
	struct json_walk walk;

	(void)state;
	assert_true(json_read(text_of(document), &whole));
	json_walk_begin(&walk, &whole);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		assert_true(json_walk_next(&walk, &name, &value));
		assert_true(json_string_is(&name, text_of(wanted[i].name)));
		assert_int_equal(value.kind, wanted[i].kind);
		assert_true(text_is(value.raw, wanted[i].raw));
	}
	assert_false(json_walk_next(&walk, &name, &value));
	assert_true(json_read(text_of("[ 1,[],\"a\" ]"), &whole));
	json_walk_begin(&walk, &whole);
	assert_true(json_walk_next(&walk, &name, &value) && name.kind == JSON_NONE);
	assert_true(json_walk_next(&walk, &name, &value) && value.kind == JSON_ARRAY);
	assert_true(json_walk_next(&walk, &name, &value) && text_is(value.raw, "\"a\""));
	assert_false(json_walk_next(&walk, &name, &value));
}

static void check_string(const char *raw, const char *wanted, size_t length)
{
	struct json_value value;
	struct buf out;

	buf_init(&out, ROOM);
	assert_true(json_read(text_of(raw), &value));
	assert_true(json_string(&out, &value));
	assert_true(text_equal(buf_text(&out), text_from(wanted, length)));
	assert_true(json_string_is(&value, text_from(wanted, length)));
	assert_false(json_string_is(&value, text_of("something else")));
	buf_finish(&out);
}

static void strings_stand_for_their_text(void **state)
{
	(void)state;
	check_string("\"plain\"", "plain", 5);
	check_string("\"\"", "", 0);
	check_string("\"a\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "a\n\t\"\\/\b\f\r", 9);
	check_string("\"\\u0000\"", "\0", 1);
	check_string("\"\\u00e9\\u20AC\"", "\xc3\xa9\xe2\x82\xac", 5);
	check_string("\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4);
	check_string("\"\\ud83dx\"", "\xef\xbf\xbdx", 4);
	check_string("\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd", 6);
	check_string("\"\\ud83d\\u0041\"",
		"\xef\xbf\xbd"
		"A",
		4);
}

static void quoting_leaves_nothing_for_a_terminal(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, ROOM);
	json_quote(&out, text_of("a\"\\\x1b[31m\n\x7f\xc2\x9b\xe2\x80\xae\xf3\xa0\x80\x81 z"));
	assert_true(text_is(buf_text(&out),
		"\"a\\\"\\\\\\u001b[31m\\n\\u007f\\u009b\\u202e\\udb40\\udc01 z\""));
	buf_reset(&out);
	json_quote_bytes(&out, text_from("a\0b", 3));
	assert_true(text_is(buf_text(&out), "{\"base64\": \"YQBi\"}"));
	buf_reset(&out);
	json_quote_bytes(&out, text_of("\xff"));
	assert_true(text_is(buf_text(&out), "{\"base64\": \"/w==\"}"));
	buf_finish(&out);
}

/* --- what was quoted is read back as it was; what is cut anywhere is refused --- */

static void add_value(struct buf *out, struct rng *rng, int depth)
{
	static const char *const scalars[] = {
		"0", "-12.5e7", "true", "false", "null", "123456789012345678901"};
	uint64_t kind = rng_below(rng, depth < 5 ? 4 : 2), count = rng_below(rng, 4);
	char bytes[12];

	if (kind == 0) {
		buf_add_string(out, scalars[rng_below(rng, sizeof(scalars) / sizeof(*scalars))]);
		return;
	}
	if (kind == 1) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			bytes[i] = (char)rng_below(rng, 128);
		}
		json_quote(out, text_from(bytes, rng_below(rng, sizeof(bytes))));
		return;
	}
	buf_add_byte(out, kind == 2 ? '[' : '{');
	for (uint64_t i = 0; i < count; i++) {
		buf_add_string(out, i > 0 ? " , " : "\n");
		if (kind == 3) {
			buf_addf(out, "\"k%" PRIu64 "\" : ", rng_below(rng, 3));
		}
		add_value(out, rng, depth + 1);
	}
	buf_add_byte(out, kind == 2 ? ']' : '}');
}

static size_t count_values(const struct json_value *whole)
{
	struct json_value name, value;
	struct json_walk walk;
	size_t count = 1;

	json_walk_begin(&walk, whole);
	while (json_walk_next(&walk, &name, &value)) {
		struct json_value alone;

		assert_true(json_read(value.raw, &alone));
		assert_int_equal(alone.kind, value.kind);
		count += count_values(&value);
	}
	return count;
}

static void random_documents_hold_and_their_beginnings_do_not(void **state)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 20261125;
	struct json_value value;
	struct rng rng;
	struct buf out;

	(void)state;
	print_message("SEED=%" PRIu64 "\n", seed);
	rng_seed(&rng, seed);
	buf_init(&out, ROOM);
	for (int i = 0; i < 2000; i++) {
		buf_reset(&out);
		buf_add_byte(&out, '[');
		add_value(&out, &rng, 0);
		buf_add_byte(&out, ']');
		assert_true(json_read(buf_text(&out), &value));
		assert_true(count_values(&value) >= 2);
		assert_false(json_read(text_from(out.at, rng_below(&rng, out.length)), &value));
	}
	buf_finish(&out);
}

static void names_that_occur_twice_are_found_at_any_depth(void **state)
{
	static const char *const twice[] = {"{\"a\":1,\"a\":1}", "[{\"a\":1,\"b\":2,\"a\":3}]",
		"{\"x\":[1,{\"y\":{\"b\":1,\"b\":{}}}]}", " {\"\":1 , \"\" : 2} "};
	static const char *const once[] = {"", "{}", "[]", "1", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
		"[\"a\",\"a\"]", "{\"a\":1,\"a\":1", "not json", "{\"a\":\"a\",\"A\":1}"};
	static char deep[80000];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(twice) / sizeof(*twice); i++) {
		assert_true(json_repeats(text_of(twice[i])));
	}
	for (i = 0; i < sizeof(once) / sizeof(*once); i++) {
		assert_false(json_repeats(text_of(once[i])));
	}
	memset(deep, '[', 12000);
	memset(deep + 12000, ']', 12000);
	assert_false(json_repeats(text_from(deep, 24000)));
	memset(deep, ' ', sizeof(deep));
	memcpy(deep + sizeof(deep) - 13, "{\"a\":1,\"a\":1}", 13);
	assert_false(json_repeats(text_from(deep, sizeof(deep))));
	assert_true(json_repeats(text_from(deep + 70000, 10000)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_one_value_by_the_standard),
		cmocka_unit_test(what_is_wrong_has_a_place),
		cmocka_unit_test(nesting_is_bounded_and_needs_no_stack),
		cmocka_unit_test(looks_are_cheap),
		cmocka_unit_test(members_come_in_order_and_twice),
		cmocka_unit_test(strings_stand_for_their_text),
		cmocka_unit_test(quoting_leaves_nothing_for_a_terminal),
		cmocka_unit_test(names_that_occur_twice_are_found_at_any_depth),
		cmocka_unit_test(random_documents_hold_and_their_beginnings_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
