#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] = "[journey order]\n"
			     "anchor = order\n"
			     "topics = *\n"
			     "party = customer\n"
			     "start = placed\n"
			     "end = shipped\n"
			     "fail = declined\n"
			     "step = placed -> authorised within 5s\n"
			     "step = authorised -> shipped\n"
			     "never = shipped before authorised\n"
			     "at_most = authorised 1\n";

static void fill(struct stage *stage)
{
	char name[32];

	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "A-%d", i);
		stage_go(stage, name, 900000 - i * 1000,
			(const char *const[]){"placed", "authorised", "shipped", NULL});
	}
	for (int i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), "B-%d", i);
		stage_go(stage, name, 500000 - i * 1000,
			(const char *const[]){"placed", "declined", NULL});
	}
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof(name), "C-%d", i);
		stage_go(stage, name, 300000 - i * 1000,
			(const char *const[]){
				"placed", "shipped", "authorised", "authorised", NULL});
	}
	stage_go(stage, "D-1", 2000, (const char *const[]){"placed", NULL});
	stage_go(stage, "D-2", 3000, (const char *const[]){"placed", NULL});
}

static void ways_stand_by_their_count(void **state)
{
	const struct ref none = ref_none();
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "variants", &none);
	assert_true(stage_shows(&stage, "looking at the journeys ..."));
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_SAY);
	stage_measure(&stage);
	stage_pass(&stage);
	stage_check(&stage, "variants");
	assert_true(stage_shows(&stage, "placed > 1.2s > authorised > 1.2s > shipped"));
	intent = stage_act(&stage, "compare");
	assert_string_equal(intent.view, "compare");
	assert_true(text_is(intent.ref.definition, "order"));
	assert_true(text_starts(intent.ref.journey, "A-"));
	assert_string_equal(stage_act(&stage, "waterfall").view, "journey");
	intent = stage.view->act(stage.state, stage.world.model, "copy");
	assert_true(text_is(intent.text, "placed > authorised > shipped"));
	assert_int_equal(stage_act(&stage, "no-such-action").kind, INTENT_UNKNOWN);
	stage_act(&stage, "show-all");
	assert_true(stage_shows(&stage, "Variants to their end  2 of 4"));
	stage_close(&stage);
}

/* The one that breaks what is declared, and the journeys behind it. */
static void a_way_tells_what_it_breaks(void **state)
{
	const struct ref none = ref_none();
	struct ref ref = {.subject = SUBJECT_NONE};
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "variants", &none);
	stage_measure(&stage);
	stage_pass(&stage);
	stage_act(&stage, "down");
	stage_act(&stage, "down");
	assert_true(stage_shows(&stage, "! breaks: never shipped before authorised"));
	assert_true(stage_shows(&stage, "! breaks: at most 1 authorised"));
	assert_true(stage_shows(&stage, "5 open, 0 failed, 5 broke a rule"));
	intent = stage.view->act(stage.state, stage.world.model, "open");
	assert_string_equal(intent.view, "journeys");
	assert_int_equal(intent.ref.more_count, 3);
	ref_set(&ref, &intent.ref);
	stage_show(&stage, "journeys", &ref);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "Went one way: 3 steps to authorised  5 of 5"));
	assert_true(stage_shows(&stage, "C-4"));
	assert_false(stage_shows(&stage, "A-1"));
	ref_finish(&ref);
	stage_close(&stage);
}

static void nothing_is_said_to_be_nothing(void **state)
{
	const struct ref none = ref_none();
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	stage_show(&stage, "variants", &none);
	assert_true(stage_shows(&stage, "no event was read"));
	model_show_live(stage.world.model, NULL);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "journeys are not followed here"));
	model_show_live(stage.world.model, &stage.live);
	stage_add(&stage, "orders", 100, "colour=red");
	stage_measure(&stage);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "1 event read, none with a key that leads a journey"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_stand_by_their_count),
		cmocka_unit_test(a_way_tells_what_it_breaks),
		cmocka_unit_test(nothing_is_said_to_be_nothing),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("variants", tests, NULL, NULL);
}
