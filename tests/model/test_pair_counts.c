#include "../../src/model/pair_counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seed.h"

enum { NUMBERS = 40, ROUNDS = 20000 };

static void pairs_are_counted_as_a_table_would(void **state)
{
	static uint32_t expected[NUMBERS + 1][NUMBERS + 1];
	struct rng rng = seeded_rng();
	struct pair_counts counts;

	(void)state;
	pair_counts_init(&counts, 1 << 20);
	assert_int_equal(pair_counts_of(&counts, 1, 2), 0);
	for (int i = 0; i < ROUNDS; i++) {
		uint16_t a = (uint16_t)rng_below(&rng, NUMBERS + 1);
		uint16_t b = (uint16_t)rng_below(&rng, NUMBERS + 1);

		pair_counts_add(&counts, a, b);
		expected[a][b] += a > 0 && b > 0;
	}
	for (uint16_t a = 0; a <= NUMBERS; a++) {
		for (uint16_t b = 0; b <= NUMBERS; b++) {
			assert_int_equal(pair_counts_of(&counts, a, b), expected[a][b]);
		}
	}
	pair_counts_finish(&counts);
}

static void what_finds_no_room_is_not_counted(void **state)
{
	struct pair_counts counts;
	uint64_t counted = 0;

	(void)state;
	pair_counts_init(&counts, 4096);
	for (uint16_t a = 1; a <= 5000; a++) {
		pair_counts_add(&counts, a, UINT16_MAX);
		pair_counts_add(&counts, a, UINT16_MAX);
	}
	assert_int_equal(pair_counts_bytes(&counts), 4096);
	for (uint16_t a = 1; a <= 5000; a++) {
		uint32_t count = pair_counts_of(&counts, a, UINT16_MAX);

		assert_true(count == 0 || count == 2);
		counted += count > 0;
	}
	assert_int_equal(counted, 4096 / sizeof(struct pair_count) / 4 * 3);
	assert_int_equal(pair_counts_of(&counts, 1, UINT16_MAX), 2);
	pair_counts_finish(&counts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_counted_as_a_table_would),
		cmocka_unit_test(what_finds_no_room_is_not_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
