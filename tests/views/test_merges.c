#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] = "[journey order]\nanchor = order\ntrace = trace\nstart = placed\n";

static void show(struct stage *stage)
{
	const struct ref what = ref_journey(text_of("order"), text_of("7"), 0);

	stage_open(stage, orders);
	stage_add(stage, "calls", 60000, "type=called trace=t,7");
	stage_add(stage, "orders.created", 59000, "type=placed order=7 trace=t,7");
	stage_show(stage, "merges", &what);
	stage_pass(stage);
}

static void each_merge_has_its_reason_and_its_event(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	show(&stage);
	assert_true(stage_shows(&stage, "Merges of 7"));
	assert_true(stage_shows(&stage, "t,7"));
	assert_true(stage_shows(&stage, "they share a trace"));
	intent = stage_act(&stage, "open");
	assert_string_equal(intent.view, "event");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	stage_close(&stage);
}

static void one_is_undone_and_it_is_said_what_became_of_it(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	show(&stage);
	intent = stage_act(&stage, "apart");
	assert_int_equal(intent.kind, INTENT_APART);
	assert_true(text_is(intent.ref.journey, "7"));
	assert_true(text_is(intent.text, "t,7"));
	assert_non_null(strstr(intent.message, "[journey order] apart = 7, t,7"));
	intent = stage_act(&stage, "copy-apart");
	assert_true(text_is(intent.text, "apart = 7, \"t,7\""));
	assert_true(intent.masked.length > 0);
	stage.live.apart = (struct live_apart){.is = APART_ON, .events = 2};
	assert_int_equal(stage_act(&stage, "apart").kind, INTENT_SAY);
	assert_true(stage_shows(&stage, "reading 2 events again"));
	stage.live.apart = (struct live_apart){.is = APART_DONE, .events = 2, .gone = 1};
	assert_true(stage_shows(
		&stage, "undone: 1 events were stitched again; 1 are in their topics no more"));
	stage.live.apart =
		(struct live_apart){.is = APART_REFUSED, .why = "its name was used again since"};
	assert_true(stage_shows(&stage, "nothing was undone: its name was used again since"));
	stage_close(&stage);
}

static void where_nothing_was_merged_nothing_is_undone(void **state)
{
	const struct ref what = ref_journey(text_of("order"), text_of("8"), 0);
	const struct ref none = ref_journey(text_of("order"), text_of("9"), 0);
	struct stage stage;

	(void)state;
	show(&stage);
	stage_add(&stage, "orders.created", 50000, "type=placed order=8");
	stage_show(&stage, "journey", &what);
	assert_string_equal(stage_act(&stage, "merges").view, "merges");
	stage_show(&stage, "merges", &what);
	assert_true(stage_shows(&stage, "no merge: it was one journey from its first event on"));
	assert_int_equal(stage_act(&stage, "apart").kind, INTENT_SAY);
	assert_int_equal(stage_act(&stage, "copy-apart").kind, INTENT_SAY);
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_SAY);
	stage_show(&stage, "merges", &none);
	assert_true(stage_shows(&stage, "this journey is not held"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_merge_has_its_reason_and_its_event),
		cmocka_unit_test(one_is_undone_and_it_is_said_what_became_of_it),
		cmocka_unit_test(where_nothing_was_merged_nothing_is_undone),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("merges", tests, NULL, NULL);
}
