#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "support/golden.h"
#include "support/world.h"
#include "views/view.h"

struct stage {
	void *state;
	struct world world;
	struct alert_rule rules[2];
};

static const struct view *view(void)
{
	return view_find("alerts");
}

static void stage_open(struct stage *stage, size_t rules, int seconds)
{
	const struct ref none = ref_none();

	stage->rules[0] = (struct alert_rule){.name = "behind",
		.of = alert_subject_find(text_of("groups")),
		.when = "lag > 1000",
		.severity = SEVERITY_CRITICAL,
		.for_ms = 3000};
	stage->rules[1] = (struct alert_rule){.name = "long",
		.of = alert_subject_find(text_of("topics")),
		.when = "length > 5000000",
		.severity = SEVERITY_WARNING,
		.for_ms = 3600000};
	world_open_ruled(&stage->world, stage->rules, rules);
	world_run(&stage->world, seconds);
	stage->state = mem_alloc(1, view()->size);
	view()->open(stage->state, &none);
	view()->layout(stage->state, 80, 20);
	view()->refresh(stage->state, stage->world.model);
}

static void stage_close(struct stage *stage)
{
	view()->close(stage->state);
	mem_free(stage->state);
	world_close(&stage->world);
}

static void draw(struct stage *stage, int width, int height, enum charset charset, struct buf *out)
{
	struct canvas *canvas = canvas_create(width, height, charset);

	view()->layout(stage->state, width, height);
	view()->refresh(stage->state, stage->world.model);
	view()->draw(stage->state, stage->world.model, canvas);
	canvas_dump(canvas, out);
	canvas_dump_roles(canvas, out);
	canvas_destroy(canvas);
}

static void check(struct stage *stage, int width, int height, enum charset charset)
{
	struct buf text;
	char name[80];

	buf_init(&text, 1 << 20);
	draw(stage, width, height - 4, charset, &text);
	snprintf(name, sizeof(name), "alerts-%dx%d", width, height);
	assert_true(golden_check("views", name, text.at));
	buf_finish(&text);
}

static void expect_shown(struct stage *stage, const char *words)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	draw(stage, 160, 40, CHARSET_UTF8, &text);
	if (strstr(text.at, words) == NULL) {
		fail_msg("no `%s` in\n%s", words, text.at);
	}
	buf_finish(&text);
}

static struct intent act(struct stage *stage, const char *action)
{
	return view()->act(stage->state, stage->world.model, action);
}

static void alerts_look_as_agreed(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, 2, 10);
	check(&stage, 80, 24, CHARSET_ASCII);
	check(&stage, 120, 36, CHARSET_UTF8);
	stage_close(&stage);
}

static void one_is_opened_noted_and_copied(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, 2, 10);
	intent = act(&stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "group");
	const struct alert *alert = alert_list_worst(model_alerts(stage.world.model));
	assert_non_null(alert);
	intent = act(&stage, "acknowledge");
	assert_int_equal(intent.kind, INTENT_ACKNOWLEDGE);
	assert_int_equal(intent.text.length, ALERT_KEY_MAX - 1);
	model_apply(stage.world.model,
		&(struct fact){.kind = FACT_ALERT_SEEN, .alert_key = intent.text});
	expect_shown(&stage, "1 acknowledged");
	expect_shown(&stage, "acknowledged: behind on");
	intent = act(&stage, "copy");
	assert_int_equal(intent.kind, INTENT_COPY);
	assert_int_equal(act(&stage, "down").kind, INTENT_NONE);
	assert_int_equal(act(&stage, "no-such").kind, INTENT_UNKNOWN);
	stage_close(&stage);
}

static void what_went_wrong_with_commands_is_said(void **state)
{
	struct stage stage;
	struct fact fact = {.kind = FACT_HOOKS,
		.hooks = {.started = 3, .failed = 1, .late = 1, .trouble = "/bin/page: \x1b[2J"}};

	(void)state;
	stage_open(&stage, 1, 1);
	model_apply(stage.world.model, &fact);
	expect_shown(&stage, "commands: 3 called, 1 failed, 1 late, 0 noisy, 0 not called");
	stage_close(&stage);
}

static void where_nothing_is_wrong_it_says_so(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, 0, 1);
	expect_shown(&stage, "no rules: [alert NAME] in the configuration");
	assert_int_equal(act(&stage, "acknowledge").kind, INTENT_SAY);
	stage_close(&stage);
	stage_open(&stage, 2, 0);
	expect_shown(&stage, "all is quiet: 2 rules, none holds");
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alerts_look_as_agreed),
		cmocka_unit_test(one_is_opened_noted_and_copied),
		cmocka_unit_test(what_went_wrong_with_commands_is_said),
		cmocka_unit_test(where_nothing_is_wrong_it_says_so),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
