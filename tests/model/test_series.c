#include "model/series.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>

#include "seed.h"

enum { ORACLE_S = 8000 };

/* The same by hand: a value for every second, and each level computed from the seconds. */
struct oracle {
	enum series_keep keep;
	int64_t first, last;
	bool broken;
	double newest, seconds[ORACLE_S];
};

static double join(enum series_keep keep, double old, double value)
{
	if (isnan(value)) {
		return old;
	}
	return keep == SERIES_LAST || isnan(old) || value > old ? value : old;
}

static void oracle_put(struct oracle *oracle, int64_t second, double value, int hold_s)
{
	bool holds = !oracle->broken && oracle->first >= 0 && second - oracle->last - 1 < hold_s;

	for (int64_t i = oracle->last + 1; oracle->first >= 0 && i < second; i++) {
		oracle->seconds[i] = holds ? oracle->newest : NAN;
	}
	if (oracle->first < 0) {
		oracle->first = second;
		oracle->last = second;
		oracle->seconds[second] = value;
	} else if (second > oracle->last) {
		oracle->last = second;
		oracle->seconds[second] = value;
	} else {
		oracle->seconds[second] = join(oracle->keep, oracle->seconds[second], value);
	}
	oracle->newest = value;
	oracle->broken = false;
}

static double oracle_get(const struct oracle *oracle, enum series_level level, int64_t sample)
{
	int64_t step = series_step_s(level), newest = oracle->last / step;
	double value = NAN;

	if (oracle->first < 0 || sample > newest ||
		sample <= newest - (int64_t)series_length(level)) {
		return NAN;
	}
	for (int64_t i = sample * step; i < (sample + 1) * step; i++) {
		if (i >= oracle->first && i <= oracle->last) {
			value = join(oracle->keep, value, oracle->seconds[i]);
		}
	}
	return value;
}

static void assert_same(const struct series *series, const struct oracle *oracle, int64_t now_ms)
{
	static const size_t counts[] = {600, 300, 130};
	float out[600];

	for (int i = 0; i < SERIES_LEVELS; i++) {
		enum series_level level = (enum series_level)i;
		int64_t now = now_ms / 1000 / series_step_s(level);
		series_get(series, level, now_ms, out, counts[i]);
		for (size_t k = 0; k < counts[i]; k++) {
			double want = oracle_get(oracle, level, now - (int64_t)(counts[i] - 1 - k));
			if (isnan(want) != isnan(out[k]) ||
				(!isnan(want) && fabs(want - (double)out[k]) > 1e-6)) {
				fail_msg("level %d, sample %zu of %zu: %f, want %f", i, k,
					counts[i], (double)out[k], want);
			}
		}
	}
}

static void a_new_series_has_nothing_but_gaps(void **state)
{
	struct series_budget budget = {.ceiling_bytes = 1 << 20};
	struct series *series = series_create(SERIES_LAST, &budget);
	float out[10];

	(void)state;
	series_get(series, SERIES_1S, 100000, out, 10);
	for (int i = 0; i < 10; i++) {
		assert_true(isnan(out[i]));
	}
	series_destroy(series);
	series_destroy(NULL);
	assert_int_equal(budget.used_bytes, 0);
}

static void seconds_without_a_sample_hold_the_last_one_for_a_while(void **state)
{
	struct series_budget budget = {.ceiling_bytes = 1 << 20};
	struct series *series = series_create(SERIES_LAST, &budget);
	float out[8];

	(void)state;
	series_put(series, 10000, 5, 3);
	series_put(series, 13000, 7, 3);
	series_put(series, 17000, 9, 3);
	series_get(series, SERIES_1S, 17000, out, 8);
	const float want[] = {5, 5, 5, 7, NAN, NAN, NAN, 9};
	for (int i = 0; i < 8; i++) {
		assert_true(isnan(want[i]) ? isnan(out[i]) : fabsf(want[i] - out[i]) < 1e-6f);
	}
	series_destroy(series);
}

static void a_break_leaves_a_gap(void **state)
{
	struct series_budget budget = {.ceiling_bytes = 1 << 20};
	struct series *series = series_create(SERIES_LAST, &budget);
	float out[3];

	(void)state;
	series_put(series, 10000, 5, 30);
	series_break(series, 10500);
	series_put(series, 12000, 6, 30);
	series_get(series, SERIES_1S, 12000, out, 3);
	assert_true(out[0] > 4 && isnan(out[1]) && out[2] > 5);
	series_destroy(series);
}

static void loads_keep_the_maximum_and_gauges_the_last(void **state)
{
	struct series_budget budget = {.ceiling_bytes = 1 << 20};
	struct series *load = series_create(SERIES_MAX, &budget);
	struct series *gauge = series_create(SERIES_LAST, &budget);
	float out[1];

	(void)state;
	for (int i = 0; i < 10; i++) {
		series_put(load, 20000 + i * 1000, i == 4 ? 100 : i, 5);
		series_put(gauge, 20000 + i * 1000, i == 4 ? 100 : i, 5);
	}
	series_get(load, SERIES_10S, 29000, out, 1);
	assert_int_equal((int)out[0], 100);
	series_get(gauge, SERIES_10S, 29000, out, 1);
	assert_int_equal((int)out[0], 9);
	series_destroy(load);
	series_destroy(gauge);
}

static void random_samples_agree_with_a_naive_series(void **state)
{
	struct rng rng = seeded_rng();
	static struct oracle oracle;

	(void)state;
	for (int round = 0; round < 30; round++) {
		struct series_budget budget = {.ceiling_bytes = 1 << 20};
		enum series_keep keep = round % 2 ? SERIES_MAX : SERIES_LAST;
		struct series *series = series_create(keep, &budget);
		int64_t at_ms = (int64_t)rng_below(&rng, 100000);
		uint64_t calm = rng_below(&rng, 5);

		oracle = (struct oracle){.keep = keep, .first = -1};
		while (at_ms < (ORACLE_S - 1) * 1000) {
			double value = rng_below(&rng, 5) < calm ? 3 : (double)rng_below(&rng, 6);
			int hold_s = (int)rng_below(&rng, 12);
			if (rng_below(&rng, 50) == 0) {
				series_break(series, at_ms);
				oracle.broken = oracle.first >= 0;
			}
			series_put(series, at_ms, value, hold_s);
			oracle_put(&oracle, at_ms / 1000, value, hold_s);
			if (rng_below(&rng, 400) == 0) {
				assert_same(
					series, &oracle, at_ms + (int64_t)rng_below(&rng, 5000));
			}
			at_ms += (int64_t)rng_below(
				&rng, rng_below(&rng, 300) == 0 ? 1500000 : 4000);
		}
		assert_same(series, &oracle, oracle.last * 1000);
		series_destroy(series);
		assert_int_equal(budget.used_bytes, 0);
	}
}

static void calm_samples_take_no_memory(void **state)
{
	struct series_budget budget = {.ceiling_bytes = 1 << 20};
	struct series *series = series_create(SERIES_LAST, &budget);

	(void)state;
	series_put(series, 1000, 4, 5);
	size_t born = budget.used_bytes;
	for (int64_t second = 2; second < 90000; second++) {
		series_put(series, second * 1000, 4, 5);
	}
	assert_int_equal(budget.used_bytes, born);
	assert_int_equal(budget.dropped_samples, 0);
	series_destroy(series);
}

static void a_spent_budget_gives_up_the_oldest_and_counts_it(void **state)
{
	struct series_budget budget = {.ceiling_bytes = 2500};
	struct series *series = series_create(SERIES_LAST, &budget);
	float out[60];

	(void)state;
	for (int64_t second = 0; second < 600; second++) {
		series_put(series, second * 1000, (double)second, 5);
		assert_true(budget.used_bytes <= budget.ceiling_bytes);
	}
	assert_true(budget.dropped_samples > 0);
	series_get(series, SERIES_1S, 599000, out, 60);
	assert_int_equal((int)out[59], 599);
	assert_int_equal((int)out[0], 540);
	series_destroy(series);
}

static void without_any_budget_nothing_is_kept_and_nothing_breaks(void **state)
{
	struct series_budget budget = {.ceiling_bytes = 0};
	struct series *series = series_create(SERIES_LAST, &budget);
	float out[1];

	(void)state;
	for (int64_t second = 0; second < 100; second++) {
		series_put(series, second * 1000, (double)second, 5);
	}
	series_get(series, SERIES_1S, 99000, out, 1);
	assert_true(isnan(out[0]));
	assert_true(budget.dropped_samples >= 100);
	series_destroy(series);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_series_has_nothing_but_gaps),
		cmocka_unit_test(seconds_without_a_sample_hold_the_last_one_for_a_while),
		cmocka_unit_test(a_break_leaves_a_gap),
		cmocka_unit_test(loads_keep_the_maximum_and_gauges_the_last),
		cmocka_unit_test(random_samples_agree_with_a_naive_series),
		cmocka_unit_test(calm_samples_take_no_memory),
		cmocka_unit_test(a_spent_budget_gives_up_the_oldest_and_counts_it),
		cmocka_unit_test(without_any_budget_nothing_is_kept_and_nothing_breaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
