#include "wire/decode.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/rng.h"
#include "wire/desk.h"

enum { ROUNDS = 20000 };

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
	assert_true(decode_is_passing(text_of("LOADING Redis is loading the dataset")));
	assert_true(decode_is_passing(text_of("BUSY Redis is busy running a script")));
	assert_true(decode_is_passing(text_of("MASTERDOWN Link with MASTER is down")));
	assert_false(decode_is_passing(text_of("BUSYGROUP Consumer Group name already exists")));
	assert_false(decode_is_passing(text_of("NOPERM")));
	assert_int_equal(decode_outcome(text_of("")), FACT_FAILED);
}

/* Whatever reply is taken for whatever fact: known only with its values, else a sentence. */
static void decode_all(struct desk *desk, const struct reply *a, const struct reply *b)
{
	uint64_t cursor;
	struct entry entry;
	for (int kind = 0; kind < 8; kind++) {
		switch (kind) {
		case 0:
			decode_server(a, &desk->fact);
			break;
		case 1:
			decode_clock(a, &desk->fact);
			break;
		case 2:
			decode_scan(a, desk->room, &desk->fact, &cursor);
			break;
		case 3:
			decode_topic(a, b, desk->room, &desk->fact);
			break;
		case 4:
			decode_consumers(a, desk->room, &desk->fact);
			break;
		case 5:
			decode_pending(a, b, desk->room, &desk->fact);
			break;
		case 6:
			decode_undelivered(a, &desk->fact);
			break;
		default:
			decode_memory(a, &desk->fact);
			break;
		}
		assert_true((desk->fact.outcome == FACT_KNOWN) ==
			(desk->fact.error.code == ERROR_NONE));
		assert_true(
			(desk->fact.outcome == FACT_KNOWN) == (desk->fact.error.text[0] == '\0'));
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
			decode_all(&desk, first(&desk, (enum recorded)i),
				second(&desk, (enum recorded)j));
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
			bytes[rng_below(&rng, whole.length)] =
				"*$:+-0123456789"[rng_below(&rng, 15)];
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
		cmocka_unit_test(entries_have_fields_or_were_deleted),
		cmocka_unit_test(clock_scan_and_memory_are_read),
		cmocka_unit_test(errors_have_their_outcome),
		cmocka_unit_test(any_reply_may_be_taken_for_any_fact),
		cmocka_unit_test(hostile_replies_never_crash_a_decoder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
