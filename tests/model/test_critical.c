#include "model/critical.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "seed.h"

enum { STEPS = 9, EVENTS_MAX = 120 };

struct relations {
	bool needs[STEPS][STEPS], follows[STEPS][STEPS];
};

static bool needs(const void *arg, uint32_t from, uint32_t to)
{
	return ((const struct relations *)arg)->needs[from][to];
}

static bool follows(const void *arg, uint32_t from, uint32_t to)
{
	return ((const struct relations *)arg)->follows[from][to];
}

static void one_event_has_no_path(void **state)
{
	struct critical_event event = {.cause = CRITICAL_NONE};
	struct critical_model model = {.needs = needs};
	struct critical_part parts[2];

	(void)state;
	assert_int_equal(critical_path(&event, 0, &model, parts), 0);
	assert_int_equal(critical_path(&event, 1, &model, parts), 0);
}

static void what_is_known_of_a_hop_is_told_apart(void **state)
{
	struct critical_event events[] = {
		{.at_ms = 10, .cause = CRITICAL_NONE},
		{.at_ms = 30, .cause = 0, .is_split = true, .queue_ms = 15, .work_ms = 5},
		{.at_ms = 29, .cause = 0, .is_split = true, .queue_ms = 15, .work_ms = 5},
		{.at_ms = 37, .cause = 0, .is_split = true, .queue_ms = 15, .work_ms = 5},
	};
	struct critical_model model = {.needs = NULL};
	struct critical_part parts[4 * CRITICAL_PARTS];

	(void)state;
	assert_int_equal(critical_path(events, 2, &model, parts), 2);
	assert_int_equal(parts[0].kind, CRITICAL_QUEUE);
	assert_int_equal(parts[0].ms, 15);
	assert_int_equal(parts[1].kind, CRITICAL_WORK);
	assert_int_equal(parts[1].ms, 5);
	/* A split that is longer than what is between tells nothing. */
	assert_int_equal(critical_path(events, 3, &model, parts), 1);
	assert_int_equal(parts[0].kind, CRITICAL_GAP);
	assert_int_equal(parts[0].ms, 19);
	/* What is neither known to be the one nor the other lies between them. */
	assert_int_equal(critical_path(events, 4, &model, parts), 3);
	assert_int_equal(parts[0].kind, CRITICAL_QUEUE);
	assert_int_equal(parts[0].ms, 15);
	assert_int_equal(parts[1].kind, CRITICAL_GAP);
	assert_int_equal(parts[1].ms, 7);
	assert_int_equal(parts[2].kind, CRITICAL_WORK);
	assert_int_equal(parts[2].ms, 5);
}

static void random_events(struct rng *rng, struct critical_event *events, size_t count)
{
	int64_t at_ms = (int64_t)rng_below(rng, 1000);

	for (size_t i = 0; i < count; i++) {
		events[i] = (struct critical_event){.at_ms = at_ms,
			.step = (uint32_t)rng_below(rng, STEPS),
			.cause = rng_below(rng, 3) == 0 ? (size_t)rng_below(rng, count)
							: CRITICAL_NONE};
		at_ms += (int64_t)rng_below(rng, 4) * (int64_t)rng_below(rng, 50);
		events[i].is_split = rng_below(rng, 2) == 0;
		events[i].queue_ms = (int64_t)rng_below(rng, 30);
		events[i].work_ms = (int64_t)rng_below(rng, 30);
	}
}

/* By the words of the header, over all pairs. */
static size_t expected_before(
	const struct relations *relations, const struct critical_event *events, size_t at)
{
	size_t last_needed = SIZE_MAX, last_followed = SIZE_MAX;

	if (events[at].cause < at) {
		return events[at].cause;
	}
	for (size_t i = 0; i < at; i++) {
		if (at - i > CRITICAL_LOOK) {
			continue;
		}
		if (relations->needs[events[i].step][events[at].step]) {
			last_needed = i;
		}
		if (relations->follows[events[i].step][events[at].step]) {
			last_followed = i;
		}
	}
	return last_needed != SIZE_MAX      ? last_needed
		: last_followed != SIZE_MAX ? last_followed
					    : at - 1;
}

static void random_trees_sum_to_the_millisecond(void **state)
{
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 6000; round++) {
		struct critical_event events[EVENTS_MAX];
		struct critical_part parts[CRITICAL_PARTS * EVENTS_MAX];
		struct relations relations;
		struct critical_model model = {needs, follows, &relations};
		size_t count = 1 + rng_below(&rng, EVENTS_MAX);
		int64_t sum = 0;

		for (size_t i = 0; i < STEPS * STEPS; i++) {
			relations.needs[i / STEPS][i % STEPS] = rng_below(&rng, 5) == 0;
			relations.follows[i / STEPS][i % STEPS] = rng_below(&rng, 5) == 0;
		}
		random_events(&rng, events, count);
		size_t made = critical_path(events, count, &model, parts);
		size_t at = count - 1;
		for (size_t i = made; i-- > 0;) {
			assert_int_equal(parts[i].event, at);
			assert_true(parts[i].ms >= 0);
			sum += parts[i].ms;
			if (i == 0 || parts[i - 1].event != at) {
				at = expected_before(&relations, events, at);
			}
		}
		assert_int_equal(at, 0);
		assert_int_equal(sum, events[count - 1].at_ms - events[0].at_ms);
	}
}

/* Deeper than any stack would take by a call each. */
static void a_path_of_a_hundred_thousand_events_is_walked(void **state)
{
	enum { COUNT = 100000 };
	struct critical_event *events = mem_alloc(COUNT, sizeof(*events));
	struct critical_part *parts = mem_alloc(COUNT * 2, sizeof(*parts));
	struct critical_model model = {.needs = NULL};
	int64_t sum = 0;

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		events[i] = (struct critical_event){.at_ms = (int64_t)i * 3, .cause = i - 1};
	}
	assert_int_equal(critical_path(events, COUNT, &model, parts), COUNT - 1);
	for (size_t i = 0; i < COUNT - 1; i++) {
		sum += parts[i].ms;
		assert_int_equal(parts[i].event, i + 1);
	}
	assert_int_equal(sum, 3 * (COUNT - 1));
	mem_free(events);
	mem_free(parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_event_has_no_path),
		cmocka_unit_test(what_is_known_of_a_hop_is_told_apart),
		cmocka_unit_test(random_trees_sum_to_the_millisecond),
		cmocka_unit_test(a_path_of_a_hundred_thousand_events_is_walked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
