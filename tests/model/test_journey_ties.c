/* Events of one millisecond in several topics: what tells which came first, and what does not. */
#include "model/variants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"
#include "seed.h"

static const char plain[] = "[journey order]\nanchor = order\ncause = after\n";

static void at(
	struct journey_log *log, const char *topic, uint64_t ms, uint64_t seq, const char *words)
{
	log_entry(log, topic, (struct id){ms, seq}, words);
}

static void where_nothing_tells_it_is_the_same_for_all(void **state)
{
	struct journey_log *log = log_begin(plain, LOG_MEMORY);
	struct variants *variants = variants_create(1 << 20, false);

	(void)state;
	/* Each topic counts by itself. */
	at(log, "b", 5, 0, "type=paid order=1");
	at(log, "a", 5, 0, "type=sent order=2");
	at(log, "a", 5, 1, "type=sent order=1");
	at(log, "b", 5, 1, "type=paid order=2");
	journeys_order(log->journeys);
	log_expect(log, "1", "sent paid");
	log_expect(log, "2", "sent paid");
	for (uint32_t number = 0; (number = journeys_next(log->journeys, number)) != 0;) {
		variants_add(variants, log->journeys, number);
	}
	assert_int_equal(variants_totals(variants).variants, 1);
	variants_destroy(variants);
	log_end(log);
}

static void what_mostly_came_first_does(void **state)
{
	struct journey_log *log = log_begin(plain, LOG_MEMORY);

	(void)state;
	at(log, "b", 5, 0, "type=placed order=1");
	at(log, "a", 5, 0, "type=sent order=1");
	log_expect(log, "1", "sent placed");
	at(log, "b", 10, 0, "type=placed order=2");
	at(log, "a", 11, 0, "type=sent order=2");
	journeys_order(log->journeys);
	log_expect(log, "1", "placed sent");
	/* The other way round as often, and oftener. */
	at(log, "a", 12, 0, "type=sent order=3");
	at(log, "b", 13, 0, "type=placed order=3");
	journeys_order(log->journeys);
	log_expect(log, "1", "sent placed");
	for (uint64_t ms = 20; ms < 24; ms += 2) {
		at(log, "b", ms, 0, "type=placed order=4");
		at(log, "a", ms + 1, 0, "type=sent order=4");
	}
	at(log, "a", 30, 0, "type=sent order=5");
	at(log, "b", 30, 0, "type=placed order=5");
	log_expect(log, "5", "placed sent");
	log_end(log);
}

static void what_two_names_had_apart_is_learned_when_they_are_one(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = order, ship\nalias = order = ship\n", LOG_MEMORY);

	(void)state;
	at(log, "b", 1, 0, "type=placed order=1");
	at(log, "a", 1, 0, "type=sent ship=s1");
	at(log, "b", 2, 0, "type=placed order=2");
	at(log, "a", 3, 0, "type=sent ship=s2");
	at(log, "links", 4, 0, "order=1 ship=s1");
	log_expect(log, "1", "sent placed");
	at(log, "links", 5, 0, "order=2 ship=s2");
	journeys_order(log->journeys);
	log_expect(log, "1", "placed sent");
	log_expect(log, "2", "placed sent");
	log_end(log);
}

static void numbers_given_for_all_topics_tell(void **state)
{
	struct journey_log *log = log_begin(plain, LOG_MEMORY);

	(void)state;
	at(log, "b", 5, 0, "type=placed order=1");
	at(log, "a", 5, 1, "type=sent order=1");
	at(log, "a", 5, 2, "type=seen order=1");
	at(log, "0", 5, 3, "type=paid order=1");
	log_expect(log, "1", "placed sent seen paid");
	/* `a` counts by itself: that it is at 1 says nothing of `b`. */
	at(log, "a", 6, 0, "type=x order=2");
	at(log, "b", 6, 0, "type=y order=3");
	at(log, "a", 6, 1, "type=x order=3");
	log_expect(log, "3", "x y");
	/* What was taken for a number of all is none where two topics give it. */
	at(log, "0", 7, 0, "type=none order=0");
	at(log, "b", 7, 0, "type=q order=4");
	at(log, "0", 7, 4, "type=p order=4");
	log_expect(log, "4", "p q");
	log_end(log);
}

static void a_cause_comes_before_what_follows_from_it(void **state)
{
	struct journey_log *log = log_begin(plain, LOG_MEMORY);

	(void)state;
	at(log, "a", 4, 0, "type=sent order=1");
	at(log, "z", 5, 0, "type=placed order=1");
	/* They come before what they follow from, which follows from another. */
	at(log, "a", 6, 0, "type=sent order=2 event_id=e3 after=e2");
	at(log, "b", 6, 0, "type=mailed order=2 event_id=e4 after=e2");
	at(log, "y", 6, 0, "type=paid order=2 event_id=e2 after=e1");
	at(log, "z", 6, 0, "type=placed order=2 event_id=e1");
	log_expect(log, "2", "placed paid sent mailed");
	const struct journey_event *event =
		journeys_first(log->journeys, log_view(log, "2").number);
	assert_null(journeys_cause(log->journeys, event));
	const struct journey_event *paid = journeys_after(log->journeys, event);
	assert_ptr_equal(journeys_cause(log->journeys, paid), event);
	event = journeys_after(log->journeys, paid);
	assert_ptr_equal(journeys_cause(log->journeys, event), paid);
	event = journeys_after(log->journeys, event);
	assert_ptr_equal(journeys_cause(log->journeys, event), paid);
	/* Of one that never comes nothing is told. */
	at(log, "a", 7, 0, "type=sent order=3 event_id=e9 after=e8");
	assert_null(journeys_cause(
		log->journeys, journeys_first(log->journeys, log_view(log, "3").number)));
	log_end(log);
}

static void what_happened_earlier_comes_first(void **state)
{
	struct journey_log *log = log_begin(plain, LOG_MEMORY);
	/* 2026-01-01T00:00:05.500Z */
	uint64_t ms = UINT64_C(1767225605500);

	(void)state;
	at(log, "a", ms, 0, "type=sent order=1 time=2026-01-01T00:00:05.499Z");
	at(log, "b", ms, 0, "type=placed order=1 time=2026-01-01T00:00:05.498Z");
	log_expect(log, "1", "placed sent");
	/* Whose clock is wrong is not asked. */
	at(log, "a", ms, 1, "type=sent order=2 time=2026-01-01T00:00:05.499Z");
	at(log, "b", ms, 1, "type=placed order=2 time=2026-01-01T00:00:01.000Z");
	log_expect(log, "2", "sent placed");
	at(log, "a", ms, 2, "type=sent order=3 time=2026-01-01T00:00:05.499Z");
	at(log, "b", ms, 2, "type=placed order=3");
	log_expect(log, "3", "sent placed");
	log_end(log);
}

static void what_is_declared_stands_above_what_is_usual(void **state)
{
	struct journey_log *log = log_begin("[journey x]\nanchor = order\nstart = placed\n"
					    "step = placed -> paid\nstep = paid -> sent\n"
					    "never = billed before sent\nend = done\n",
		LOG_MEMORY);

	(void)state;
	for (uint64_t ms = 10; ms < 20; ms++) {
		at(log, "a", 2 * ms, 0, "type=sent order=1");
		at(log, "d", 2 * ms + 1, 0, "type=placed order=1");
	}
	at(log, "0", 50, 0, "type=done order=2");
	at(log, "a", 50, 0, "type=billed order=2");
	at(log, "b", 50, 0, "type=sent order=2");
	at(log, "c", 50, 0, "type=paid order=2");
	at(log, "d", 50, 0, "type=placed order=2");
	log_expect(log, "2", "placed paid sent billed done");
	log_expect_state(log, "2", JOURNEY_COMPLETED);
	assert_false(log_view(log, "2").flags & JOURNEY_DEVIATING);
	/* A step that is declared before and behind itself is neither. */
	log_end(log);
	log = log_begin("[journey x]\nanchor = order\nstep = p -> q\nstep = q -> p\n", LOG_MEMORY);
	at(log, "a", 50, 0, "type=q order=2");
	at(log, "b", 50, 0, "type=p order=2");
	log_expect(log, "2", "q p");
	log_end(log);
}

static void what_comes_twice_is_known_wherever_it_was_put(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = order\nstart = c\nstep = c -> b\nstep = b -> a\n",
			LOG_MEMORY);

	(void)state;
	at(log, "c", 5, 0, "type=c order=2");
	for (int times = 0; times < 2; times++) {
		at(log, "b", 5, 0, "type=b order=1");
		at(log, "c", 5, 1, "type=c order=1");
		at(log, "a", 5, 0, "type=a order=1");
		log_expect(log, "1", "c b a");
	}
	assert_int_equal(journeys_totals(log->journeys).repeated, 3);
	log_end(log);
}

/* More of one millisecond than are told apart stay as their ids are. */
static void many_of_one_moment_stay_as_they_are(void **state)
{
	struct journey_log *log = log_begin(plain, LOG_MEMORY);
	uint32_t count = 0;

	(void)state;
	for (uint64_t seq = 0; seq < 3000; seq++) {
		at(log, "b", 5, seq, "type=b order=1");
		at(log, "a", 5, seq, "type=a order=1");
	}
	at(log, "a", 5, 2999, "type=a order=1");
	at(log, "b", 5, 0, "type=b order=1");
	struct journey_view view = log_view(log, "1");
	assert_int_equal(view.events, 6000);
	const struct journey_event *event = journeys_first(log->journeys, view.number);
	for (; event != NULL; event = journeys_after(log->journeys, event)) {
		assert_int_equal(event->id.seq, count++ / 2);
	}
	log_end(log);
}

enum { TIED = 12, TIMES = 200 };

/* However they come: the topics' own orders hold, and what is declared does. */
static void the_order_of_coming_changes_nothing(void **state)
{
	static const char *const topics[] = {"a", "b", "c", "d"};
	static const char *const steps[] = {"s3", "s2", "s1", "s0"};
	struct rng rng = seeded_rng();

	(void)state;
	for (int times = 0; times < TIMES; times++) {
		struct journey_log *log =
			log_begin("[journey x]\nanchor = order\nstep = s0 -> s1\nstep = s1 -> s2\n"
				  "step = s2 -> s3\n",
				LOG_MEMORY);
		uint64_t came[4] = {0};
		uint32_t count = 0, last = 0;

		for (int i = 0; i < TIED;) {
			uint64_t topic = rng_below(&rng, 4);
			char words[64];

			if (came[topic] == TIED / 4) {
				continue;
			}
			snprintf(words, sizeof(words), "type=%s order=1", steps[topic]);
			at(log, topics[topic], 5, came[topic], words);
			at(log, topics[topic], 5, came[topic]++, words);
			i++;
		}
		journeys_order(log->journeys);
		const struct journey_event *event =
			journeys_first(log->journeys, log_view(log, "1").number);
		for (; event != NULL; event = journeys_after(log->journeys, event), count++) {
			struct text step = journeys_step(log->journeys, event->step);
			uint32_t place = (uint32_t)(step.at[1] - '0') * 3 + (uint32_t)event->id.seq;

			assert_int_equal(place, count == 0 ? 0 : last + 1);
			last = place;
		}
		assert_int_equal(count, TIED);
		log_end(log);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_nothing_tells_it_is_the_same_for_all),
		cmocka_unit_test(what_mostly_came_first_does),
		cmocka_unit_test(what_two_names_had_apart_is_learned_when_they_are_one),
		cmocka_unit_test(numbers_given_for_all_topics_tell),
		cmocka_unit_test(a_cause_comes_before_what_follows_from_it),
		cmocka_unit_test(what_happened_earlier_comes_first),
		cmocka_unit_test(what_is_declared_stands_above_what_is_usual),
		cmocka_unit_test(what_comes_twice_is_known_wherever_it_was_put),
		cmocka_unit_test(many_of_one_moment_stay_as_they_are),
		cmocka_unit_test(the_order_of_coming_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
