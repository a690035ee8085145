#include "../../src/demo/form.h"

#include "demo/probe.h"

enum { WALL_MS = 1500, FIELDS_MAX = EVENT_FIELDS_MAX + 12 };

/* An entry as the server would hand it back; its fields borrow from the command. */
struct written {
	struct command command;
	struct entry_field fields[FIELDS_MAX];
	struct entry entry;
};

static void hand_back(struct written *written)
{
	size_t count = written->command.argc / 2;

	assert_int_equal(written->command.argc % 2, 0);
	assert_true(count <= FIELDS_MAX);
	for (size_t i = 0; i < count; i++) {
		written->fields[i] = (struct entry_field){command_arg(&written->command, 2 * i),
			command_arg(&written->command, 2 * i + 1)};
	}
	written->entry = (struct entry){
		.id = {.ms = 5, .seq = 1}, .field_count = count, .fields = written->fields};
}

static void write_event(struct written *written, const struct event *event)
{
	command_init(&written->command);
	event_write(event, WALL_MS, &written->command);
	hand_back(written);
}

static struct text value_in(const struct written *written, const char *name)
{
	for (size_t i = 0; i < written->entry.field_count; i++) {
		if (text_is(written->fields[i].name, name)) {
			return written->fields[i].value;
		}
	}
	fail_msg("no field %s", name);
	return text_of("");
}

static void holds(const struct written *written, const char *name, const char *words)
{
	struct text value = value_in(written, name);
	char whole[FORM_DOCUMENT_MAX];

	assert_true(value.length < sizeof(whole));
	memcpy(whole, value.at, value.length);
	whole[value.length] = '\0';
	if (strstr(whole, words) == NULL) {
		fail_msg("%s is `%s`, which lacks `%s`", name, whole, words);
	}
}

static struct event event_with(const struct form *form)
{
	static struct attribute identity[] = {
		TOKEN("order_id", "O-"), TRACE("trace_id"), {.name = NULL}};
	static struct event_type type = {.name = "order.paid", .topic = "orders", .source = "till"};
	static const struct attribute attributes[] = {
		PICK("how", "cash"), NUMBER("items", 3, 3), {.name = NULL}};
	const struct scenario scenario = {.identity = identity};
	struct event event, first;

	type.form = form;
	type.attributes = attributes;
	event_begin(&first, &scenario, &type, 1, 1);
	event_follow(&event, &scenario, &type, &first, 1);
	snprintf(event.fields[0].value, EVENT_VALUE_MAX, "E-2");
	snprintf(event.fields[1].value, EVENT_VALUE_MAX, "E-1");
	snprintf(event.fields[2].value, EVENT_VALUE_MAX, "O-7");
	snprintf(event.fields[3].value, EVENT_VALUE_MAX, "%032d", 9);
	return event;
}

static void give_up(struct written *letter, const struct form *form)
{
	static const struct service service = {
		.topic = "orders", .group = "till", .failure = "no change"};
	struct event event = event_with(form);
	struct written written;

	write_event(&written, &event);
	command_init(&letter->command);
	form->set_aside(&(struct setback){.entry = &written.entry,
				.service = &service,
				.consumer = "till-1",
				.wall_ms = WALL_MS},
		&letter->command);
	hand_back(letter);
	command_finish(&written.command);
}

static void flat_is_a_field_for_each_value(void **state)
{
	struct event event = event_with(&form_flat);
	struct written written;

	(void)state;
	write_event(&written, &event);
	assert_int_equal(written.entry.field_count, 8);
	holds(&written, "type", "order.paid");
	holds(&written, "occurred_at", "1970-01-01T00:00:01.500Z");
	holds(&written, "causation_id", "E-1");
	holds(&written, "items", "3");
	command_finish(&written.command);
	give_up(&written, &form_flat);
	assert_int_equal(written.entry.field_count, 12);
	holds(&written, "how", "cash");
	holds(&written, "origin_stream", "orders");
	holds(&written, "origin_id", "5-1");
	holds(&written, "error", "no change");
	command_finish(&written.command);
}

static void json_is_one_document(void **state)
{
	struct event event = event_with(&form_json);
	struct written written;

	(void)state;
	write_event(&written, &event);
	assert_int_equal(written.entry.field_count, 1);
	assert_true(text_is(value_in(&written, "event"),
		"{\"type\":\"order.paid\",\"occurred_at\":\"1970-01-01T00:00:01.500Z\","
		"\"event_id\":\"E-2\",\"causation_id\":\"E-1\",\"order_id\":\"O-7\","
		"\"trace_id\":\"00000000000000000000000000000009\","
		"\"data\":{\"how\":\"cash\",\"items\":3}}"));
	command_finish(&written.command);
	give_up(&written, &form_json);
	assert_int_equal(written.entry.field_count, 3);
	holds(&written, "_original_id", "5-1");
	holds(&written, "_source_stream", "orders");
	command_finish(&written.command);
}

static void a_cloudevent_has_its_attributes_and_data(void **state)
{
	struct event event = event_with(&form_cloudevents);
	struct written written;

	(void)state;
	write_event(&written, &event);
	assert_int_equal(written.entry.field_count, 1);
	holds(&written, "data",
		"{\"specversion\":\"1.0\",\"id\":\"E-2\",\"source\":\"till\","
		"\"type\":\"order.paid\",\"time\":\"1970-01-01T00:00:01.500Z\","
		"\"subject\":\"O-7\",\"datacontenttype\":\"application/json\","
		"\"traceparent\":\"00-00000000000000000000000000000009-");
	holds(&written, "data",
		"-01\",\"causationid\":\"E-1\","
		"\"data\":{\"order_id\":\"O-7\",\"how\":\"cash\",\"items\":3}}");
	command_finish(&written.command);
	give_up(&written, &form_cloudevents);
	assert_int_equal(written.entry.field_count, 5);
	holds(&written, "originalStream", "orders");
	holds(&written, "originalId", "5-1");
	holds(&written, "failedAt", "1500");
	command_finish(&written.command);
}

#define METADATA                                    \
	"\xa4name\xaaorder.paid\xae"                \
	"correlation_id\xa3O-7\xa8trace_id\xd9\x20" \
	"00000000000000000000000000000009\xac"      \
	"causation_id\xa3"                          \
	"E-1"

static void watermill_has_its_metadata_as_messagepack(void **state)
{
	struct event event = event_with(&form_watermill);
	struct written written;

	(void)state;
	write_event(&written, &event);
	assert_int_equal(written.entry.field_count, 3);
	assert_true(text_is(value_in(&written, "_watermill_message_uuid"), "E-2"));
	assert_true(text_is(value_in(&written, "metadata"), "\x84" METADATA));
	assert_true(text_is(value_in(&written, "payload"),
		"{\"order_id\":\"O-7\",\"occurred_at\":\"1970-01-01T00:00:01.500Z\","
		"\"how\":\"cash\",\"items\":3}"));
	command_finish(&written.command);
	give_up(&written, &form_watermill);
	assert_int_equal(written.entry.field_count, 3);
	assert_true(text_is(value_in(&written, "metadata"),
		"\x88" METADATA "\xafreason_poisoned\xa9no change\xaetopic_poisoned\xa6orders"
		"\xb0handler_poisoned\xa4till\xb3subscriber_poisoned\xa6till-1"));
	command_finish(&written.command);
}

static void metadata_of_any_kind_becomes_a_letter(void **state)
{
	static const char *const kinds[] = {"", "\xc0", "\xdf\xff\xff\xff\xff", "\x81\xa1"};
	static const struct service service = {.topic = "t", .group = "g", .failure = "f"};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct entry_field field = {text_of("metadata"), text_of(kinds[i])};
		struct entry entry = {.field_count = 1, .fields = &field};
		struct written letter;
		command_init(&letter.command);
		form_watermill.set_aside(
			&(struct setback){.entry = &entry, .service = &service, .consumer = "c"},
			&letter.command);
		hand_back(&letter);
		holds(&letter, "metadata", "reason_poisoned");
		command_finish(&letter.command);
	}
}

static void a_map_with_many_names_gets_a_longer_head(void **state)
{
	static const struct service service = {.topic = "t", .group = "g", .failure = "f"};
	struct entry_field field = {text_of("metadata"), text_of("")};
	struct entry entry = {.field_count = 1, .fields = &field};
	struct written letter;
	char map[64] = "\x8c";
	size_t length = 1;

	(void)state;
	for (int i = 0; i < 12; i++) {
		length += (size_t)snprintf(
			map + length, sizeof(map) - length, "\xa1%c\xa1x", 'a' + i);
	}
	field.value = text_from(map, length);
	command_init(&letter.command);
	form_watermill.set_aside(
		&(struct setback){.entry = &entry, .service = &service, .consumer = "c"},
		&letter.command);
	hand_back(&letter);
	struct text metadata = value_in(&letter, "metadata");
	assert_memory_equal(metadata.at, "\xde\x00\x10\xa1", 4);
	command_finish(&letter.command);
}

static void moleculer_has_payload_and_headers(void **state)
{
	struct event event = event_with(&form_moleculer);
	struct written written;

	(void)state;
	write_event(&written, &event);
	assert_int_equal(written.entry.field_count, 2);
	assert_true(text_is(value_in(&written, "payload"),
		"{\"event_id\":\"E-2\",\"order_id\":\"O-7\","
		"\"occurred_at\":\"1970-01-01T00:00:01.500Z\",\"how\":\"cash\",\"items\":3}"));
	assert_true(text_is(value_in(&written, "headers"),
		"{\"$requestID\":\"00000000000000000000000000000009\",\"$parentID\":\"E-1\","
		"\"$caller\":\"till\",\"$level\":1}"));
	command_finish(&written.command);
	give_up(&written, &form_moleculer);
	assert_int_equal(written.entry.field_count, 2);
	holds(&written, "payload", "\"order_id\":\"O-7\"");
	holds(&written, "headers",
		"{\"x-original-id\":\"5-1\",\"x-original-channel\":\"orders\","
		"\"x-original-group\":\"till\"");
	holds(&written, "headers", "\"x-error-message\":\"no change\"");
	command_finish(&written.command);
}

static void reads_back(const struct scenario *scenario, const struct event *event)
{
	struct written written;
	struct event back;

	write_event(&written, event);
	if (!event_understand(&back, scenario, event->type->topic, &written.entry)) {
		fail_msg("%s is not understood", event->type->name);
	}
	assert_ptr_equal(back.type, event->type);
	assert_string_equal(form_value(&back, "event_id"), form_value(event, "event_id"));
	for (const struct attribute *at = scenario->identity; at->name != NULL; at++) {
		assert_string_equal(form_value(&back, at->name), form_value(event, at->name));
	}
	for (const struct attribute *at = event->type->attributes; at->name != NULL; at++) {
		char value[EVENT_VALUE_MAX];
		assert_true(event_value(&written.entry, at->name, value));
		assert_string_equal(value, form_value(event, at->name));
	}
	command_finish(&written.command);
}

static void what_is_written_is_understood_by_the_services(void **state)
{
	const struct scenario *scenario;
	const struct event_type *type;

	(void)state;
	for (size_t i = 0; (scenario = scenario_at(i)) != NULL; i++) {
		struct event first, event;
		event_begin(&first, scenario, scenario->producers[0].type, 5, 1);
		reads_back(scenario, &first);
		for (size_t k = 0; (type = scenario_type_at(scenario, k)) != NULL; k++) {
			event_follow(&event, scenario, type, &first, 5);
			reads_back(scenario, &event);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flat_is_a_field_for_each_value),
		cmocka_unit_test(json_is_one_document),
		cmocka_unit_test(a_cloudevent_has_its_attributes_and_data),
		cmocka_unit_test(watermill_has_its_metadata_as_messagepack),
		cmocka_unit_test(metadata_of_any_kind_becomes_a_letter),
		cmocka_unit_test(a_map_with_many_names_gets_a_longer_head),
		cmocka_unit_test(moleculer_has_payload_and_headers),
		cmocka_unit_test(what_is_written_is_understood_by_the_services),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
