#include "model/model.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scene.h"
#include "seed.h"

enum { HISTORIES = 1000, STEPS = 40 };

static void change(struct scene *scene, struct rng *rng, bool deletes)
{
	struct sim *sim = &scene->sim;

	switch (rng_below(rng, 10)) {
	case 0:
		sim_trim(sim, rng_below(rng, 30));
		break;
	case 1:
		if (deletes && sim->count > 0) {
			sim_delete(sim, rng_below(rng, sim->count));
		}
		break;
	case 2:
	case 3:
	case 4:
	case 5:
		scene_read(scene, (int)rng_below(rng, 8));
		break;
	default:
		scene_add(scene, (int)rng_below(rng, 9));
		break;
	}
}

static void assert_lag(const struct scene *scene, const struct group *group, unsigned seen[])
{
	int64_t truth = sim_undelivered(&scene->sim);

	seen[group->lag.is]++;
	if (group->lag.is == LAG_EXACT || group->lag.is == LAG_COUNTED) {
		assert_int_equal(group->lag.count, truth);
	} else {
		assert_int_not_equal(group->lag.is, LAG_UNKNOWN);
		assert_true(truth >= 1 && truth < (int64_t)scene->sim.count);
	}
}

static void random_lives_agree_with_brute_force(void **state)
{
	struct rng rng = seeded_rng();
	unsigned seen[LAG_AT_MOST + 1] = {0}, lost = 0;
	static struct scene scene;

	(void)state;
	for (int i = 0; i < HISTORIES; i++) {
		bool deletes = i % 3 == 0;
		scene_begin(&scene, NULL);
		for (int step = 0; step < STEPS; step++) {
			scene.now_ms += (int64_t)rng_below(&rng, 3000);
			change(&scene, &rng, deletes);
			scene_tell_topic(&scene);
			const struct group *group = scene_group(&scene);
			assert_lag(&scene, group, seen);
			if (!deletes && group->lost.known && !id_is_zero(scene.sim.cursor)) {
				/* Latched: what is gone now is never more than is told. */
				assert_true(group->lost.count >= sim_lost(&scene.sim));
				assert_true(group->lost.count <= scene.sim.lost_ever);
				lost += group->lost.happened ? 1 : 0;
			}
			if (rng_below(&rng, 3) == 0) {
				scene_tell_count(&scene);
				assert_true(deletes || group->lag.is == LAG_EXACT ||
					group->lag.is == LAG_COUNTED);
				assert_lag(&scene, group, seen);
			}
		}
		scene_end(&scene);
	}
	print_message("%u exact, %u counted, %u estimates, %u at most; %u losses\n",
		seen[LAG_EXACT], seen[LAG_COUNTED], seen[LAG_ESTIMATE], seen[LAG_AT_MOST], lost);
	assert_true(seen[LAG_COUNTED] > 1000 && lost > 100);
}

static void a_count_that_comes_late_still_counts(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 20);
	scene_read(&scene, 5);
	scene.sim.has_entries_read = false;
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	struct fact fact = scene_fact(&scene, FACT_COUNT);
	fact.count = (struct fact_count){.after = scene.sim.cursor,
		.upto = scene.sim.ids[19],
		.count = 15,
		.complete = true};
	scene_live(&scene, 5, (const int[3]){4, 0, 0});
	assert_int_equal(scene_group(&scene)->lag.is, LAG_AT_MOST);
	model_apply(scene.model, &fact);
	assert_int_equal(scene_group(&scene)->lag.is, LAG_COUNTED);
	assert_int_equal(scene_group(&scene)->lag.count, 35);
	scene_end(&scene);
}

static void a_deletion_while_it_was_counted_denies_the_count(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 20);
	scene_read(&scene, 5);
	scene.sim.has_entries_read = false;
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	struct fact fact = scene_fact(&scene, FACT_COUNT);
	fact.count = (struct fact_count){.after = scene.sim.cursor,
		.upto = scene.sim.ids[19],
		.count = 15,
		.complete = true};
	sim_delete(&scene.sim, 10);
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	model_apply(scene.model, &fact);
	assert_int_equal(scene_group(&scene)->lag.is, LAG_AT_MOST);
	scene_end(&scene);
}

static void a_count_of_another_cursor_becomes_an_estimate(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 20);
	scene_read(&scene, 5);
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	struct fact fact = scene_fact(&scene, FACT_COUNT);
	fact.count = (struct fact_count){.after = scene.sim.cursor,
		.upto = scene.sim.ids[19],
		.count = 15,
		.complete = true};
	scene_live(&scene, 2, (const int[3]){4, 3, 0});
	model_apply(scene.model, &fact);
	assert_int_equal(scene_group(&scene)->lag.is, LAG_ESTIMATE);
	assert_int_equal(scene_group(&scene)->lag.count, 17);
	fact.count.after = (struct id){.ms = 77};
	fact.count.count = 1;
	model_apply(scene.model, &fact);
	assert_int_equal(scene_group(&scene)->lag.count, 17);
	scene_end(&scene);
}

static void the_first_undelivered_entry_stands_until_it_is_read_again(void **state)
{
	struct scene scene;
	int64_t server_now_ms;
	bool none;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 2);
	scene_read(&scene, 1);
	scene.now_ms += 4000;
	scene_sample(&scene);
	const struct group *group = scene_group(&scene);
	assert_true(model_server_now_ms(scene.model, &server_now_ms));
	assert_int_equal(group_oldest_undelivered_age(group, server_now_ms, &none).n, 4000);
	assert_false(none);
	scene_add(&scene, 5);
	scene_read(&scene, 2);
	scene_tell_topic(&scene);
	assert_true(group->first_undelivered_old && group->first_undelivered_ms.is);
	scene_tell_undelivered(&scene);
	assert_false(group->first_undelivered_old);
	scene_read(&scene, 10);
	scene_tell_topic(&scene);
	assert_false(group_oldest_undelivered_age(group, server_now_ms, &none).is);
	assert_true(none);
	scene_end(&scene);
}

static void a_sweep_finds_the_most_deliveries_page_by_page(void **state)
{
	struct fact_pending_entry page[2] = {
		{.id = {.ms = 1}, .idle_ms = 70, .deliveries = 1},
		{.id = {.ms = 2}, .idle_ms = 60, .deliveries = 3},
	};
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 4);
	scene_read(&scene, 4);
	scene_sample(&scene);
	const struct group *group = scene_group(&scene);
	assert_false(group->max_deliveries.is);
	struct fact fact = scene_fact(&scene, FACT_PENDING);
	fact.pending = (struct fact_pending){.total = 4,
		.has_range = true,
		.lowest = {.ms = 1},
		.highest = {.ms = 9},
		.count = 2,
		.entries = page};
	model_apply(scene.model, &fact);
	assert_int_equal(group->max_deliveries.n, 3);
	assert_true(group->max_deliveries_partial);
	assert_int_equal(group->oldest_pending_idle_ms.n, 70);
	page[0] = (struct fact_pending_entry){.id = {.ms = 3}, .deliveries = 9};
	fact.pending.from = (struct id){.ms = 2, .seq = 1};
	fact.pending.page_ends = true;
	model_apply(scene.model, &fact);
	assert_int_equal(group->max_deliveries.n, 9);
	assert_false(group->max_deliveries_partial);
	scene.pending = 0;
	scene_sample(&scene);
	assert_int_equal(group->max_deliveries.n, 0);
	assert_true(group->none_pending && !group->oldest_pending_ms.is);
	scene_end(&scene);
}

static void groups_that_are_gone_go_at_once(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 4);
	scene_live(&scene, 5, (const int[3]){2, 1, 0});
	assert_non_null(scene_group(&scene));
	struct fact fact = scene_fact(&scene, FACT_TOPIC);
	fact.topic_info = sim_topic(&scene.sim);
	model_apply(scene.model, &fact);
	assert_null(scene_group(&scene));
	size_t count;
	model_groups(scene.model, &count);
	assert_int_equal(count, 0);
	scene_end(&scene);
}

static void a_topic_made_anew_forgets_what_was(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 20, (const int[3]){50, 50, 50});
	int64_t now_ms = scene.now_ms;
	scene.sim = (struct sim){.counter_counts = true, .has_entries_read = true};
	scene.now_ms = now_ms + 1000;
	scene_add(&scene, 3);
	scene_sample(&scene);
	assert_false(scene_group(&scene)->in.is);
	assert_int_equal(scene_group(&scene)->lag.count, 3);
	assert_int_equal(scene_group(&scene)->verdict.id, VERDICT_UNKNOWN);
	scene_end(&scene);
}

static void a_counter_that_was_set_is_no_load(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 20, (const int[3]){5, 5, 5});
	scene.sim.added += 1000000;
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	assert_false(scene_group(&scene)->in.is);
	assert_false(scene_group(&scene)->topic->in.is);
	scene_end(&scene);
}

static void a_smaller_loss_elsewhere_is_told_after_a_larger_one_was_seen(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 5, (const int[3]){5, 5, 5});
	scene_live(&scene, 4, (const int[3]){5, 0, 0});
	sim_trim(&scene.sim, 3);
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	assert_int_equal(scene_group(&scene)->lost.count, 17);
	struct fact seen = scene_fact(&scene, FACT_SEEN);
	model_apply(scene.model, &seen);
	scene_live(&scene, 3, (const int[3]){5, 10, 10});
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_live(&scene, 1, (const int[3]){5, 0, 0});
	sim_trim(&scene.sim, 3);
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	assert_int_equal(scene_verdict(&scene), VERDICT_LOST);
	assert_int_equal(scene_group(&scene)->lost.count, 2);
	scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_lives_agree_with_brute_force),
		cmocka_unit_test(a_count_that_comes_late_still_counts),
		cmocka_unit_test(a_deletion_while_it_was_counted_denies_the_count),
		cmocka_unit_test(a_count_of_another_cursor_becomes_an_estimate),
		cmocka_unit_test(the_first_undelivered_entry_stands_until_it_is_read_again),
		cmocka_unit_test(a_sweep_finds_the_most_deliveries_page_by_page),
		cmocka_unit_test(groups_that_are_gone_go_at_once),
		cmocka_unit_test(a_topic_made_anew_forgets_what_was),
		cmocka_unit_test(a_counter_that_was_set_is_no_load),
		cmocka_unit_test(a_smaller_loss_elsewhere_is_told_after_a_larger_one_was_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
