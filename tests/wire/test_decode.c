#include "wire/decode.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/rng.h"
#include "wire/parsing.h"
#include "wire/recorded.h"

enum { ROUNDS = 20000 };

/* Two parsers, so that both replies of a fact are there at once. */
struct desk {
	struct reply_parser *first, *second;
	struct decode_room *room;
	struct fact fact;
};

static void sit_down(struct desk *desk)
{
	struct reply_limits limits = reply_limits_default();
	*desk = (struct desk){
		.first = reply_parser_create(&limits),
		.second = reply_parser_create(&limits),
		.room = decode_room_create(),
	};
}

static void stand_up(struct desk *desk)
{
	reply_parser_destroy(desk->first);
	reply_parser_destroy(desk->second);
	decode_room_destroy(desk->room);
}

static const struct reply *first(struct desk *desk, enum recorded which)
{
	return parsing_feed(desk->first, text_of(recorded[which]));
}

static const struct reply *second(struct desk *desk, enum recorded which)
{
	return parsing_feed(desk->second, text_of(recorded[which]));
}

static const struct fact *topic(struct desk *desk, enum recorded stream, enum recorded groups)
{
	decode_topic(first(desk, stream), second(desk, groups), desk->room, &desk->fact);
	return &desk->fact;
}

static void a_topic_of_every_version_is_read_by_name(void **state)
{
	(void)state;
	static const struct {
		enum recorded stream, groups;
		bool has_added, has_deleted, has_read;
	} cases[] = {
		{RECORDED_STREAM_5, RECORDED_GROUPS_5, false, false, false},
		{RECORDED_STREAM_6, RECORDED_GROUPS_5, false, false, false},
		{RECORDED_STREAM_7, RECORDED_GROUPS_7, true, true, true},
		{RECORDED_STREAM_8, RECORDED_GROUPS_7, true, true, true},
	};
	struct desk desk;
	sit_down(&desk);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct fact *fact = topic(&desk, cases[i].stream, cases[i].groups);
		const struct fact_topic *known = &fact->topic_info;
		assert_int_equal(fact->kind, FACT_TOPIC);
		assert_int_equal(fact->outcome, FACT_KNOWN);
		assert_int_equal(known->length, 5);
		assert_true(known->has_entries);
		assert_int_equal(known->first.ms, 1);
		assert_int_equal(known->last.ms, 5);
		assert_int_equal(known->last_generated.ms, 7);
		assert_int_equal(known->last_generated.seq, 1);
		assert_int_equal(known->has_entries_added, cases[i].has_added);
		assert_int_equal(known->has_max_deleted, cases[i].has_deleted);
		assert_int_equal(known->entries_added, cases[i].has_added ? 8 : 0);
		assert_int_equal(known->reply_bytes, strlen(recorded[cases[i].stream]));
		assert_int_equal(known->group_count, 2);
		assert_true(text_is(known->groups[0].name, "billing"));
		assert_int_equal(known->groups[0].pending, 3);
		assert_int_equal(known->groups[0].consumers, 2);
		assert_int_equal(known->groups[0].last_delivered.ms, 3);
		assert_int_equal(known->groups[0].has_entries_read, cases[i].has_read);
		assert_int_equal(known->groups[0].has_lag, cases[i].has_read);
		assert_int_equal(known->groups[0].lag, cases[i].has_read ? 2 : 0);
		assert_false(known->groups[1].has_lag);
		assert_false(known->groups[1].has_entries_read);
	}
	stand_up(&desk);
}

static void an_empty_topic_has_neither_first_nor_last(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	const struct fact *fact = topic(&desk, RECORDED_STREAM_EMPTY, RECORDED_EMPTY);
	assert_int_equal(fact->outcome, FACT_KNOWN);
	assert_int_equal(fact->topic_info.length, 0);
	assert_false(fact->topic_info.has_entries);
	assert_true(fact->topic_info.has_max_deleted);
	assert_int_equal(fact->topic_info.group_count, 0);
	stand_up(&desk);
}

static void either_reply_of_a_topic_may_fail(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	assert_int_equal(topic(&desk, RECORDED_NO_KEY, RECORDED_NO_KEY)->outcome, FACT_ABSENT);
	assert_int_equal(topic(&desk, RECORDED_STREAM_7, RECORDED_NO_KEY)->outcome, FACT_ABSENT);
	assert_int_equal(topic(&desk, RECORDED_WRONG_TYPE, RECORDED_WRONG_TYPE)->outcome, FACT_WRONGTYPE);
	assert_int_equal(topic(&desk, RECORDED_NO_PERMISSION, RECORDED_GROUPS_7)->outcome, FACT_DENIED);
	assert_non_null(strstr(desk.fact.error.text, "xinfo|stream"));
	assert_int_equal(desk.fact.error.code, ERROR_REFUSED);
	assert_int_equal(topic(&desk, RECORDED_STREAM_7, RECORDED_NO_PERMISSION)->outcome, FACT_DENIED);
	assert_int_equal(topic(&desk, RECORDED_INTEGER, RECORDED_GROUPS_7)->outcome, FACT_FAILED);
	assert_int_equal(topic(&desk, RECORDED_EMPTY, RECORDED_GROUPS_7)->outcome, FACT_FAILED);
	assert_int_equal(topic(&desk, RECORDED_STREAM_7, RECORDED_SCAN)->outcome, FACT_FAILED);
	assert_int_equal(topic(&desk, RECORDED_STREAM_7, RECORDED_NIL)->outcome, FACT_FAILED);
	decode_topic(NULL, NULL, desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_LOST);
	decode_topic(first(&desk, RECORDED_STREAM_7), NULL, desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_LOST);
	stand_up(&desk);
}

static void consumers_of_every_version_are_read(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	decode_consumers(first(&desk, RECORDED_CONSUMERS_5), desk.room, &desk.fact);
	assert_int_equal(desk.fact.consumers.count, 2);
	assert_true(text_is(desk.fact.consumers.consumers[0].name, "anna"));
	assert_int_equal(desk.fact.consumers.consumers[0].idle_ms, 9104628);
	assert_false(desk.fact.consumers.consumers[0].has_inactive);
	decode_consumers(first(&desk, RECORDED_CONSUMERS_72), desk.room, &desk.fact);
	assert_true(desk.fact.consumers.consumers[0].has_inactive);
	assert_int_equal(desk.fact.consumers.consumers[0].inactive_ms, 5000);
	assert_int_equal(desk.fact.consumers.consumers[1].inactive_ms, -1);
	decode_consumers(first(&desk, RECORDED_NO_GROUP), desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_ABSENT);
	decode_consumers(first(&desk, RECORDED_GROUPS_5), desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	stand_up(&desk);
}

static void pending_entries_keep_their_extreme_numbers(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	decode_pending(first(&desk, RECORDED_SUMMARY), second(&desk, RECORDED_PAGE), desk.room, &desk.fact);
	const struct fact_pending *pending = &desk.fact.pending;
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_int_equal(pending->total, 3);
	assert_true(pending->has_range);
	assert_int_equal(pending->lowest.ms, 1);
	assert_int_equal(pending->highest.ms, 3);
	assert_int_equal(pending->count, 3);
	assert_true(pending->page_ends);
	assert_int_equal(pending->entries[1].consumer.length, 0);
	assert_int_equal(pending->entries[1].idle_ms, -1);
	assert_true(pending->entries[1].deliveries == INT64_MAX);
	decode_pending(first(&desk, RECORDED_SUMMARY_EMPTY), second(&desk, RECORDED_EMPTY), desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_int_equal(pending->total, 0);
	assert_false(pending->has_range);
	assert_true(pending->page_ends);
	decode_pending(first(&desk, RECORDED_NO_GROUP), second(&desk, RECORDED_NO_GROUP), desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_ABSENT);
	decode_pending(first(&desk, RECORDED_SUMMARY), second(&desk, RECORDED_RANGE), desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	stand_up(&desk);
}

static void entries_have_fields_or_were_deleted(void **state)
{
	(void)state;
	struct desk desk;
	struct entry entry;
	sit_down(&desk);
	const struct reply *range = first(&desk, RECORDED_RANGE);
	assert_true(decode_entry(reply_item(range, 0), desk.room, &entry));
	assert_int_equal(entry.id.ms, 1);
	assert_int_equal(entry.field_count, 2);
	assert_true(text_is(entry.fields[1].name, "qty"));
	assert_true(text_is(entry.fields[1].value, "3"));
	assert_true(decode_entry(reply_item(range, 1), desk.room, &entry));
	assert_int_equal(entry.field_count, 0);
	assert_false(decode_entry(reply_item(range, 3), desk.room, &entry));
	assert_false(decode_entry(range, desk.room, &entry));
	assert_false(decode_entry(first(&desk, RECORDED_TIME), desk.room, &entry));
	decode_undelivered(first(&desk, RECORDED_RANGE), &desk.fact);
	assert_true(desk.fact.undelivered.exists);
	assert_int_equal(desk.fact.undelivered.first.ms, 1);
	decode_undelivered(first(&desk, RECORDED_EMPTY), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_false(desk.fact.undelivered.exists);
	decode_undelivered(first(&desk, RECORDED_DEEP), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	stand_up(&desk);
}

static void the_server_tells_who_it_is(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	decode_server(first(&desk, RECORDED_INFO), &desk.fact);
	const struct fact_server *server = &desk.fact.server;
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_true(text_is(server->version, "7.0.15"));
	assert_true(text_is(server->name, "redis"));
	assert_true(text_is(server->mode, "standalone"));
	assert_true(text_is(server->role, "master"));
	assert_true(text_is(server->run_id, "0123456789abcdef"));
	assert_true(text_is(server->eviction, "noeviction"));
	assert_int_equal(server->uptime_s, 42);
	assert_int_equal(server->clients, 3);
	assert_int_equal(server->memory_bytes, 1048576);
	assert_int_equal(server->commands_per_s, 17);
	assert_true(server->has_memory && server->has_clients && server->has_rate);
	assert_false(server->loading);
	decode_server(first(&desk, RECORDED_INFO_VALKEY), &desk.fact);
	assert_true(text_is(server->name, "valkey"));
	assert_true(text_is(server->version, "8.0.1"));
	assert_false(server->has_memory || server->has_clients || server->has_rate);
	assert_true(server->loading);
	decode_server(first(&desk, RECORDED_NO_PERMISSION), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_DENIED);
	decode_server(first(&desk, RECORDED_EMPTY_TEXT), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	stand_up(&desk);
}

static void clock_scan_and_memory_are_read(void **state)
{
	(void)state;
	struct desk desk;
	uint64_t cursor = 0;
	sit_down(&desk);
	decode_clock(first(&desk, RECORDED_TIME), &desk.fact);
	assert_true(desk.fact.clock.server_ms == 1700000000123);
	decode_clock(first(&desk, RECORDED_EMPTY), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	assert_true(decode_scan(first(&desk, RECORDED_SCAN), desk.room, &desk.fact, &cursor));
	assert_int_equal(cursor, 1792);
	assert_int_equal(desk.fact.scan.count, 2);
	assert_true(text_is(desk.fact.scan.names[1], "mail\x1b]52"));
	assert_false(decode_scan(first(&desk, RECORDED_SYNTAX), desk.room, &desk.fact, &cursor));
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	assert_false(decode_scan(first(&desk, RECORDED_TIME), desk.room, &desk.fact, &cursor));
	decode_memory(parsing_feed(desk.first, text_of(":77\r\n")), &desk.fact);
	assert_int_equal(desk.fact.memory_bytes, 77);
	decode_memory(first(&desk, RECORDED_NIL), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_ABSENT);
	decode_memory(first(&desk, RECORDED_TIME), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	stand_up(&desk);
}

static void errors_have_their_outcome(void **state)
{
	(void)state;
	assert_int_equal(decode_outcome(text_of("ERR no such key")), FACT_ABSENT);
	assert_int_equal(decode_outcome(text_of("NOGROUP No such key")), FACT_ABSENT);
	assert_int_equal(decode_outcome(text_of("WRONGTYPE Operation")), FACT_WRONGTYPE);
	assert_int_equal(decode_outcome(text_of("NOPERM no")), FACT_DENIED);
	assert_int_equal(decode_outcome(text_of("LOADING")), FACT_FAILED);
	assert_int_equal(decode_outcome(text_of("")), FACT_FAILED);
}

/* Whatever reply is taken for whatever fact: known only with its values, else a sentence. */
static void decode_all(struct desk *desk, const struct reply *a, const struct reply *b)
{
	uint64_t cursor;
	struct entry entry;
	for (int kind = 0; kind < 8; kind++) {
		switch (kind) {
		case 0: decode_server(a, &desk->fact); break;
		case 1: decode_clock(a, &desk->fact); break;
		case 2: decode_scan(a, desk->room, &desk->fact, &cursor); break;
		case 3: decode_topic(a, b, desk->room, &desk->fact); break;
		case 4: decode_consumers(a, desk->room, &desk->fact); break;
		case 5: decode_pending(a, b, desk->room, &desk->fact); break;
		case 6: decode_undelivered(a, &desk->fact); break;
		default: decode_memory(a, &desk->fact); break;
		}
		assert_true((desk->fact.outcome == FACT_KNOWN) == (desk->fact.error.code == ERROR_NONE));
		assert_true((desk->fact.outcome == FACT_KNOWN) == (desk->fact.error.text[0] == '\0'));
	}
	decode_entry(a, desk->room, &entry);
	decode_entry(reply_item(a, 0), desk->room, &entry);
}

static void any_reply_may_be_taken_for_any_fact(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	for (size_t i = 0; i < RECORDED_COUNT; i++) {
		for (size_t j = 0; j < RECORDED_COUNT; j++) {
			decode_all(&desk, first(&desk, (enum recorded)i), second(&desk, (enum recorded)j));
		}
		decode_all(&desk, first(&desk, (enum recorded)i), NULL);
	}
	decode_all(&desk, NULL, NULL);
	stand_up(&desk);
}

static void hostile_replies_never_crash_a_decoder(void **state)
{
	(void)state;
	const char *given = getenv("SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	print_message("SEED=%" PRIu64 "\n", seed);
	struct rng rng;
	struct desk desk;
	rng_seed(&rng, seed);
	sit_down(&desk);
	for (int i = 0; i < ROUNDS; i++) {
		struct text whole = text_of(recorded[rng_below(&rng, RECORDED_COUNT)]);
		char *bytes = mem_dup(whole.at, whole.length);
		for (uint64_t n = rng_below(&rng, 6); n > 0; n--) {
			bytes[rng_below(&rng, whole.length)] = "*$:+-0123456789"[rng_below(&rng, 15)];
		}
		const struct reply_limits limits = reply_limits_default();
		struct reply_parser *parser = reply_parser_create(&limits);
		const struct reply *reply = NULL;
		struct error error;
		reply_parser_feed(parser, text_from(bytes, whole.length), &error);
		while (reply_parser_next(parser, &reply, &error) && reply != NULL) {
			decode_all(&desk, reply, reply);
		}
		reply_parser_destroy(parser);
		mem_free(bytes);
	}
	stand_up(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_of_every_version_is_read_by_name),
		cmocka_unit_test(an_empty_topic_has_neither_first_nor_last),
		cmocka_unit_test(either_reply_of_a_topic_may_fail),
		cmocka_unit_test(consumers_of_every_version_are_read),
		cmocka_unit_test(pending_entries_keep_their_extreme_numbers),
		cmocka_unit_test(entries_have_fields_or_were_deleted),
		cmocka_unit_test(the_server_tells_who_it_is),
		cmocka_unit_test(clock_scan_and_memory_are_read),
		cmocka_unit_test(errors_have_their_outcome),
		cmocka_unit_test(any_reply_may_be_taken_for_any_fact),
		cmocka_unit_test(hostile_replies_never_crash_a_decoder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
