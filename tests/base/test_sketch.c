#include "base/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "seed.h"

static void an_empty_sketch_says_zero(void **state)
{
	struct sketch sketch = {0};

	(void)state;
	assert_int_equal(sketch_quantile(&sketch, 0.5), 0);
	assert_true(sketch_is_exact(&sketch));
	sketch_finish(&sketch);
}

static void few_values_are_exact_by_nearest_rank(void **state)
{
	struct sketch sketch = {0};

	(void)state;
	for (int64_t i = 5; i > 0; i--) {
		sketch_add(&sketch, i * 100);
	}
	sketch_add(&sketch, -7);
	assert_int_equal(sketch_quantile(&sketch, 0), 0);
	assert_int_equal(sketch_quantile(&sketch, 0.5), 200);
	assert_int_equal(sketch_quantile(&sketch, 0.51), 300);
	assert_int_equal(sketch_quantile(&sketch, 0.95), 500);
	assert_int_equal(sketch_quantile(&sketch, 1), 500);
	sketch_finish(&sketch);
}

static int by_value(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* Many values against all of them in order: within 2 %, at any size of value. */
static void many_values_are_within_two_percent(void **state)
{
	enum { VALUES = 20000 };
	static int64_t values[VALUES];
	struct rng rng = seeded_rng();
	struct sketch sketch = {0};

	(void)state;
	for (size_t i = 0; i < VALUES; i++) {
		values[i] = (int64_t)exp(rng_unit(&rng) * 27) - 1;
		sketch_add(&sketch, values[i]);
		assert_int_equal(sketch_is_exact(&sketch), i < SKETCH_EXACT);
	}
	qsort(values, VALUES, sizeof(*values), by_value);
	for (int q = 0; q <= 1000; q++) {
		size_t rank = (size_t)((q * VALUES + 999) / 1000);
		double truth = (double)values[rank == 0 ? 0 : rank - 1];
		double told = (double)sketch_quantile(&sketch, q / 1000.0);

		if (fabs(told - truth) > truth * 0.0201 + 0.51) {
			fail_msg("q=%d: %f, truly %f", q, told, truth);
		}
	}
	assert_true(sketch_bytes(&sketch) <= 3072);
	sketch_finish(&sketch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_sketch_says_zero),
		cmocka_unit_test(few_values_are_exact_by_nearest_rank),
		cmocka_unit_test(many_values_are_within_two_percent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
