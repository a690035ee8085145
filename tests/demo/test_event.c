#include "../../src/demo/event.h"

#include "demo/probe.h"

#include "../../src/demo/form.h"
#include "base/rng.h"

enum { WALL_MS = 1500 };

static const struct scenario *retail(void)
{
	return scenario_find("retail");
}

static const struct event_type *type_of(const char *name)
{
	for (size_t i = 0; i < retail()->step_count; i++) {
		if (strcmp(retail()->steps[i].emits->name, name) == 0) {
			return retail()->steps[i].emits;
		}
	}
	return retail()->producers[0].type;
}

static const char *value_of(const struct event *event, const char *name)
{
	for (size_t i = 0; i < event->count; i++) {
		if (strcmp(event->fields[i].name, name) == 0) {
			return event->fields[i].value;
		}
	}
	return NULL;
}

/* The event as the server would hand it back: `fields` borrow from `command`. */
static struct entry entry_of(const struct event *event, struct command *command,
	struct entry_field fields[EVENT_FIELDS_MAX + 2])
{
	command_init(command);
	event_write(event, WALL_MS, command);
	assert_int_equal(command->argc % 2, 0);
	for (size_t i = 0; i < command->argc / 2; i++) {
		fields[i] = (struct entry_field){
			command_arg(command, 2 * i), command_arg(command, 2 * i + 1)};
	}
	return (struct entry){.field_count = command->argc / 2, .fields = fields};
}

static struct event begun(uint64_t seed, uint64_t number)
{
	struct event event;
	event_begin(&event, retail(), retail()->producers[0].type, seed, number);
	return event;
}

static void the_same_seed_and_number_give_the_same_event(void **state)
{
	struct event one = begun(7, 3), same = begun(7, 3), later = begun(7, 4),
		     other = begun(8, 3);

	(void)state;
	assert_int_equal(one.count, same.count);
	for (size_t i = 0; i < one.count; i++) {
		assert_string_equal(one.fields[i].name, same.fields[i].name);
		assert_string_equal(one.fields[i].value, same.fields[i].value);
	}
	assert_string_not_equal(value_of(&one, "touch_id"), value_of(&later, "touch_id"));
	assert_string_not_equal(value_of(&one, "touch_id"), value_of(&other, "touch_id"));
}

static void are_the_same(const struct event *one, const struct event *other)
{
	assert_int_equal(one->count, other->count);
	for (size_t i = 0; i < one->count; i++) {
		assert_string_equal(one->fields[i].name, other->fields[i].name);
		assert_string_equal(one->fields[i].value, other->fields[i].value);
	}
}

static void every_scenario_can_be_repeated(void **state)
{
	const struct scenario *scenario;
	const struct event_type *type;

	(void)state;
	for (size_t i = 0; (scenario = scenario_at(i)) != NULL; i++) {
		struct event first, again, other, next, next_again;
		type = scenario->producers[0].type;
		event_begin(&first, scenario, type, 9, 4);
		event_begin(&again, scenario, type, 9, 4);
		event_begin(&other, scenario, type, 10, 4);
		are_the_same(&first, &again);
		assert_string_not_equal(value_of(&first, "event_id"), value_of(&other, "event_id"));
		for (size_t k = 0; (type = scenario_type_at(scenario, k)) != NULL; k++) {
			event_follow(&next, scenario, type, &first, 9);
			event_follow(&next_again, scenario, type, &again, 9);
			are_the_same(&next, &next_again);
		}
	}
}

static void what_follows_is_of_the_same_journey_and_names_its_cause(void **state)
{
	struct event cause = begun(7, 3), event;

	(void)state;
	event_follow(&event, retail(), type_of("profile.updated"), &cause, 7);
	for (const struct attribute *at = retail()->identity; at->name != NULL; at++) {
		assert_string_equal(value_of(&event, at->name), value_of(&cause, at->name));
	}
	assert_string_equal(value_of(&event, "causation_id"), value_of(&cause, "event_id"));
	assert_string_not_equal(value_of(&event, "event_id"), value_of(&cause, "event_id"));
	assert_non_null(value_of(&event, "score"));
	assert_null(value_of(&event, "price"));
}

static void an_event_is_read_back_from_its_entry(const struct event *event)
{
	struct entry_field fields[EVENT_FIELDS_MAX + 2];
	struct command command;
	struct entry entry = entry_of(event, &command, fields);
	struct event back;

	assert_true(event_understand(&back, retail(), event->type->topic, &entry));
	assert_ptr_equal(back.type, event->type);
	assert_string_equal(value_of(&back, "event_id"), value_of(event, "event_id"));
	for (const struct attribute *at = retail()->identity; at->name != NULL; at++) {
		assert_string_equal(value_of(&back, at->name), value_of(event, at->name));
	}
	command_finish(&command);
}

static void an_entry_reads_back_flat_or_as_a_document(void **state)
{
	struct event flat = begun(1, 1), document;

	(void)state;
	assert_ptr_equal(flat.type->form, &form_flat);
	an_event_is_read_back_from_its_entry(&flat);
	event_follow(&document, retail(), type_of("offer.selected"), &flat, 1);
	assert_ptr_equal(document.type->form, &form_json);
	an_event_is_read_back_from_its_entry(&document);
}

static void a_document_has_type_time_identity_and_data(void **state)
{
	struct entry_field fields[EVENT_FIELDS_MAX + 2];
	struct event cause = begun(1, 1), event;
	struct command command;

	(void)state;
	event_follow(&event, retail(), type_of("profile.updated"), &cause, 1);
	struct entry entry = entry_of(&event, &command, fields);
	assert_int_equal(entry.field_count, 1);
	assert_true(text_is(fields[0].name, "event"));
	assert_true(text_starts(fields[0].value,
		"{\"type\":\"profile.updated\",\"occurred_at\":"
		"\"1970-01-01T00:00:01.500Z\",\"event_id\":\"E-"));
	assert_non_null(strstr(fields[0].value.at, ",\"data\":{\"segment\":\""));
	command_finish(&command);
}

static void a_spoiled_value_is_what_the_service_reads(void **state)
{
	struct entry_field fields[EVENT_FIELDS_MAX + 2];
	struct event cause = begun(1, 1), event;
	struct command command;
	char value[EVENT_VALUE_MAX];

	(void)state;
	event_follow(&event, retail(), type_of("profile.updated"), &cause, 1);
	event_spoil(&event, "score", "NaN");
	struct entry entry = entry_of(&event, &command, fields);
	assert_true(event_value(&entry, "score", value));
	assert_string_equal(value, "NaN");
	assert_true(event_value(&entry, "visits_30d", value));
	assert_true(strtol(value, NULL, 10) > 0);
	assert_false(event_value(&entry, "colour", value));
	command_finish(&command);
}

static bool reads(const char *document, const char *name, char value[EVENT_VALUE_MAX])
{
	struct entry_field field = {text_of("event"), text_of(document)};
	struct entry entry = {.field_count = 1, .fields = &field};
	return event_value(&entry, name, value);
}

static void a_document_written_by_hand_is_understood(void **state)
{
	char value[EVENT_VALUE_MAX];

	(void)state;
	assert_true(reads("{ \"score\" : 41 }", "score", value));
	assert_string_equal(value, "41");
	assert_true(reads("{\n\t\"score\" :\n \"a b\"}", "score", value));
	assert_string_equal(value, "a b");
	assert_true(reads("{\"why\":\"score\",\"score\":null}", "score", value));
	assert_string_equal(value, "null");
	assert_false(reads("{\"score\":\"open", "score", value));
	assert_false(reads("{\"score\"", "score", value));
	assert_false(
		reads("{\"score\":\"0123456789012345678901234567890123456789\"}", "score", value));
	assert_false(reads("", "score", value));
}

static void bytes_of_any_kind_are_no_event_and_no_harm(void **state)
{
	const char *seed_text = getenv("SEED");
	uint64_t seed = seed_text != NULL ? strtoull(seed_text, NULL, 10) : 20261;
	static const char letters[] = "\"\"\"typescorevent:, {}\\\n\0x9";
	struct rng rng;

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	for (int round = 0; round < 5000; round++) {
		size_t length = rng_below(&rng, 60);
		char *bytes = malloc(length + 1), value[EVENT_VALUE_MAX];
		for (size_t i = 0; i < length; i++) {
			bytes[i] = letters[rng_below(&rng, sizeof(letters))];
		}
		struct entry_field field = {text_of("event"), text_from(bytes, length)};
		struct entry entry = {.field_count = 1, .fields = &field};
		struct event event;
		event_value(&entry, "score", value);
		assert_false(event_understand(&event, retail(), "profile.updates", &entry));
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_and_number_give_the_same_event),
		cmocka_unit_test(every_scenario_can_be_repeated),
		cmocka_unit_test(what_follows_is_of_the_same_journey_and_names_its_cause),
		cmocka_unit_test(an_entry_reads_back_flat_or_as_a_document),
		cmocka_unit_test(a_document_has_type_time_identity_and_data),
		cmocka_unit_test(a_spoiled_value_is_what_the_service_reads),
		cmocka_unit_test(a_document_written_by_hand_is_understood),
		cmocka_unit_test(bytes_of_any_kind_are_no_event_and_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
