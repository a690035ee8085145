#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

enum { SECOND = 1000, INDICATORS = 3 };

static const char orders[] = "[journey order]\nanchor = order\nparty = customer\nstart = placed\n"
			     "end = paid\n";

/* A stage with indicators over its journeys. */
struct show {
	struct stage stage;
	struct indicator list[INDICATORS];
	struct indicators *indicators;
};

static void declare(struct show *show, size_t i, const char *name, const char *const *lines)
{
	struct error error;

	indicator_init(&show->list[i], text_of(name), "rivermaster.conf:12");
	for (; *lines != NULL; lines += 2) {
		if (!indicator_set(&show->list[i], text_of(lines[0]), text_of(lines[1]), &error)) {
			fail_msg("%s", error.text);
		}
	}
	assert_true(indicator_seal(&show->list[i], &error));
}

#define DECLARE(i, name, ...) declare(show, i, name, (const char *const[]){__VA_ARGS__, NULL})

static void reckon(struct show *show)
{
	journeys_advance(show->stage.log->journeys, show->stage.world.server_ms);
	for (size_t i = 0; i < INDICATORS; i++) {
		indicators_reckon(show->indicators, i, show->stage.log->journeys,
			show->stage.world.server_ms);
	}
}

static void add_answer(struct show *show, int64_t ago_ms, const char *score)
{
	struct entry_field fields[] = {
		{text_of("type"), text_of("answered")}, {text_of("score"), text_of(score)}};
	struct entry entry = {.id = {(uint64_t)(show->stage.world.server_ms - ago_ms), 0},
		.fields = fields,
		.field_count = 2};
	struct event event = {.type = text_of("answered")};

	indicators_add(show->indicators, text_of("surveys"), &entry, &event);
}

static void begin(struct show *show)
{
	const struct ref none = ref_none();

	stage_open(&show->stage, orders);
	DECLARE(0, "conversion", "from", "placed", "to", "paid", "within", "10s", "window", "1m",
		"target", "above 60%", "severity", "critical");
	DECLARE(1, "payment", "time", "placed -> paid", "window", "1m", "target", "p95 below 15s");
	DECLARE(2, "csat", "mean", "answered: score");
	show->indicators = indicators_create(show->list, INDICATORS, 1 << 20);
	show->stage.live.indicators = show->indicators;
	stage_add(&show->stage, "orders", 90 * SECOND, "type=placed order=990015 customer=C-1");
	stage_add(&show->stage, "payments", 80 * SECOND, "type=paid order=990015");
	stage_add(&show->stage, "orders", 50 * SECOND, "type=placed order=990016 customer=C-1");
	stage_add(&show->stage, "payments", 47 * SECOND, "type=paid order=990016");
	stage_add(&show->stage, "orders", 40 * SECOND, "type=placed order=990017 customer=C-2");
	stage_add(&show->stage, "orders", 5 * SECOND, "type=placed order=990018 customer=C-3");
	add_answer(show, 20 * SECOND, "4.5");
	add_answer(show, 10 * SECOND, "fine");
	reckon(show);
	stage_show(&show->stage, "indicators", &none);
}

static void finish(struct show *show)
{
	stage_close(&show->stage);
	indicators_destroy(show->indicators);
	for (size_t i = 0; i < INDICATORS; i++) {
		indicator_finish(&show->list[i]);
	}
}

static void indicators_look_as_agreed(void **state)
{
	struct show show;

	(void)state;
	begin(&show);
	stage_check(&show.stage, "indicators");
	finish(&show);
}

static void a_number_leads_to_its_journeys(void **state)
{
	struct show show;

	(void)state;
	begin(&show);
	assert_true(stage_shows(&show.stage, "Behind conversion"));
	assert_int_equal(stage_act(&show.stage, "open").kind, INTENT_NONE);
	struct intent intent = stage_act(&show.stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "journey");
	assert_true(text_is(intent.ref.journey, "990017"));
	assert_int_equal(stage_act(&show.stage, "other").kind, INTENT_NONE);
	intent = stage_act(&show.stage, "copy");
	assert_int_equal(intent.kind, INTENT_COPY);
	assert_true(text_is(intent.text, "conversion 50.0%"));
	assert_int_equal(stage_act(&show.stage, "last").kind, INTENT_NONE);
	assert_true(stage_shows(&show.stage, "Behind payment"));
	assert_int_equal(stage_act(&show.stage, "nothing").kind, INTENT_UNKNOWN);
	finish(&show);
}

static void a_mean_leads_to_its_events(void **state)
{
	struct show show;
	char note[INTENT_MESSAGE_MAX];

	(void)state;
	begin(&show);
	stage_act(&show.stage, "down");
	assert_true(stage_shows(&show.stage, "Behind csat"));
	show.stage.view->note(show.stage.state, show.stage.world.model, note);
	assert_non_null(strstr(note, "rivermaster.conf:12: 1 have no number there"));
	stage_act(&show.stage, "open");
	struct intent intent = stage_act(&show.stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "event");
	assert_true(text_is(intent.ref.topic, "surveys"));
	finish(&show);
}

static void where_none_are_declared_that_is_said(void **state)
{
	const struct ref none = ref_none();
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	stage_show(&stage, "indicators", &none);
	assert_true(stage_shows(&stage, "[indicator NAME] in the configuration"));
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_SAY);
	assert_int_equal(stage_act(&stage, "copy").kind, INTENT_SAY);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indicators_look_as_agreed),
		cmocka_unit_test(a_number_leads_to_its_journeys),
		cmocka_unit_test(a_mean_leads_to_its_events),
		cmocka_unit_test(where_none_are_declared_that_is_said),
	};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
