#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "entries.h"

static void flat_fields_are_read_by_their_names(void **state)
{
	(void)state;
	EXPECT("orders",
		ENTRY("type", "order.placed", "source", "shop", "correlation_id", "c-1",
			"customer_id", "C-881", "causation_id", "E-1", "status", "ok",
			"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			"time", "2023-11-14T22:13:20Z"),
		.envelope = "flat", .type = "order.placed", .service = "shop", .journey = "c-1",
		.party = "C-881", .trace = "4bf92f3577b34da6a3ce929d0e0e4736", .cause = "E-1",
		.outcome = "ok", .occurred_ms = 1700000000000);
}

static void what_is_not_known_is_empty_and_never_the_topic(void **state)
{
	(void)state;
	EXPECT("orders", ENTRY("a", "1", "b", "2"), .envelope = "flat");
	EXPECT("orders", ENTRY("", ""), .envelope = "flat");
	EXPECT("orders", ENTRY("n", "7"), .envelope = "flat");
}

static void an_order_is_the_journey_where_nothing_stronger_is_said(void **state)
{
	(void)state;
	EXPECT("t", ENTRY("item_id", "7", "order_id", "990017", "customer_id", "C-1"),
		.envelope = "flat", .journey = "990017", .party = "C-1");
	EXPECT("t", ENTRY("order_id", "990017", "saga_id", "s-1"), .envelope = "flat",
		.journey = "s-1");
	EXPECT("t", ENTRY("request_id", "r", "ticketId", "T-1"), .envelope = "flat",
		.journey = "T-1");
	EXPECT("t", ENTRY("customer_id", "C-1", "user", "u"), .envelope = "flat", .party = "C-1");
}

static void placeholders_are_no_keys(void **state)
{
	(void)state;
	EXPECT("t", ENTRY("correlation_id", "null", "order_id", "5"), .envelope = "flat",
		.journey = "5");
	EXPECT("t", ENTRY("correlation_id", "", "customer_id", "-1"), .envelope = "flat");
	EXPECT("t", ENTRY("order_id", "0", "user_id", "Undefined"), .envelope = "flat");
	EXPECT("t", ENTRY("order_id", "00000000-0000-0000-0000-000000000000"), .envelope = "flat");
	EXPECT("t", ENTRY("traceparent", "00-00000000000000000000000000000000-0000000000000000-00"),
		.envelope = "flat");
}

static void a_document_in_one_field_is_read_where_it_stands(void **state)
{
	static const char document[] =
		"{\"type\":\"order.placed\",\"service\":\"shop\",\"ts\":1700000000123,"
		"\"metadata\":{\"correlationId\":\"c-1\"},"
		"\"data\":{\"type\":\"gift\",\"customer_id\":881,\"total\":12.5}}";

	(void)state;
	EXPECT("t", ENTRY("whatever", document), .envelope = "json", .type = "order.placed",
		.service = "shop", .journey = "c-1", .party = "881", .payload = document,
		.occurred_ms = 1700000000123);
	EXPECT("t", ENTRY("x", "1", "payload", document), .envelope = "json",
		.type = "order.placed", .service = "shop", .journey = "c-1", .party = "881",
		.payload = document, .occurred_ms = 1700000000123);
}

static void plain_fields_say_more_than_the_document(void **state)
{
	static const char document[] = "{\"type\":\"inner\",\"order_id\":\"O-1\"}";

	(void)state;
	EXPECT("t", ENTRY("event", "order.placed", "payload", document, "order_id", "O-2"),
		.envelope = "json", .type = "order.placed", .journey = "O-2", .payload = document);
	EXPECT("t", ENTRY("headers", "{\"correlation_id\":\"c\"}", "data", document),
		.envelope = "json", .type = "inner", .journey = "c", .payload = document);
	EXPECT("t", ENTRY("metadata", "{\"traceId\":\"abc\"}", "n", "1"), .envelope = "flat",
		.trace = "abc");
}

static void escapes_are_taken_out_of_what_is_told(void **state)
{
	static const char document[] = "{\"type\":\"a\\u002fb\\n\",\"order_id\":\"\\\"7\\\"\"}";

	(void)state;
	EXPECT("t", ENTRY("data", document), .envelope = "json", .type = "a/b\n",
		.journey = "\"7\"", .payload = document);
}

static void values_that_are_no_scalars_tell_nothing(void **state)
{
	static const char document[] =
		"{\"type\":null,\"order_id\":[1],\"user_id\":true,\"source\":{\"db\":\"x\"},"
		"\"error\":\"\"}";

	(void)state;
	EXPECT("t", ENTRY("data", document), .envelope = "json", .party = "true",
		.payload = document);
}

static void damaged_documents_keep_what_was_read(void **state)
{
	static const char *const documents[] = {"{\"type\":\"a\",\"order_id\":\"7\"",
		"{\"type\":\"a\",\"order_id\":\"7\",\"x", "{\"type\":\"a\",\"order_id\":\"7\",",
		"{\"type\":\"a\",\"order_id\":\"7\"]", "{\"type\":\"a\",\"order_id\":\"7\" \"x\"}",
		"{\"type\":\"a\",\"order_id\":\"7\",\"x\":}",
		"{\"type\":\"a\",\"order_id\":\"7\",\"x\":[[}",
		"{\"type\":\"a\",\"order_id\":\"7\",\"x\":\"\\"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		EXPECT("t", ENTRY("data", documents[i]), .envelope = "json", .type = "a",
			.journey = "7", .payload = documents[i], .broken = true);
	}
	EXPECT("t", ENTRY("data", "{not json}"), .envelope = "flat");
	EXPECT("t", ENTRY("data", "{"), .envelope = "flat");
}

static void of_a_name_twice_the_first_counts_and_it_is_said(void **state)
{
	static const char *const documents[] = {
		"{\"type\":\"a\",\"order_id\":\"7\",\"type\":\"b\"}",
		"{\"order_id\":\"7\",\"type\":\"a\",\"order_id\":8}",
		"{\"type\":\"a\",\"data\":{\"order_id\":7,\"order_id\":8}}",
		("{\"type\":\"a\",\"order_id\":7,\"time\":5,\"time\":6,\"type\":null,\"type\":"
		 "\"c\"}")};
	static const char *const others[] = {
		"{\"type\":\"a\",\"order_id\":7,\"data\":{\"type\":\"b\",\"order_id\":7}}",
		"{\"type\":\"a\",\"order_id\":7,\"total\":1,\"total\":2}",
		"{\"metadata\":{\"type\":\"a\"},\"headers\":{\"type\":\"b\"},\"order_id\":7}"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		EXPECT("t", ENTRY("data", documents[i]), .envelope = "json", .type = "a",
			.journey = "7", .payload = documents[i], .repeated = true);
	}
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		EXPECT("t", ENTRY("data", others[i]), .envelope = "json", .type = "a",
			.journey = "7", .payload = others[i]);
	}
}

/* What stands behind the first bytes is not looked at, and a long document is not a damaged one. */
static void of_a_long_document_only_the_beginning_counts(void **state)
{
	static char document[100000];
	size_t length = (size_t)snprintf(document, sizeof(document),
		"{\"type\":\"a\",\"data\":{\"order_id\":\"7\",\"x\":\"");

	(void)state;
	memset(document + length, 'x', sizeof(document) - length - 1);
	memcpy(document + sizeof(document) - 30, "\"},\"correlation_id\":\"c\"}", 25);
	EXPECT("t", ENTRY("data", document), .envelope = "json", .type = "a", .journey = "7",
		.payload = document);
}

static void deep_documents_are_passed_over(void **state)
{
	static char document[60000];

	(void)state;
	memset(document, '[', sizeof(document));
	memcpy(document, "{\"type\":\"a\",\"x\":", 16);
	document[sizeof(document) - 1] = '\0';
	EXPECT("t", ENTRY("data", document), .envelope = "json", .type = "a", .payload = document);
}

static void one_reader_reads_a_hundred_kinds_in_turn(void **state)
{
	struct event_reader *reader = event_reader_create();
	struct event event;
	char name[32], journey[32];
	int round, i;

	(void)state;
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 3000; i++) {
			snprintf(name, sizeof(name), "field%d", i);
			snprintf(journey, sizeof(journey), "j%d", i);
			event_read(reader, text_of("t"),
				ENTRY(name, "x", "order_id", journey, "type", "a"), &event);
			assert_event(&event,
				(struct expected){
					.envelope = "flat", .type = "a", .journey = journey});
		}
	}
	event_reader_destroy(reader);
	event_reader_destroy(NULL);
}

static void many_and_long_names_are_read(void **state)
{
	static struct entry_field fields[600];
	static char longest[8000];
	struct entry entry = {.field_count = 600, .fields = fields};
	size_t i;

	(void)state;
	memset(longest, 'n', sizeof(longest) - 1);
	for (i = 0; i < 600; i++) {
		fields[i] = (struct entry_field){text_of("x"), text_of("y")};
	}
	fields[599] = (struct entry_field){text_of("type"), text_of("late")};
	EXPECT("t", &entry, .envelope = "flat", .type = "late");
	fields[0].name = text_of(longest);
	EXPECT("t", &entry, .envelope = "flat", .type = "late");
	EXPECT(longest, &entry, .envelope = "flat", .type = "late");
	entry.field_count = 0;
	EXPECT("t", &entry, .envelope = "flat");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flat_fields_are_read_by_their_names),
		cmocka_unit_test(what_is_not_known_is_empty_and_never_the_topic),
		cmocka_unit_test(an_order_is_the_journey_where_nothing_stronger_is_said),
		cmocka_unit_test(placeholders_are_no_keys),
		cmocka_unit_test(a_document_in_one_field_is_read_where_it_stands),
		cmocka_unit_test(plain_fields_say_more_than_the_document),
		cmocka_unit_test(escapes_are_taken_out_of_what_is_told),
		cmocka_unit_test(values_that_are_no_scalars_tell_nothing),
		cmocka_unit_test(damaged_documents_keep_what_was_read),
		cmocka_unit_test(of_a_name_twice_the_first_counts_and_it_is_said),
		cmocka_unit_test(of_a_long_document_only_the_beginning_counts),
		cmocka_unit_test(deep_documents_are_passed_over),
		cmocka_unit_test(one_reader_reads_a_hundred_kinds_in_turn),
		cmocka_unit_test(many_and_long_names_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
