#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/model.h"

static const struct id seven = {.ms = 7};

static struct fact entry_fact(enum fact_outcome outcome)
{
	struct fact fact = {.kind = FACT_ENTRY,
		.outcome = outcome,
		.at_ms = 1,
		.topic = text_of("orders"),
		.entry = {.id = seven, .entry = {.id = seven}}};

	if (outcome != FACT_KNOWN) {
		error_set(&fact.error, ERROR_FAILED, "why not");
	}
	return fact;
}

static void tell_entry(struct model *model, const char *value)
{
	struct fact fact = entry_fact(FACT_KNOWN);
	struct entry_field field = {.name = text_of("type"), .value = text_of(value)};

	fact.entry.entry.field_count = 1;
	fact.entry.entry.fields = &field;
	model_apply(model, &fact);
}

static void tell_outcome(struct model *model, enum fact_outcome outcome)
{
	struct fact fact = entry_fact(outcome);

	model_apply(model, &fact);
}

static void tell_groups(struct model *model, const char *const *names, size_t count)
{
	struct fact_group groups[4] = {{.consumers = 0}};
	struct fact fact = {.kind = FACT_TOPIC, .at_ms = 2, .topic = text_of("orders")};

	for (size_t i = 0; i < count; i++) {
		groups[i].name = text_of(names[i]);
	}
	fact.topic_info.group_count = count;
	fact.topic_info.groups = groups;
	model_apply(model, &fact);
}

static void tell_reader(struct model *model, const char *group, bool pending, uint64_t cursor_ms)
{
	struct fact fact = {.kind = FACT_READER,
		.at_ms = 3,
		.topic = text_of("orders"),
		.group = text_of(group),
		.reader = {.id = seven,
			.pending = pending,
			.as = {.id = seven,
				.consumer = text_of("worker-1"),
				.idle_ms = 900,
				.deliveries = 4},
			.last_delivered = {.ms = cursor_ms}}};

	model_apply(model, &fact);
}

static struct model *model_plain(void)
{
	return model_create(&(struct model_options){.thresholds = thresholds_default()});
}

static void an_entry_is_lost_known_and_absent_in_turn(void **state)
{
	struct model *model = model_plain();

	(void)state;
	assert_null(model_entry(model));
	tell_outcome(model, FACT_LOST);
	assert_int_equal(model_entry(model)->outcome, FACT_LOST);
	tell_entry(model, "order.placed");
	const struct close_entry *entry = model_entry(model);
	uint64_t version = entry->version;
	assert_int_equal(entry->outcome, FACT_KNOWN);
	assert_true(text_is(entry->event->type, "order.placed"));
	assert_int_equal(entry->bytes, 16);
	tell_entry(model, "order.placed");
	assert_int_equal(model_entry(model)->version, version);
	tell_outcome(model, FACT_LOST);
	assert_int_equal(model_entry(model)->outcome, FACT_KNOWN);
	tell_outcome(model, FACT_ABSENT);
	assert_int_equal(model_entry(model)->outcome, FACT_ABSENT);
	assert_true(model_entry(model)->was_there);
	assert_true(text_is(model_entry(model)->entry.fields[0].value, "order.placed"));
	/* The same id in a topic that was made anew. */
	tell_entry(model, "other");
	assert_false(model_entry(model)->was_there);
	assert_true(model_entry(model)->version > version);
	model_apply(model, &(struct fact){.kind = FACT_ENTRY, .outcome = FACT_ABSENT});
	assert_null(model_entry(model));
	model_destroy(model);
}

static void what_never_was_there_was_not_there(void **state)
{
	struct model *model = model_plain();

	(void)state;
	tell_outcome(model, FACT_ABSENT);
	assert_int_equal(model_entry(model)->outcome, FACT_ABSENT);
	assert_false(model_entry(model)->was_there);
	assert_null(model_entry(model)->event);
	tell_outcome(model, FACT_DENIED);
	assert_int_equal(model_entry(model)->outcome, FACT_DENIED);
	assert_string_equal(model_entry(model)->trouble, "why not");
	model_destroy(model);
}

/* What the list of events holds can be looked at when the server has it no more. */
static void an_entry_of_the_list_is_shown_when_it_is_gone(void **state)
{
	static const enum fact_outcome outcomes[] = {FACT_ABSENT, FACT_LOST};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct model *model = model_create(&(struct model_options){.memory_bytes = 0});
		struct entry_field field = {.name = text_of("type"), .value = text_of("placed")};
		struct entry entry = {.id = seven, .field_count = 1, .fields = &field};

		model_apply(model, &(struct fact){.kind = FACT_SOUGHT, .topic = text_of("orders")});
		model_apply(model,
			&(struct fact){.kind = FACT_ENTRIES,
				.topic = text_of("orders"),
				.entries = {.count = 1, .entries = &entry}});
		tell_outcome(model, outcomes[i]);
		assert_int_equal(model_entry(model)->entry.field_count, 1);
		assert_true(text_is(model_entry(model)->entry.fields[0].value, "placed"));
		assert_int_equal(model_entry(model)->was_there, outcomes[i] == FACT_ABSENT);
		model_destroy(model);
	}
}

static void every_group_has_its_state(void **state)
{
	const char *const names[] = {"audit", "billing", "mail", "search"};
	struct model *model = model_plain();

	(void)state;
	tell_entry(model, "order.placed");
	assert_int_equal(model_entry(model)->reader_count, 0);
	tell_groups(model, names, 4);
	tell_reader(model, "billing", true, 9);
	tell_reader(model, "mail", false, 6);
	tell_reader(model, "search", false, 7);
	const struct reader_state *readers = model_entry(model)->readers;
	assert_int_equal(model_entry(model)->reader_count, 4);
	assert_int_equal(readers[0].is, READER_UNKNOWN);
	assert_true(readers[0].why[0] != '\0');
	assert_int_equal(readers[1].is, READER_PENDING);
	assert_true(text_is(readers[1].consumer, "worker-1"));
	assert_int_equal(readers[1].deliveries, 4);
	assert_int_equal(readers[1].idle_ms, 900);
	assert_int_equal(readers[1].at_ms, 3);
	assert_int_equal(readers[2].is, READER_NOT_YET);
	assert_int_equal(readers[3].is, READER_ACKED);
	tell_groups(model, &names[1], 2);
	assert_int_equal(model_entry(model)->reader_count, 2);
	assert_int_equal(model_entry(model)->readers[0].is, READER_PENDING);
	model_destroy(model);
}

static void what_is_said_of_another_entry_is_not_taken(void **state)
{
	const char *const names[] = {"billing"};
	struct model *model = model_plain();
	struct fact fact = entry_fact(FACT_LOST);

	(void)state;
	tell_entry(model, "order.placed");
	tell_groups(model, names, 1);
	fact.entry.id.ms = 8;
	model_apply(model, &fact);
	tell_reader(model, "billing", true, 9);
	assert_int_equal(model_entry(model)->readers[0].is, READER_UNKNOWN);
	assert_null(model_entry(model)->event);
	model_destroy(model);
}

static void an_entry_beyond_the_ceiling_says_so(void **state)
{
	struct model *model = model_create(&(struct model_options){
		.thresholds = thresholds_default(), .memory_bytes = 1 << 20});
	size_t length = 1 << 19;
	char *value = mem_alloc(1, length + 1);
	uint64_t dropped;

	(void)state;
	memset(value, 'x', length);
	tell_entry(model, value);
	assert_int_equal(model_entry(model)->outcome, FACT_TOOBIG);
	assert_int_equal(model_entry(model)->bytes, length + 4);
	assert_true(model_entry(model)->trouble[0] != '\0');
	assert_in_range(model_bytes(model, &dropped), 0, 1 << 20);
	mem_free(value);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_lost_known_and_absent_in_turn),
		cmocka_unit_test(what_never_was_there_was_not_there),
		cmocka_unit_test(an_entry_of_the_list_is_shown_when_it_is_gone),
		cmocka_unit_test(every_group_has_its_state),
		cmocka_unit_test(what_is_said_of_another_entry_is_not_taken),
		cmocka_unit_test(an_entry_beyond_the_ceiling_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
