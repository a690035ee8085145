#include "base/map.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "seed.h"

enum { KEYS = 200 };

static struct text key_of(char out[16], uint64_t number)
{
	return text_from(out, (size_t)snprintf(out, 16, "key-%" PRIu64, number));
}

static void an_empty_map_knows_nothing(void **state)
{
	struct map *map = map_create();
	size_t cursor = 0;
	struct text key;
	void *value;

	(void)state;
	assert_int_equal(map_count(map), 0);
	assert_null(map_get(map, text_of("a")));
	assert_null(map_remove(map, text_of("a")));
	assert_false(map_next(map, &cursor, &key, &value));
	map_destroy(map);
	map_destroy(NULL);
}

static void putting_returns_what_stood_there(void **state)
{
	struct map *map = map_create();
	int one, two;

	(void)state;
	assert_null(map_put(map, text_of("a"), &one));
	assert_ptr_equal(map_put(map, text_of("a"), &two), &one);
	assert_ptr_equal(map_get(map, text_of("a")), &two);
	assert_int_equal(map_count(map), 1);
	assert_ptr_equal(map_remove(map, text_of("a")), &two);
	assert_null(map_get(map, text_of("a")));
	assert_int_equal(map_count(map), 0);
	map_destroy(map);
}

static void keys_are_bytes_and_are_copied(void **state)
{
	struct map *map = map_create();
	char key[] = {'a', '\0', 'b'};
	int one, two, three;

	(void)state;
	map_put(map, text_from(key, 3), &one);
	map_put(map, text_from(key, 1), &two);
	map_put(map, text_from(NULL, 0), &three);
	key[0] = 'x';
	assert_ptr_equal(map_get(map, text_from("a\0b", 3)), &one);
	assert_ptr_equal(map_get(map, text_of("a")), &two);
	assert_ptr_equal(map_get(map, text_of("")), &three);
	assert_null(map_get(map, text_from("a\0c", 3)));
	map_destroy(map);
}

static void the_bytes_held_return_to_where_they_were(void **state)
{
	struct map *map = map_create();
	size_t empty = map_bytes(map);
	int value;

	(void)state;
	map_put(map, text_of("twelve bytes"), &value);
	assert_true(map_bytes(map) >= empty + 12);
	map_remove(map, text_of("twelve bytes"));
	assert_int_equal(map_bytes(map), empty);
	map_destroy(map);
}

static void a_walk_meets_every_key_once(void **state)
{
	struct map *map = map_create();
	int values[KEYS] = {0};
	char bytes[16];
	size_t cursor = 0, met = 0;
	struct text key;
	void *value;
	int i;

	(void)state;
	for (i = 0; i < KEYS; i++) {
		map_put(map, key_of(bytes, (uint64_t)i), &values[i]);
	}
	while (map_next(map, &cursor, &key, &value)) {
		assert_int_equal(++*(int *)value, 1);
		assert_true(text_equal(key, key_of(bytes, (uint64_t)((int *)value - values))));
		met++;
	}
	assert_int_equal(met, KEYS);
	assert_int_equal(met, map_count(map));
	map_destroy(map);
}

static void random_changes_agree_with_a_plain_array(void **state)
{
	struct rng rng = seeded_rng();
	struct map *map = map_create();
	int values[2] = {0};
	void *expected[KEYS] = {NULL};
	size_t count = 0;
	char bytes[16];
	int round;

	(void)state;
	for (round = 0; round < 50000; round++) {
		uint64_t number = rng_below(&rng, KEYS);
		struct text key = key_of(bytes, number);
		void *value = rng_below(&rng, 2) ? &values[rng_below(&rng, 2)] : NULL;
		void *before = value ? map_put(map, key, value) : map_remove(map, key);

		assert_ptr_equal(before, expected[number]);
		count = count + (value != NULL) - (before != NULL);
		expected[number] = value;
		number = rng_below(&rng, KEYS);
		assert_ptr_equal(map_get(map, key_of(bytes, number)), expected[number]);
		assert_int_equal(map_count(map), count);
	}
	map_destroy(map);
}

static void the_hash_depends_on_every_byte_the_length_and_the_seed(void **state)
{
	char bytes[24] = {0};
	uint64_t plain = map_hash(text_from(bytes, sizeof(bytes)), 1);
	size_t i;

	(void)state;
	assert_true(plain == map_hash(text_from(bytes, sizeof(bytes)), 1));
	assert_true(plain != map_hash(text_from(bytes, sizeof(bytes)), 2));
	assert_true(plain != map_hash(text_from(bytes, sizeof(bytes) - 1), 1));
	for (i = 0; i < sizeof(bytes); i++) {
		bytes[i] = 1;
		assert_true(plain != map_hash(text_from(bytes, sizeof(bytes)), 1));
		bytes[i] = 0;
	}
	assert_true(map_hash(text_of(""), 1) != map_hash(text_of(""), 2));
}

/* Each bit of the hash is to flip for half of all changes of one bit of the key or the seed. */
static void one_changed_bit_changes_half_of_the_hash(void **state)
{
	struct rng rng = seeded_rng();
	int flips[64] = {0};
	int round, bit;

	(void)state;
	for (round = 0; round < 4096; round++) {
		uint64_t key = rng_next(&rng), seed = rng_next(&rng);
		uint64_t before = map_hash(text_from(&key, sizeof(key)), seed);

		if (round % 2 == 0) {
			key ^= UINT64_C(1) << rng_below(&rng, 64);
		} else {
			seed ^= UINT64_C(1) << rng_below(&rng, 64);
		}
		before ^= map_hash(text_from(&key, sizeof(key)), seed);
		for (bit = 0; bit < 64; bit++) {
			flips[bit] += (int)(before >> bit & 1);
		}
	}
	for (bit = 0; bit < 64; bit++) {
		assert_in_range(flips[bit], 1800, 2300);
	}
}

static bool is_odd(void *arg, void *value)
{
	int *asked = arg;

	(*asked)++;
	return *(int *)value % 2 == 1;
}

static void a_sweep_takes_what_is_not_to_be_kept(void **state)
{
	enum { VALUES = 1000 };
	static int values[VALUES];
	struct map *map = map_create();
	int asked = 0;

	(void)state;
	for (int i = 0; i < VALUES; i++) {
		values[i] = i;
		map_put(map, text_from(&values[i], sizeof values[i]), &values[i]);
	}
	map_sweep(map, is_odd, &asked);
	assert_int_equal(asked, VALUES);
	assert_int_equal(map_count(map), VALUES / 2);
	for (int i = 0; i < VALUES; i++) {
		void *found = map_get(map, text_from(&values[i], sizeof values[i]));

		assert_ptr_equal(found, i % 2 == 1 ? &values[i] : NULL);
	}
	map_destroy(map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map_knows_nothing),
		cmocka_unit_test(putting_returns_what_stood_there),
		cmocka_unit_test(keys_are_bytes_and_are_copied),
		cmocka_unit_test(the_bytes_held_return_to_where_they_were),
		cmocka_unit_test(a_walk_meets_every_key_once),
		cmocka_unit_test(a_sweep_takes_what_is_not_to_be_kept),
		cmocka_unit_test(random_changes_agree_with_a_plain_array),
		cmocka_unit_test(the_hash_depends_on_every_byte_the_length_and_the_seed),
		cmocka_unit_test(one_changed_bit_changes_half_of_the_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
