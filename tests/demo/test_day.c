#include "../../src/demo/day.h"

#include "demo/probe.h"

enum { DAY_MS = 240000, STEPS = 2400 };

static void the_mean_of_a_day_is_one(void **state)
{
	double sum = 0;

	(void)state;
	for (int64_t i = 0; i < STEPS; i++) {
		sum += day_level(i * (DAY_MS / STEPS), DAY_MS, 0.7);
	}
	assert_float_equal(sum / STEPS, 1, 1e-6);
}

static void nights_are_quiet_and_two_peaks_are_busy(void **state)
{
	double before = day_level(-1, DAY_MS, 0.5), lowest = 2;
	int peaks = 0;
	bool rises = true;

	(void)state;
	for (int64_t i = 0; i < STEPS; i++) {
		double level = day_level(i * (DAY_MS / STEPS), DAY_MS, 0.5);
		peaks += rises && level < before;
		rises = level >= before;
		before = level;
		lowest = level < lowest ? level : lowest;
		assert_true(level > 0.49 && level < 1.27);
	}
	assert_int_equal(peaks, 2);
	assert_true(lowest < 0.51);
}

static void it_begins_before_a_peak_and_comes_again(void **state)
{
	(void)state;
	assert_true(day_level(20000, DAY_MS, 0.5) > day_level(0, DAY_MS, 0.5));
	assert_true(day_level(1234, DAY_MS, 0.5) == day_level(1234 + 7 * DAY_MS, DAY_MS, 0.5));
	assert_true(day_level(99, DAY_MS, 0) == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mean_of_a_day_is_one),
		cmocka_unit_test(nights_are_quiet_and_two_peaks_are_busy),
		cmocka_unit_test(it_begins_before_a_peak_and_comes_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
