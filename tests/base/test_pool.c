#include "base/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "seed.h"

struct thing {
	uint32_t a, b, c;
};

static void numbers_begin_at_one_and_are_used_again(void **state)
{
	struct pool pool;

	(void)state;
	pool_init(&pool, sizeof(struct thing));
	assert_int_equal(pool_take(&pool), 1);
	assert_int_equal(pool_take(&pool), 2);
	memset(pool_at(&pool, 1), 0xff, sizeof(struct thing));
	pool_give(&pool, 1);
	assert_int_equal(pool_used_bytes(&pool), sizeof(struct thing));
	assert_int_equal(pool_take(&pool), 1);
	assert_int_equal(((struct thing *)pool_at(&pool, 1))->a, 0);
	assert_int_equal(((struct thing *)pool_at(&pool, 1))->c, 0);
	pool_finish(&pool);
}

/* Against an array of what stands where: nothing moves, nothing is given out twice. */
static void random_takes_and_gives_keep_everything_apart(void **state)
{
	enum { NUMBERS = 5000, TURNS = 60000 };
	static uint32_t told[NUMBERS + 1];
	static void *stood[NUMBERS + 1];
	struct rng rng = seeded_rng();
	struct pool pool;
	size_t used = 0;

	(void)state;
	pool_init(&pool, sizeof(struct thing));
	for (uint32_t turn = 1; turn <= TURNS; turn++) {
		uint32_t number = (uint32_t)rng_below(&rng, NUMBERS) + 1;

		if (rng_below(&rng, 3) > 0 && used < NUMBERS) {
			number = pool_take(&pool);
			assert_in_range(number, 1, NUMBERS);
			assert_int_equal(told[number], 0);
			struct thing *thing = pool_at(&pool, number);
			assert_int_equal(thing->a | thing->b | thing->c, 0);
			stood[number] = thing;
			thing->a = thing->c = told[number] = turn;
			used++;
		} else if (told[number] != 0) {
			struct thing *thing = pool_at(&pool, number);
			assert_ptr_equal(thing, stood[number]);
			assert_int_equal(thing->a, told[number]);
			assert_int_equal(thing->c, told[number]);
			pool_give(&pool, number);
			told[number] = 0;
			used--;
		}
		assert_int_equal(pool_used_bytes(&pool), used * sizeof(struct thing));
		assert_true(pool_held_bytes(&pool) >= pool_used_bytes(&pool));
	}
	pool_finish(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_begin_at_one_and_are_used_again),
		cmocka_unit_test(random_takes_and_gives_keep_everything_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
