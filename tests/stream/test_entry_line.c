#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "stream/entry_line.h"

static void every_byte_comes_back(void **state)
{
	struct entry_line *line = entry_line_create();
	struct error error = {.code = ERROR_NONE};
	const struct entry *entry;
	struct text topic;
	size_t column;

	(void)state;
	assert_true(entry_line_read(line,
		text_of(" {\"time_ms\": 5, \"event\": {\"fields\": 1}, \"topic\": {\"base64\": "
			"\"/wA=\"}, "
			"\"id\": \"5-1\", \"fields\": [[\"\", \"\"], [\"a\", "
			"\"\\u001b\\ud83d\\ude00\"], "
			"[\"a\", {\"base64\": \"AP8=\"}], [\"n\", \"\\\\ud800\"]]} "),
		&column, &error));
	assert_true(entry_line_topic(line, &topic));
	assert_true(text_equal(topic, text_from("\xff\0", 2)));
	assert_true(entry_line_has_id(line));
	entry = entry_line_entry(line);
	assert_int_equal(entry->id.ms, 5);
	assert_int_equal(entry->id.seq, 1);
	assert_int_equal(entry->field_count, 4);
	assert_int_equal(entry->fields[0].name.length + entry->fields[0].value.length, 0);
	assert_true(text_is(entry->fields[1].value, "\033\xf0\x9f\x98\x80"));
	assert_true(text_is(entry->fields[2].name, "a"));
	assert_true(text_equal(entry->fields[2].value, text_from("\0\xff", 2)));
	assert_true(text_is(entry->fields[3].value, "\\ud800"));
	assert_int_equal(entry_line_bytes(line), 1 + 5 + 1 + 2 + 1 + 6);
	assert_true(
		entry_line_read(line, text_of("{\"fields\":[[\"b\",\"c\"]]}"), &column, &error));
	assert_false(entry_line_topic(line, &topic));
	assert_false(entry_line_has_id(line));
	assert_int_equal(entry_line_entry(line)->field_count, 1);
	entry_line_destroy(line);
	entry_line_destroy(NULL);
}

static void what_is_wrong_is_told_with_its_column(void **state)
{
	static const struct {
		const char *json, *says;
		size_t column;
	} cases[] = {
		{"", "expected one JSON object", 1},
		{"[]", "expected one JSON object", 1},
		{"{\"fields\": [[\"a\", \"b\"]]} {}", "expected one JSON object", 1},
		{"{\"fields\": [[\"a\", \"b\"]", "expected one JSON object", 1},
		{"{\"fields\": [[\"a\", \"\xff\"]]}", "not UTF-8", 1},
		{"{\"id\": \"5-1\"}", "there are no \"fields\"", 1},
		{"{\"fields\": {}}", "list of pairs", 12},
		{"{\"fields\": []}", "at least one field", 12},
		{"{\"fields\": [[\"a\"]]}", "a pair", 13},
		{"{\"fields\": [[\"a\", \"b\", \"c\"]]}", "a pair", 13},
		{"{\"fields\": [\"a\"]}", "a pair", 13},
		{"{\"fields\": [[\"a\", 5]]}", "expected a string", 19},
		{"{\"fields\": [[\"a\", null]]}", "expected a string", 19},
		{"{\"fields\": [[\"a\", {}]]}", "{\"base64\"", 19},
		{"{\"fields\": [[\"a\", {\"base64\": \"?\"}]]}", "{\"base64\"", 19},
		{"{\"fields\": [[\"a\", {\"base64\": \"\", \"b\": 1}]]}", "{\"base64\"", 19},
		{"{\"fields\": [[\"a\", \"\\ud800\"]]}", "half a surrogate", 19},
		{"{\"fields\": [[\"a\", \"\\ud800\\ud800\"]]}", "half a surrogate", 19},
		{"{\"fields\": [[\"a\", \"\\udc00\"]]}", "half a surrogate", 19},
		{"{\"id\": 5, \"fields\": [[\"a\", \"b\"]]}", "\"id\" is a string", 8},
		{"{\"id\": \"0-0\", \"fields\": [[\"a\", \"b\"]]}", "\"id\" is a string", 8},
		{"{\"id\": \"x\", \"fields\": [[\"a\", \"b\"]]}", "\"id\" is a string", 8},
		{"{\"topic\": 5}", "expected a string", 11},
		{"{\"topic\": \"a\", \"topic\": \"b\"}", "occurs twice", 16},
	};
	struct entry_line *line = entry_line_create();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error = {.code = ERROR_NONE};
		size_t column = 0;

		assert_false(entry_line_read(line, text_of(cases[i].json), &column, &error));
		assert_int_equal(error.code, ERROR_USAGE);
		if (strstr(error.text, cases[i].says) == NULL || column != cases[i].column) {
			fail_msg("%s: %s at %zu", cases[i].json, error.text, column);
		}
	}
	entry_line_destroy(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_comes_back),
		cmocka_unit_test(what_is_wrong_is_told_with_its_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
