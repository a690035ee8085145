#include "model/events.h"

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
#include "seed.h"

/* --- a model told of entries, and a list made the slow way --- */

static struct model *model_of(size_t memory_bytes)
{
	return model_create(&(struct model_options){
		.thresholds = thresholds_default(), .memory_bytes = memory_bytes});
}

static void seek(struct model *model, const char *query)
{
	model_apply(model,
		&(struct fact){.kind = FACT_SOUGHT,
			.at_ms = 1,
			.sought = {.query = text_of(query), .live = true}});
}

static const struct event_list_about *about(const struct model *model)
{
	return event_list_about(model_events(model));
}

static void tell(struct model *model, enum whence whence, const char *topic,
	const struct entry *entries, size_t count)
{
	model_apply(model,
		&(struct fact){.kind = FACT_ENTRIES,
			.at_ms = 1,
			.topic = text_of(topic),
			.entries = {.whence = whence, .count = count, .entries = entries}});
}

static void tell_skip(struct model *model, uint64_t skipped)
{
	model_apply(model,
		&(struct fact){.kind = FACT_ENTRIES,
			.at_ms = 1,
			.topic = text_of("a"),
			.entries = {.whence = WHENCE_LIVE, .skipped = skipped}});
}

static struct entry entry_of(uint64_t ms, const struct entry_field *fields, size_t count)
{
	return (struct entry){.id = {.ms = ms}, .field_count = count, .fields = fields};
}

enum { TOPICS = 5, IDS = 120, NAIVE_MAX = TOPICS * IDS };

static const char *const topics[TOPICS] = {"a", "ab", "b", "orders", "zz"};

/* Every entry has a field `kind`, which its id decides, so that both sides agree. */
static const char *kind_of(uint64_t ms, size_t topic)
{
	return (ms * 7 + topic * 3) % 4 == 0 ? "odd" : "even";
}

struct naive {
	bool has[IDS][TOPICS];
	size_t count;
	bool filters;
};

static void naive_add(struct naive *naive, uint64_t ms, size_t topic)
{
	if ((!naive->filters || strcmp(kind_of(ms, topic), "odd") == 0) && !naive->has[ms][topic]) {
		naive->has[ms][topic] = true;
		naive->count++;
	}
}

static void assert_same(const struct model *model, const struct naive *naive)
{
	const struct event_list *list = model_events(model);
	size_t at = 0, found;

	assert_int_equal(event_list_count(list), naive->count);
	for (uint64_t ms = 0; ms < IDS; ms++) {
		for (size_t topic = 0; topic < TOPICS; topic++) {
			bool is = event_list_find(
				list, text_of(topics[topic]), (struct id){.ms = ms}, &found);
			assert_int_equal(is, naive->has[ms][topic]);
			assert_int_equal(found, at);
			if (!is) {
				continue;
			}
			const struct event_row *row = event_list_at(list, at++);
			assert_int_equal(row->entry.id.ms, ms);
			assert_true(text_is(row->topic, topics[topic]));
			assert_true(text_is(row->entry.fields[0].value, kind_of(ms, topic)));
		}
	}
	assert_null(event_list_at(list, at));
}

/* A batch of one topic, ascending, from anywhere, with what may be there already. */
static void tell_some(struct model *model, struct naive *naive, struct rng *rng)
{
	struct entry entries[IDS];
	struct entry_field fields[IDS];
	size_t topic = rng_below(rng, TOPICS), count = 0;
	uint64_t step = 1 + rng_below(rng, 6);
	enum whence whence = (enum whence)rng_below(rng, 3);

	for (uint64_t ms = rng_below(rng, IDS); ms < IDS; ms += 1 + rng_below(rng, step)) {
		fields[count] = (struct entry_field){
			.name = text_of("kind"), .value = text_of(kind_of(ms, topic))};
		entries[count] = entry_of(ms, &fields[count], 1);
		naive_add(naive, ms, topic);
		count++;
	}
	tell(model, whence, topics[topic], entries, count);
}

static void the_list_is_that_of_a_naive_one(void **state)
{
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct naive *naive = mem_alloc(1, sizeof(*naive));
		struct model *model = model_of(0);
		naive->filters = round % 2 == 1;
		seek(model, naive->filters ? "kind == \"odd\"" : "");
		for (int i = 0; i < 25; i++) {
			uint64_t version = event_list_version(model_events(model));
			tell_some(model, naive, &rng);
			assert_same(model, naive);
			assert_true(event_list_version(model_events(model)) > version);
			assert_int_equal(about(model)->matched, naive->count);
		}
		model_destroy(model);
		mem_free(naive);
	}
}

static void nothing_is_kept_before_it_is_sought(void **state)
{
	struct model *model = model_of(0);
	struct entry entry = entry_of(1, NULL, 0);

	(void)state;
	tell(model, WHENCE_LIVE, "a", &entry, 1);
	assert_int_equal(event_list_count(model_events(model)), 0);
	seek(model, "");
	tell(model, WHENCE_LIVE, "a", &entry, 1);
	assert_int_equal(event_list_count(model_events(model)), 1);
	seek(model, "");
	assert_int_equal(event_list_count(model_events(model)), 0);
	assert_int_equal(about(model)->matched, 0);
	model_destroy(model);
}

static void a_query_that_says_nothing_fails_both_readings(void **state)
{
	struct model *model = model_of(0);
	struct entry entry = entry_of(1, NULL, 0);

	(void)state;
	seek(model, "type ==");
	assert_int_equal(about(model)->older.is, READING_FAILED);
	assert_int_equal(about(model)->newer.is, READING_FAILED);
	assert_non_null(strstr(about(model)->older.trouble, "column"));
	assert_string_equal(about(model)->older.trouble, about(model)->newer.trouble);
	model_apply(model,
		&(struct fact){
			.kind = FACT_READING, .reading = {.whence = WHENCE_OLDER, .on = true}});
	tell(model, WHENCE_OLDER, "a", &entry, 1);
	assert_int_equal(about(model)->older.is, READING_FAILED);
	assert_int_equal(event_list_count(model_events(model)), 0);
	model_destroy(model);
}

static void long_values_are_cut_and_short_ones_are_not(void **state)
{
	struct model *model = model_of(0);
	size_t length = 100000;
	char *long_one = mem_alloc(1, length);
	struct entry_field fields[] = {
		{.name = text_of("payload"), .value = text_from(long_one, length)},
		{.name = text_of("type"), .value = text_of("order.placed")},
		{.name = text_of("other"), .value = text_from(long_one, length)},
	};
	struct entry entry = entry_of(1, fields, 3);

	(void)state;
	seek(model, "");
	tell(model, WHENCE_OLDER, "a", &entry, 1);
	const struct event_row *row = event_list_at(model_events(model), 0);
	assert_true(row->cut);
	assert_int_equal(row->bytes, 2 * length + 7 + 4 + 12 + 5);
	assert_true(text_is(row->entry.fields[1].value, "order.placed"));
	assert_in_range(row->entry.fields[0].value.length, 3000, 8192);
	assert_int_equal(row->entry.fields[0].value.length, row->entry.fields[2].value.length);
	assert_true(text_is(event_list_event(model_events(model), 0)->type, "order.placed"));
	mem_free(long_one);
	model_destroy(model);
}

static void very_many_fields_are_cut(void **state)
{
	enum { FIELDS = 100000 };
	struct model *model = model_of(0);
	struct entry_field *fields = mem_alloc(FIELDS, sizeof(*fields));

	(void)state;
	for (size_t i = 0; i < FIELDS; i++) {
		fields[i] = (struct entry_field){.name = text_of("f"), .value = text_of("v")};
	}
	struct entry entry = entry_of(1, fields, FIELDS);
	seek(model, "");
	tell(model, WHENCE_OLDER, "a", &entry, 1);
	const struct event_row *row = event_list_at(model_events(model), 0);
	assert_true(row->cut);
	assert_in_range(row->entry.field_count, 1, 1000);
	assert_int_equal(row->bytes, 2 * FIELDS);
	mem_free(fields);
	model_destroy(model);
}

static void fill(struct model *model, enum whence whence, uint64_t from, size_t count)
{
	char value[200] = {0};
	struct entry_field field = {.name = text_of("v"), .value = text_from(value, sizeof(value))};

	for (uint64_t ms = from; ms < from + count; ms++) {
		struct entry entry = entry_of(ms, &field, 1);
		tell(model, whence, "a", &entry, 1);
	}
}

static void reading_back_stops_where_there_is_no_room(void **state)
{
	struct model *model = model_of(1 << 20);
	uint64_t dropped;

	(void)state;
	seek(model, "");
	fill(model, WHENCE_OLDER, 100, 5000);
	size_t count = event_list_count(model_events(model));
	assert_in_range(count, 300, 2000);
	assert_int_equal(about(model)->older.is, READING_FULL);
	assert_int_equal(about(model)->dropped, 0);
	assert_in_range(about(model)->bytes, 1, (1 << 20) / 4);
	assert_in_range(model_bytes(model, &dropped), about(model)->bytes, 1 << 20);
	model_apply(
		model, &(struct fact){.kind = FACT_READING, .reading = {.whence = WHENCE_OLDER}});
	assert_int_equal(about(model)->older.is, READING_FULL);
	model_destroy(model);
}

static void what_is_live_drops_the_oldest_and_counts(void **state)
{
	struct model *model = model_of(1 << 20);

	(void)state;
	seek(model, "");
	fill(model, WHENCE_LIVE, 0, 5000);
	const struct event_list *list = model_events(model);
	size_t count = event_list_count(list);
	assert_in_range(count, 300, 2000);
	assert_int_equal(about(model)->dropped, 5000 - count);
	assert_int_equal(about(model)->followed, 5000);
	assert_int_equal(event_list_at(list, count - 1)->entry.id.ms, 4999);
	assert_int_equal(event_list_at(list, 0)->entry.id.ms, 5000 - count);
	assert_int_equal(about(model)->older.is, READING_FULL);
	assert_in_range(about(model)->bytes, 1, (1 << 20) / 4);
	seek(model, "");
	assert_int_equal(about(model)->dropped, 0);
	assert_int_equal(about(model)->older.is, READING_IDLE);
	model_destroy(model);
}

static void no_more_rows_than_a_hundred_thousand(void **state)
{
	enum { COUNT = 100000, PAGE = 1000 };
	struct model *model = model_of(0);
	struct entry *entries = mem_alloc(PAGE, sizeof(*entries));

	(void)state;
	seek(model, "");
	for (uint64_t page = 0; page < COUNT / PAGE + 3; page++) {
		for (size_t i = 0; i < PAGE; i++) {
			entries[i] = entry_of(page * PAGE + i, NULL, 0);
		}
		tell(model, WHENCE_LIVE, "a", entries, PAGE);
	}
	assert_int_equal(event_list_count(model_events(model)), COUNT);
	assert_int_equal(about(model)->dropped, 3 * PAGE);
	mem_free(entries);
	model_destroy(model);
}

static bool gap_at(const struct model *model, size_t i)
{
	return event_list_at(model_events(model), i)->gap;
}

static void a_gap_stands_before_what_came_after_the_skip(void **state)
{
	struct model *model = model_of(0);
	struct entry entries[] = {entry_of(10, NULL, 0), entry_of(20, NULL, 0),
		entry_of(40, NULL, 0), entry_of(30, NULL, 0), entry_of(35, NULL, 0)};

	(void)state;
	seek(model, "");
	tell(model, WHENCE_LIVE, "a", entries, 2);
	tell_skip(model, 700);
	assert_int_equal(about(model)->skipped, 700);
	tell(model, WHENCE_LIVE, "b", &entries[2], 1);
	assert_true(gap_at(model, 2));
	/* Another topic's rows are from after the skip, too. */
	tell(model, WHENCE_LIVE, "a", &entries[3], 2);
	assert_int_equal(event_list_count(model_events(model)), 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(gap_at(model, i), i == 2);
	}
	assert_int_equal(event_list_at(model_events(model), 2)->entry.id.ms, 30);
	model_destroy(model);
}

static void readings_are_told_as_they_stand(void **state)
{
	struct model *model = model_of(0);
	struct fact fact = {.kind = FACT_READING,
		.reading = {.whence = WHENCE_OLDER,
			.on = true,
			.has_reached = true,
			.reached = {.ms = 7},
			.entries = 12,
			.bytes = 340,
			.busy_ms = 5}};

	(void)state;
	seek(model, "");
	assert_int_equal(about(model)->older.is, READING_IDLE);
	model_apply(model, &fact);
	assert_int_equal(about(model)->older.is, READING_ON);
	assert_int_equal(about(model)->newer.is, READING_IDLE);
	assert_int_equal(about(model)->older.reached.ms, 7);
	assert_int_equal(about(model)->older.entries, 12);
	assert_int_equal(about(model)->older.bytes, 340);
	fact.reading.ends = true;
	model_apply(model, &fact);
	assert_int_equal(about(model)->older.is, READING_END);
	fact.outcome = FACT_LOST;
	fact.reading.whence = WHENCE_LIVE;
	error_set(&fact.error, ERROR_CONNECT, "the connection went");
	model_apply(model, &fact);
	assert_int_equal(about(model)->newer.is, READING_FAILED);
	assert_string_equal(about(model)->newer.trouble, "the connection went");
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_that_of_a_naive_one),
		cmocka_unit_test(nothing_is_kept_before_it_is_sought),
		cmocka_unit_test(a_query_that_says_nothing_fails_both_readings),
		cmocka_unit_test(long_values_are_cut_and_short_ones_are_not),
		cmocka_unit_test(very_many_fields_are_cut),
		cmocka_unit_test(reading_back_stops_where_there_is_no_room),
		cmocka_unit_test(what_is_live_drops_the_oldest_and_counts),
		cmocka_unit_test(no_more_rows_than_a_hundred_thousand),
		cmocka_unit_test(a_gap_stands_before_what_came_after_the_skip),
		cmocka_unit_test(readings_are_told_as_they_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
