#include "base/rng.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "seed.h"

static void one_seed_gives_one_sequence(void **state)
{
	struct rng a, b, c;
	int i, different = 0;

	(void)state;
	rng_seed(&a, 42);
	rng_seed(&b, 42);
	rng_seed(&c, 43);
	for (i = 0; i < 100; i++) {
		uint64_t drawn = rng_next(&a);

		assert_true(drawn == rng_next(&b));
		different += drawn != rng_next(&c);
	}
	assert_int_equal(different, 100);
}

static void the_sequence_is_the_published_one(void **state)
{
	struct rng rng = {.state = {1, 2, 3, 4}};
	static const uint64_t published[] = {
		11520,
		0,
		1509978240,
		UINT64_C(1215971899390074240),
		UINT64_C(1216172134540287360),
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(published) / sizeof(*published); i++) {
		assert_true(rng_next(&rng) == published[i]);
	}
	/* splitmix64 from 0 begins with this number. */
	rng_seed(&rng, 0);
	assert_true(rng.state[0] == UINT64_C(0xe220a8397b1dcdaf));
}

static void numbers_below_a_bound_are_even(void **state)
{
	struct rng rng = seeded_rng();
	int seen[7] = {0};
	int i;

	(void)state;
	for (i = 0; i < 70000; i++) {
		seen[rng_below(&rng, 7)]++;
	}
	for (i = 0; i < 7; i++) {
		assert_in_range(seen[i], 9400, 10600);
	}
	assert_true(rng_below(&rng, 1) == 0);
}

static void a_huge_bound_is_not_passed(void **state)
{
	struct rng rng = seeded_rng();
	uint64_t bound = (UINT64_C(1) << 63) + 1;
	int i, upper = 0;

	(void)state;
	for (i = 0; i < 1000; i++) {
		uint64_t drawn = rng_below(&rng, bound);

		assert_true(drawn < bound);
		upper += drawn > bound / 2;
	}
	assert_in_range(upper, 400, 600);
}

static void units_stay_below_one(void **state)
{
	struct rng rng = seeded_rng();
	double sum = 0;
	int i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		double drawn = rng_unit(&rng);

		assert_true(drawn >= 0 && drawn < 1);
		sum += drawn;
	}
	assert_true(sum > 4800 && sum < 5200);
}

static void waits_have_their_mean(void **state)
{
	struct rng rng = seeded_rng();
	double sum = 0;
	int i, above = 0;

	(void)state;
	for (i = 0; i < 20000; i++) {
		double wait = rng_wait(&rng, 50);

		assert_true(wait >= 0 && wait < 50 * 40);
		sum += wait;
		above += wait > 50;
	}
	assert_true(sum / 20000 > 47 && sum / 20000 < 53);
	/* e^-1 of exponential waits are longer than the mean. */
	assert_in_range(above, 6900, 7800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_seed_gives_one_sequence),
		cmocka_unit_test(the_sequence_is_the_published_one),
		cmocka_unit_test(numbers_below_a_bound_are_even),
		cmocka_unit_test(a_huge_bound_is_not_passed),
		cmocka_unit_test(units_stay_below_one),
		cmocka_unit_test(waits_have_their_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
