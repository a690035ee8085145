#include "model/model.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "scene.h"
#include "seed.h"

static struct scene scene;

static int begin(void **state)
{
	(void)state;
	scene_begin(&scene, NULL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	scene_end(&scene);
	return 0;
}

static void assert_rate(struct known_rate rate, double want)
{
	assert_true(rate.is);
	if (fabs(rate.per_s - want) > 0.01) {
		fail_msg("%f per second, want %f", rate.per_s, want);
	}
}

static void one_sample_has_no_rate(void **state)
{
	(void)state;
	scene_live(&scene, 1, (const int[3]){5, 3, 1});
	assert_false(scene_group(&scene)->in.is);
	assert_false(scene_group(&scene)->topic->in.is);
	assert_false(scene_group(&scene)->delivered.is);
}

static void two_samples_have_rates_but_no_time_to_drain(void **state)
{
	(void)state;
	scene_add(&scene, 30);
	scene_read(&scene, 1);
	scene_live(&scene, 2, (const int[3]){5, 9, 2});
	assert_rate(scene_group(&scene)->topic->in, 5);
	assert_rate(scene_group(&scene)->in, 5);
	assert_rate(scene_group(&scene)->delivered, 9);
	assert_rate(scene_group(&scene)->acked, 2);
	assert_false(scene_group(&scene)->drain_ms.is);
	assert_false(scene_group(&scene)->drain_never);
}

static void the_time_to_drain_is_the_lag_over_what_is_gained(void **state)
{
	(void)state;
	scene_add(&scene, 100);
	scene_live(&scene, 10, (const int[3]){5, 9, 9});
	assert_int_equal(scene_group(&scene)->lag.count, 60);
	assert_true(scene_group(&scene)->drain_ms.is);
	assert_int_equal(scene_group(&scene)->drain_ms.n, 15000);
}

static void a_group_that_gains_nothing_never_drains(void **state)
{
	(void)state;
	scene_add(&scene, 100);
	scene_live(&scene, 10, (const int[3]){5, 5, 5});
	assert_true(scene_group(&scene)->drain_never);
	scene_live(&scene, 10, (const int[3]){5, 3, 3});
	assert_true(scene_group(&scene)->drain_never);
	assert_false(scene_group(&scene)->drain_ms.is);
}

static void a_gain_below_the_dead_band_tells_nothing(void **state)
{
	(void)state;
	scene_add(&scene, 100);
	for (int i = 0; i < 20; i++) {
		scene_live(&scene, 1, (const int[3]){5, i % 4 == 0 ? 6 : 5, 5});
	}
	assert_false(scene_group(&scene)->drain_never);
	assert_false(scene_group(&scene)->drain_ms.is);
}

static void what_arrives_in_a_second_is_on_its_way(void **state)
{
	(void)state;
	scene_add(&scene, 3);
	scene_live(&scene, 10, (const int[3]){5, 5, 5});
	assert_false(scene_group(&scene)->drain_never);
	assert_false(scene_group(&scene)->drain_ms.is);
}

static void a_few_in_flight_at_one_of_three_samples_are_on_their_way(void **state)
{
	(void)state;
	scene_live(&scene, 2, (const int[3]){9, 9, 9});
	scene_live(&scene, 1, (const int[3]){9, 7, 7});
	assert_int_equal(scene_group(&scene)->lag.count, 2);
	assert_false(scene_group(&scene)->drain_never);
	assert_false(scene_group(&scene)->drain_ms.is);
}

static void nothing_undelivered_needs_no_draining(void **state)
{
	(void)state;
	scene_live(&scene, 10, (const int[3]){5, 5, 5});
	assert_false(scene_group(&scene)->drain_never);
	assert_false(scene_group(&scene)->drain_ms.is);
	assert_true(scene_group(&scene)->none_undelivered);
}

static void trimming_is_no_delivery(void **state)
{
	(void)state;
	scene_live(&scene, 3, (const int[3]){5, 5, 5});
	for (int i = 0; i < 10; i++) {
		scene_live(&scene, 1, (const int[3]){20, 0, 0});
		sim_trim(&scene.sim, 10);
	}
	assert_rate(scene_group(&scene)->delivered, 0);
	assert_rate(scene_group(&scene)->in, 20);
}

static void without_the_servers_counters_growth_is_the_load(void **state)
{
	(void)state;
	scene.sim.counter_counts = false;
	scene_live(&scene, 10, (const int[3]){4, 4, 4});
	assert_rate(scene_group(&scene)->topic->in, 4);
	assert_rate(scene_group(&scene)->delivered, 4);
	sim_trim(&scene.sim, 1);
	scene_live(&scene, 1, (const int[3]){4, 4, 4});
	assert_false(scene_group(&scene)->topic->in.is);
	assert_false(scene_group(&scene)->delivered.is);
}

static void without_the_servers_counters_a_capped_topic_has_an_unknown_load(void **state)
{
	(void)state;
	scene.sim.counter_counts = false;
	for (int i = 0; i < 20; i++) {
		scene_live(&scene, 1, (const int[3]){4, 4, 4});
		sim_trim(&scene.sim, 4);
	}
	assert_false(scene_group(&scene)->topic->in.is);
	assert_false(scene_group(&scene)->in.is);
	assert_false(scene_group(&scene)->delivered.is);
}

static void a_cursor_that_went_back_delivered_nobody_knows_what(void **state)
{
	(void)state;
	scene_live(&scene, 10, (const int[3]){4, 4, 4});
	sim_set_cursor(&scene.sim, scene.sim.ids[3]);
	scene_live(&scene, 1, (const int[3]){4, 0, 0});
	assert_false(scene_group(&scene)->delivered.is);
	scene_live(&scene, 10, (const int[3]){4, 0, 0});
	assert_rate(scene_group(&scene)->delivered, 0);
}

static void rates_follow_within_seconds(void **state)
{
	(void)state;
	scene_live(&scene, 30, (const int[3]){10, 10, 10});
	scene_live(&scene, 6, (const int[3]){40, 40, 40});
	assert_rate(scene_group(&scene)->topic->in, 40);
	assert_rate(scene_group(&scene)->delivered, 40);
}

static void slow_polling_gives_the_same_rates(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++) {
		scene.now_ms += 10000;
		scene_add(&scene, 70);
		scene_read(&scene, 70);
		scene_ack(&scene, 70);
		scene_sample(&scene);
	}
	assert_rate(scene_group(&scene)->topic->in, 7);
	assert_rate(scene_group(&scene)->delivered, 7);
	assert_rate(scene_group(&scene)->acked, 7);
}

static void quick_polling_gives_the_same_rates(void **state)
{
	(void)state;
	for (int i = 0; i < 400; i++) {
		scene.now_ms += 100;
		scene_add(&scene, 1);
		scene_read(&scene, 1);
		scene_ack(&scene, 1);
		scene_sample(&scene);
	}
	assert_rate(scene_group(&scene)->delivered, 10);
	assert_rate(scene_group(&scene)->acked, 10);
}

static void random_traffic_is_measured_without_drift(void **state)
{
	struct rng rng = seeded_rng();
	int64_t begun_ms = scene.now_ms;
	int added = 0;

	(void)state;
	for (int i = 0; i < 300; i++) {
		scene.now_ms += 100 + (int64_t)rng_below(&rng, 1900);
		int count = (int)rng_below(&rng, 12);
		added += count;
		scene_add(&scene, count);
		scene_read(&scene, (int)rng_below(&rng, 12));
		sim_trim(&scene.sim, 1000);
		scene_sample(&scene);
		const struct group *group = scene_group(&scene);
		if (i > 0) {
			assert_true(group->in.is && group->in.per_s >= 0);
			assert_true(group->delivered.is && group->delivered.per_s >= 0);
			assert_true(group->acked.is && group->acked.per_s >= 0);
			assert_true(group->in.per_s <= 12 * 10);
		}
	}
	assert_true(added > 0 && scene.now_ms > begun_ms);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_sample_has_no_rate),
		TEST(two_samples_have_rates_but_no_time_to_drain),
		TEST(the_time_to_drain_is_the_lag_over_what_is_gained),
		TEST(a_group_that_gains_nothing_never_drains),
		TEST(a_gain_below_the_dead_band_tells_nothing),
		TEST(what_arrives_in_a_second_is_on_its_way),
		TEST(a_few_in_flight_at_one_of_three_samples_are_on_their_way),
		TEST(nothing_undelivered_needs_no_draining),
		TEST(trimming_is_no_delivery),
		TEST(without_the_servers_counters_growth_is_the_load),
		TEST(without_the_servers_counters_a_capped_topic_has_an_unknown_load),
		TEST(a_cursor_that_went_back_delivered_nobody_knows_what),
		TEST(rates_follow_within_seconds),
		TEST(slow_polling_gives_the_same_rates),
		TEST(quick_polling_gives_the_same_rates),
		TEST(random_traffic_is_measured_without_drift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
