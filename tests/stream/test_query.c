/* The query language, rule by rule. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "stream/query.h"

enum { FIELDS_MAX = 16 };

/* An entry of names and values, with some attributes. */
struct thing {
	struct entry entry;
	struct entry_field fields[FIELDS_MAX];
};

static const struct query_attribute attributes[] = {
	{.name = "type", .type = QUERY_STRING},
	{.name = "id", .type = QUERY_ID},
	{.name = "age", .type = QUERY_DURATION},
	{.name = "occurred", .type = QUERY_TIME},
	{.name = "deliveries", .type = QUERY_NUMBER},
	{.name = "gone", .type = QUERY_BOOL},
	{.name = "party", .type = QUERY_STRING},
	{.name = "rate", .type = QUERY_NUMBER},
};

static void get(const void *arg, size_t attribute, struct query_value *out)
{
	(void)arg;
	switch (attribute) {
	case 0:
		*out = (struct query_value){.type = QUERY_STRING, .text = text_of("order.placed")};
		break;
	case 1:
		*out = (struct query_value){
			.type = QUERY_ID, .id = {.ms = 1700000000000, .seq = 5}};
		break;
	case 2:
		*out = (struct query_value){.type = QUERY_DURATION, .n = 360000};
		break;
	case 3:
		*out = (struct query_value){.type = QUERY_TIME, .n = 1795609854000};
		break;
	case 4:
		*out = (struct query_value){.type = QUERY_NUMBER, .whole = true, .n = INT64_MAX};
		break;
	case 5:
		*out = (struct query_value){.type = QUERY_BOOL, .boolean = false};
		break;
	case 7:
		*out = (struct query_value){.type = QUERY_NUMBER, .number = 0.1};
		break;
	default:
		*out = (struct query_value){.type = QUERY_NONE};
		break;
	}
}

static const struct query_schema schema = {
	.attributes = attributes,
	.count = sizeof(attributes) / sizeof(*attributes),
	.fields = true,
};

static void fill(struct thing *thing, const char *const words[])
{
	size_t count = 0;

	for (; words[2 * count] != NULL; count++) {
		thing->fields[count].name = text_of(words[2 * count]);
		thing->fields[count].value = text_of(words[2 * count + 1]);
	}
	thing->entry = (struct entry){.field_count = count, .fields = thing->fields};
}

static enum query_result ask(const struct thing *thing, const char *text)
{
	struct error error = {.code = ERROR_NONE};
	struct query *query = query_compile(text_of(text), &schema, NULL, &error);
	const struct query_subject subject = {.get = get, .entry = &thing->entry};
	enum query_result result;

	if (query == NULL) {
		print_error("%s: %s\n", text, error.text);
	}
	assert_non_null(query);
	result = query_match(query, &subject, NULL);
	assert_int_equal(query_match(query, &subject, NULL), result);
	query_destroy(query);
	return result;
}

static void all_are(const struct thing *thing, enum query_result wanted, const char *const texts[])
{
	for (size_t i = 0; texts[i] != NULL; i++) {
		if (ask(thing, texts[i]) != wanted) {
			print_error("should %s: %s\n", wanted == QUERY_YES ? "hold" : "not hold",
				texts[i]);
			fail();
		}
	}
}

static void flat_fields_are_text_and_numbers_where_they_read_as_one(void **state)
{
	static const char *const words[] = {"kind", "order", "total", "99.50", "n",
		"9007199254740993", "zero", "-0", "padded", "007", "big", "1e3", "word", "true",
		"twice", "a", "twice", "b", "a.b", "dotted", "spaced name", "x", NULL};
	static const char *const yes[] = {"kind == \"order\"", "kind == 'order'", "total > 99",
		"total == 99.5", "total == \"99.50\"", "total < 100 and total >= 99.5",
		"n == 9007199254740993", "n != 9007199254740992", "zero == 0", "padded == 7",
		"big == 1000", "big > 999.99", "word == \"true\"", "twice == \"a\"",
		"twice == \"b\"", "twice != \"a\"", "not twice == \"c\"",
		"kind in (\"x\", \"order\")", "kind not in (\"x\", \"y\")", "kind < \"p\"",
		"kind ~ /^ord/", "kind ~ /RD/i", "kind ~ \"d.r$\"", "has(kind)",
		"starts_with(kind, \"or\")", "text(\"rde\")", "a.b == \"dotted\"",
		"field(\"spaced name\") == \"x\"", "field('kind') == 'order'", "not has(nothing)",
		"not nothing == 1", "kind == \"\\x6frder\"", "kind == \"\\u006frder\"",
		"total in (1, 99.5)", "twice in (\"b\")", "kind == \"order\" # why",
		"total == \"99.50\" or nothing > 5"};
	static const char *const no[] = {"kind == \"Order\"", "total == \"99.5\"",
		"n == 9007199254740992", "word == true", "nothing == 1", "nothing != 1",
		"kind != 5", "kind == 5", "kind < 5", "kind == null", "has(nothing)",
		"twice == \"c\"", "kind ~ /RD/", "text(\"kind\")", "starts_with(kind, \"rd\")",
		"padded == \"7\"", "total > 5m", "not (kind == \"order\" or nothing == 1)",
		"kind not in (\"order\")", "field(\"type\") == \"order.placed\""};
	struct thing thing;

	(void)state;
	fill(&thing, words);
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		all_are(&thing, QUERY_YES, (const char *const[]){yes[i], NULL});
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		all_are(&thing, QUERY_NO, (const char *const[]){no[i], NULL});
	}
}

static void documents_are_found_whichever_field_holds_them(void **state)
{
	static const char *const words[] = {"payload",
		"{\"data\":{\"application\":{\"id\":7},\"list\":[{\"p\":1},{\"p\":2}],\"n\":null,"
		"\"yes\":true,\"s\":\"a\\\"b\",\"big\":9007199254740993,\"text\":\"5\"},"
		"\"top\":\"root\",\"twice\":1,\"twice\":2,\"when\":\"2026-11-25T12:30:54Z\"}",
		"data", "{\"total\":150,\"a\":{\"b\":{\"c\":3}}}", "order.data", "{\"x\":4}", "bad",
		"{\"data\":{\"never\":1}", NULL};
	static const char *const yes[] = {"data.application.id == 7", "data.total > 100",
		"payload.data.application.id == 7", "data.list[0].p == 1", "data.list[1].p >= 2",
		"has(data.n)", "data.n == null", "data.yes == true", "data.yes != false",
		"data.s == \"a\\\"b\"", "data.big == 9007199254740993", "top == \"root\"",
		"twice == 1", "twice == 2", "twice in (2, 3)", "data.a.b.c == 3", "total == 150",
		"a.b.c < 4", "order.data.x == 4", "text(\"never\")", "data.text == \"5\"",
		"field(\"order.data\").x == 4", "field(\"data\").a.b.c == 3",
		"when == 2026-11-25T13:30:54+01:00", "when < 2026-11-26",
		"data.total != data.application.id",
		"data.application.id == 7 and not data.yes == false"};
	static const char *const no[] = {"data.never == 1", "has(data.never)",
		"data.list[2].p == 1", "data.text == 5", "data.yes == \"true\"", "data.n == 0",
		"data.n != 1", "data.list == 1", "data.big == 9007199254740992",
		"has(data.application.id.x)", "data.list.p == 1", "data.a.b == 3",
		"when > 2026-11-26", "has(b)", "top == payload.top and top == \"x\"",
		"field(\"payload\") == \"root\""};
	struct thing thing;

	(void)state;
	fill(&thing, words);
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		all_are(&thing, QUERY_YES, (const char *const[]){yes[i], NULL});
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		all_are(&thing, QUERY_NO, (const char *const[]){no[i], NULL});
	}
}

static void attributes_have_types(void **state)
{
	static const char *const words[] = {"x", "1", NULL};
	static const char *const yes[] = {"type == \"order.placed\"", "type ~ /^order\\./",
		"id >= 1700000000000-0", "id < 1700000000000-6", "id > 1699999999999", "age > 5m",
		"age <= 6m", "occurred == \"2026-11-25T12:30:54Z\"", "occurred > 2026-11-25",
		"deliveries == 9223372036854775807", "deliveries > 5", "gone == false",
		"not has(party)", "has(type)", "not party == \"x\"", "deliveries > x",
		"rate == 0.1", "rate >= 0.1 and rate <= 0.1", "rate != 0.11", "deliveries > rate"};
	static const char *const no[] = {"type != \"order.placed\"", "age > 1h", "party == \"x\"",
		"party != \"x\"", "gone == true", "id == 1700000000000",
		"deliveries == 9223372036854775806", "starts_with(party, \"\")"};
	struct thing thing;

	(void)state;
	fill(&thing, words);
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		all_are(&thing, QUERY_YES, (const char *const[]){yes[i], NULL});
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		all_are(&thing, QUERY_NO, (const char *const[]){no[i], NULL});
	}
}

static void a_regex_that_explodes_is_bounded_and_never_a_match(void **state)
{
	char slow[41];
	const char *const words[] = {"x", slow, "y", "1", NULL};
	struct thing thing;
	struct error why = {.code = ERROR_NONE};
	struct query *query;
	const struct query_subject subject = {.get = get, .entry = &thing.entry};

	(void)state;
	memset(slow, 'a', sizeof(slow) - 1);
	slow[sizeof(slow) - 2] = '!';
	slow[sizeof(slow) - 1] = '\0';
	fill(&thing, words);
	assert_int_equal(ask(&thing, "x ~ /^(a+)+$/"), QUERY_FAILED);
	assert_int_equal(ask(&thing, "not x ~ /^(a+)+$/"), QUERY_FAILED);
	assert_int_equal(ask(&thing, "x ~ /^(a+)+$/ or y == 1"), QUERY_YES);
	assert_int_equal(ask(&thing, "y == 1 or x ~ /^(a+)+$/"), QUERY_YES);
	assert_int_equal(ask(&thing, "x ~ /^(a+)+$/ and y == 2"), QUERY_NO);
	assert_int_equal(ask(&thing, "x ~ /^(a+)+$/ and y == 1"), QUERY_FAILED);
	assert_int_equal(ask(&thing, "y == 1 and x ~ /^(a+)+$/"), QUERY_FAILED);
	query = query_compile(text_of("x ~ /^(a+)+$/"), &schema, NULL, NULL);
	assert_int_equal(query_match(query, &subject, &why), QUERY_FAILED);
	assert_non_null(strstr(why.text, "limit"));
	query_destroy(query);
}

static void a_regex_is_bounded_over_the_whole_of_a_long_text(void **state)
{
	static char slow[(1 << 20) + 1], words_of_text[(1 << 20) + 1];
	const char *const words[] = {"x", slow, "text", words_of_text, NULL};
	struct thing thing;

	(void)state;
	memset(slow, 'a', sizeof(slow) - 1);
	for (size_t i = 0; i < sizeof(words_of_text) - 1; i++) {
		words_of_text[i] = "lorem 123 ipsum 4-a1 "[i % 21];
	}
	memcpy(words_of_text + sizeof(words_of_text) - 12, "a.b@end.com", 11);
	fill(&thing, words);
	/* Each of a million places is gone on from up to the end: hours. */
	assert_int_equal(ask(&thing, "x ~ /a*[bc]/"), QUERY_FAILED);
	assert_int_equal(ask(&thing, "x ~ /a{60000}[bc]/"), QUERY_FAILED);
	assert_int_equal(ask(&thing, "text ~ /\\w+@\\w+\\.com/"), QUERY_YES);
	assert_int_equal(ask(&thing, "text ~ /[0-9]{4}-[0-9]{2}/"), QUERY_NO);
	assert_int_equal(ask(&thing, "text ~ /\\d+-[a-f]\\d (?:lorem|nothing)/"), QUERY_YES);
}

/* `pattern` with the digits where its %s is. */
static void replace(char *out, size_t size, const char *pattern, const char *digits)
{
	const char *at = strstr(pattern, "%s");

	snprintf(out, size, "%.*s%s%s", (int)(at - pattern), pattern, digits, at + 2);
}

static bool holds_of(const char *number, const char *digits, const char *query)
{
	char value[256], text[256];
	const char *const words[] = {"x", value, NULL};
	struct thing thing;

	replace(value, sizeof(value), number, digits);
	replace(text, sizeof(text), query, digits);
	fill(&thing, words);
	return ask(&thing, text) == QUERY_YES;
}

/* However many digits an exponent has, one that is greater never makes a number smaller. */
static void exponents_of_any_length_keep_their_order(void **state)
{
	enum { DIGITS = 60 };

	(void)state;
	for (size_t a = 1; a < DIGITS; a++) {
		char nines[DIGITS + 1];

		memset(nines, '9', a);
		nines[a] = '\0';
		assert_true(holds_of("1e%s", nines, "x > 1e5 and x <= 1e%s9"));
		assert_true(holds_of("1e%s9", nines, "x > 1e5 and x >= 1e%s"));
		assert_true(holds_of("1e-%s", nines, "x > 0 and x < 1e-5 and x >= 1e-%s9"));
		assert_true(holds_of("-1e%s", nines, "x < -1e5 and x >= -1e%s9"));
	}
}

static void what_is_wrong_is_said_with_its_column(void **state)
{
	static const struct {
		const char *text, *says;
		size_t column;
	} bad[] = {{"", "empty", 1}, {"  ", "empty", 3}, {"a ==", "expected a value", 5},
		{"a = 1", "`==` compares", 3}, {"a == )", "expected a value", 6},
		{"a == 1 b", "expected and, or", 8}, {"(a == 1", "expected and, or, or )", 8},
		{"a == \"x", "not closed", 6}, {"a ~ /x", "no / at its end", 5},
		{"a ~ /(/", "regex", 7}, {"a ~ /x/q", "flags", 8}, {"a in 5", "expected a list", 6},
		{"a in ()", "expected a value", 7}, {"a in (1,)", "expected a value", 9},
		{"age > 5", "a duration", 7}, {"age > \"5m\"", "a duration", 7},
		{"id == \"x\"", "an id", 7}, {"type == 5", "text in quotes", 9},
		{"type == null", "has(type)", 9}, {"id ~ /1/", "no text", 1},
		{"1 == 1", "expected the name", 1}, {"a == 5x", "no number", 6},
		{"a && b", "say and, or, not", 3}, {"a.b. == 1", "missing behind the dot", 4},
		{"a[x] == 1", "an index", 2}, {"not", "expected the name", 4},
		{"a == \"\\q\"", "no such escape", 7}, {"a < true", "no order", 5},
		{"has()", "expected the name", 5}, {"has(a", "expected )", 6},
		{"starts_with(a)", "a comma", 14}, {"text(5)", "text in quotes", 6},
		{"a not == 1", "expected in", 7}, {"and", "expected the name", 1},
		{"gone == 1", "true or false", 9}, {"age > type", "a duration", 7},
		{"type in (\"a\", 5)", "text in quotes", 15},
		{"a == 1 and id in (5-1, 6-1, \"x\")", "an id", 29},
		{"type in (\"a\", null)", "has(type)", 15}, {"a ~ \"x(\"", "regex", 5},
		{"\xc3\xa9\xe2\x82\xac == )", "expected a value", 7},
		{"a == \"\xf0\x9f\x98\x80\" and b == ", "expected a value", 19},
		{"a == \"\xff\xc3\" b", "expected and, or", 11},
		{"type in (\"\xc3\xa9\", 5)", "text in quotes", 15}};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error error = {.code = ERROR_NONE};
		size_t column = 0;
		struct query *query = query_compile(text_of(bad[i].text), &schema, &column, &error);

		if (query != NULL || strstr(error.text, bad[i].says) == NULL ||
			column != bad[i].column || error.code != ERROR_USAGE) {
			print_error("%s: %s (column %zu, wanted %zu)\n", bad[i].text, error.text,
				column, bad[i].column);
			fail();
		}
	}
}

static void names_that_there_are_not_are_told_where_there_are_no_fields(void **state)
{
	struct query_schema few = schema;
	struct error error = {.code = ERROR_NONE};

	(void)state;
	few.fields = false;
	assert_null(query_compile(text_of("delivered > 1"), &few, NULL, &error));
	assert_non_null(strstr(error.text, "is it deliveries?"));
	assert_null(query_compile(text_of("text(\"x\")"), &few, NULL, &error));
	assert_null(query_compile(text_of("zzz > 1"), &few, NULL, &error));
	assert_non_null(strstr(error.text, "there are type, id, age"));
}

static void queries_are_bounded(void **state)
{
	static char text[6000];
	struct error error = {.code = ERROR_NONE};
	size_t at = 0;

	(void)state;
	memset(text, '(', 200);
	assert_null(query_compile(text_of(text), &schema, NULL, &error));
	assert_non_null(strstr(error.text, "nested"));
	while (at < 4000) {
		at += (size_t)snprintf(text + at, sizeof(text) - at, "a==1 or ");
	}
	snprintf(text + at, sizeof(text) - at, "a==1");
	assert_null(query_compile(text_of(text), &schema, NULL, &error));
	assert_non_null(strstr(error.text, "parts"));
	memset(text, 'a', 5000);
	text[5000] = '\0';
	assert_null(query_compile(text_of(text), &schema, NULL, &error));
	assert_non_null(strstr(error.text, "4096"));
}

/* The name that nothing had which was asked; NULL: each was there, or was never asked for. */
static void expect_unseen(const char *text, const char *name)
{
	static const char *const words[] = {"kind", "order", "payload", "{\"total\":1}", NULL};
	struct error error = {.code = ERROR_NONE};
	struct query *query = query_compile(text_of(text), &schema, NULL, &error);
	struct thing thing;
	const struct query_subject subject = {.get = get, .entry = &thing.entry};
	struct text unseen;

	assert_non_null(query);
	assert_false(query_unseen(query, &unseen));
	fill(&thing, words);
	query_match(query, &subject, NULL);
	if (query_unseen(query, &unseen) != (name != NULL) ||
		(name != NULL && !text_is(unseen, name))) {
		fail_msg("%s", text);
	}
	query_destroy(query);
}

static void names_that_nothing_has_are_told(void **state)
{
	(void)state;
	expect_unseen("kind == \"x\"", NULL);
	expect_unseen("total > 5 and payload.total > 5", NULL);
	expect_unseen("party == \"x\"", NULL);
	expect_unseen("kidn == \"order\"", "kidn");
	expect_unseen("not data.total == 1", "data.total");
	expect_unseen("kind == \"order\" or kidn == 1", NULL);
	expect_unseen("kind == \"order\" and kidn == 1", "kidn");
	expect_unseen("kind == kidn", "kidn");
	expect_unseen("has(kidn) or not has(kidn)", NULL);
	expect_unseen("field(\"no such\").x == 1", "no such");
	expect_unseen("kidn ~ /x/", "kidn");
	expect_unseen("starts_with(kidn, \"x\")", "kidn");
	expect_unseen("kidn in (1)", "kidn");
}

static void words_are_told_from_queries(void **state)
{
	(void)state;
	assert_true(query_is_meant(text_of("a == 1")));
	assert_true(query_is_meant(text_of("lag > 5")));
	assert_true(query_is_meant(text_of("has(x)")));
	assert_true(query_is_meant(text_of("x in (1)")));
	assert_true(query_is_meant(text_of("x ~ /a/")));
	assert_false(query_is_meant(text_of("orders.placed")));
	assert_false(query_is_meant(text_of("\"a == b\"")));
	assert_false(query_is_meant(text_of("mail in transit")));
	assert_false(query_is_meant(text_of("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flat_fields_are_text_and_numbers_where_they_read_as_one),
		cmocka_unit_test(documents_are_found_whichever_field_holds_them),
		cmocka_unit_test(attributes_have_types),
		cmocka_unit_test(a_regex_that_explodes_is_bounded_and_never_a_match),
		cmocka_unit_test(a_regex_is_bounded_over_the_whole_of_a_long_text),
		cmocka_unit_test(exponents_of_any_length_keep_their_order),
		cmocka_unit_test(what_is_wrong_is_said_with_its_column),
		cmocka_unit_test(names_that_there_are_not_are_told_where_there_are_no_fields),
		cmocka_unit_test(queries_are_bounded),
		cmocka_unit_test(names_that_nothing_has_are_told),
		cmocka_unit_test(words_are_told_from_queries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
