#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] = "[journey order]\n"
			     "anchor = order\n"
			     "topics = *\n"
			     "start = order.placed\n"
			     "end = order.shipped\n"
			     "fail = payment.declined\n"
			     "step = order.placed -> payment.authorised within 5s\n"
			     "step = payment.authorised -> order.shipped\n";

static void fill(struct stage *stage)
{
	char name[32];

	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "A-%d", i);
		stage_go(stage, name, 900000 - i * 1000,
			(const char *const[]){
				"order.placed", "payment.authorised", "order.shipped", NULL});
	}
	for (int i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), "B-%d", i);
		stage_go(stage, name, 500000 - i * 1000,
			(const char *const[]){"order.placed", "payment.declined", NULL});
	}
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof(name), "C-%d", i);
		stage_go(stage, name, 300000 - i * 1000,
			(const char *const[]){"order.placed", "payment.authorised", NULL});
	}
	stage_go(stage, "D-1", 2000, (const char *const[]){"order.placed", NULL});
}

static struct intent type(struct stage *stage, const char *name, const char *argument)
{
	struct intent intent = stage->view->command(
		stage->state, stage->world.model, text_of(name), text_of(argument));

	stage->view->refresh(stage->state, stage->world.model);
	return intent;
}

static void what_is_declared_is_counted(void **state)
{
	const struct ref none = ref_none();
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_measure(&stage);
	stage_show(&stage, "funnel", &none);
	stage_pass(&stage);
	stage_check(&stage, "funnel");
	assert_true(stage_shows(&stage, "83.3% went on after p50 1.2s, p95 1.2s"));
	assert_true(stage_shows(&stage, "lost 12: 12 FAILED"));
	type(&stage, "within", "30m");
	assert_true(stage_shows(&stage, "within: 30m00s"));
	type(&stage, "within", "2s");
	stage_act(&stage, "down");
	assert_true(
		stage_shows(&stage, "lost 65: 5 ACTIVE and past 2.0s, 60 COMPLETED another way"));
	assert_int_equal(type(&stage, "within", "soon").kind, INTENT_SAY);
	type(&stage, "within", "ever");
	intent = stage.view->act(stage.state, stage.world.model, "copy-command");
	assert_true(text_is(
		intent.text, "rivermaster funnel order.placed payment.authorised order.shipped"));
	assert_int_equal(stage_act(&stage, "next-funnel").kind, INTENT_SAY);
	assert_int_equal(stage_act(&stage, "no-such-action").kind, INTENT_UNKNOWN);
	stage_close(&stage);
}

static void each_number_opens_those_behind_it(void **state)
{
	static const struct {
		const char *action, *title, *one, *found, *other;
	} opens[] = {{"open", "Came to payment.authorised  65 of 65", "A-59", " 1 of 65", "B-7"},
		{"open-went-on", "Went on from payment.authorised  60 of 60", "A-59", " 1 of 60",
			"C-1"},
		{"open-in-flight", "In flight at payment.authorised  5 of 5", "C-1", " 1 of 5",
			"A-7"},
		{"open-lost", "Lost after payment.authorised  0 of 0", "B-7", " 0 of 0", "C-1"}};
	const struct ref none = ref_none();
	struct ref ref = {.subject = SUBJECT_NONE};
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_measure(&stage);
	for (size_t i = 0; i < sizeof(opens) / sizeof(*opens); i++) {
		stage_show(&stage, "funnel", &none);
		stage_pass(&stage);
		stage_act(&stage, "down");
		intent = stage.view->act(stage.state, stage.world.model, opens[i].action);
		assert_string_equal(intent.view, "journeys");
		ref_set(&ref, &intent.ref);
		stage_show(&stage, "journeys", &ref);
		stage_pass(&stage);
		assert_true(stage_shows(&stage, opens[i].title));
		table_set_filter(stage.view->table(stage.state), text_of(opens[i].one));
		assert_true(stage_shows(&stage, opens[i].found));
		table_set_filter(stage.view->table(stage.state), text_of(opens[i].other));
		assert_true(stage_shows(&stage, " 0 of "));
	}
	ref_finish(&ref);
	stage_close(&stage);
}

static void other_steps_may_be_chosen(void **state)
{
	const struct text steps[] = {text_of("order.placed"), text_of("payment.declined")};
	const struct ref none = ref_none(), way = ref_way(text_of("order"), steps, 2);
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_measure(&stage);
	stage_show(&stage, "funnel", &none);
	assert_string_equal(type(&stage, "steps", "placed").message, "a funnel has 2 to 32 steps");
	type(&stage, "steps", "placed  authorised,declined");
	assert_true(stage_shows(&stage, "Funnel, chosen steps   78 journeys"));
	assert_true(stage_shows(&stage, "98.7% went on"));
	assert_int_equal(stage_act(&stage, "next-funnel").kind, INTENT_SAY);
	type(&stage, "steps", "");
	assert_true(stage_shows(&stage, "Funnel of order   78 journeys"));
	stage_show(&stage, "funnel", &way);
	assert_true(stage_shows(&stage, "Funnel of order, chosen steps   78 journeys"));
	assert_true(stage_shows(&stage, "15.4% went on"));
	stage_close(&stage);
}

/* Nothing is declared: what most do is counted, once that is known. */
static void what_is_not_declared_is_learned(void **state)
{
	const struct ref none = ref_none();
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	stage_show(&stage, "funnel", &none);
	assert_true(stage_shows(&stage, "no event was read"));
	assert_int_equal(stage_act(&stage, "open-lost").kind, INTENT_SAY);
	for (int i = 0; i < 3; i++) {
		char words[80];

		snprintf(words, sizeof(words), "type=a correlation_id=%d", i + 1);
		stage_add(&stage, "t", 5000, words);
	}
	stage_measure(&stage);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "no two steps are declared here"));
	stage_add(&stage, "t", 4000, "type=b correlation_id=1");
	stage_measure(&stage);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "Funnel, as most go (learned)   3 journeys"));
	assert_true(stage_shows(&stage, "33.3% went on"));
	model_show_live(stage.world.model, NULL);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "journeys are not followed here"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_declared_is_counted),
		cmocka_unit_test(each_number_opens_those_behind_it),
		cmocka_unit_test(other_steps_may_be_chosen),
		cmocka_unit_test(what_is_not_declared_is_learned),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("funnel", tests, NULL, NULL);
}
