#include "../../src/engine/budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void spend(struct budget *budget, int64_t now_ms, int64_t busy_us, uint64_t bytes)
{
	budget_spend(budget, now_ms,
		&(struct spent){.busy_us = busy_us, .bytes = bytes, .commands = 50});
}

static void nearly_one_percent_of_the_time_comes_back(void **state)
{
	struct budget budget;
	int step, batches = 0;

	(void)state;
	budget_init(&budget, 1000);
	for (step = 0; step < 1000; step++) {
		budget_refill(&budget, 1000 + step * 100);
		while (budget_allows_hidden(&budget)) {
			spend(&budget, 1000 + step * 100, 1000, 1);
			batches++;
		}
	}
	/* 9 ms a second, and what was saved up at the beginning. */
	assert_in_range(batches, 895, 912);
}

static void nearly_two_megabytes_come_back_each_second(void **state)
{
	struct budget budget;
	int step;
	uint64_t bytes = 0;

	(void)state;
	budget_init(&budget, 0);
	for (step = 0; step < 1000; step++) {
		budget_refill(&budget, step * 100);
		while (budget_allows_hidden(&budget)) {
			spend(&budget, step * 100, 0, 100000);
			bytes += 100000;
		}
	}
	assert_in_range(bytes, 179000000, 183000000);
}

static void the_visible_may_use_what_is_kept_from_the_hidden(void **state)
{
	struct budget budget;

	(void)state;
	budget_init(&budget, 0);
	while (budget_allows_hidden(&budget)) {
		spend(&budget, 0, 500, 0);
	}
	assert_true(budget_allows_visible(&budget));
	spend(&budget, 0, 20000, 0);
	assert_false(budget_allows_visible(&budget));
	budget_refill(&budget, 60000);
	assert_true(budget_allows_hidden(&budget));
}

static void no_ten_seconds_cost_more_than_one_percent(void **state)
{
	struct budget budget;
	int64_t now_ms, spent_us = 0;

	(void)state;
	budget_init(&budget, 0);
	for (now_ms = 0; now_ms <= 10000; now_ms++) {
		budget_refill(&budget, now_ms);
		while (budget_allows_visible(&budget)) {
			spend(&budget, now_ms, 100, 10);
			spent_us += 100;
		}
	}
	assert_in_range(spent_us, 90000, 100500);
}

static void slow_answers_stretch_the_intervals_and_quick_ones_shrink_them(void **state)
{
	struct budget budget;
	int i;

	(void)state;
	budget_init(&budget, 0);
	for (i = 0; i < 20; i++) {
		budget_trip(&budget, 2000);
	}
	assert_int_equal(budget_stretch(&budget), 1);
	budget_trip(&budget, 5900);
	assert_int_equal(budget_stretch(&budget), 1);
	for (i = 0; i < 4; i++) {
		budget_trip(&budget, 9000);
	}
	assert_int_equal(budget_stretch(&budget), 8);
	budget_trip(&budget, 2000);
	assert_int_equal(budget_stretch(&budget), 4);
	for (i = 0; i < 5; i++) {
		budget_trip(&budget, 2000);
	}
	assert_int_equal(budget_stretch(&budget), 1);
	assert_int_equal(budget_floor_us(&budget), 2000);
}

static void the_noise_of_a_near_server_is_no_trouble(void **state)
{
	struct budget budget;
	int i;

	(void)state;
	budget_init(&budget, 0);
	assert_int_equal(budget_floor_us(&budget), 0);
	for (i = 0; i < 20; i++) {
		budget_trip(&budget, i % 2 ? 60 : 900);
	}
	assert_int_equal(budget_stretch(&budget), 1);
}

static void the_floor_is_of_the_last_minute(void **state)
{
	struct budget budget;
	int i;

	(void)state;
	budget_init(&budget, 0);
	budget_trip(&budget, 10);
	for (i = 0; i < 60; i++) {
		budget_trip(&budget, 300);
	}
	assert_int_equal(budget_floor_us(&budget), 300);
}

static void the_cost_is_that_of_the_last_ten_seconds(void **state)
{
	struct budget budget;
	struct budget_cost cost;
	int second;

	(void)state;
	budget_init(&budget, 0);
	for (second = 0; second < 30; second++) {
		spend(&budget, second * 1000, 10000, 2000);
	}
	cost = budget_cost(&budget, 29999);
	assert_true(cost.server_share > 0.0099 && cost.server_share < 0.0101);
	assert_true(cost.bytes_per_s > 1999 && cost.bytes_per_s < 2001);
	assert_true(cost.commands_per_s > 49.9 && cost.commands_per_s < 50.1);
	cost = budget_cost(&budget, 60000);
	assert_true(cost.commands_per_s < 0.1);
}

static void a_wait_out_of_all_proportion_is_not_the_servers_work(void **state)
{
	struct budget budget;
	int i;

	(void)state;
	budget_init(&budget, 0);
	assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, -5, 50), 0);
	assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, 9000, 50), 9000);
	for (i = 0; i < 20; i++) {
		assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, 200, 50), 200);
	}
	assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, 700, 50), 700);
	assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, 9000, 50), 800);
	assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, 9000, 25), 400);
	for (i = 0; i < 60; i++) {
		budget_work_us(&budget, BUDGET_SAMPLES, 9000, 50);
	}
	assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, 9000, 50), 9000);
}

static void counts_are_not_taken_for_hold_ups_among_samples(void **state)
{
	struct budget budget;
	int i;

	(void)state;
	budget_init(&budget, 0);
	for (i = 0; i < 20; i++) {
		budget_work_us(&budget, BUDGET_SAMPLES, 200, 50);
	}
	for (i = 0; i < 20; i++) {
		assert_int_equal(budget_work_us(&budget, BUDGET_COUNTS, 8000, 40), 8000);
	}
	assert_int_equal(budget_work_us(&budget, BUDGET_COUNTS, 90000, 40), 32000);
	assert_int_equal(budget_work_us(&budget, BUDGET_SAMPLES, 8000, 50), 800);
}

static void a_hold_up_at_the_start_does_not_put_off_the_hidden_for_minutes(void **state)
{
	struct budget budget;

	(void)state;
	budget_init(&budget, 0);
	spend(&budget, 0, budget_work_us(&budget, BUDGET_SAMPLES, 5000000, 50), 0);
	budget_refill(&budget, 1000);
	assert_false(budget_allows_hidden(&budget));
	budget_refill(&budget, 10000);
	assert_true(budget_allows_hidden(&budget));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearly_one_percent_of_the_time_comes_back),
		cmocka_unit_test(nearly_two_megabytes_come_back_each_second),
		cmocka_unit_test(the_visible_may_use_what_is_kept_from_the_hidden),
		cmocka_unit_test(no_ten_seconds_cost_more_than_one_percent),
		cmocka_unit_test(slow_answers_stretch_the_intervals_and_quick_ones_shrink_them),
		cmocka_unit_test(the_noise_of_a_near_server_is_no_trouble),
		cmocka_unit_test(the_floor_is_of_the_last_minute),
		cmocka_unit_test(a_wait_out_of_all_proportion_is_not_the_servers_work),
		cmocka_unit_test(counts_are_not_taken_for_hold_ups_among_samples),
		cmocka_unit_test(a_hold_up_at_the_start_does_not_put_off_the_hidden_for_minutes),
		cmocka_unit_test(the_cost_is_that_of_the_last_ten_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
