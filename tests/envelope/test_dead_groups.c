#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/rng.h"
#include "entries.h"
#include "envelope/dead_groups.h"

enum { CAUSES = 5, MINUTE = 60000 };

static const char *const causes[CAUSES][2] = {{"timeout after ", " ms"}, {"order O-", " unknown"},
	{"bad decimal '", "'"}, {"connection refused by 10.0.0.", ""}, {"no stock for sku ", ""}};

static uint64_t seed_of_test(void)
{
	const char *text = getenv("SEED");
	uint64_t seed = text != NULL ? strtoull(text, NULL, 10) : 5;

	print_message("SEED=%llu\n", (unsigned long long)seed);
	return seed;
}

struct truth {
	uint64_t count;
	struct id first, last;
};

static struct dead_letter letter_of(size_t cause, unsigned number, char reason[64])
{
	snprintf(reason, 64, "%s%u%s", causes[cause][0], number, causes[cause][1]);
	return (struct dead_letter){.convention = "test",
		.reason = text_of(reason),
		.source = text_of("orders"),
		.source_topic = text_of("orders")};
}

static uint64_t sum(const struct dead_group *group)
{
	uint64_t all = 0;

	for (size_t i = 0; i < DEAD_BUCKETS; i++) {
		all += group->buckets[i];
	}
	return all;
}

static size_t cause_of(const struct dead_group *group)
{
	static const char first_letters[] = "tobcn";

	for (size_t i = 0; i < CAUSES; i++) {
		if (group->reason.at[0] == first_letters[i]) {
			return i;
		}
	}
	fail();
	return 0;
}

static void causes_are_counted_exactly_in_whatever_order_they_come(void **state)
{
	struct dead_groups *groups = dead_groups_create(DEAD_GROUPS_MAX);
	struct truth truth[CAUSES] = {{.count = 0}};
	struct rng rng;

	(void)state;
	rng_seed(&rng, seed_of_test());
	for (int i = 0; i < 20000; i++) {
		size_t cause = rng_below(&rng, CAUSES);
		struct id id = {1700000000000 + rng_below(&rng, 5000 * MINUTE), rng_below(&rng, 3)};
		struct truth *known = &truth[cause];
		char reason[64];
		struct dead_letter letter =
			letter_of(cause, (unsigned)rng_below(&rng, 100000), reason);

		dead_groups_add(groups, text_of("orders:dlq"), id, &letter);
		known->first =
			known->count == 0 || id_compare(id, known->first) < 0 ? id : known->first;
		known->last =
			known->count == 0 || id_compare(id, known->last) > 0 ? id : known->last;
		known->count++;
	}
	assert_int_equal(dead_groups_count(groups), CAUSES);
	for (size_t i = 0; i < CAUSES; i++) {
		const struct dead_group *group = dead_groups_at(groups, i);
		const struct truth *known = &truth[cause_of(group)];

		assert_int_equal(group->count, known->count);
		assert_int_equal(sum(group), known->count);
		assert_int_equal(id_compare(group->first, known->first), 0);
		assert_int_equal(id_compare(group->last, known->last), 0);
	}
	struct dead_axis axis = dead_groups_axis(groups);
	assert_true(axis.buckets <= DEAD_BUCKETS && axis.buckets > DEAD_BUCKETS / 4);
	assert_null(dead_groups_at(groups, CAUSES));
	dead_groups_destroy(groups);
}

static void buckets_stand_where_the_minutes_were(void **state)
{
	struct dead_groups *groups = dead_groups_create(4);
	char reason[64];
	struct dead_letter letter = letter_of(3, 0, reason);

	(void)state;
	for (uint64_t minute = 40; minute > 0; minute--) {
		for (uint64_t i = 0; i < minute; i++) {
			dead_groups_add(groups, text_of("d"),
				(struct id){(1000 + minute) * MINUTE + i, 0}, &letter);
		}
	}
	struct dead_axis axis = dead_groups_axis(groups);
	assert_int_equal(axis.from_ms, 1001 * MINUTE);
	assert_int_equal(axis.bucket_ms, MINUTE);
	assert_int_equal(axis.buckets, 40);
	for (size_t i = 0; i < 40; i++) {
		assert_int_equal(dead_groups_at(groups, 0)->buckets[i], i + 1);
	}
	dead_groups_destroy(groups);
}

static void what_finds_no_room_is_counted(void **state)
{
	struct dead_groups *groups = dead_groups_create(2);
	char reason[64];

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		struct dead_letter letter = letter_of(i % CAUSES, 1, reason);
		dead_groups_add(groups, text_of("d"), (struct id){i, 0}, &letter);
	}
	assert_int_equal(dead_groups_count(groups), 2);
	assert_int_equal(dead_groups_others(groups), 6);
	dead_groups_destroy(groups);
}

static void moments_at_the_ends_of_time_do_no_harm(void **state)
{
	struct dead_groups *groups = dead_groups_create(2);
	char reason[64];
	struct dead_letter letter = letter_of(0, 1, reason);

	(void)state;
	dead_groups_add(groups, text_of("d"), (struct id){UINT64_MAX, UINT64_MAX}, &letter);
	dead_groups_add(groups, text_of("d"), (struct id){0, 1}, &letter);
	dead_groups_add(groups, text_of("d"), (struct id){1700000000000, 1}, &letter);
	assert_int_equal(sum(dead_groups_at(groups, 0)), 3);
	dead_groups_destroy(groups);
}

static void source_group_and_type_tell_causes_apart(void **state)
{
	struct buf out;
	char reason[64];
	struct dead_letter letter = letter_of(0, 1, reason);

	(void)state;
	buf_init(&out, 4 * DEAD_REASON_MAX);
	uint64_t plain = dead_fingerprint(&letter, &out);
	letter.group = text_of("billing");
	uint64_t grouped = dead_fingerprint(&letter, &out);
	letter.group = text_of(NULL);
	letter.error_type = text_of("billing");
	assert_true(plain != grouped && grouped != dead_fingerprint(&letter, &out));
	/* Stable: it may be written down. */
	letter.error_type = text_of(NULL);
	assert_true(plain == dead_fingerprint(&letter, &out));
	assert_string_equal(out.at, "timeout after * ms");
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(causes_are_counted_exactly_in_whatever_order_they_come),
		cmocka_unit_test(buckets_stand_where_the_minutes_were),
		cmocka_unit_test(what_finds_no_room_is_counted),
		cmocka_unit_test(moments_at_the_ends_of_time_do_no_harm),
		cmocka_unit_test(source_group_and_type_tell_causes_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
