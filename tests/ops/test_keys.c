#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "ops/keys.h"
#include "base/seed.h"

static const char job[] = "abcdefghijklmnopqrstuvwxyz";

static void slots_are_those_of_a_cluster(void **state)
{
	(void)state;
	assert_int_equal(key_slot(text_of("123456789")), 0x31c3 % 16384);
	assert_int_equal(key_slot(text_of("orders.dlq")), 14260);
	assert_int_equal(key_slot(text_of("{orders.dlq}:rm:op:1")), 14260);
	assert_int_equal(key_slot(text_of("a}b")), 7866);
	assert_int_equal(key_slot(text_of("{a}b}:x")), 15495);
	assert_int_equal(key_slot(text_of("{user}.a")), key_slot(text_of("user")));
	assert_int_equal(key_slot(text_of("")), 0);
}

static void check_beside(struct text key)
{
	struct buf made;

	buf_init(&made, KEY_BYTES_MAX);
	key_job(&made, key, job);
	assert_int_equal(key_slot(buf_text(&made)), key_slot(key));
	buf_finish(&made);
	buf_init(&made, KEY_BYTES_MAX);
	key_claims(&made, key);
	assert_int_equal(key_slot(buf_text(&made)), key_slot(key));
	buf_finish(&made);
}

static void each_key_lies_beside_its_own(void **state)
{
	static const char *const names[] = {
		"orders", "a}b", "{a}b", "{}a", "{a", "}", "{", "{}", "", "{a{b}c", "a{b}{c}"};
	struct rng rng = seeded_rng();
	char name[12];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		check_beside(text_of(names[i]));
	}
	for (int n = 0; n < 200; n++) {
		size_t length = (size_t)rng_below(&rng, sizeof name);
		for (size_t i = 0; i < length; i++) {
			name[i] = "{}ab\n\0\xff:"[rng_below(&rng, 8)];
		}
		check_beside(text_from(name, length));
	}
}

static void a_job_is_known_by_its_key(void **state)
{
	char found[JOB_ID_MAX] = "";
	struct buf made;

	(void)state;
	buf_init(&made, KEY_BYTES_MAX);
	key_job(&made, text_of("orders"), job);
	assert_string_equal(made.at, "{orders}:rm:job:abcdefghijklmnopqrstuvwxyz");
	assert_true(key_is_job(buf_text(&made), found));
	assert_string_equal(found, job);
	assert_false(key_is_job(text_from(made.at, made.length - 1), found));
	assert_false(key_is_job(text_from(made.at + 1, made.length - 1), found));
	assert_false(key_is_job(text_of("{orders}:rm:job:abcdefghijklmnopqrstuvwxy1"), found));
	buf_finish(&made);
}

static void job_ids_hold_every_bit(void **state)
{
	unsigned char random[JOB_RANDOM_BYTES] = {0};
	char first[JOB_ID_MAX], other[JOB_ID_MAX];

	(void)state;
	job_id_make(first, random);
	assert_string_equal(first, "aaaaaaaaaaaaaaaaaaaaaaaaaa");
	for (size_t bit = 0; bit < (size_t)JOB_RANDOM_BYTES * 8; bit++) {
		random[bit / 8] = (unsigned char)(1U << (bit % 8));
		assert_string_not_equal(job_id_make(other, random), first);
		assert_true(job_id_valid(text_of(other)));
		random[bit / 8] = 0;
	}
	assert_false(job_id_valid(text_of("aaaaaaaaaaaaaaaaaaaaaaaaa")));
	assert_false(job_id_valid(text_of("aaaaaaaaaaaaaaaaaaaaaaaaa/")));
}

static void an_item_is_named_by_source_and_id(void **state)
{
	struct buf made;

	(void)state;
	buf_init(&made, KEY_BYTES_MAX);
	key_item(&made, text_of("orders"), (struct id){5, 6});
	assert_string_equal(made.at, "orders|5-6");
	buf_finish(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_are_those_of_a_cluster),
		cmocka_unit_test(each_key_lies_beside_its_own),
		cmocka_unit_test(a_job_is_known_by_its_key),
		cmocka_unit_test(job_ids_hold_every_bit),
		cmocka_unit_test(an_item_is_named_by_source_and_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
