#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "entries.h"

static struct query_value value_of(const struct event_subject *subject, const char *name)
{
	struct query_subject query = event_subject_query(subject);
	struct query_value value = {.type = QUERY_NONE};
	size_t i;

	for (i = 0; i < event_schema.count; i++) {
		if (strcmp(event_schema.attributes[i].name, name) == 0) {
			query.get(query.arg, i, &value);
			assert_true(value.type == QUERY_NONE ||
				value.type == event_schema.attributes[i].type);
			return value;
		}
	}
	fail_msg("there is no %s", name);
	return value;
}

static void every_attribute_has_a_name_and_a_sentence(void **state)
{
	size_t i;

	(void)state;
	assert_int_equal(event_schema.count, 14);
	assert_true(event_schema.fields);
	for (i = 0; i < event_schema.count; i++) {
		assert_true(strlen(event_schema.attributes[i].name) > 0);
		assert_true(strlen(event_schema.attributes[i].help) > 0);
		assert_true(event_schema.attributes[i].type != QUERY_NONE);
	}
}

static void what_is_known_has_its_type(void **state)
{
	const struct event event = {.envelope = "flat",
		.type = text_of("order.placed"),
		.service = text_of("shop"),
		.journey = text_of("J"),
		.party = text_of("P"),
		.trace = text_of("T"),
		.cause = text_of("C"),
		.outcome = text_of("ok"),
		.has_occurred = true,
		.occurred_ms = 5};
	const struct event_subject subject = {.topic = text_of("orders"),
		.entry = ENTRY("ab", "cde"),
		.event = &event,
		.server_now_ms = 1700000000250};
	static const char *const texts[][2] = {{"topic", "orders"}, {"type", "order.placed"},
		{"service", "shop"}, {"envelope", "flat"}, {"journey", "J"}, {"party", "P"},
		{"trace", "T"}, {"cause", "C"}, {"outcome", "ok"}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_text(value_of(&subject, texts[i][0]).text, texts[i][1]);
	}
	assert_int_equal(value_of(&subject, "id").id.ms, 1700000000000);
	assert_int_equal(value_of(&subject, "time").n, 1700000000000);
	assert_int_equal(value_of(&subject, "age").n, 250);
	assert_int_equal(value_of(&subject, "size").n, 5);
	assert_true(value_of(&subject, "size").whole);
	assert_int_equal(value_of(&subject, "occurred").n, 5);
}

static void what_is_not_known_is_none(void **state)
{
	const struct event event = {.envelope = "flat"};
	const struct event_subject subject = {
		.topic = text_of("orders"), .entry = ENTRY("a", "b"), .event = &event};
	static const char *const names[] = {"type", "service", "journey", "party", "trace", "cause",
		"outcome", "occurred", "age"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_int_equal(value_of(&subject, names[i]).type, QUERY_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_attribute_has_a_name_and_a_sentence),
		cmocka_unit_test(what_is_known_has_its_type),
		cmocka_unit_test(what_is_not_known_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
