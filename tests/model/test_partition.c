#include "model/model.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "scene.h"

static const struct model_partition_rule rule = {.topic = "orders", .keys = "orders:[0-9]*"};
static struct scene scene;
static struct sim streams[2];
static int64_t pending[2];

static int begin(void **state)
{
	struct model_options options = {
		.thresholds = thresholds_default(), .partition_count = 1, .partitions = &rule};

	(void)state;
	scene_begin(&scene, &options);
	streams[0] = streams[1] = scene.sim;
	pending[0] = pending[1] = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	scene_end(&scene);
	return 0;
}

static void live_key(int which, const char *key, const int in_out_acked[3])
{
	scene.sim = streams[which];
	scene.pending = pending[which];
	scene.topic = key;
	scene_add(&scene, in_out_acked[0]);
	scene_read(&scene, in_out_acked[1]);
	scene_ack(&scene, in_out_acked[2]);
	scene_sample(&scene);
	streams[which] = scene.sim;
	pending[which] = scene.pending;
}

static void live_both(int seconds, const int first[3], const int second[3])
{
	for (int i = 0; i < seconds; i++) {
		scene.now_ms += 1000;
		live_key(0, "orders:0", first);
		live_key(1, "orders:1", second);
	}
}

static const struct topic *orders(void)
{
	return model_topic(scene.model, text_of("orders"));
}

static const struct group *billing(void)
{
	return model_group(scene.model, text_of("orders"), text_of("billing"));
}

static void keys_of_a_rule_are_one_topic(void **state)
{
	const struct topic *const *keys;
	size_t count;

	(void)state;
	live_both(2, (const int[3]){3, 1, 0}, (const int[3]){4, 4, 0});
	const struct topic *const *topics = model_topics(scene.model, &count);
	assert_int_equal(count, 1);
	assert_ptr_equal(topics[0], orders());
	assert_int_equal(model_topic_keys(orders(), &keys), 2);
	assert_true(text_is(keys[0]->name, "orders:0"));
	assert_ptr_equal(keys[0]->parent, orders());
	assert_non_null(model_topic(scene.model, text_of("orders:1")));
	model_groups(scene.model, &count);
	assert_int_equal(count, 1);
}

static void numbers_are_sums(void **state)
{
	(void)state;
	live_both(10, (const int[3]){3, 1, 1}, (const int[3]){4, 4, 0});
	assert_int_equal(orders()->length, 70);
	assert_int_equal(orders()->entries_added.n, 70);
	assert_true(fabs(orders()->in.per_s - 7) < 0.01);
	assert_int_equal(billing()->pending, 40);
	assert_int_equal(billing()->lag.count, 20);
	assert_int_equal(billing()->lag.is, LAG_ESTIMATE);
	assert_true(fabs(billing()->delivered.per_s - 5) < 0.01);
	assert_int_equal(model_totals(scene.model).groups, 1);
	assert_non_null(billing()->lag_series);
}

static void the_worst_partition_gives_the_verdict(void **state)
{
	(void)state;
	live_both(70, (const int[3]){3, 3, 3}, (const int[3]){4, 4, 4});
	assert_int_equal(billing()->verdict.id, VERDICT_OK);
	live_both(70, (const int[3]){3, 3, 3}, (const int[3]){4, 0, 0});
	assert_int_equal(billing()->verdict.id, VERDICT_STOPPED);
	assert_non_null(strstr(billing()->verdict.reason, "orders:1: 0 deliveries in 70 s"));
	assert_true(billing()->verdict.since_ms < scene.now_ms);
}

static void seeing_a_loss_is_for_all_partitions(void **state)
{
	(void)state;
	live_both(5, (const int[3]){3, 3, 3}, (const int[3]){4, 4, 4});
	live_both(5, (const int[3]){3, 0, 0}, (const int[3]){4, 4, 4});
	sim_trim(&streams[0], 5);
	live_both(1, (const int[3]){0, 0, 0}, (const int[3]){4, 4, 4});
	assert_int_equal(billing()->verdict.id, VERDICT_LOST);
	assert_int_equal(billing()->lost.count, 10);
	scene.topic = "orders";
	struct fact seen = scene_fact(&scene, FACT_SEEN);
	model_apply(scene.model, &seen);
	assert_int_not_equal(billing()->verdict.id, VERDICT_LOST);
}

static void a_partition_without_an_answer_leaves_the_rest(void **state)
{
	struct fact fact;

	(void)state;
	live_both(5, (const int[3]){3, 3, 3}, (const int[3]){4, 4, 4});
	scene.topic = "orders:0";
	fact = scene_fact(&scene, FACT_TOPIC);
	fact.outcome = FACT_ABSENT;
	model_apply(scene.model, &fact);
	model_advance(scene.model, scene.now_ms + 11000);
	assert_int_equal(orders()->partition_count, 1);
	assert_int_equal(orders()->length, 20);
	scene.topic = "orders:1";
	scene.now_ms += 11000;
	fact = scene_fact(&scene, FACT_TOPIC);
	fact.outcome = FACT_ABSENT;
	model_apply(scene.model, &fact);
	model_advance(scene.model, scene.now_ms + 11000);
	assert_null(orders());
	size_t count;
	model_topics(scene.model, &count);
	assert_int_equal(count, 0);
}

static void a_lost_connection_leaves_a_gap_in_the_sum(void **state)
{
	const int steady[3] = {4, 4, 4};
	float out[5];

	(void)state;
	live_both(10, steady, steady);
	struct fact fact = scene_fact(&scene, FACT_LINK);
	fact.link.ready = true;
	model_apply(scene.model, &fact);
	fact.link.ready = false;
	model_apply(scene.model, &fact);
	scene.now_ms += 3000;
	live_both(1, steady, steady);
	series_get(orders()->in_series, SERIES_1S, scene.now_ms, out, 5);
	assert_true(!isnan(out[0]) && isnan(out[1]) && isnan(out[3]) && !isnan(out[4]));
	series_get(billing()->lag_series, SERIES_1S, scene.now_ms, out, 5);
	assert_true(!isnan(out[0]) && isnan(out[1]) && isnan(out[3]) && !isnan(out[4]));
}

static void a_key_with_the_topics_own_name_is_one_of_its_partitions(void **state)
{
	size_t count;

	(void)state;
	scene.now_ms += 1000;
	live_key(0, "orders", (const int[3]){3, 3, 3});
	live_key(1, "orders:1", (const int[3]){4, 4, 4});
	model_topics(scene.model, &count);
	assert_int_equal(count, 1);
	assert_int_equal(orders()->partition_count, 2);
	assert_int_equal(orders()->length, 7);
}

static void thresholds_of_the_topic_hold_for_its_partitions(void **state)
{
	const struct model_threshold_rule thresholds = {
		.topic = "orders", .group = "billing", .thresholds = {.allowed = 1000}, .set = 1};
	struct model_options options = {.thresholds = thresholds_default(),
		.partition_count = 1,
		.partitions = &rule,
		.rule_count = 1,
		.rules = &thresholds};

	(void)state;
	scene_end(&scene);
	scene_begin(&scene, &options);
	live_both(5, (const int[3]){3, 3, 3}, (const int[3]){4, 4, 4});
	live_both(70, (const int[3]){3, 3, 3}, (const int[3]){4, 0, 0});
	assert_int_equal(billing()->verdict.id, VERDICT_OK);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keys_of_a_rule_are_one_topic),
		TEST(numbers_are_sums),
		TEST(the_worst_partition_gives_the_verdict),
		TEST(seeing_a_loss_is_for_all_partitions),
		TEST(a_partition_without_an_answer_leaves_the_rest),
		TEST(a_lost_connection_leaves_a_gap_in_the_sum),
		TEST(a_key_with_the_topics_own_name_is_one_of_its_partitions),
		TEST(thresholds_of_the_topic_hold_for_its_partitions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
