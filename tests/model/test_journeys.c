#include "model/journeys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"

static const char orders[] = "[journey order]\nanchor = order, order_no\nchild = item, package\n"
			     "party = customer\njourney = saga\ntrace = trace\ncause = after\n"
			     "topics = *\n";

static void events_of_one_anchor_are_one_journey(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "shop", 1, "type=placed order=1 customer=c");
	log_add(log, "shop", 2, "type=placed order=2 customer=c");
	log_add(log, "pay", 3, "type=paid order_no=1");
	log_add(log, "x", 4, "type=other nothing=1");
	log_expect(log, "1", "placed paid");
	log_expect(log, "2", "placed");
	assert_true(text_is(log_view(log, "1").party, "c"));
	struct journeys_totals totals = journeys_totals(log->journeys);
	assert_int_equal(totals.journeys, 2);
	assert_int_equal(totals.leading, 2);
	assert_int_equal(totals.events, 3);
	assert_int_equal(totals.unkeyed, 1);
	assert_int_equal(totals.merges, 0);
	log_end(log);
}

static void the_envelope_tells_where_nothing_is_declared(void **state)
{
	struct journey_log *log = log_begin(NULL, LOG_MEMORY);

	(void)state;
	log_add(log, "a.placed.v2", 1, "order_id=1");
	log_add(log, "a.paid", 2, "order_id=1 trace_id=4bf92f3577b34da6a3ce929d0e0e4736");
	log_add(log, "b", 3, "type=mail.sent trace_id=4bf92f3577b34da6a3ce929d0e0e4736");
	log_expect(log, "1", "a.placed a.paid mail.sent");
	log_end(log);
}

static void alias_events_make_two_namespaces_one(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = order, ship\nalias = order = ship\n", LOG_MEMORY);
	struct journey_merge merge;

	(void)state;
	log_add(log, "shop", 1, "type=placed order=1");
	log_add(log, "shop", 2, "type=placed order=2");
	log_add(log, "ship", 3, "type=packed ship=1");
	log_add(log, "links", 4, "order=2 ship=1");
	log_add(log, "ship", 5, "type=sent ship=1");
	log_add(log, "links", 6, "type=linked order=1 ship=7");
	log_add(log, "ship", 7, "type=packed ship=7");
	assert_int_equal(journeys_totals(log->journeys).leading, 2);
	uint32_t first = journeys_find(log->journeys, text_of("1"), 0);
	uint32_t second = journeys_find(log->journeys, text_of("2"), 0);
	char steps[4096];
	assert_string_equal(log_steps(log, second, steps), "placed packed sent");
	assert_string_equal(log_steps(log, first, steps), "placed linked packed");
	assert_true(text_is(log_view(log, "2").name, "2"));
	assert_true(log_view(log, "2").flags & JOURNEY_MERGED);
	assert_true(journeys_merge_at(log->journeys, second, 0, &merge));
	assert_int_equal(merge.link, LINK_ALIAS);
	assert_true(text_is(merge.topic, "links"));
	assert_int_equal(merge.id.ms, 4);
	assert_true(text_is(merge.name, "1"));
	assert_false(journeys_merge_at(log->journeys, second, 1, &merge));
	log_end(log);
}

static void two_anchors_never_become_one(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=placed order=1 trace=t saga=s");
	log_add(log, "a", 2, "type=placed order=2 trace=t saga=s");
	log_add(log, "a", 3, "type=seen trace=t");
	log_add(log, "a", 4, "type=both order=1 order=2");
	log_expect(log, "1", "placed seen both");
	log_expect(log, "2", "placed both");
	assert_true(log_view(log, "1").flags & JOURNEY_SHARED);
	assert_int_equal(journeys_totals(log->journeys).refused, 2);
	assert_int_equal(journeys_totals(log->journeys).events, 4);
	log_end(log);
}

static void parts_belong_to_whom_they_were_first_seen_with(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=picked item=i3");
	log_add(log, "a", 2, "type=placed order=1 item=i1 item=i2");
	log_add(log, "a", 3, "type=placed order=2 item=i3");
	log_add(log, "a", 4, "type=picked item=i1");
	log_add(log, "a", 5, "type=packed package=p item=i2 item=i3");
	log_add(log, "a", 6, "type=sent package=p");
	log_add(log, "a", 7, "type=moved order=2 item=i1");
	log_add(log, "a", 8, "type=lost item=i9");
	log_expect(log, "1", "placed picked packed sent");
	log_expect(log, "2", "picked placed packed sent moved");
	log_expect(log, "i1", "placed picked packed sent");
	/* A part that no order told of is no journey yet. */
	assert_int_equal(journeys_totals(log->journeys).leading, 2);
	assert_int_equal(journeys_totals(log->journeys).journeys, 3);
	assert_false(log_view(log, "i9").leads);
	log_end(log);
}

/* What was first seen with several is a part of each of them. */
static void a_part_of_several_belongs_to_each(void **state)
{
	struct journey_log *log = log_begin(
		"[journey order]\nanchor = order\nchild = items = item, package\n", LOG_MEMORY);
	char words[64];

	(void)state;
	log_add(log, "a", 1, "type=placed order=1 items=i1 items=i2");
	log_add(log, "a", 2, "type=placed order=2 items=i3");
	log_add(log, "a", 3, "type=placed order=3 items=i4");
	log_add(log, "a", 4, "type=picked item=i1");
	log_add(log, "a", 5, "type=packed package=p item=i2 item=i3");
	log_add(log, "a", 6, "type=sent package=p");
	log_add(log, "a", 7, "type=packed package=q item=i4");
	/* A part stays where it was first seen. */
	log_add(log, "a", 8, "type=moved order=3 package=p");
	log_add(log, "a", 9, "type=lost package=p");
	log_expect(log, "1", "placed picked packed sent lost");
	log_expect(log, "2", "placed packed sent lost");
	log_expect(log, "3", "placed packed moved");
	assert_true(log_view(log, "1").flags & JOURNEY_SHARED);
	assert_true(log_view(log, "2").flags & JOURNEY_SHARED);
	assert_false(log_view(log, "3").flags & JOURNEY_SHARED);
	assert_int_equal(journeys_totals(log->journeys).journeys, 3);
	assert_int_equal(journeys_totals(log->journeys).merges, 0);
	/* Both are found by it. */
	uint32_t first = journeys_find(log->journeys, text_of("p"), 0);
	uint32_t second = journeys_find(log->journeys, text_of("p"), first);
	assert_true(first != 0 && second != 0 && first != second);
	assert_int_equal(journeys_find(log->journeys, text_of("p"), second), 0);
	/* Of too many it is a part of none. */
	for (int i = 0; i <= JOURNEY_SHARED_MAX; i++) {
		snprintf(words, sizeof(words), "type=placed order=n%d items=x%d", i, i);
		log_add(log, "a", 10, words);
	}
	char all[LOG_BYTES_MAX] = "type=loaded package=truck doc={\"items\":[";
	for (int i = 0; i <= JOURNEY_SHARED_MAX; i++) {
		size_t at = strlen(all);

		snprintf(all + at, sizeof(all) - at, "%s\"x%d\"", i > 0 ? "," : "", i);
	}
	snprintf(all + strlen(all), sizeof(all) - strlen(all), "]}");
	log_add(log, "a", 11, all);
	log_add(log, "a", 12, "type=left package=truck");
	log_expect(log, "n0", "placed loaded");
	log_expect(log, "n32", "placed loaded");
	assert_int_equal(journeys_totals(log->journeys).demoted, 1);
	assert_int_equal(journeys_totals(log->journeys).unkeyed, 1);
	log_end(log);
}

static void a_cause_joins_and_is_kept(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=placed order=1 event_id=e1");
	log_add(log, "b", 2, "type=mailed event_id=e2 after=e1");
	log_add(log, "b", 3, "type=opened after=e2");
	log_add(log, "b", 4, "type=opened after=e9");
	log_expect(log, "1", "placed mailed opened");
	const struct journey_event *event =
		journeys_first(log->journeys, log_view(log, "1").number);
	event = journeys_after(log->journeys, event);
	assert_int_equal(journeys_cause(log->journeys, event)->id.ms, 1);
	assert_int_equal(journeys_totals(log->journeys).unkeyed, 1);
	log_end(log);
}

static void a_trace_is_forgotten_in_time(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1000, "type=placed order=1 trace=t");
	log_add(log, "a", 1800000, "type=soon trace=t");
	log_add(log, "a", 3700000, "type=late trace=t");
	log_expect(log, "1", "placed soon");
	log_expect(log, "t", "late");
	log_end(log);
}

static void what_comes_twice_counts_once(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=placed order=1 event_id=e1");
	log_add(log, "a", 1, "type=placed order=1 event_id=e1");
	log_add(log, "a", 2, "type=paid order=1 event_id=e2");
	assert_false(log_view(log, "1").flags & JOURNEY_DUPLICATE);
	log_add(log, "a", 3, "type=paid order=1 event_id=e2");
	/* The same id with other words, and no id at all, are no repetition. */
	log_add(log, "a", 4, "type=paid order=1 event_id=e2 more=1");
	log_add(log, "a", 5, "type=paid order=1");
	log_add(log, "a", 6, "type=paid order=1");
	log_expect(log, "1", "placed paid paid paid paid");
	assert_true(log_view(log, "1").flags & JOURNEY_DUPLICATE);
	assert_int_equal(journeys_totals(log->journeys).repeated, 2);
	/* What belongs to two is not its own repetition. */
	log_add(log, "a", 7, "type=both order=2 order=3 event_id=e7");
	log_add(log, "a", 8, "type=both order=2 order=3 event_id=e7");
	log_expect(log, "2", "both");
	log_expect(log, "3", "both");
	log_end(log);
}

static void equal_moments_stay_in_the_order_they_came(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_entry(log, "a", (struct id){5, 1}, "type=b order=1");
	log_entry(log, "a", (struct id){5, 0}, "type=a order=1");
	log_entry(log, "b", (struct id){5, 1}, "type=c order=1");
	log_entry(log, "c", (struct id){5, 1}, "type=d order=1");
	log_entry(log, "c", (struct id){5, 1}, "type=d order=1");
	log_expect(log, "1", "a b c d");
	log_end(log);
}

static void what_happened_earlier_and_came_later_is_told(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=a order=1 time=2026-01-01T00:00:05Z");
	log_add(log, "a", 2, "type=b order=1 time=2026-01-01T00:00:06Z");
	assert_false(log_view(log, "1").flags & JOURNEY_OUT_OF_ORDER);
	log_add(log, "a", 3, "type=c order=1 time=2026-01-01T00:00:05Z");
	assert_true(log_view(log, "1").flags & JOURNEY_OUT_OF_ORDER);
	log_end(log);
}

static void an_id_that_is_used_again_begins_anew(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = job\nstart = begun\nend = done\nfail = broken\n"
			  "expire = 1h\n",
			LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=begun job=1");
	log_add(log, "a", 2, "type=begun job=1");
	log_add(log, "a", 3, "type=done job=1");
	log_add(log, "a", 4, "type=extra job=1");
	log_add(log, "a", 5, "type=begun job=1");
	log_add(log, "a", 6, "type=broken job=1");
	log_add(log, "a", 7, "type=begun job=1");
	log_add(log, "a", 3600008, "type=begun job=1");
	/* What comes late belongs to the one of its time. */
	log_entry(log, "b", (struct id){3, 5}, "type=extra job=1");
	char steps[4096];
	uint32_t number = journeys_find(log->journeys, text_of("1"), 0);
	assert_string_equal(log_steps(log, number, steps), "begun");
	assert_int_equal(log_view(log, "1").incarnation, 4);
	number = journeys_find(log->journeys, text_of("1"), number);
	assert_string_equal(log_steps(log, number, steps), "begun");
	number = journeys_find(log->journeys, text_of("1"), number);
	assert_string_equal(log_steps(log, number, steps), "begun broken");
	number = journeys_find(log->journeys, text_of("1"), number);
	assert_string_equal(log_steps(log, number, steps), "begun begun done extra extra");
	assert_int_equal(journeys_find(log->journeys, text_of("1"), number), 0);
	log_end(log);
}

static void one_value_of_many_keys_finds_each_journey_once(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);
	uint32_t number, found = 0;

	(void)state;
	log_add(log, "shop", 1, "type=placed order=7 item=7");
	log_add(log, "shop", 2, "type=placed order=8 package=7");
	log_add(log, "shop", 3, "type=paid order=7 saga=7");
	number = journeys_find(log->journeys, text_of("7"), 0);
	while (number != 0 && found < 100) {
		found++;
		number = journeys_find(log->journeys, text_of("7"), number);
	}
	assert_int_equal(found, 2);
	log_end(log);
}

static void an_event_tells_its_journeys(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);
	uint32_t number;

	(void)state;
	log_add(log, "shop", 1, "type=placed order=1");
	log_add(log, "shop", 2, "type=placed order=2");
	log_add(log, "pay", 3, "type=paid order=1");
	log_add(log, "pay", 4, "type=paid order=1");
	log_add(log, "pay", 4, "type=nothing");
	number = journeys_with(log->journeys, text_of("pay"), (struct id){3, 0}, 0);
	assert_int_equal(number, log_view(log, "1").number);
	assert_int_equal(
		journeys_with(log->journeys, text_of("pay"), (struct id){3, 0}, number), 0);
	assert_int_equal(journeys_with(log->journeys, text_of("shop"), (struct id){3, 0}, 0), 0);
	assert_int_equal(journeys_with(log->journeys, text_of("none"), (struct id){3, 0}, 0), 0);
	log_end(log);
}

static void numbers_that_are_used_again_are_told_apart(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);
	struct journey_view first, second;

	(void)state;
	log_add(log, "shop", 1, "type=placed order=1");
	log_add(log, "shop", 2, "type=placed order_no=2 saga=s");
	first = log_view(log, "1");
	second = log_view(log, "2");
	assert_true(journeys_holds(log->journeys, first.number, first.serial));
	assert_true(journeys_holds(log->journeys, second.number, second.serial));
	assert_false(journeys_holds(log->journeys, first.number, second.serial));
	assert_false(journeys_holds(log->journeys, 0, first.serial));
	assert_false(journeys_holds(log->journeys, 1000, first.serial));
	assert_false(journeys_holds(log->journeys, first.number, 0));
	log_end(log);
}

/* Ids are of our days, not of the first half hour of the epoch. */
static void a_trace_joins_as_long_as_it_is_seen(void **state)
{
	const uint64_t now_ms = UINT64_C(1795664535409);
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	log_add(log, "a", now_ms, "type=seen trace=t");
	log_add(log, "a", now_ms + 10, "type=placed order=1 trace=t");
	log_add(log, "a", now_ms + 1700000, "type=soon trace=t");
	log_add(log, "a", now_ms + 3400000, "type=soon trace=t");
	log_expect(log, "1", "seen placed soon soon");
	log_add(log, "a", now_ms + 9000000, "type=late trace=t");
	log_expect(log, "1", "seen placed soon soon");
	log_end(log);
}

static void what_joins_everything_joins_no_more(void **state)
{
	struct journey_log *log = log_begin(orders, LOG_MEMORY);

	(void)state;
	for (int i = 1; i <= 40; i++) {
		char words[64];
		snprintf(words, sizeof(words), "type=placed order=%d saga=all", i);
		log_add(log, "a", (uint64_t)i, words);
	}
	assert_int_equal(journeys_totals(log->journeys).demoted, 1);
	log_add(log, "a", 50, "type=after saga=all");
	assert_int_equal(journeys_totals(log->journeys).leading, 40);
	assert_int_equal(journeys_totals(log->journeys).unkeyed, 1);
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_of_one_anchor_are_one_journey),
		cmocka_unit_test(the_envelope_tells_where_nothing_is_declared),
		cmocka_unit_test(alias_events_make_two_namespaces_one),
		cmocka_unit_test(two_anchors_never_become_one),
		cmocka_unit_test(parts_belong_to_whom_they_were_first_seen_with),
		cmocka_unit_test(a_part_of_several_belongs_to_each),
		cmocka_unit_test(a_cause_joins_and_is_kept),
		cmocka_unit_test(a_trace_is_forgotten_in_time),
		cmocka_unit_test(a_trace_joins_as_long_as_it_is_seen),
		cmocka_unit_test(what_comes_twice_counts_once),
		cmocka_unit_test(equal_moments_stay_in_the_order_they_came),
		cmocka_unit_test(what_happened_earlier_and_came_later_is_told),
		cmocka_unit_test(an_id_that_is_used_again_begins_anew),
		cmocka_unit_test(one_value_of_many_keys_finds_each_journey_once),
		cmocka_unit_test(an_event_tells_its_journeys),
		cmocka_unit_test(numbers_that_are_used_again_are_told_apart),
		cmocka_unit_test(what_joins_everything_joins_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
