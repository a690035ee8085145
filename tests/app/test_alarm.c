#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../src/app/alarm.h"
#include "desk_stage.h"

static const char hostile[] = "a\x1b]9;x\a\nb";

static void tell(struct model *model, const char *topic, int64_t length, int64_t at_ms)
{
	struct fact fact = {.kind = FACT_TOPIC, .topic = text_of(topic), .at_ms = at_ms};

	fact.topic_info.length = length;
	model_apply(model, &fact);
	model_advance(model, at_ms);
}

static struct model *begin(struct alert_rule *rule, enum severity severity)
{
	*rule = (struct alert_rule){.name = "long",
		.of = alert_subject_find(text_of("topics")),
		.when = "length > 5",
		.severity = severity};
	struct model *model =
		model_create(&(struct model_options){.alert_count = 1, .alerts = rule});

	model_apply(model, &(struct fact){.kind = FACT_LINK, .at_ms = 1, .link = {.ready = true}});
	return model;
}

static void it_rings_once_for_new_critical_ones_and_once_a_minute(void **state)
{
	char words[ALARM_WORDS_MAX] = "";
	struct alarm alarm = {.seen = 0};
	struct alert_rule rule;
	struct model *model = begin(&rule, SEVERITY_CRITICAL);

	(void)state;
	assert_false(alarm_rings(&alarm, model, 1000, words));
	tell(model, hostile, 6, 1000);
	assert_true(alarm_rings(&alarm, model, 1000, words));
	assert_non_null(strstr(words, "long on a^["));
	assert_null(strpbrk(words, "\x1b\a\n"));
	assert_false(alarm_rings(&alarm, model, 2000, words));
	tell(model, "b", 6, 3000);
	assert_false(alarm_rings(&alarm, model, 60999, words));
	tell(model, "c", 6, 61000);
	assert_true(alarm_rings(&alarm, model, 61000, words));
	assert_string_equal(words, "long on c");
	model_destroy(model);
}

static void a_warning_is_only_on_screen(void **state)
{
	char words[ALARM_WORDS_MAX], sentence[400];
	struct alarm alarm = {.seen = 0};
	struct alert_rule rule;
	enum role role = ROLE_TEXT;
	struct model *model = begin(&rule, SEVERITY_WARNING);

	(void)state;
	assert_false(alarm_sentence(sentence, sizeof(sentence), model, &role));
	tell(model, "orders", 6, 1000);
	tell(model, "other", 6, 2000);
	assert_false(alarm_rings(&alarm, model, 2000, words));
	model_advance(model, 5000);
	assert_true(alarm_sentence(sentence, sizeof(sentence), model, &role));
	assert_int_equal(role, ROLE_WARN);
	assert_string_equal(sentence, "!  long on orders for 4.0s (+1)   :alerts");
	model_destroy(model);
}

static void the_desk_says_it_and_takes_note(void **state)
{
	struct stage stage;
	struct alert_rule rule;
	struct buf text;

	(void)state;
	stage_open(&stage, NULL, 5);
	struct model *model = begin(&rule, SEVERITY_CRITICAL);
	tell(model, "orders", 6, stage.now_ms);
	stage.desk.options.model = stage.desk.stack.model = model;
	stage_draw(&stage);
	buf_init(&text, 1 << 20);
	canvas_dump(stage.canvas, &text);
	assert_non_null(strstr(text.at, "!! long on orders for 0s   :alerts"));
	assert_true(desk_act(&stage.desk, "alerts"));
	desk_refresh(&stage.desk, stage.now_ms);
	assert_true(desk_act(&stage.desk, "acknowledge"));
	assert_string_equal(stage.acknowledged, alert_list_worst(model_alerts(model))->key);
	stage.desk.options.model = stage.desk.stack.model = stage.world.model;
	desk_refresh(&stage.desk, stage.now_ms);
	buf_finish(&text);
	stage_close(&stage);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_rings_once_for_new_critical_ones_and_once_a_minute),
		cmocka_unit_test(a_warning_is_only_on_screen),
		cmocka_unit_test(the_desk_says_it_and_takes_note),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
