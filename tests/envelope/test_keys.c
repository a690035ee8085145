#include "envelope/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "entries.h"

static void join(void *arg, struct text value)
{
	buf_addf(arg, "[%.*s]", (int)value.length, value.at);
}

static void expect_values(const struct entry *entry, const char *path, const char *expected)
{
	struct event_reader *events = event_reader_create();
	struct key_reader *reader = key_reader_create();
	struct event event;
	struct buf out;

	buf_init(&out, 4096);
	buf_add(&out, "", 0);
	event_read(events, text_of("topic"), entry, &event);
	key_reader_begin(reader, entry, &event);
	size_t count = key_reader_find(reader, path, join, &out);
	assert_string_equal(buf_text(&out).at == NULL ? "" : out.at, expected);
	assert_int_equal(count > 0, expected[0] != '\0');
	/* Asked again, it says the same. */
	buf_reset(&out);
	assert_int_equal(key_reader_find(reader, path, join, &out), count);
	buf_finish(&out);
	key_reader_destroy(reader);
	event_reader_destroy(events);
}

static void a_field_that_occurs_twice_has_two_values(void **state)
{
	const struct entry *entry = ENTRY("order", "1", "item", "a", "item", "b", "none", "");

	(void)state;
	expect_values(entry, "order", "[1]");
	expect_values(entry, "item", "[a][b]");
	expect_values(entry, "none", "");
	expect_values(entry, "other", "");
}

static void a_dotted_path_goes_into_whichever_field_holds_the_document(void **state)
{
	(void)state;
	expect_values(ENTRY("event", "{\"data\":{\"application\":{\"id\":\"A7\"}}}"),
		"data.application.id", "[A7]");
	expect_values(ENTRY("data", "{\"application\":{\"id\":7}}"), "data.application.id", "[7]");
	expect_values(ENTRY("payload", "{\"data\":{\"application\":{\"id\":true}}}"),
		"data.application.id", "[true]");
	expect_values(ENTRY("data.application.id", "flat", "data", "{\"application\":{\"id\":1}}"),
		"data.application.id", "[flat]");
	expect_values(ENTRY("j", "{\"concept:name\":\"x\",\"a.b\":\"dotted\"}"), "a.b", "[dotted]");
	expect_values(ENTRY("j", "{\"a\":{\"b\":null,\"c\":{}}}"), "a.b", "");
	expect_values(ENTRY("j", "{\"a\":{\"b\":null,\"c\":{}}}"), "a.c", "");
	expect_values(ENTRY("j", "{\"a\":\"cut"), "a", "");
}

/* So many that they are not kept, one by one; and names that are written with escapes. */
static void long_documents_and_escaped_names_are_searched_alike(void **state)
{
	struct buf document;

	(void)state;
	for (int members = 1; members < 200; members += 31) {
		buf_init(&document, 1 << 16);
		buf_addf(&document, "{\"data\":{\"deep\":{\"x\":7}}");
		for (int i = 0; i < members; i++) {
			buf_addf(&document, ",\"m%d\":%d", i, i);
		}
		buf_addf(&document, ",\"\\u0069d\":\"last\",\"a.b\":1,\"a\":{\"b\":2}}");
		buf_add_byte(&document, '\0');
		expect_values(ENTRY("j", document.at), "id", "[last]");
		expect_values(ENTRY("j", document.at), "m0", "[0]");
		expect_values(ENTRY("j", document.at), "m1000", "");
		expect_values(ENTRY("j", document.at), "a.b", "[1][2]");
		expect_values(ENTRY("j", document.at), "deep.x", "[7]");
		buf_finish(&document);
	}
}

static void lists_are_gone_into(void **state)
{
	const struct entry *entry = ENTRY("data",
		"{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"no\":1}],\"packages\":[1,\"p\",[9]]"
		"}");

	(void)state;
	expect_values(entry, "items.id", "[a][b]");
	expect_values(entry, "data.items.id", "[a][b]");
	expect_values(entry, "packages", "[1][p]");
}

static void a_bare_name_is_found_in_what_carries_the_data(void **state)
{
	(void)state;
	expect_values(ENTRY("event", "{\"type\":\"x\",\"data\":{\"order_id\":\"O-1\"}}"),
		"order_id", "[O-1]");
	expect_values(ENTRY("event", "{\"type\":\"x\",\"other\":{\"order_id\":\"O-1\"}}"),
		"order_id", "");
	expect_values(ENTRY("event", "{\"order_id\":\"root\",\"data\":{\"order_id\":\"deep\"}}"),
		"order_id", "[root]");
	expect_values(ENTRY("payload", "{\"order_id\":\"a\\u0041\\n\"}"), "order_id", "[aA\n]");
}

static void what_says_nothing_is_no_key(void **state)
{
	static const char *const none[] = {"", "null", "NULL", "-1", "0", "undefined", "unknown",
		"None", "00000000000000000000000000000000"};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		assert_true(key_is_none(text_of(none[i])));
	}
	assert_false(key_is_none(text_of("O-1")));
	assert_false(key_is_none(text_of("10")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_that_occurs_twice_has_two_values),
		cmocka_unit_test(a_dotted_path_goes_into_whichever_field_holds_the_document),
		cmocka_unit_test(long_documents_and_escaped_names_are_searched_alike),
		cmocka_unit_test(lists_are_gone_into),
		cmocka_unit_test(a_bare_name_is_found_in_what_carries_the_data),
		cmocka_unit_test(what_says_nothing_is_no_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
