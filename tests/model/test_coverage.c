#include "model/coverage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

/* A topic of which so many were added and so many are there, from `first` on. */
static struct coverage_topic *add(
	struct coverage *coverage, int64_t added, int64_t length, uint64_t first)
{
	struct coverage_topic *topic = coverage_add(coverage, text_of("t"));
	struct fact fact = {.kind = FACT_TOPIC,
		.topic_info = {.length = length,
			.has_entries = length > 0,
			.first = {first, 0},
			.has_entries_added = added >= 0,
			.entries_added = added,
			.has_max_deleted = added >= 0}};

	coverage_note_held(topic, &fact);
	topic->outcome = FACT_KNOWN;
	topic->ended = true;
	topic->entries = (uint64_t)length;
	topic->first = (struct id){first, 0};
	return topic;
}

static void expect(
	const struct coverage *coverage, const struct coverage_topic *topic, const char *says)
{
	struct buf out;

	buf_init(&out, 1000);
	coverage_say_topic(coverage, topic, &out);
	assert_true(text_is(buf_text(&out), says));
	assert_int_equal(coverage_topic_is_whole(coverage, topic), says[0] == '\0');
	buf_finish(&out);
}

static struct coverage from(uint64_t ms)
{
	struct coverage coverage;

	coverage_init(&coverage);
	coverage.from = (struct id){ms, 0};
	coverage.to = (struct id){UINT64_MAX, UINT64_MAX};
	return coverage;
}

static void what_had_gone_before_is_told_where_it_matters(void **state)
{
	struct coverage all = from(0), some = from(50);

	(void)state;
	expect(&all, add(&all, 10, 10, 20), "");
	expect(&all, add(&all, 10, 4, 20),
		"6 of its entries had gone: nothing is left before 20-0");
	expect(&all, add(&all, 10, 0, 0), "10 of its entries had gone");
	expect(&all, add(&all, 0, 0, 0), "");
	expect(&some, add(&some, 10, 4, 20), "");
	expect(&some, add(&some, 10, 4, 70),
		"6 of its entries had gone: nothing is left before 70-0");
	coverage_finish(&all);
	coverage_finish(&some);
}

static void what_the_server_does_not_tell_is_not_known(void **state)
{
	struct coverage all = from(0), some = from(50);

	(void)state;
	expect(&all, add(&all, -1, 4, 20), "whether older entries had gone is not known");
	expect(&some, add(&some, -1, 4, 20), "");
	coverage_finish(&all);
	coverage_finish(&some);
}

static void a_hole_is_told_apart_from_a_lost_head(void **state)
{
	struct coverage all = from(0), some = from(50);
	struct coverage_topic *topic = add(&all, 10, 9, 20);

	(void)state;
	topic->deleted = (struct id){30, 0};
	expect(&all, topic, "1 of its entries had gone, the last that was deleted is 30-0");
	topic = add(&all, 10, 8, 20);
	topic->deleted = (struct id){30, 0};
	expect(&all, topic,
		"2 of its entries had gone, the last that was deleted is 30-0; whether older "
		"entries had gone is not known");
	topic = add(&all, 10, 8, 20);
	topic->deleted = (struct id){19, 0};
	expect(&all, topic, "2 of its entries had gone: nothing is left before 20-0");
	topic = add(&some, 10, 8, 20);
	topic->deleted = (struct id){30, 0};
	expect(&some, topic, "");
	coverage_finish(&all);
	coverage_finish(&some);
}

static void what_was_not_read_is_told(void **state)
{
	struct coverage all = from(0);
	struct coverage_topic *topic = add(&all, 2, 2, 20);

	(void)state;
	topic->outcome = FACT_DENIED;
	expect(&all, topic, "it may not be read");
	assert_string_equal(coverage_topic_state(topic), "denied");
	topic = add(&all, 2, 2, 20);
	topic->ended = false;
	topic->last = (struct id){20, 0};
	expect(&all, topic, "read up to 20-0");
	assert_string_equal(coverage_topic_state(topic), "part");
	topic = add(&all, 2, 2, 20);
	topic->toobig = 1;
	expect(&all, topic, "1 entries are too big to be read");
	topic = add(&all, 2, 2, 20);
	topic->first = (struct id){21, 0};
	coverage_settle(&all);
	expect(&all, topic, "entries went while it was read");
	coverage_finish(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_had_gone_before_is_told_where_it_matters),
		cmocka_unit_test(what_the_server_does_not_tell_is_not_known),
		cmocka_unit_test(a_hole_is_told_apart_from_a_lost_head),
		cmocka_unit_test(what_was_not_read_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
