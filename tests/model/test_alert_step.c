/* The states of an alert against a reading of the whole history, with evidence that flaps. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../src/model/alert_step.h"
#include "seed.h"

enum { MOMENTS = 400, ROUNDS = 2000 };

struct moment {
	int64_t ms;
	enum alert_evidence evidence;
};

/* For how long, up to the i-th moment, nothing but `evidence` was seen; -1: it is not seen now. */
static int64_t lasting(
	const struct moment *moments, size_t from, size_t i, enum alert_evidence evidence)
{
	size_t first = i + 1;

	while (first > from && moments[first - 1].evidence == evidence) {
		first--;
	}
	return first > i ? -1 : moments[i].ms - moments[first].ms;
}

/* What the i-th moment makes of an alert that began at `from` and has fired or not. */
static enum alert_change expected(const struct moment *moments, size_t from, size_t i, bool fired,
	const struct alert_rule *rule)
{
	if (!fired && moments[i].evidence == EVIDENCE_HOLDS_NOT) {
		return ALERT_DROPS;
	}
	if (!fired && lasting(moments, from, i, EVIDENCE_HOLDS) >= rule->for_ms) {
		return moments[i].evidence == EVIDENCE_HOLDS ? ALERT_FIRES : ALERT_SAME;
	}
	if (fired && moments[i].evidence == EVIDENCE_HOLDS_NOT &&
		lasting(moments, from, i, EVIDENCE_HOLDS_NOT) >= rule->clear_ms) {
		return ALERT_RESOLVES;
	}
	return ALERT_SAME;
}

static void make_history(struct rng *rng, struct moment *moments)
{
	int64_t ms = 1000;
	enum alert_evidence evidence = EVIDENCE_HOLDS;

	for (size_t i = 0; i < MOMENTS; i++) {
		ms += (int64_t)rng_below(rng, 2000);
		if (rng_below(rng, 4) == 0) {
			evidence = (enum alert_evidence)rng_below(rng, 3);
		}
		moments[i] = (struct moment){.ms = ms, .evidence = evidence};
	}
}

static void live(const struct moment *moments, const struct alert_rule *rule, int changes[4])
{
	struct alert alert = {.rule = rule};
	bool about = false, fired = false;
	size_t from = 0;

	for (size_t i = 0; i < MOMENTS; i++) {
		enum alert_change change;

		if (!about && moments[i].evidence != EVIDENCE_HOLDS) {
			continue;
		}
		if (!about) {
			about = true;
			fired = false;
			from = i;
			alert_begin(&alert, moments[i].ms);
		}
		change = alert_step(&alert, moments[i].evidence, moments[i].ms);
		if (change != expected(moments, from, i, fired, rule)) {
			fail_msg("moment %zu: %d", i, (int)change);
		}
		changes[change]++;
		fired = fired || change == ALERT_FIRES;
		assert_true(fired == (alert.state != ALERT_PENDING));
		if (fired && i % 3 == 0 && alert.state == ALERT_FIRING) {
			assert_true(alert_acknowledge(&alert, moments[i].ms));
			assert_false(alert_acknowledge(&alert, moments[i].ms));
		}
		about = change != ALERT_RESOLVES && change != ALERT_DROPS;
	}
}

static void flapping_evidence_makes_of_it_what_the_whole_history_says(void **state)
{
	struct rng rng = seeded_rng();
	int changes[4] = {0};

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct moment moments[MOMENTS];
		struct alert_rule rule = {
			.for_ms = (int64_t)rng_below(&rng, 4) * 2000,
			.clear_ms = (int64_t)rng_below(&rng, 4) * 2000,
		};

		make_history(&rng, moments);
		live(moments, &rule, changes);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_true(changes[i] > 1000);
	}
}

static void it_fires_after_its_time_and_not_before(void **state)
{
	const struct alert_rule rule = {.for_ms = 30000, .clear_ms = 10000};
	struct alert alert = {.rule = &rule};

	(void)state;
	alert_begin(&alert, 1000);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS, 1000), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS, 30999), ALERT_SAME);
	assert_int_equal(alert.state, ALERT_PENDING);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS, 31000), ALERT_FIRES);
	assert_int_equal(alert.since_ms, 31000);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS_NOT, 40000), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS, 49999), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS_NOT, 50001), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS_NOT, 60001), ALERT_RESOLVES);
	assert_int_equal(alert.state, ALERT_RESOLVED);
}

static void what_is_not_known_is_evidence_of_neither(void **state)
{
	const struct alert_rule rule = {.for_ms = 10000, .clear_ms = 10000};
	struct alert alert = {.rule = &rule};

	(void)state;
	alert_begin(&alert, 1000);
	assert_int_equal(alert_step(&alert, EVIDENCE_UNKNOWN, 5000), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS, 12000), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS, 22000), ALERT_FIRES);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS_NOT, 23000), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_UNKNOWN, 24000), ALERT_SAME);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS_NOT, 90000), ALERT_SAME);
	assert_int_equal(alert.state, ALERT_FIRING);
	assert_int_equal(alert_step(&alert, EVIDENCE_HOLDS_NOT, 100000), ALERT_RESOLVES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_fires_after_its_time_and_not_before),
		cmocka_unit_test(what_is_not_known_is_evidence_of_neither),
		cmocka_unit_test(flapping_evidence_makes_of_it_what_the_whole_history_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
