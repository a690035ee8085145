/* Idle times and ages as evidence: where there are too few samples for a whole window. */
#include "model/health.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "scene.h"

static struct scene scene;

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

static int begin_one_shot(void **state)
{
	struct model_options options = {.thresholds = thresholds_default(), .one_shot = true};

	(void)state;
	scene_begin(&scene, &options);
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

static void one_shot_says_stopped_when_what_waits_is_old(void **state)
{
	(void)state;
	scene_add(&scene, 4);
	scene.now_ms += 94000;
	scene_live(&scene, 2, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_UNKNOWN);
	scene_live(&scene, 1, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
	scene_tell_count(&scene);
	assert_says("0 deliveries in 2 s (window 60 s), 4 undelivered for 97 s");
}

static void one_shot_believes_busy_consumers(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 400},
		{.name = text_of("worker-2"), .idle_ms = 90000},
	};

	(void)state;
	scene_add(&scene, 4);
	scene.now_ms += 94000;
	scene_live(&scene, 3, quiet);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void one_shot_does_not_alarm_on_a_fresh_event(void **state)
{
	(void)state;
	scene_live(&scene, 1, quiet);
	scene_live(&scene, 2, (const int[3]){1, 0, 0});
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

static void one_shot_says_stalled_by_the_oldest_idle_time(void **state)
{
	(void)state;
	scene.pending = 4;
	scene_live(&scene, 3, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_tell_pending(&scene, scene.sim.ids[0], 30000, 1);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_tell_pending(&scene, scene.sim.ids[0], 90000, 1);
	assert_int_equal(scene_verdict(&scene), VERDICT_STALLED);
}

static void one_shot_says_falling_behind_when_what_waits_is_old(void **state)
{
	(void)state;
	scene_add(&scene, 400);
	scene_live(&scene, 3, too_slow);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene.now_ms += 90000;
	scene_live(&scene, 3, too_slow);
	assert_int_equal(scene_verdict(&scene), VERDICT_FALLING_BEHIND);
}

static void live_consumers_known_idle_prove_it_before_the_window_is_full(void **state)
{
	const struct fact_consumer idle[] = {
		{.name = text_of("worker-1"), .idle_ms = 90000},
		{.name = text_of("worker-2"), .idle_ms = 90000},
	};

	(void)state;
	scene_add(&scene, 4);
	scene.now_ms += 90000;
	scene_live(&scene, 3, quiet);
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
	scene_tell_consumers(&scene, idle, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_STOPPED);
	assert_says("0 deliveries in 90 s");
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, begin, end)
#define ONE_SHOT(test) cmocka_unit_test_setup_teardown(test, begin_one_shot, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE_SHOT(one_shot_says_stopped_when_what_waits_is_old),
		ONE_SHOT(one_shot_believes_busy_consumers),
		ONE_SHOT(one_shot_does_not_alarm_on_a_fresh_event),
		ONE_SHOT(one_shot_says_stalled_by_the_oldest_idle_time),
		ONE_SHOT(one_shot_says_falling_behind_when_what_waits_is_old),
		LIVE(live_consumers_known_idle_prove_it_before_the_window_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
