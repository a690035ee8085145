#include "../../src/engine/visible.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct model_partition_rule rule = {.topic = "orders", .keys = "orders:*"};
static const struct model_options options = {.partition_count = 1, .partitions = &rule};

struct bench {
	struct model *model;
	struct roster roster;
	struct visible visible;
	struct interest interest;
};

static void sample(struct bench *bench, const char *key)
{
	model_apply(bench->model,
		&(struct fact){
			.kind = FACT_TOPIC,
			.outcome = FACT_KNOWN,
			.at_ms = 1000,
			.topic = text_of(key),
		});
	roster_add(&bench->roster, text_of(key));
}

static struct bench *bench_create(void)
{
	static const struct bench empty;
	struct bench *bench = test_malloc(sizeof *bench);

	*bench = empty;
	bench->model = model_create(&options);
	roster_init(&bench->roster, 0);
	sample(bench, "orders:1");
	sample(bench, "orders:2");
	sample(bench, "payments");
	return bench;
}

static void show(struct bench *bench)
{
	visible_set(&bench->visible, &bench->interest, bench->model, &bench->roster);
}

static void bench_destroy(struct bench *bench)
{
	visible_finish(&bench->visible);
	roster_finish(&bench->roster);
	model_destroy(bench->model);
	test_free(bench);
}

static void a_topic_is_its_keys(void **state)
{
	struct bench *bench = bench_create();

	(void)state;
	interest_add(&bench->interest, INTEREST_TOPIC, text_of("orders"), text_of(NULL));
	interest_add(&bench->interest, INTEREST_TOPIC, text_of("payments"), text_of(NULL));
	show(bench);
	assert_int_equal(bench->visible.count, 3);
	assert_true(roster_find(&bench->roster, text_of("orders:1"))->visible);
	assert_true(roster_find(&bench->roster, text_of("orders:2"))->visible);
	assert_true(roster_find(&bench->roster, text_of("payments"))->visible);
	assert_null(roster_find(&bench->roster, text_of("orders")));
	bench_destroy(bench);
}

static void a_group_is_visible_on_its_topic_alone(void **state)
{
	struct bench *bench = bench_create();
	struct watch *orders = roster_find(&bench->roster, text_of("orders:2"));
	struct watch *payments = roster_find(&bench->roster, text_of("payments"));

	(void)state;
	interest_add(&bench->interest, INTEREST_GROUP, text_of("orders"), text_of("billing"));
	interest_add(&bench->interest, INTEREST_TOPIC, text_of("payments"), text_of(NULL));
	show(bench);
	assert_true(visible_has_group(&bench->visible, orders, text_of("billing")));
	assert_false(visible_has_group(&bench->visible, orders, text_of("other")));
	assert_false(visible_has_group(&bench->visible, payments, text_of("billing")));
	assert_false(visible_has_group(&bench->visible, payments, text_of("")));
	bench_destroy(bench);
}

static void what_is_no_longer_visible_is_hidden_again(void **state)
{
	struct bench *bench = bench_create();

	(void)state;
	interest_add(&bench->interest, INTEREST_SERVER, text_of(NULL), text_of(NULL));
	interest_add(&bench->interest, INTEREST_MEMORY, text_of("payments"), text_of(NULL));
	show(bench);
	assert_true(bench->visible.server && bench->visible.items[0].memory);
	bench->interest.count = 0;
	show(bench);
	assert_false(bench->visible.server);
	assert_int_equal(bench->visible.count, 0);
	assert_false(roster_find(&bench->roster, text_of("payments"))->visible);
	bench_destroy(bench);
}

static void a_topic_that_nobody_knows_yet_is_watched(void **state)
{
	struct bench *bench = bench_create();

	(void)state;
	interest_add(&bench->interest, INTEREST_TOPIC, text_of("new"), text_of(NULL));
	show(bench);
	assert_ptr_equal(
		bench->visible.items[0].watch, roster_find(&bench->roster, text_of("new")));
	bench_destroy(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_is_its_keys),
		cmocka_unit_test(a_group_is_visible_on_its_topic_alone),
		cmocka_unit_test(what_is_no_longer_visible_is_hidden_again),
		cmocka_unit_test(a_topic_that_nobody_knows_yet_is_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
