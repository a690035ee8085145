#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "entries.h"

static const struct event_rule rules[] = {
	{.name = "legacy",
		.topics = "legacy.*",
		.paths = {[EVENT_TYPE] = "kind",
			[EVENT_JOURNEY] = "doc.order.number",
			[EVENT_PARTY] = "who.id",
			[EVENT_TRACE] = "ctx",
			[EVENT_TIME] = "at",
			[EVENT_PAYLOAD] = "doc.order"}},
	{.name = "second", .topics = "legacy.a", .paths = {[EVENT_TYPE] = "type"}},
	{.name = "wide", .topics = "*:new", .paths = {[EVENT_SERVICE] = "a.b"}},
};
static const struct event_options options = {.rule_count = 3, .rules = rules};

static void assert_read(
	const char *topic, const struct entry *entry, const struct expected *expected)
{
	struct event_reader *reader = event_reader_create_for(&options);
	struct event event;

	event_read(reader, text_of(topic), entry, &event);
	assert_event(&event, *expected);
	event_reader_destroy(reader);
}

static void the_first_rule_of_a_topic_says_where_things_are(void **state)
{
	(void)state;
	assert_read("legacy.a",
		ENTRY("type", "t", "kind", "order.placed", "doc", "{\"order\":{\"number\":990017}}",
			"who.id", "C-1", "at", "1700000000", "ctx",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "source",
			"shop"),
		&(struct expected){.envelope = "legacy",
			.type = "order.placed",
			.journey = "990017",
			.party = "C-1",
			.trace = "4bf92f3577b34da6a3ce929d0e0e4736",
			.service = "shop",
			.payload = "{\"number\":990017}",
			.occurred_ms = 1700000000000});
}

static void what_a_rule_does_not_find_is_not_known(void **state)
{
	(void)state;
	assert_read("legacy.b", ENTRY("type", "t", "order_id", "7", "doc", "{}", "status", "ok"),
		&(struct expected){.envelope = "legacy", .outcome = "ok"});
}

static void paths_may_begin_at_the_document(void **state)
{
	(void)state;
	assert_read("x:new", ENTRY("payload", "{\"a\":{\"b\":\"s\"},\"type\":\"t\"}"),
		&(struct expected){.envelope = "wide",
			.type = "t",
			.service = "s",
			.payload = "{\"a\":{\"b\":\"s\"},\"type\":\"t\"}"});
}

static void other_topics_are_recognised_by_themselves(void **state)
{
	(void)state;
	assert_read("x", ENTRY("type", "t", "kind", "k"),
		&(struct expected){.envelope = "flat", .type = "t"});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_rule_of_a_topic_says_where_things_are),
		cmocka_unit_test(what_a_rule_does_not_find_is_not_known),
		cmocka_unit_test(paths_may_begin_at_the_document),
		cmocka_unit_test(other_topics_are_recognised_by_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
