#include "model/health.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"

static struct scene scene;

static const int healthy[3] = {5, 5, 5}, nobody_reads[3] = {5, 0, 0}, nobody_acks[3] = {5, 5, 0};
static const int quiet[3] = {0, 0, 0}, too_slow[3] = {5, 3, 3};

static int begin(void **state)
{
	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 1);
	scene_read(&scene, 1);
	scene_ack(&scene, 1);
	return 0;
}

static int end(void **state)
{
	(void)state;
	scene_end(&scene);
	return 0;
}

static const char *reason(void)
{
	return scene_group(&scene)->verdict.reason;
}

static void assert_says(const char *part)
{
	if (!strstr(reason(), part)) {
		fail_msg("\"%s\" does not say \"%s\"", reason(), part);
	}
}

static void two_samples_tell_nothing(void **state)
{
	(void)state;
	scene_live(&scene, 2, healthy);
	assert_int_equal(scene_verdict(&scene), VERDICT_UNKNOWN);
	assert_string_equal(reason(), "2 of 3 samples");
}

static void a_group_that_keeps_up_is_well(void **state)
{
	(void)state;
	scene_live(&scene, 100, healthy);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	assert_string_equal(reason(), "");
}

static void one_sample_never_says_stopped(void **state)
{
	(void)state;
	scene_add(&scene, 100);
	scene.now_ms += 3600 * 1000;
	scene_sample(&scene);
	assert_int_equal(scene_verdict(&scene), VERDICT_UNKNOWN);
}

static void a_group_that_is_not_read_for_a_window_has_stopped(void **state)
{
	(void)state;
	scene_live(&scene, 70, healthy);
	scene_live(&scene, 55, nobody_reads);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_STOPPED);
	scene_live(&scene, 10, nobody_reads);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
	assert_int_equal(scene_group(&scene)->verdict.severity, SEVERITY_CRITICAL);
	assert_says("0 deliveries in 65 s (window 60 s)");
	assert_says("325 undelivered");
	assert_says("2 consumers");
}

static void the_idle_time_of_the_consumers_is_told(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 96000},
		{.name = text_of("worker-2"), .idle_ms = 99000},
	};

	(void)state;
	scene_live(&scene, 5, healthy);
	scene_live(&scene, 95, nobody_reads);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
	assert_says("0 deliveries in 95 s (window 60 s)");
	assert_says("2 consumers idle 96 s");
}

static void a_delivery_ends_it(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene_live(&scene, 70, nobody_reads);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
	int64_t since_ms = scene_group(&scene)->verdict.since_ms;
	assert_true(since_ms > 0 && since_ms < scene.now_ms);
	scene_live(&scene, 1, healthy);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_STOPPED);
}

static void one_event_after_hours_does_not_alert_at_once(void **state)
{
	const int one_event[3] = {1, 0, 0};

	(void)state;
	scene_live(&scene, 70, quiet);
	for (int i = 0; i < 60; i++) {
		scene.now_ms += 60 * 1000;
		scene_sample(&scene);
	}
	scene_live(&scene, 1, one_event);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_live(&scene, 30, quiet);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_STOPPED);
	scene_live(&scene, 40, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
}

static void made_up_ids_need_a_window_of_waiting(void **state)
{
	const int one_event[3] = {1, 0, 0};

	(void)state;
	scene.epoch_ms = 5;
	scene.sim = (struct sim){.counter_counts = true, .has_entries_read = true};
	scene_add(&scene, 1);
	scene_read(&scene, 1);
	scene_ack(&scene, 1);
	scene_live(&scene, 70, quiet);
	scene_live(&scene, 1, one_event);
	assert_false(scene_group(&scene)->topic->ids_are_clock);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_live(&scene, 62, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
}

static void hidden_rows_are_judged_as_visible_ones(void **state)
{
	(void)state;
	for (int i = 0; i < 6; i++) {
		scene.now_ms += 10000;
		scene_add(&scene, 50);
		scene_sample(&scene);
		assert_int_not_equal(scene_verdict(&scene), VERDICT_STOPPED);
	}
	scene.now_ms += 10000;
	scene_sample(&scene);
	scene.now_ms += 10000;
	scene_sample(&scene);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
}

static void lag_grows_on_when_the_last_consumer_dies(void **state)
{
	(void)state;
	scene_live(&scene, 10, healthy);
	scene_live(&scene, 10, nobody_reads);
	assert_int_equal(scene_group(&scene)->lag.count, 50);
	assert_int_equal(scene_group(&scene)->lag.is, LAG_COUNTED);
	scene_live(&scene, 10, nobody_reads);
	assert_int_equal(scene_group(&scene)->lag.count, 100);
}

static void allowed_undelivered_entries_are_nobodys_worry(void **state)
{
	struct model_threshold_rule rule = {
		.topic = "ord*", .group = "*", .thresholds = {.allowed = 1000}, .set = 1};
	struct model_options options = {
		.thresholds = thresholds_default(), .rule_count = 1, .rules = &rule};
	struct scene other;

	(void)state;
	scene_begin(&other, &options);
	scene_live(&other, 5, healthy);
	scene_live(&other, 100, nobody_reads);
	assert_int_equal(scene_verdict(&other), VERDICT_OK);
	scene_live(&other, 200, nobody_reads);
	assert_int_equal(scene_verdict(&other), VERDICT_STOPPED);
	scene_end(&other);
}

static void work_without_any_consumer_is_critical(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene.consumers = 0;
	scene_live(&scene, 1, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_live(&scene, 1, nobody_reads);
	assert_int_equal(scene_verdict(&scene), VERDICT_NO_CONSUMERS);
	assert_says("the group has no consumer, 5 undelivered");
}

static void consumers_not_seen_for_long_are_none(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 411000, .pending = 3},
		{.name = text_of("worker-2"), .idle_ms = 500000},
	};

	(void)state;
	scene_live(&scene, 5, healthy);
	scene.pending = 3;
	scene_live(&scene, 5, quiet);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_NO_CONSUMERS);
	assert_says("no consumer seen for 6m51s (limit 5m");
	assert_says("3 pending");
}

static void a_consumer_that_blocks_for_hours_gets_its_chance(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 9000000},
		{.name = text_of("worker-2"), .idle_ms = 9000000},
	};

	(void)state;
	scene_live(&scene, 70, quiet);
	scene_live(&scene, 1, nobody_reads);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_live(&scene, 62, quiet);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_NO_CONSUMERS);
}

static void deliveries_without_acknowledgement_have_stalled(void **state)
{
	(void)state;
	scene_live(&scene, 70, healthy);
	scene_live(&scene, 59, nobody_acks);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_STALLED);
	scene_live(&scene, 5, nobody_acks);
	assert_int_equal(scene_verdict(&scene), VERDICT_STALLED);
	assert_says("0 acknowledged in 60 s (window 60 s), 300 delivered, 320 pending");
	scene_live(&scene, 1, healthy);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_STALLED);
}

static void steady_work_with_entries_in_flight_has_not_stalled(void **state)
{
	(void)state;
	scene.pending = 50;
	scene_live(&scene, 200, healthy);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void what_is_retried_has_not_stalled(void **state)
{
	(void)state;
	scene.pending = 1;
	scene_live(&scene, 100, quiet);
	scene_tell_pending(&scene, scene.sim.ids[0], 2000, 3);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_tell_pending(&scene, scene.sim.ids[0], 90000, 3);
	assert_int_equal(scene_verdict(&scene), VERDICT_STALLED);
	assert_says("the oldest idle 90 s");
}

static void an_entry_delivered_too_often_is_poison(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene.pending = 1;
	scene_live(&scene, 1, quiet);
	scene_tell_pending(&scene, scene.sim.ids[0], 1000, 4);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_tell_pending(&scene, scene.sim.ids[0], 1000, 7);
	assert_int_equal(scene_verdict(&scene), VERDICT_POISON);
	assert_int_equal(scene_group(&scene)->verdict.severity, SEVERITY_WARNING);
	char wanted[120], id[ID_TEXT_MAX];
	snprintf(wanted, sizeof(wanted), "entry %s delivered 7 times (limit 5), oldest pending 6 s",
		id_format(id, scene.sim.ids[0]));
	assert_string_equal(reason(), wanted);
	scene.pending = 0;
	scene_live(&scene, 1, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void an_entry_given_up_for_good_is_poison(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene.pending = 1;
	scene_live(&scene, 1, quiet);
	scene_tell_pending(&scene, scene.sim.ids[0], -1, INT64_MAX);
	assert_int_equal(scene_verdict(&scene), VERDICT_POISON);
	assert_says("given up");
}

static void a_cursor_set_back_is_told_until_it_has_caught_up(void **state)
{
	(void)state;
	scene_live(&scene, 10, healthy);
	sim_set_cursor(&scene.sim, scene.sim.ids[20]);
	scene_live(&scene, 1, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_REWOUND);
	assert_says("the cursor went back from");
	scene_tell_count(&scene);
	assert_says("30 undelivered");
	const int catching_up[3] = {0, 20, 20};
	scene_live(&scene, 1, catching_up);
	assert_int_equal(scene_verdict(&scene), VERDICT_REWOUND);
	scene_live(&scene, 1, catching_up);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void lag_that_only_grows_is_falling_behind(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene_live(&scene, 50, too_slow);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_live(&scene, 12, too_slow);
	assert_int_equal(scene_verdict(&scene), VERDICT_FALLING_BEHIND);
	assert_says("(window 60 s)");
	assert_says("delivered");
	const int a_gulp[3] = {5, 8, 8};
	scene_live(&scene, 1, a_gulp);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void lag_that_stays_the_same_is_not_falling_behind(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene_live(&scene, 4, too_slow);
	scene_live(&scene, 100, healthy);
	assert_int_equal(scene_group(&scene)->lag.count, 8);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void entries_of_a_dead_worker_are_abandoned(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 40},
		{.name = text_of("worker-3"), .idle_ms = 411000, .pending = 12},
	};

	(void)state;
	scene.pending = 12;
	scene_live(&scene, 100, healthy);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_ABANDONED_WORK);
	assert_string_equal(reason(), "12 entries pending on worker-3, idle 6m51s");
}

static void abandoned_work_on_a_quiet_topic_is_no_stall_of_the_living(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 40},
		{.name = text_of("worker-3"), .idle_ms = 411000, .pending = 1},
	};

	(void)state;
	scene.pending = 1;
	scene_live(&scene, 100, quiet);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_ABANDONED_WORK);
	assert_says("1 entry pending on worker-3");
}

static void live_trimmed(int seconds, const int in_out_acked[3], size_t keep)
{
	for (int i = 0; i < seconds; i++) {
		scene.now_ms += 1000;
		scene_add(&scene, in_out_acked[0]);
		scene_read(&scene, in_out_acked[1]);
		scene_ack(&scene, in_out_acked[2]);
		sim_trim(&scene.sim, keep);
		scene_sample(&scene);
	}
}

static void trimming_that_nears_the_cursor_is_a_risk(void **state)
{
	(void)state;
	scene_add(&scene, 999);
	scene_read(&scene, 999);
	for (int i = 0; i < 35; i++) {
		live_trimmed(1, (const int[3]){10, 4, 4}, 1000);
		live_trimmed(1, (const int[3]){10, 12, 12}, 1000);
	}
	const struct group *group = scene_group(&scene);
	assert_int_equal(group->lag.count, 140);
	assert_true(group->headroom_ms.is);
	assert_int_equal(group->headroom_ms.n, 430000);
	assert_int_equal(scene_verdict(&scene), VERDICT_AT_RISK);
	assert_says("trimming reaches the cursor in 7m10s (limit 10m");
}

static void a_cursor_at_the_edge_of_trimming_is_a_risk(void **state)
{
	(void)state;
	scene_add(&scene, 200);
	for (int i = 0; i < 70; i++) {
		scene.now_ms += 1000;
		scene_add(&scene, 10);
		sim_trim(&scene.sim, 200);
		scene_read(&scene, 8);
		scene_ack(&scene, 8);
		scene_sample(&scene);
		scene_tell_count(&scene);
	}
	assert_int_equal(scene_group(&scene)->lag.count, 192);
	assert_int_equal(scene_group(&scene)->headroom_ms.n, 0);
	assert_int_equal(scene_verdict(&scene), VERDICT_AT_RISK);
}

static void a_capped_topic_with_a_prompt_group_is_no_risk(void **state)
{
	(void)state;
	scene_add(&scene, 3);
	live_trimmed(150, (const int[3]){10, 10, 10}, 400);
	assert_int_equal(scene_group(&scene)->lag.count, 3);
	assert_false(scene_group(&scene)->headroom_ms.is);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void trimming_by_the_hundred_is_no_risk_to_a_prompt_group(void **state)
{
	(void)state;
	scene_add(&scene, 199);
	scene_read(&scene, 198);
	for (int i = 0; i < 300; i++) {
		live_trimmed(1, (const int[3]){2, 2, 2}, SIM_MAX);
		if (scene.sim.count > 300) {
			sim_trim(&scene.sim, 200);
			scene_sample(&scene);
		}
		assert_int_not_equal(scene_verdict(&scene), VERDICT_AT_RISK);
	}
}

static void entries_trimmed_unread_are_lost_and_it_stays_told(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene_live(&scene, 2, nobody_reads);
	sim_trim(&scene.sim, 3);
	scene_live(&scene, 1, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_LOST);
	assert_says("7 entries were trimmed before this group read them");
	assert_int_equal(scene_group(&scene)->lost.count, 7);
	scene_live(&scene, 100, healthy);
	assert_int_equal(scene_verdict(&scene), VERDICT_LOST);
	scene_live(&scene, 1, (const int[3]){0, 3, 3});
	for (int i = 0; i < 61; i++) {
		scene.now_ms += 60000;
		scene_sample(&scene);
	}
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	assert_int_equal(scene_group(&scene)->lost.count, 0);
}

static void what_was_seen_is_not_told_again_but_a_new_loss_is(void **state)
{
	(void)state;
	scene_live(&scene, 5, healthy);
	scene_live(&scene, 2, nobody_reads);
	sim_trim(&scene.sim, 3);
	scene_live(&scene, 1, quiet);
	struct fact seen = scene_fact(&scene, FACT_SEEN);
	model_apply(scene.model, &seen);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_LOST);
	scene_live(&scene, 3, quiet);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_LOST);
	sim_trim(&scene.sim, 1);
	scene_live(&scene, 1, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_LOST);
	assert_says("9 entries were trimmed");
}

static void a_group_at_the_beginning_loses_what_we_saw_go(void **state)
{
	(void)state;
	sim_set_cursor(&scene.sim, (struct id){0});
	scene_live(&scene, 4, nobody_reads);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_LOST);
	sim_trim(&scene.sim, 5);
	scene_live(&scene, 1, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_LOST);
	assert_int_equal(scene_group(&scene)->lost.count, 16);
}

static void a_group_made_after_the_trimming_lost_nothing(void **state)
{
	(void)state;
	scene_add(&scene, 50);
	sim_trim(&scene.sim, 5);
	scene.sim.cursor = (struct id){0};
	scene.sim.entries_read = 0;
	scene_live(&scene, 4, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	assert_false(scene_group(&scene)->lost.known);
	assert_false(scene_group(&scene)->lost.happened);
}

static void caught_up_is_never_bad(void **state)
{
	(void)state;
	live_trimmed(100, healthy, 1);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	live_trimmed(200, quiet, 0);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene.consumers = 0;
	live_trimmed(200, quiet, 0);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void refused_answers_make_the_verdict_unknown(void **state)
{
	struct fact denied;

	(void)state;
	scene_live(&scene, 5, healthy);
	denied = scene_fact(&scene, FACT_TOPIC);
	denied.outcome = FACT_DENIED;
	error_set(&denied.error, ERROR_REFUSED, "NOPERM XINFO");
	model_apply(scene.model, &denied);
	assert_int_equal(scene_verdict(&scene), VERDICT_UNKNOWN);
	assert_says("NOPERM XINFO");
}

static void worse_is_decided_by_severity_first(void **state)
{
	(void)state;
	assert_true(verdict_compare(VERDICT_LOST, VERDICT_STOPPED) > 0);
	assert_true(verdict_compare(VERDICT_AT_RISK, VERDICT_UNKNOWN) > 0);
	assert_true(verdict_compare(VERDICT_UNKNOWN, VERDICT_OK) > 0);
	assert_int_equal(verdict_compare(VERDICT_POISON, VERDICT_POISON), 0);
	for (int i = 0; i < VERDICT_COUNT; i++) {
		assert_non_null(verdict_name((enum verdict_id)i));
	}
	assert_string_equal(severity_marker(verdict_severity(VERDICT_STALLED)), "!!");
	assert_string_equal(severity_name(verdict_severity(VERDICT_POISON)), "warning");
	assert_int_equal(verdict_severity(VERDICT_OK), SEVERITY_OK);
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(two_samples_tell_nothing),
		LIVE(a_group_that_keeps_up_is_well),
		LIVE(one_sample_never_says_stopped),
		LIVE(a_group_that_is_not_read_for_a_window_has_stopped),
		LIVE(the_idle_time_of_the_consumers_is_told),
		LIVE(a_delivery_ends_it),
		LIVE(one_event_after_hours_does_not_alert_at_once),
		LIVE(made_up_ids_need_a_window_of_waiting),
		LIVE(hidden_rows_are_judged_as_visible_ones),
		LIVE(lag_grows_on_when_the_last_consumer_dies),
		LIVE(allowed_undelivered_entries_are_nobodys_worry),
		LIVE(work_without_any_consumer_is_critical),
		LIVE(consumers_not_seen_for_long_are_none),
		LIVE(a_consumer_that_blocks_for_hours_gets_its_chance),
		LIVE(deliveries_without_acknowledgement_have_stalled),
		LIVE(steady_work_with_entries_in_flight_has_not_stalled),
		LIVE(what_is_retried_has_not_stalled),
		LIVE(an_entry_delivered_too_often_is_poison),
		LIVE(an_entry_given_up_for_good_is_poison),
		LIVE(a_cursor_set_back_is_told_until_it_has_caught_up),
		LIVE(lag_that_only_grows_is_falling_behind),
		LIVE(lag_that_stays_the_same_is_not_falling_behind),
		LIVE(entries_of_a_dead_worker_are_abandoned),
		LIVE(abandoned_work_on_a_quiet_topic_is_no_stall_of_the_living),
		LIVE(trimming_that_nears_the_cursor_is_a_risk),
		LIVE(a_cursor_at_the_edge_of_trimming_is_a_risk),
		LIVE(a_capped_topic_with_a_prompt_group_is_no_risk),
		LIVE(trimming_by_the_hundred_is_no_risk_to_a_prompt_group),
		LIVE(entries_trimmed_unread_are_lost_and_it_stays_told),
		LIVE(what_was_seen_is_not_told_again_but_a_new_loss_is),
		LIVE(a_group_at_the_beginning_loses_what_we_saw_go),
		LIVE(a_group_made_after_the_trimming_lost_nothing),
		LIVE(caught_up_is_never_bad),
		LIVE(refused_answers_make_the_verdict_unknown),
		LIVE(worse_is_decided_by_severity_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
