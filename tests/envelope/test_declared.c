/* Declared contracts asked of events by name. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "envelope/declared.h"

struct stage {
	struct declared_contract contracts[2];
	struct event_options options;
	struct event_reader *reader;
};

static void stage_open(struct stage *stage)
{
	*stage = (struct stage){
		.contracts =
			{
				{.name = "placed",
					.topics = "orders*",
					.type = "order.placed",
					.schema = schema_compile(
						text_of("{\"required\": [\"total\"], "
							"\"properties\": {\"total\": {\"type\": "
							"\"number\"}}}"),
						NULL)},
				{.name = "slow",
					.topics = "*",
					.schema = schema_compile(
						text_of("{\"properties\": {\"total\": "
							"{\"pattern\": \"(a+)+$\"}}}"),
						NULL)},
			},
	};
	stage->options = (struct event_options){.contract_count = 2, .contracts = stage->contracts};
	stage->reader = event_reader_create_for(&stage->options);
}

static void stage_close(struct stage *stage)
{
	event_reader_destroy(stage->reader);
	schema_destroy(stage->contracts[0].schema);
	schema_destroy(stage->contracts[1].schema);
}

static enum query_result ask_of(struct event_reader *reader, const char *topic, const char *total,
	const char *asks, struct error *why)
{
	struct error error = {.code = ERROR_NONE};
	const struct entry_field fields[] = {
		{.name = text_of("type"), .value = text_of("order.placed")},
		{.name = text_of("total"), .value = text_of(total)},
	};
	const struct entry entry = {.id = {.ms = 1, .seq = 1}, .fields = fields, .field_count = 2};
	struct event event;
	struct event_subject subject = {.topic = text_of(topic), .entry = &entry, .event = &event};
	struct query *query = query_compile(text_of(asks), &event_schema, NULL, &error);

	if (query == NULL) {
		fail_msg("%s: %s", asks, error.text);
	}
	event_read(reader, text_of(topic), &entry, &event);
	struct query_subject asked = event_subject_query(&subject);
	enum query_result result = query_match(query, &asked, why);
	query_destroy(query);
	return result;
}

static void an_event_is_asked_by_the_name_of_its_contract(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage);
	assert_int_equal(
		ask_of(stage.reader, "orders", "many", "violates(\"placed\")", NULL), QUERY_YES);
	assert_int_equal(
		ask_of(stage.reader, "orders", "7", "violates(\"placed\")", NULL), QUERY_NO);
	assert_int_equal(
		ask_of(stage.reader, "orders", "7", "not violates(\"placed\") and total > 5", NULL),
		QUERY_YES);
	assert_int_equal(
		ask_of(stage.reader, "other", "many", "violates(\"placed\")", NULL), QUERY_NO);
	stage_close(&stage);
}

static void what_cannot_be_answered_is_no_silent_answer(void **state)
{
	struct error why = {.code = ERROR_NONE};
	struct stage stage;
	char hostile[4001];

	(void)state;
	memset(hostile, 'a', sizeof(hostile) - 2);
	hostile[sizeof(hostile) - 2] = 'b';
	hostile[sizeof(hostile) - 1] = '\0';
	stage_open(&stage);
	assert_int_equal(
		ask_of(stage.reader, "orders", "7", "violates(\"none\")", &why), QUERY_FAILED);
	assert_string_equal(why.text, "there is no [contract none] in the configuration");
	assert_int_equal(
		ask_of(stage.reader, "orders", hostile, "violates(\"slow\")", &why), QUERY_FAILED);
	struct event_reader *plain = event_reader_create();
	assert_int_equal(ask_of(plain, "orders", "7", "violates(\"placed\")", &why), QUERY_FAILED);
	event_reader_destroy(plain);
	stage_close(&stage);
}

static void it_is_a_word_of_the_language_where_there_are_events(void **state)
{
	static const struct query_attribute attributes[] = {{"lag", QUERY_NUMBER, "entries"}};
	static const struct query_schema groups = {.attributes = attributes, .count = 1};
	struct error error = {.code = ERROR_NONE};

	(void)state;
	assert_null(query_compile(text_of("violates(\"x\")"), &groups, NULL, &error));
	assert_non_null(strstr(error.text, "violates() asks events"));
	assert_null(query_compile(text_of("violates(x)"), &event_schema, NULL, &error));
	assert_null(query_compile(text_of("violates()"), &event_schema, NULL, &error));
	assert_null(query_compile(text_of("violates(\"x\""), &event_schema, NULL, &error));
	assert_true(query_is_meant(text_of("violates(\"x\")")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_asked_by_the_name_of_its_contract),
		cmocka_unit_test(what_cannot_be_answered_is_no_silent_answer),
		cmocka_unit_test(it_is_a_word_of_the_language_where_there_are_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
