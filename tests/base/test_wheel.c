#include "base/wheel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seed.h"

enum { NUMBERS = 300, FIRED_MAX = 4096 };

struct fired {
	size_t count;
	uint32_t numbers[FIRED_MAX];
	int64_t due_ms[FIRED_MAX];
};

static void fire(void *arg, uint32_t number, int64_t due_ms)
{
	struct fired *fired = arg;

	assert_true(fired->count < FIRED_MAX);
	fired->numbers[fired->count] = number;
	fired->due_ms[fired->count++] = due_ms;
}

static void what_is_due_fires_once_the_earliest_first(void **state)
{
	struct wheel *wheel = wheel_create(1000);
	struct fired fired = {0};
	int64_t due;

	(void)state;
	wheel_set(wheel, 7, 5000);
	wheel_set(wheel, 3, 2000);
	wheel_set(wheel, 0, 2000);
	wheel_set(wheel, 9, 10);
	assert_int_equal(wheel_count(wheel), 4);
	assert_true(wheel_due(wheel, 7, &due));
	assert_int_equal(due, 5000);
	wheel_advance(wheel, 1000, fire, &fired);
	assert_int_equal(fired.count, 1);
	assert_int_equal(fired.numbers[0], 9);
	wheel_advance(wheel, 1999, fire, &fired);
	assert_int_equal(fired.count, 1);
	wheel_advance(wheel, INT64_C(1700000000000), fire, &fired);
	assert_int_equal(fired.count, 4);
	assert_int_equal(fired.numbers[1], 0);
	assert_int_equal(fired.numbers[2], 3);
	assert_int_equal(fired.numbers[3], 7);
	assert_int_equal(wheel_count(wheel), 0);
	assert_false(wheel_due(wheel, 7, &due));
	wheel_advance(wheel, INT64_C(1700000000001), fire, &fired);
	assert_int_equal(fired.count, 4);
	wheel_destroy(wheel);
	wheel_destroy(NULL);
}

/* Against a plain table of moments, with steps of time from 0 ms to centuries. */
static void random_moments_fire_as_a_table_says(void **state)
{
	static const int64_t scales[] = {
		1, 60, 5000, 300000, 90000000, INT64_C(40000000000), INT64_C(9000000000000)};
	struct rng rng = seeded_rng();
	int64_t table[NUMBERS], now_ms = INT64_C(1700000000000);
	struct wheel *wheel = wheel_create(now_ms);

	(void)state;
	for (size_t i = 0; i < NUMBERS; i++) {
		table[i] = -1;
	}
	for (int turn = 0; turn < 20000; turn++) {
		uint32_t number = (uint32_t)rng_below(&rng, NUMBERS);
		int64_t scale = scales[rng_below(&rng, 7)];
		int64_t step = (int64_t)rng_below(&rng, (uint64_t)scale + 1);
		struct fired fired = {0};

		if (rng_below(&rng, 4) > 0) {
			table[number] = now_ms + step;
			wheel_set(wheel, number, table[number]);
			continue;
		}
		if (rng_below(&rng, 4) == 0) {
			table[number] = -1;
			wheel_clear(wheel, number);
			continue;
		}
		now_ms += step / (rng_below(&rng, 50) == 0 ? 1 : 100);
		wheel_advance(wheel, now_ms, fire, &fired);
		for (size_t i = 0; i < fired.count; i++) {
			assert_true(fired.due_ms[i] <= now_ms);
			assert_int_equal(table[fired.numbers[i]], fired.due_ms[i]);
			assert_true(i == 0 || fired.due_ms[i - 1] <= fired.due_ms[i]);
			table[fired.numbers[i]] = -1;
		}
		size_t set = 0;
		for (size_t i = 0; i < NUMBERS; i++) {
			assert_true(table[i] < 0 || table[i] > now_ms);
			set += table[i] >= 0;
		}
		assert_int_equal(wheel_count(wheel), set);
	}
	wheel_destroy(wheel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_due_fires_once_the_earliest_first),
		cmocka_unit_test(random_moments_fire_as_a_table_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
