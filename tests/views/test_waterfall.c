#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] =
	"[journey order]\nanchor = order\nchild = parcel\nparty = customer\ncause = after\n"
	"topics = *\nstart = placed\nend = delivered\nfail = declined\n"
	"step = placed -> authorised within 5s\nstep = authorised -> shipped within 4h\n"
	"step = shipped -> delivered\nsla = 48h\nvalue = placed: total\n";

static void fill(struct stage *stage)
{
	stage_add(stage, "orders.created", 11530000,
		"type=placed order=990017 customer=C-881 total=120 service=shop id=e1");
	stage_add(stage, "payments", 11528100,
		"type=authorised order=990017 service=payments id=e2 after=e1");
	stage_add(
		stage, "fraud", 11527700, "type=checked order=990017 service=fraud id=e3 after=e2");
	stage_add(stage, "stock", 11527600,
		"type=picked order=990017 service=stock id=e4 after=e2 parcel=p1");
	stage_add(stage, "stock", 11527500,
		"type=picked order=990017 service=stock id=e5 after=e2 parcel=p2");
	stage_add(stage, "stock", 11527400,
		"type=picked order=990017 service=stock id=e6 after=e2 outcome=failed parcel=p3");
	stage_add(stage, "orders.shipped", 7700,
		"type=shipped order=990017 service=logistics id=e7 after=e3");
	stage_add(stage, "email.outbox", 7000, "type=mailed order=990017 service=notify id=e8");
}

static struct ref of(const char *name)
{
	return ref_journey(text_of("order"), text_of(name), 0);
}

static void a_journey_looks_as_agreed_in_each_shape(void **state)
{
	const struct ref what = of("990017");
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "journey", &what);
	stage_pass(&stage);
	stage_check(&stage, "journey");
	stage_act(&stage, "shape");
	stage_check(&stage, "journey-tree");
	stage_act(&stage, "shape");
	stage_check(&stage, "journey-lanes");
	stage_act(&stage, "shape");
	stage_act(&stage, "fold-equal");
	stage_act(&stage, "longer");
	stage_act(&stage, "right");
	stage_act(&stage, "right");
	stage_check(&stage, "journey-zoomed");
	stage_close(&stage);
}

static void add_stuck(struct stage *stage)
{
	stage_add(stage, "orders.created", 60000,
		"type=placed order=7 customer=C-1 total=9 service=shop");
	stage_add(stage, "orders.created", 59000, "type=authorised order=7 service=payments");
	stage_add(stage, "orders.created", 58000, "type=noted order=7");
}

static void what_is_to_come_stands_below_what_goes_on(void **state)
{
	const struct ref what = of("7");
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	add_stuck(&stage);
	stage_show(&stage, "journey", &what);
	stage_pass(&stage);
	stage_check(&stage, "journey-open");
	intent = stage_act(&stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "event");
	assert_int_equal(intent.ref.id.ms, stage.world.server_ms - 58000);
	stage_act(&stage, "last");
	assert_true(stage_shows(&stage, "is to come"));
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_SAY);
	assert_int_equal(stage_act(&stage, "step-group").kind, INTENT_SAY);
	stage_close(&stage);
}

/* How long each step waited and was worked on, as far as it is known, and the last one until now.
 */
static void waiting_and_work_are_told_apart(void **state)
{
	const struct ref what = of("7");
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	stage_add(&stage, "orders.created", 60000, "type=placed order=7 service=shop");
	stage_add(&stage, "payments", 50000, "type=authorised order=7 service=payments");
	stage_add(&stage, "parcels", 40000, "type=packed order=7 service=stock");
	stage_add(&stage, "labels", 30000, "type=labelled order=7 service=stock");
	stage_see(&stage, "orders.created", "billing", 70000, 54000);
	stage_see(&stage, "orders.created", "billing", 60000, 52000);
	deliveries_see_pending(stage.deliveries,
		(const struct text[2]){text_of("payments"), text_of("packing")},
		journeys_after(stage.log->journeys,
			journeys_first(stage.log->journeys, log_view(stage.log, "7").number))
			->id,
		stage.world.server_ms - 49000);
	stage_see(&stage, "payments", "packing", 70000, 69000);
	stage_see(&stage, "labels", "post", 70000, 20000);
	stage_see(&stage, "labels", "post", 30000, 10000);
	stage_count_hops(&stage);
	stage_show(&stage, "journey", &what);
	stage_pass(&stage);
	stage_act(&stage, "first");
	stage_act(&stage, "down");
	stage_check(&stage, "journey-split");
	assert_true(stage_shows(&stage, "waited 6.0s to 8.0s, was worked on for 2.0s to 4.0s"));
	assert_true(stage_shows(&stage, "waits p50 6.0s to 8.0s, p95 6.0s to 8.0s of 1"));
	assert_true(stage_shows(&stage, "work p50 2.0s to 4.0s, p95 2.0s to 4.0s of 1"));
	assert_true(stage_shows(&stage, "6.0s+"));
	assert_true(stage_shows(&stage, "q 60%+ w 20%+"));
	assert_true(stage_shows(&stage, "q 10% w 90%"));
	stage_act(&stage, "down");
	assert_true(stage_shows(&stage, "waited 1.0s (10%), was worked on for 9.0s (90%)"));
	stage_act(&stage, "down");
	assert_true(stage_shows(&stage, "how much of it was waiting is not known"));
	stage_close(&stage);
}

static void each_step_leads_to_its_event_its_group_and_its_customer(void **state)
{
	const struct ref what = of("7");
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	add_stuck(&stage);
	stage_add(&stage, "orders.paid", 50000, "type=paid order=7 service=payments");
	stage_show(&stage, "journey", &what);
	stage_pass(&stage);
	intent = stage_act(&stage, "step-group");
	assert_string_equal(intent.view, "group");
	assert_true(text_is(intent.ref.group, "ledger"));
	stage_act(&stage, "first");
	intent = stage_act(&stage, "open");
	assert_int_equal(intent.ref.id.ms, stage.world.server_ms - 60000);
	intent = stage_act(&stage, "step-group");
	assert_string_equal(intent.view, "groups");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	intent = stage_act(&stage, "customer");
	assert_string_equal(intent.view, "customer");
	assert_true(text_is(intent.ref.journey, "C-1"));
	intent = stage_act(&stage, "compare");
	assert_true(ref_equal(&intent.ref, &what));
	intent = stage_act(&stage, "copy-id");
	assert_true(text_is(intent.text, "7"));
	assert_int_equal(stage_act(&stage, "no-such-action").kind, INTENT_UNKNOWN);
	stage_close(&stage);
}

static void a_stuck_one_leads_to_the_group_that_holds_it(void **state)
{
	const struct ref what = of("7");
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	add_stuck(&stage);
	stage_hold(&stage, "7", STUCK_PENDING);
	stage_show(&stage, "journey", &what);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "STUCK 58s"));
	assert_true(stage_shows(&stage, "and 58s so far"));
	intent = stage_act(&stage, "step-group");
	assert_string_equal(intent.view, "group");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	assert_true(text_is(intent.ref.group, "billing"));
	stage_close(&stage);
}

static bool draws(struct stage *stage, const char *words)
{
	struct canvas *canvas = canvas_create(160, 30, CHARSET_UTF8);
	struct buf text;
	bool found;

	buf_init(&text, 1 << 20);
	stage->view->draw(stage->state, stage->world.model, canvas);
	canvas_dump(canvas, &text);
	found = strstr(text.at, words) != NULL;
	buf_finish(&text);
	canvas_destroy(canvas);
	return found;
}

/* It is measured anew between two refreshes, and drawn between them, too. */
static void what_is_usual_is_asked_for_when_it_is_drawn(void **state)
{
	const struct ref what = of("1");
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	for (int order = 1; order <= 3; order++) {
		char words[64];

		snprintf(words, sizeof words, "type=placed order=%d", order);
		stage_add(&stage, "orders.created", 60000 - order, words);
		snprintf(words, sizeof words, "type=paid order=%d", order);
		stage_add(&stage, "orders.paid", 50000 - order, words);
	}
	stage_measure(&stage);
	stage_show(&stage, "journey", &what);
	stage.view->layout(stage.state, 160, 30);
	stage_pass(&stage);
	stage_act(&stage, "last");
	stage_act(&stage, "up");
	stage_pass(&stage);
	for (int i = 0; i < 5 && !draws(&stage, "usual here"); i++) {
		stage_act(&stage, "up");
	}
	assert_true(draws(&stage, "usual here"));
	variants_destroy(stage.variants);
	stage.live.variants = stage.variants = NULL;
	assert_false(draws(&stage, "usual here"));
	stage_close(&stage);
}

static void one_that_is_not_held_says_where_to_look(void **state)
{
	const struct ref what = of("no\x1b[31mbody");
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	stage_show(&stage, "journey", &what);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "no^[[31mbody is not held. looking back: asking what"));
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_SAY);
	assert_int_equal(stage_act(&stage, "longer").kind, INTENT_SAY);
	model_show_live(stage.world.model, NULL);
	assert_true(stage_shows(&stage, "journeys are not followed here"));
	stage_close(&stage);
}

/* The tree is walked, and what it is made of goes while it is looked at. */
static void a_long_one_is_shown_whole_and_may_vanish(void **state)
{
	const struct ref what = of("8");
	struct stage stage;
	char words[120];

	(void)state;
	stage_open(&stage, orders);
	for (int i = 0; i < 20000; i++) {
		snprintf(words, sizeof(words), "type=moved order=8 service=s-%d id=e%d after=e%d",
			i % 300, i, i - 1);
		stage_add(&stage, "orders.created", 60000 - i, words);
	}
	stage_show(&stage, "journey", &what);
	stage_pass(&stage);
	for (int shape = 0; shape < 3; shape++) {
		stage_act(&stage, "last");
		assert_true(stage_shows(&stage, shape < 2 ? "20004 of 20004" : "200 of 200"));
		stage_act(&stage, "shape");
	}
	for (int zoom = 0; zoom < 12; zoom++) {
		stage_act(&stage, "longer");
		stage_act(&stage, "right");
	}
	assert_true(stage_shows(&stage, "zoom x"));
	model_show_live(stage.world.model, NULL);
	assert_true(stage_shows(&stage, "journeys are not followed here"));
	stage_close(&stage);
}

static void every_event_leads_to_its_journey(void **state)
{
	struct ref entry;
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	add_stuck(&stage);
	entry = ref_entry(
		text_of("orders.created"), (struct id){(uint64_t)stage.world.server_ms - 59000, 0});
	for (uint64_t seq = 0; seq < 200; seq++) {
		entry.id.seq = seq;
		stage_show(&stage, "event", &entry);
		intent = stage_act(&stage, "event-journey");
		if (intent.kind == INTENT_OPEN) {
			break;
		}
		assert_int_equal(intent.kind, INTENT_SAY);
	}
	assert_string_equal(intent.view, "journey");
	assert_true(text_is(intent.ref.journey, "7"));
	model_show_live(stage.world.model, NULL);
	intent = stage_act(&stage, "event-journey");
	assert_string_equal(intent.message, "journeys are followed from now on: again in a moment");
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_journey_looks_as_agreed_in_each_shape),
		cmocka_unit_test(what_is_to_come_stands_below_what_goes_on),
		cmocka_unit_test(waiting_and_work_are_told_apart),
		cmocka_unit_test(each_step_leads_to_its_event_its_group_and_its_customer),
		cmocka_unit_test(every_event_leads_to_its_journey),
		cmocka_unit_test(a_stuck_one_leads_to_the_group_that_holds_it),
		cmocka_unit_test(what_is_usual_is_asked_for_when_it_is_drawn),
		cmocka_unit_test(one_that_is_not_held_says_where_to_look),
		cmocka_unit_test(a_long_one_is_shown_whole_and_may_vanish),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("waterfall", tests, NULL, NULL);
}
