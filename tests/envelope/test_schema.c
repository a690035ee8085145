/* Declared contracts: what is one, and what violates it, by a table of cases. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "envelope/schema.h"

static struct schema *compile(const char *text)
{
	struct error error = {.code = ERROR_NONE};
	struct schema *schema = schema_compile(text_of(text), &error);

	if (schema == NULL) {
		fail_msg("%s: %s", text, error.text);
	}
	return schema;
}

/* `why` NULL: it holds; else a part of the sentence. */
static void expect(const char *text, const char *document, const char *why)
{
	struct schema *schema = compile(text);
	char says[SCHEMA_WHY_MAX] = "";
	enum query_result result = schema_violated(schema, text_of(document), says);

	if (result != (why == NULL ? QUERY_NO : QUERY_YES) ||
		(why != NULL && strstr(says, why) == NULL)) {
		fail_msg("%s against %s: %d `%s`", document, text, (int)result, says);
	}
	assert_int_equal(schema_violated(schema, text_of(document), NULL), result);
	schema_destroy(schema);
}

static void types_are_those_of_json(void **state)
{
	(void)state;
	expect("{}", "{\"a\": [1, null]}", NULL);
	expect("{}", "1 2", "no JSON document");
	expect("{\"type\": \"string\"}", "\"x\"", NULL);
	expect("{\"type\": \"string\"}", "1", "string expected: 1");
	expect("{\"type\": [\"number\", \"null\"]}", "null", NULL);
	expect("{\"type\": [\"number\", \"null\"]}", "true", "null or number expected: true");
	expect("{\"type\": \"integer\"}", "12", NULL);
	expect("{\"type\": \"integer\"}", "12.0", NULL);
	expect("{\"type\": \"integer\"}", "1.2e1", NULL);
	expect("{\"type\": \"integer\"}", "0", NULL);
	expect("{\"type\": \"integer\"}", "-0.0", NULL);
	expect("{\"type\": \"integer\"}", "100", NULL);
	expect("{\"type\": \"integer\"}", "12.5", "integer expected");
	expect("{\"type\": \"integer\"}", "1e-1", "integer expected");
	expect("{\"type\": \"number\"}", "12", NULL);
	expect("{\"type\": \"boolean\"}", "false", NULL);
	expect("{\"type\": \"array\"}", "{}", "array expected");
}

static void values_are_bounded(void **state)
{
	(void)state;
	expect("{\"minimum\": 0, \"maximum\": 10}", "10", NULL);
	expect("{\"minimum\": 0}", "-0.001", "below the minimum: -0.001");
	expect("{\"maximum\": 9007199254740992}", "9007199254740993", "above the maximum");
	expect("{\"minimum\": 5}", "\"text\"", NULL);
	expect("{\"minLength\": 2, \"maxLength\": 3}", "\"\xc3\xa9\xc3\xa9\xc3\xa9\"", NULL);
	expect("{\"minLength\": 2}", "\"\xc3\xa9\"", "too short");
	expect("{\"maxLength\": 3}", "\"\\u0061bcd\"", "too long: abcd");
	expect("{\"pattern\": \"^C-[0-9]+$\"}", "\"C-881\"", NULL);
	expect("{\"pattern\": \"^C-[0-9]+$\"}", "\"881\"", "does not match the pattern: 881");
	expect("{\"enum\": [\"a\", 1, null, true]}", "\"\\u0061\"", NULL);
	expect("{\"enum\": [\"a\", 1, null, true]}", "1.0", NULL);
	expect("{\"enum\": [\"a\", 1, null, true]}", "null", NULL);
	expect("{\"enum\": [\"a\", 1, null, true]}", "false", "none of the values: false");
	expect("{\"enum\": []}", "1", "none of the values");
}

static void places_are_named(void **state)
{
	static const char schema[] =
		"{\"type\": \"object\", \"required\": [\"id\", \"lines\"], \"properties\": {"
		"\"id\": {\"type\": \"string\"}, \"lines\": {\"type\": \"array\", \"items\": "
		"{\"required\": [\"sku\"], \"properties\": {\"n\": {\"minimum\": 1}}}}}, "
		"\"additionalProperties\": false}";

	(void)state;
	expect(schema, "{\"id\": \"x\", \"lines\": []}", NULL);
	expect(schema, "{\"id\": \"x\"}", "lines: missing");
	expect(schema, "{\"id\": 1, \"lines\": []}", "id: string expected: 1");
	expect(schema, "{\"id\": \"x\", \"lines\": [{\"sku\": 1}, {}]}", "lines[1].sku: missing");
	expect(schema, "{\"id\": \"x\", \"lines\": [{\"sku\": 1, \"n\": 0}]}",
		"lines[0].n: below the minimum: 0");
	expect(schema, "{\"id\": \"x\", \"lines\": [], \"more\": 1}", "not allowed: \"more\"");
}

static void what_is_no_schema_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *text, *why;
	} wrong[] = {
		{"", "no JSON document"},
		{"{", "no JSON document"},
		{"[]", "a schema is an object"},
		{"{\"type\": \"strnig\"}", "type: null, boolean"},
		{"{\"type\": [\"string\", 1]}", "type: "},
		{"{\"required\": \"id\"}", "required: a list of names"},
		{"{\"required\": [1]}", "required: a list of names"},
		{"{\"properties\": {\"a\": {\"properties\": {\"b\": 1}}}}",
			"properties.a.properties.b: a schema is an object"},
		{"{\"properties\": []}", "properties: an object"},
		{"{\"enum\": [[]]}", "enum: plain values"},
		{"{\"pattern\": \"(\"}", "pattern: regex"},
		{"{\"minimum\": \"1\"}", "minimum: a number"},
		{"{\"maxLength\": -1}", "maxLength: a whole number"},
		{"{\"items\": true}", "items: a schema is an object"},
		{"{\"additionalProperties\": {}}", "additionalProperties: true or false"},
		{"{\"oneOf\": []}", "oneOf: not understood here; understood are type, required"},
		{"{\"properties\": {\"a\": {}, \"a\": {}}}", "properties.a: it is there twice"},
		{"{\"items\": {}, \"items\": {}}", "items: it is there twice"},
		{"{\"pattern\": \"a\", \"pattern\": \"b\"}", "pattern: it is there twice"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct error error = {.code = ERROR_NONE};

		assert_null(schema_compile(text_of(wrong[i].text), &error));
		assert_int_equal(error.code, ERROR_USAGE);
		if (strstr(error.text, wrong[i].why) == NULL) {
			fail_msg("%s: %s", wrong[i].text, error.text);
		}
	}
}

static void a_schema_too_deep_is_refused(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 1000; i++) {
		buf_add_string(&text, "{\"items\": ");
	}
	buf_add_string(&text, "{}");
	for (int i = 0; i < 1000; i++) {
		buf_add_byte(&text, '}');
	}
	assert_null(schema_compile(buf_text(&text), &error));
	assert_non_null(strstr(error.text, "too deep"));
	buf_finish(&text);
}

static void expect_fields(
	struct schema *schema, const char *name, const char *value, const char *why)
{
	const struct entry_field fields[] = {
		{.name = text_of("type"), .value = text_of("order.placed")},
		{.name = text_of(name), .value = text_of(value)},
	};
	const struct entry entry = {.fields = fields, .field_count = 2};
	char says[SCHEMA_WHY_MAX] = "";
	enum query_result result = schema_violated_fields(schema, &entry, says);

	if (result != (why == NULL ? QUERY_NO : QUERY_YES) ||
		(why != NULL && strstr(says, why) == NULL)) {
		fail_msg("%s=%s: %d `%s`", name, value, (int)result, says);
	}
}

static void fields_are_read_as_what_is_wanted(void **state)
{
	struct schema *schema = compile(
		"{\"required\": [\"total\"], \"properties\": {\"total\": {\"type\": \"number\", "
		"\"minimum\": 1}, \"type\": {\"enum\": [\"order.placed\"]}}}");

	(void)state;
	expect_fields(schema, "total", "177", NULL);
	expect_fields(schema, "total", "0", "total: below the minimum: 0");
	expect_fields(schema, "total", "many", "total: number expected: many");
	expect_fields(schema, "other", "1", "total: missing");
	schema_destroy(schema);
	schema = compile("{\"properties\": {\"type\": {}, \"doc\": {\"type\": \"object\", "
			 "\"required\": [\"a\"]}}, \"additionalProperties\": false}");
	expect_fields(schema, "doc", "{\"a\": 1}", NULL);
	expect_fields(schema, "doc", "{}", "doc.a: missing");
	expect_fields(schema, "doc", "x", "doc: object expected");
	expect_fields(schema, "more", "x", "not allowed: more");
	schema_destroy(schema);
}

static void a_pattern_without_end_is_not_decided(void **state)
{
	struct schema *schema = compile("{\"pattern\": \"(a+)+$\"}");
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_add_byte(&text, '"');
	for (int i = 0; i < 5000; i++) {
		buf_add_byte(&text, 'a');
	}
	buf_add_string(&text, "b\"");
	assert_int_equal(schema_violated(schema, buf_text(&text), NULL), QUERY_FAILED);
	buf_finish(&text);
	schema_destroy(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_those_of_json),
		cmocka_unit_test(values_are_bounded),
		cmocka_unit_test(places_are_named),
		cmocka_unit_test(what_is_no_schema_is_refused_with_its_place),
		cmocka_unit_test(a_schema_too_deep_is_refused),
		cmocka_unit_test(fields_are_read_as_what_is_wanted),
		cmocka_unit_test(a_pattern_without_end_is_not_decided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
