#include "model/journeys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "journey_log.h"

static const char shop[] = "[journey x]\nanchor = id\nalias = id = ticket\ntrace = trace\n"
			   "child = part\nstart = begun\nend = done\nexpire = 36500d\n";

/* What the topic holds: to be read again. */
static const char *const entries[] = {
	"type=begun id=A",
	"id=A ticket=K", /* links, and is no step */
	"type=went ticket=K",
	"type=begun id=B trace=U",
	"type=went trace=T",
	"type=went id=A trace=T",
	"type=went trace=T part=P",
	"type=went id=B part=P2",
	"type=done id=A",
};
enum { ENTRIES = sizeof(entries) / sizeof(*entries) };

static struct journey_log *begin(void)
{
	struct journey_log *log = log_begin(shop, LOG_MEMORY);

	for (uint64_t i = 0; i < ENTRIES; i++) {
		log_add(log, "t", i + 1, entries[i]);
	}
	return log;
}

static void stitch_again(struct journey_log *log, const char *key)
{
	uint32_t number = journeys_find(log->journeys, text_of(key), 0);
	size_t count;
	struct journey_place *places = journeys_places(log->journeys, number, &count);

	assert_true(journeys_begin_again(log->journeys, number));
	for (size_t i = 0; i < count; i++) {
		assert_true(text_is(places[i].topic, "t"));
		log_add(log, "t", places[i].id.ms, entries[places[i].id.ms - 1]);
	}
	journeys_end_again(log->journeys);
	mem_free(places);
}

static void nothing_changes_where_nothing_is_undone(void **state)
{
	struct journey_log *log = begin();
	struct journeys_totals before = journeys_totals(log->journeys), after;
	struct journey_merge merge;

	(void)state;
	log_expect(log, "A", "begun went went went went done");
	assert_true(journeys_merge_at(log->journeys, log_view(log, "A").number, 0, &merge));
	assert_false(journeys_merge_at(log->journeys, log_view(log, "A").number, 1, &merge));
	stitch_again(log, "A");
	after = journeys_totals(log->journeys);
	log_expect(log, "A", "begun went went went went done");
	log_expect(log, "B", "begun went");
	log_expect_state(log, "A", JOURNEY_COMPLETED);
	assert_true(journeys_merge_at(log->journeys, log_view(log, "K").number, 0, &merge));
	assert_int_equal(before.journeys, after.journeys);
	assert_int_equal(before.leading, after.leading);
	assert_int_equal(before.events, after.events);
	assert_int_equal(before.merges, after.merges);
	assert_int_equal(before.bytes, after.bytes);
	log_end(log);
}

static void what_was_merged_comes_apart_and_others_stay(void **state)
{
	struct journey_log *log = begin();
	struct journey_view b = log_view(log, "B");

	(void)state;
	assert_true(journeys_set_apart(log->journeys, text_of("A"), text_of("T")));
	stitch_again(log, "A");
	log_expect(log, "A", "begun went went done");
	log_expect(log, "K", "begun went went done");
	log_expect(log, "T", "went went");
	log_expect(log, "P", "went went");
	assert_int_equal(log_view(log, "B").serial, b.serial);
	log_expect(log, "B", "begun went");
	assert_false(log_view(log, "A").flags & JOURNEY_MERGED);
	log_end(log);
}

/* What several have stays with each of them. */
static void a_part_of_several_is_still_its_own(void **state)
{
	struct journey_log *log = log_begin(shop, LOG_MEMORY);
	const char *of_two = "type=begun id=A id=B part=P";

	(void)state;
	log_add(log, "t", 1, of_two);
	log_add(log, "t", 2, "type=went part=P");
	for (int i = 0; i < 2; i++) {
		assert_true(journeys_begin_again(
			log->journeys, log_view(log, i == 0 ? "A" : "B").number));
		log_add(log, "t", 1, of_two);
		log_add(log, "t", 2, "type=went part=P");
		journeys_end_again(log->journeys);
		log_expect(log, "A", "begun went");
		log_expect(log, "B", "begun went");
	}
	log_add(log, "t", 3, "type=done part=P");
	log_expect(log, "A", "begun went done");
	log_expect(log, "B", "begun went done");
	log_end(log);
}

static void a_name_that_was_used_again_keeps_its_place(void **state)
{
	struct journey_log *log = begin();
	uint32_t first = log_view(log, "A").number;

	(void)state;
	log_add(log, "t", 100, "type=begun id=A");
	assert_int_equal(log_view(log, "A").incarnation, 2);
	assert_false(journeys_begin_again(log->journeys, first));
	assert_true(journeys_begin_again(log->journeys, log_view(log, "A").number));
	log_add(log, "t", 100, "type=begun id=A");
	journeys_end_again(log->journeys);
	assert_int_equal(log_view(log, "A").incarnation, 2);
	log_add(log, "t", 3, "type=late id=A");
	log_expect(log, "A", "begun");
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_changes_where_nothing_is_undone),
		cmocka_unit_test(what_was_merged_comes_apart_and_others_stay),
		cmocka_unit_test(a_part_of_several_is_still_its_own),
		cmocka_unit_test(a_name_that_was_used_again_keeps_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
