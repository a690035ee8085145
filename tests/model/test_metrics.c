/* The metrics page against a parser that shares no line with it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "journey_log.h"
#include "model/live.h"
#include "model/metrics.h"
#include "scene.h"
#include "support/metrics_page.h"

enum { PAGE_BYTES_MAX = 64 << 20 };

static struct metrics_page *page_of(const struct model *model, enum metrics_format format)
{
	struct metrics_page *page;
	struct buf out;

	buf_init(&out, PAGE_BYTES_MAX);
	metrics_write(&out, model, format);
	assert_false(out.full);
	page = metrics_page_read(out.at, out.length, format == METRICS_OPENMETRICS);
	buf_finish(&out);
	return page;
}

static void expect(const struct metrics_page *page, const char *series, double value)
{
	double is = metrics_page_value(page, series);

	if (isnan(value) ? !isnan(is) : is != value) {
		fail_msg("%s is %g, expected %g", series, is, value);
	}
}

static void tell_link(struct scene *scene, bool ready)
{
	model_apply(scene->model,
		&(struct fact){
			.kind = FACT_LINK,
			.outcome = ready ? FACT_KNOWN : FACT_LOST,
			.at_ms = scene->now_ms,
			.link = {.ready = ready, .retry_in_ms = -1},
		});
}

/* 50 entries, 20 of them read, 5 of those acknowledged. */
static void live(struct scene *scene)
{
	scene_begin(scene, NULL);
	tell_link(scene, true);
	scene_add(scene, 50);
	scene_read(scene, 20);
	scene_ack(scene, 5);
	for (int i = 0; i < 3; i++) {
		scene_sample(scene);
		scene->now_ms += 1000;
		model_advance(scene->model, scene->now_ms);
	}
}

static void a_group_is_told_with_its_four_lags(void **state)
{
	static const enum metrics_format formats[] = {METRICS_OPENMETRICS, METRICS_TEXT};
	struct scene scene;

	(void)state;
	live(&scene);
	for (size_t i = 0; i < 2; i++) {
		struct metrics_page *page = page_of(scene.model, formats[i]);

		expect(page, "up", 1);
		expect(page, "topics", 1);
		expect(page, "topic_readable{topic=\"orders\"}", 1);
		expect(page, "topic_sample_age_seconds{topic=\"orders\"}", 1);
		expect(page, "topic_length{topic=\"orders\"}", 50);
		expect(page, "topic_entries_added_total{topic=\"orders\"}", 50);
		expect(page, "group_lag{topic=\"orders\",group=\"billing\"}", 30);
		expect(page, "group_lag_at_most{topic=\"orders\",group=\"billing\"}",
			scene_group(&scene)->lag.is == LAG_ESTIMATE ? NAN : 30);
		expect(page, "group_pending{topic=\"orders\",group=\"billing\"}", 15);
		expect(page,
			"group_oldest_undelivered_age_seconds{topic=\"orders\",group=\"billing\"}",
			3);
		expect(page, "group_oldest_unacked_age_seconds{topic=\"orders\",group=\"billing\"}",
			NAN);
		expect(page, "group_drain_seconds{topic=\"orders\",group=\"billing\"}", INFINITY);
		expect(page, "group_severity{topic=\"orders\",group=\"billing\"}", 0);
		expect(page, "group_verdict{topic=\"orders\",group=\"billing\",verdict=\"OK\"}", 1);
		metrics_page_free(page);
	}
	scene_end(&scene);
}

static void an_age_of_what_is_not_there_is_zero(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	tell_link(&scene, true);
	scene_add(&scene, 3);
	scene_read(&scene, 3);
	scene_ack(&scene, 3);
	scene_sample(&scene);
	struct metrics_page *page = page_of(scene.model, METRICS_OPENMETRICS);
	expect(page, "group_lag{topic=\"orders\",group=\"billing\"}", 0);
	expect(page, "group_oldest_undelivered_age_seconds{topic=\"orders\",group=\"billing\"}", 0);
	expect(page, "group_oldest_unacked_age_seconds{topic=\"orders\",group=\"billing\"}", 0);
	expect(page, "group_drain_seconds{topic=\"orders\",group=\"billing\"}", 0);
	metrics_page_free(page);
	scene_end(&scene);
}

static void only_an_upper_bound_is_no_lag(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene.sim.counter_counts = scene.sim.has_entries_read = false;
	tell_link(&scene, true);
	scene_add(&scene, 50);
	scene_read(&scene, 20);
	scene_sample(&scene);
	assert_int_equal(scene_group(&scene)->lag.is, LAG_AT_MOST);
	struct metrics_page *page = page_of(scene.model, METRICS_OPENMETRICS);
	expect(page, "group_lag{topic=\"orders\",group=\"billing\"}", NAN);
	expect(page, "group_lag_at_most{topic=\"orders\",group=\"billing\"}", 49);
	assert_false(metrics_page_has(
		page, "group_entries_read_total{topic=\"orders\",group=\"billing\"}"));
	metrics_page_free(page);
	scene_end(&scene);
}

static void expect_only_down(const struct model *model)
{
	struct metrics_page *page = page_of(model, METRICS_OPENMETRICS);

	expect(page, "up", 0);
	expect(page, "topics", NAN);
	assert_int_equal(metrics_page_count(page, "topic_"), 0);
	assert_int_equal(metrics_page_count(page, "group_"), 0);
	metrics_page_free(page);
}

static void nothing_old_is_told_of_a_server_out_of_reach(void **state)
{
	struct scene scene;

	(void)state;
	expect_only_down(NULL);
	live(&scene);
	tell_link(&scene, false);
	expect_only_down(scene.model);
	tell_link(&scene, true);
	scene_sample(&scene);
	model_advance(scene.model, scene.now_ms + 15000);
	struct metrics_page *page = page_of(scene.model, METRICS_OPENMETRICS);
	expect(page, "up", 1);
	metrics_page_free(page);
	model_advance(scene.model, scene.now_ms + 15001);
	expect_only_down(scene.model);
	scene_end(&scene);
}

static void of_a_topic_that_cannot_be_read_only_that_is_told(void **state)
{
	struct scene scene;

	(void)state;
	live(&scene);
	struct fact denied = scene_fact(&scene, FACT_TOPIC);
	denied.outcome = FACT_DENIED;
	model_apply(scene.model, &denied);
	struct metrics_page *page = page_of(scene.model, METRICS_OPENMETRICS);
	expect(page, "topic_readable{topic=\"orders\"}", 0);
	expect(page, "topic_length{topic=\"orders\"}", NAN);
	assert_false(metrics_page_has(page, "topic_entries_added_total{topic=\"orders\"}"));
	expect(page, "group_lag{topic=\"orders\",group=\"billing\"}", NAN);
	expect(page, "group_severity{topic=\"orders\",group=\"billing\"}", NAN);
	expect(page, "group_verdict{topic=\"orders\",group=\"billing\",verdict=\"UNKNOWN\"}", 1);
	metrics_page_free(page);
	scene_end(&scene);
}

static void hostile_names_stay_apart(void **state)
{
	static const char *const names[] = {"a\"} 1\nrivermaster_up 0\n#", "\x1b]0;x\a", "\xff\xfe",
		"base64://4=", "{", "", "a\\", "a\\\"", "a\n", "a\\n", "\xe2\x80\xae"};
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	tell_link(&scene, true);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		scene.topic = names[i];
		scene_sample(&scene);
	}
	struct metrics_page *page = page_of(scene.model, METRICS_OPENMETRICS);
	assert_int_equal(metrics_page_count(page, "topic_length{"), sizeof(names) / sizeof(*names));
	assert_int_equal(metrics_page_count(page, "group_lag{"), sizeof(names) / sizeof(*names));
	metrics_page_free(page);
	scene_end(&scene);
}

static void a_page_of_ten_thousand_topics_is_whole(void **state)
{
	struct scene scene;
	char name[32];

	(void)state;
	scene_begin(&scene, NULL);
	tell_link(&scene, true);
	scene.topic = name;
	for (int i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "topic.%d", i);
		scene_tell_topic(&scene);
	}
	struct metrics_page *page = page_of(scene.model, METRICS_OPENMETRICS);
	expect(page, "topics", 10000);
	assert_int_equal(metrics_page_count(page, "topic_length{"), 10000);
	assert_int_equal(metrics_page_count(page, "group_verdict{"), 10000);
	metrics_page_free(page);
	scene_end(&scene);
}

static void journeys_and_indicators_are_told(void **state)
{
	struct journey_log *log =
		log_begin("[journey order]\nanchor = order\nend = paid\n", 1 << 20);
	struct live_journeys shown = {.journeys = log->journeys};
	struct indicator paid;
	struct scene scene;
	struct error error;

	(void)state;
	log_add(log, "a", 1000, "type=placed order=1");
	log_add(log, "a", 2000, "type=paid order=1");
	log_add(log, "a", 3000, "type=placed order=2");
	indicator_init(&paid, text_of("payment"), "f:1");
	assert_true(indicator_set(&paid, text_of("time"), text_of("placed -> paid"), &error));
	assert_true(indicator_set(&paid, text_of("target"), text_of("p95 below 500ms"), &error));
	assert_true(indicator_seal(&paid, &error));
	struct indicators *indicators = indicators_create(&paid, 1, 1);
	indicators_reckon(indicators, 0, log->journeys, 4000);
	journeys_tally(log->journeys, &shown.tallies);
	shown.indicators = indicators;
	live(&scene);
	model_show_live(scene.model, &shown);
	struct metrics_page *page = page_of(scene.model, METRICS_OPENMETRICS);
	expect(page, "journeys{journey=\"order\",state=\"COMPLETED\"}", 1);
	expect(page, "journeys{journey=\"order\",state=\"ACTIVE\"}", 1);
	expect(page, "journeys{journey=\"order\",state=\"STUCK\"}", 0);
	assert_int_equal(metrics_page_count(page, "journeys{"), JOURNEY_STATES);
	expect(page, "indicator{indicator=\"payment\",unit=\"seconds\"}", 1);
	expect(page, "indicator_target{indicator=\"payment\"}", 0.5);
	expect(page, "indicator_missed{indicator=\"payment\"}", 1);
	expect(page, "indicator_samples{indicator=\"payment\"}", 1);
	expect(page, "indicator_in_flight{indicator=\"payment\"}", 1);
	metrics_page_free(page);
	model_show_live(scene.model, NULL);
	scene_end(&scene);
	indicators_destroy(indicators);
	indicator_finish(&paid);
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_is_told_with_its_four_lags),
		cmocka_unit_test(an_age_of_what_is_not_there_is_zero),
		cmocka_unit_test(only_an_upper_bound_is_no_lag),
		cmocka_unit_test(nothing_old_is_told_of_a_server_out_of_reach),
		cmocka_unit_test(of_a_topic_that_cannot_be_read_only_that_is_told),
		cmocka_unit_test(hostile_names_stay_apart),
		cmocka_unit_test(journeys_and_indicators_are_told),
		cmocka_unit_test(a_page_of_ten_thousand_topics_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
