/* Rules at work on a model: what they find, what they keep, what is told. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "model/live.h"
#include "scene.h"

static struct alert_rule rule_on(const char *of, const char *when)
{
	return (struct alert_rule){
		.name = "behind",
		.of = alert_subject_find(text_of(of)),
		.when = when,
		.severity = SEVERITY_CRITICAL,
		.for_ms = 3000,
		.clear_ms = 2000,
	};
}

static void begin(struct scene *scene, const struct alert_rule *rules, size_t count)
{
	const struct model_options options = {
		.thresholds = thresholds_default(), .alert_count = count, .alerts = rules};

	scene_begin(scene, &options);
	model_apply(scene->model,
		&(struct fact){.kind = FACT_LINK, .at_ms = scene->now_ms, .link = {.ready = true}});
}

static void pass(struct scene *scene, int seconds)
{
	for (int i = 0; i < seconds; i++) {
		scene->now_ms += 1000;
		scene_sample(scene);
		model_advance(scene->model, scene->now_ms);
	}
}

static const struct alert_event *event_of(const struct scene *scene, uint64_t number)
{
	const struct alert_event *event = alert_list_event(model_alerts(scene->model), number);

	assert_non_null(event);
	assert_int_equal(event->number, number);
	return event;
}

static void it_is_pending_fires_is_acknowledged_and_resolves(void **state)
{
	const struct alert_rule rule = rule_on("groups", "lag > 10 and topic == \"orders\"");
	struct scene scene;

	(void)state;
	begin(&scene, &rule, 1);
	const struct alert_list *list = model_alerts(scene.model);
	pass(&scene, 2);
	assert_int_equal(alert_list_count(list), 0);
	scene_add(&scene, 11);
	pass(&scene, 1);
	assert_int_equal(alert_list_at(list, 0)->state, ALERT_PENDING);
	assert_null(alert_list_worst(list));
	pass(&scene, 3);
	const struct alert *alert = alert_list_worst(list);
	assert_int_equal(alert->state, ALERT_FIRING);
	assert_true(text_is(alert->names[0], "orders") && text_is(alert->names[1], "billing"));
	assert_int_equal(event_of(&scene, 1)->state, ALERT_FIRING);
	assert_int_equal(event_of(&scene, 1)->server_ms, scene.epoch_ms + scene.now_ms);
	model_apply(scene.model,
		&(struct fact){.kind = FACT_ALERT_SEEN, .alert_key = text_of(alert->key)});
	assert_int_equal(event_of(&scene, 2)->state, ALERT_ACKNOWLEDGED);
	assert_null(alert_list_worst(list));
	assert_int_equal(alert_list_about(list).acknowledged, 1);
	scene_read(&scene, 5);
	pass(&scene, 2);
	assert_int_equal(alert_list_count(list), 1);
	pass(&scene, 1);
	assert_int_equal(alert_list_count(list), 0);
	assert_int_equal(event_of(&scene, 3)->state, ALERT_RESOLVED);
	assert_string_equal(event_of(&scene, 3)->key, event_of(&scene, 1)->key);
	assert_int_equal(alert_list_events(list), 3);
	scene_end(&scene);
}

static void a_server_that_is_away_is_no_evidence(void **state)
{
	const struct alert_rule rule = rule_on("groups", "lag > 10");
	struct scene scene;

	(void)state;
	begin(&scene, &rule, 1);
	scene_add(&scene, 11);
	pass(&scene, 5);
	assert_non_null(alert_list_worst(model_alerts(scene.model)));
	model_apply(scene.model,
		&(struct fact){.kind = FACT_LINK, .outcome = FACT_LOST, .at_ms = scene.now_ms});
	model_advance(scene.model, scene.now_ms + 3600 * 1000);
	assert_non_null(alert_list_worst(model_alerts(scene.model)));
	assert_int_equal(alert_list_events(model_alerts(scene.model)), 1);
	scene_end(&scene);
}

static void a_topic_that_is_no_more_ends_its_alert(void **state)
{
	const struct alert_rule rule = rule_on("topics", "length > 10");
	struct scene scene;

	(void)state;
	begin(&scene, &rule, 1);
	scene_add(&scene, 11);
	pass(&scene, 5);
	assert_int_equal(alert_list_at(model_alerts(scene.model), 0)->names[1].length, 0);
	struct fact gone = scene_fact(&scene, FACT_TOPIC);
	gone.outcome = FACT_ABSENT;
	model_apply(scene.model, &gone);
	for (int i = 0; i < 7200 && alert_list_count(model_alerts(scene.model)) > 0; i++) {
		scene.now_ms += 1000;
		model_advance(scene.model, scene.now_ms);
	}
	assert_int_equal(event_of(&scene, 2)->state, ALERT_RESOLVED);
	scene_end(&scene);
}

static void keys_tell_rules_and_subjects_apart_and_stay(void **state)
{
	static const char *const topics[] = {"a", "ab", "a:1", ""};
	char keys[16][ALERT_KEY_MAX];
	size_t count = 0;

	(void)state;
	for (int run = 0; run < 2; run++) {
		struct alert_rule rules[] = {
			rule_on("topics", "length > 0"), rule_on("groups", "lag > 0")};
		struct scene scene;

		begin(&scene, rules, 2);
		scene_add(&scene, 1);
		scene.now_ms += 1000;
		for (size_t i = 0; i < 4; i++) {
			scene.topic = topics[i];
			scene_sample(&scene);
		}
		model_advance(scene.model, scene.now_ms);
		assert_int_equal(alert_list_count(model_alerts(scene.model)), 8);
		for (size_t i = 0; i < 8; i++) {
			memcpy(keys[count++], alert_list_at(model_alerts(scene.model), i)->key,
				ALERT_KEY_MAX);
		}
		scene_end(&scene);
	}
	for (size_t i = 0; i < 8; i++) {
		assert_string_equal(keys[i], keys[i + 8]);
		for (size_t j = 0; j < i; j++) {
			assert_string_not_equal(keys[i], keys[j]);
		}
	}
}

/* More than are kept: counted, and the rest goes on. */
static void a_flood_is_bounded_and_counted(void **state)
{
	const struct alert_rule rule = {.name = "any",
		.of = alert_subject_find(text_of("topics")),
		.when = "length > 0",
		.severity = SEVERITY_WARNING};
	struct scene scene;
	char name[32];

	(void)state;
	begin(&scene, &rule, 1);
	scene_add(&scene, 1);
	scene.topic = name;
	for (int i = 0; i < ALERTS_MAX + 200; i++) {
		snprintf(name, sizeof(name), "topic.%d", i);
		scene_tell_topic(&scene);
	}
	for (int i = 0; i < 10; i++) {
		model_advance(scene.model, scene.now_ms + i);
	}
	const struct alert_list *list = model_alerts(scene.model);
	assert_int_equal(alert_list_count(list), ALERTS_MAX);
	assert_true(alert_list_about(list).unheld >= 200);
	assert_int_equal(alert_list_events(list), ALERTS_MAX);
	assert_null(alert_list_event(list, ALERTS_MAX - ALERT_EVENTS_MAX));
	event_of(&scene, ALERTS_MAX - ALERT_EVENTS_MAX + 1);
	scene_end(&scene);
}

static void a_query_that_cannot_be_read_is_refused(void **state)
{
	static const char *const bad[] = {"", "lag >", "no_such > 1", "lag == \"x\""};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct alert_rule rule = rule_on("groups", bad[i]);
		struct error error = {.code = ERROR_NONE};

		assert_false(alert_rule_check(&rule, &error));
		assert_int_equal(error.code, ERROR_USAGE);
	}
	assert_null(alert_subject_find(text_of("consumers")));
}

static void without_rules_there_is_nothing(void **state)
{
	(void)state;
	assert_int_equal(alert_list_count(NULL), 0);
	assert_null(alert_list_at(NULL, 0));
	assert_null(alert_list_worst(NULL));
	assert_null(alert_list_event(NULL, 1));
	assert_int_equal(alert_list_about(NULL).rules, 0);
}

static void add_score(struct indicators *indicators, uint64_t ms, const char *score)
{
	struct entry_field fields[] = {{text_of("score"), text_of(score)}};
	struct entry entry = {.id = {ms, 0}, .fields = fields, .field_count = 1};
	struct event event = {.type = text_of("answered")};

	indicators_add(indicators, text_of("surveys"), &entry, &event);
}

static void indicators_and_journeys_are_subjects_too(void **state)
{
	struct alert_rule rules[] = {
		rule_on("indicators", "indicator == \"csat\" and missed == true"),
		rule_on("journeys", "journey == \"order\" and stuck >= 3")};
	struct definition order = {.name = "order"};
	struct live_journeys live = {.tallies = {.count = 1, .at = {{.definition = &order}}}};
	struct indicator csat;
	struct scene scene;
	struct error error;

	(void)state;
	rules[1].name = "held-up";
	indicator_init(&csat, text_of("csat"), "f:1");
	assert_true(indicator_set(&csat, text_of("mean"), text_of("answered: score"), &error));
	assert_true(indicator_set(&csat, text_of("target"), text_of("above 4"), &error));
	assert_true(indicator_seal(&csat, &error));
	struct indicators *indicators = indicators_create(&csat, 1, 1);
	live.indicators = indicators;
	begin(&scene, rules, 2);
	const struct alert_list *list = model_alerts(scene.model);
	model_show_live(scene.model, &live);
	/* What is not reckoned, or not known, is no evidence. */
	pass(&scene, 5);
	indicators_reckon(indicators, 0, NULL, 10);
	pass(&scene, 5);
	assert_int_equal(alert_list_count(list), 0);
	add_score(indicators, 1, "2");
	indicators_reckon(indicators, 0, NULL, 10);
	live.tallies.at[0].states[JOURNEY_STUCK] = 3;
	pass(&scene, 5);
	assert_int_equal(alert_list_count(list), 2);
	const struct alert *first = alert_list_at(list, 0), *second = alert_list_at(list, 1);
	assert_int_equal(first->state, ALERT_FIRING);
	assert_true(text_is(first->names[0], "csat") && first->names[1].length == 0);
	assert_string_equal(first->reason, "2, target above 4");
	assert_int_equal(second->state, ALERT_FIRING);
	assert_true(text_is(second->names[0], "order"));
	add_score(indicators, 2, "9");
	indicators_reckon(indicators, 0, NULL, 10);
	live.tallies.at[0].states[JOURNEY_STUCK] = 2;
	pass(&scene, 5);
	assert_int_equal(alert_list_count(list), 0);
	assert_int_equal(alert_list_events(list), 4);
	model_show_live(scene.model, NULL);
	scene_end(&scene);
	indicators_destroy(indicators);
	indicator_finish(&csat);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_pending_fires_is_acknowledged_and_resolves),
		cmocka_unit_test(a_server_that_is_away_is_no_evidence),
		cmocka_unit_test(a_topic_that_is_no_more_ends_its_alert),
		cmocka_unit_test(keys_tell_rules_and_subjects_apart_and_stay),
		cmocka_unit_test(a_flood_is_bounded_and_counted),
		cmocka_unit_test(a_query_that_cannot_be_read_is_refused),
		cmocka_unit_test(indicators_and_journeys_are_subjects_too),
		cmocka_unit_test(without_rules_there_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
