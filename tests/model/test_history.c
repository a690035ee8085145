/* Rare samples, few samples, and what they let be said. */
#include "../../src/model/history.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "scene.h"

enum { RARE_MS = 70 * 1000 };

static struct scene scene;

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

static void rare_sample(const int in_out_acked[3])
{
	scene.now_ms += RARE_MS;
	scene_add(&scene, in_out_acked[0]);
	scene_read(&scene, in_out_acked[1]);
	scene_ack(&scene, in_out_acked[2]);
	scene_sample(&scene);
}

static void rare_samples_tell_of_a_group_that_falls_behind(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		rare_sample((const int[3]){90, 60, 60});
	}
	assert_int_equal(scene_verdict(&scene), VERDICT_FALLING_BEHIND);
}

static void rare_samples_tell_of_a_group_that_stalls(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		rare_sample((const int[3]){90, 90, 0});
	}
	assert_int_equal(scene_verdict(&scene), VERDICT_STALLED);
}

static void what_is_in_flight_at_rare_samples_is_not_behind(void **state)
{
	(void)state;
	rare_sample((const int[3]){700, 699, 699});
	for (int i = 0; i < 4; i++) {
		rare_sample((const int[3]){700, 699, 699});
		assert_int_not_equal(scene_verdict(&scene), VERDICT_FALLING_BEHIND);
	}
}

static void no_other_answer_stands_for_a_sample(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 40},
		{.name = text_of("worker-2"), .idle_ms = 50},
	};

	(void)state;
	scene_live(&scene, 5, (const int[3]){5, 5, 5});
	scene_live(&scene, 4, (const int[3]){5, 0, 0});
	scene.now_ms += 100 * 1000;
	scene_tell_consumers(&scene, list, 2);
	assert_int_not_equal(scene_verdict(&scene), VERDICT_STOPPED);
}

static void a_list_of_consumers_lasts_as_long_as_rare_samples(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 411000, .pending = 3},
		{.name = text_of("worker-2"), .idle_ms = 500000},
	};

	(void)state;
	scene.pending = 3;
	for (int i = 0; i < 3; i++) {
		rare_sample((const int[3]){0, 0, 0});
	}
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_verdict(&scene), VERDICT_NO_CONSUMERS);
	rare_sample((const int[3]){0, 0, 0});
	rare_sample((const int[3]){0, 0, 0});
	assert_int_equal(scene_verdict(&scene), VERDICT_NO_CONSUMERS);
}

static void few_samples_reach_over_the_window(void **state)
{
	static const size_t rooms[] = {4, 16, HISTORY_MAX};
	const int64_t window_ms = 60 * 1000;

	(void)state;
	for (size_t i = 0; i < sizeof(rooms) / sizeof(*rooms); i++) {
		struct history history = {.behind_since_ms = -1};
		const struct history_limits limits = {.window_ms = window_ms, .room_max = rooms[i]};
		for (int64_t at_ms = 0; at_ms < 4 * window_ms; at_ms += 700) {
			history_put(&history, &(struct sample){.at_ms = at_ms}, &limits);
			assert_int_equal(history_newest(&history)->at_ms, at_ms);
			size_t first = history_window(&history, window_ms);
			int64_t span_ms = at_ms - history_at(&history, first)->at_ms;
			assert_true(at_ms < 2 * window_ms || span_ms >= window_ms);
			assert_true(at_ms < 2 * window_ms || history.count - first >= 3);
		}
		assert_true(history.room <= rooms[i]);
		history_finish(&history);
	}
}

static void a_cursor_set_back_that_has_nothing_more_to_read_has_caught_up(void **state)
{
	(void)state;
	scene_live(&scene, 10, (const int[3]){5, 5, 5});
	sim_set_cursor(&scene.sim, (struct id){.ms = UINT64_MAX});
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	sim_set_cursor(&scene.sim, scene.sim.ids[20]);
	scene_live(&scene, 1, (const int[3]){0, 0, 0});
	assert_int_equal(scene_verdict(&scene), VERDICT_REWOUND);
	scene_live(&scene, 1, (const int[3]){0, 30, 30});
	assert_int_equal(scene_verdict(&scene), VERDICT_OK);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rare_samples_tell_of_a_group_that_falls_behind),
		TEST(rare_samples_tell_of_a_group_that_stalls),
		TEST(what_is_in_flight_at_rare_samples_is_not_behind),
		TEST(no_other_answer_stands_for_a_sample),
		TEST(a_list_of_consumers_lasts_as_long_as_rare_samples),
		cmocka_unit_test(few_samples_reach_over_the_window),
		TEST(a_cursor_set_back_that_has_nothing_more_to_read_has_caught_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
