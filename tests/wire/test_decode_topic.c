#include "wire/desk.h"

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
	assert_int_equal(
		topic(&desk, RECORDED_WRONG_TYPE, RECORDED_WRONG_TYPE)->outcome, FACT_WRONGTYPE);
	assert_int_equal(
		topic(&desk, RECORDED_NO_PERMISSION, RECORDED_GROUPS_7)->outcome, FACT_DENIED);
	assert_non_null(strstr(desk.fact.error.text, "xinfo|stream"));
	assert_int_equal(desk.fact.error.code, ERROR_REFUSED);
	assert_int_equal(
		topic(&desk, RECORDED_STREAM_7, RECORDED_NO_PERMISSION)->outcome, FACT_DENIED);
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
	decode_pending(first(&desk, RECORDED_SUMMARY), second(&desk, RECORDED_PAGE), desk.room,
		&desk.fact);
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
	decode_pending(first(&desk, RECORDED_SUMMARY_EMPTY), second(&desk, RECORDED_EMPTY),
		desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_int_equal(pending->total, 0);
	assert_false(pending->has_range);
	assert_true(pending->page_ends);
	decode_pending(first(&desk, RECORDED_NO_GROUP), second(&desk, RECORDED_NO_GROUP), desk.room,
		&desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_ABSENT);
	decode_pending(first(&desk, RECORDED_SUMMARY), second(&desk, RECORDED_RANGE), desk.room,
		&desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
