#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] = "[journey order]\nanchor = order\nstart = placed\nend = delivered\n";

/* A search by hand: what it was asked for, what it stitches. */
struct search {
	struct stage stage;
	struct past_journeys past;
	struct ref what;
	struct journeys *journeys;
	struct interest interest;
};

static void begin(struct search *search)
{
	*search = (struct search){.past = {.on = true, .topics = 2, .shown = 0}};
	stage_open(&search->stage, orders);
	coverage_init(&search->past.covered);
}

static void end(struct search *search)
{
	stage_close(&search->stage);
	journeys_destroy(search->journeys);
	coverage_finish(&search->past.covered);
	ref_finish(&search->what);
}

/* What the screen asks for is what is sought. */
static void ask(struct search *search)
{
	struct stage *stage = &search->stage;

	search->interest = (struct interest){.count = 0};
	stage->view->interest(stage->state, stage->world.model, &search->interest);
	assert_true(search->interest.past.wanted);
	ref_set(&search->what, &search->interest.past.what);
	search->past.what = &search->what;
	search->past.turn = search->interest.past.turn;
	search->past.on = true;
	model_show_past(stage->world.model, &search->past);
	stage_pass(stage);
}

/* What was added with `stage_add` since is what the past holds; the live ones hold none of it. */
static void find(struct search *search)
{
	struct journey_log *log = search->stage.log;

	search->past.journeys = search->journeys = log->journeys;
	search->past.shown++;
	search->past.as_of_ms = search->stage.world.server_ms;
	log->journeys = journeys_create(&(struct journeys_options){.memory_bytes = LOG_MEMORY,
		.definition_count = 1,
		.definitions = &log->definition});
	search->stage.live.journeys = log->journeys;
}

static void cover(struct search *search, enum coverage_limit limit)
{
	struct coverage_topic *topic;

	coverage_finish(&search->past.covered);
	search->past.covered.limit = limit;
	topic = coverage_add(&search->past.covered, text_of("orders.created"));
	topic->outcome = FACT_KNOWN;
	topic->ended = true;
	topic->removed = 0;
	topic = coverage_add(&search->past.covered, text_of("orders.paid"));
	topic->outcome = FACT_DENIED;
	search->past.on = false;
	search->stage.view->refresh(search->stage.state, search->stage.world.model);
}

static void one_that_is_not_held_is_looked_for_and_shown_as_past(void **state)
{
	const struct ref what = ref_journey(text_of(""), text_of("7"), 0);
	struct search search;
	struct intent intent;

	(void)state;
	begin(&search);
	stage_add(&search.stage, "orders.created", 90000000, "type=placed order=7");
	stage_add(&search.stage, "orders.created", 80000000, "type=delivered order=7");
	find(&search);
	search.past.journeys = NULL;
	stage_show(&search.stage, "journey", &what);
	ask(&search);
	assert_true(text_is(search.what.journey, "7"));
	search.past.entries = 1234;
	assert_true(stage_shows(&search.stage,
		"7 is not held. looking back: 1,234 entries (0B) of 2 topics read from the "
		"beginning on; s stops"));
	search.past.journeys = search.journeys;
	cover(&search, COVERAGE_WHOLE);
	assert_true(stage_shows(&search.stage, "COMPLETED"));
	assert_true(stage_shows(
		&search.stage, ": 1 of 2 topics whole from the beginning on; o tells each"));
	assert_int_equal(stage_act(&search.stage, "open").kind, INTENT_OPEN);
	assert_int_equal(stage_act(&search.stage, "compare").kind, INTENT_SAY);
	intent = stage_act(&search.stage, "covered");
	assert_string_equal(intent.view, "covered");
	stage_show(&search.stage, "covered", &intent.ref);
	assert_true(stage_shows(&search.stage, "it may not be read"));
	assert_true(stage_shows(&search.stage, "1 whole, 0 in part, 1 not readable"));
	/* What is drawn may have become less since it was put in order. */
	coverage_finish(&search.past.covered);
	struct canvas *canvas = canvas_create(80, 20, CHARSET_UTF8);
	search.stage.view->draw(search.stage.state, search.stage.world.model, canvas);
	canvas_destroy(canvas);
	end(&search);
}

static void one_that_is_nowhere_is_told_with_what_was_read(void **state)
{
	const struct ref what = ref_journey_of(text_of("orders.created"), (struct id){5, 6});
	struct search search;

	(void)state;
	begin(&search);
	find(&search);
	search.past.journeys = NULL;
	stage_show(&search.stage, "journey", &what);
	ask(&search);
	assert_int_equal(search.what.id.ms, 5);
	cover(&search, COVERAGE_BYTES);
	assert_true(stage_shows(&search.stage, "the journey of orders.created 5-6 is in nothing"));
	assert_true(stage_shows(&search.stage, "orders.paid: it may not be read"));
	assert_true(stage_shows(&search.stage, "once. s looks further."));
	end(&search);
}

/* Where its name was used before it would be another: it is looked for by its last event. */
static void the_beginning_of_one_that_is_held_is_looked_for_on_request(void **state)
{
	const struct ref what = ref_journey(text_of("order"), text_of("7"), 0);
	struct search search;

	(void)state;
	begin(&search);
	stage_add(&search.stage, "orders.created", 90000000, "type=placed order=7");
	stage_add(&search.stage, "orders.created", 80000000, "type=paid order=7");
	find(&search);
	search.past.journeys = NULL;
	stage_add(&search.stage, "orders.created", 80000000, "type=paid order=7");
	stage_show(&search.stage, "journey", &what);
	search.interest = (struct interest){.count = 0};
	search.stage.view->interest(search.stage.state, search.stage.world.model, &search.interest);
	assert_false(search.interest.past.wanted);
	assert_true(stage_shows(&search.stage, "UNKNOWN"));
	stage_act(&search.stage, "look-back");
	ask(&search);
	assert_true(text_is(search.what.topic, "orders.created"));
	stage_act(&search.stage, "look-back");
	ask(&search);
	assert_true(search.interest.past.stopped);
	stage_act(&search.stage, "look-back");
	ask(&search);
	assert_false(search.interest.past.stopped);
	assert_int_equal(search.past.turn, 1);
	end(&search);
}

static void an_event_of_before_leads_to_a_search(void **state)
{
	struct search search;
	struct ref entry;
	struct intent intent;

	(void)state;
	begin(&search);
	search.stage.live.since_ms = search.stage.world.server_ms - 1000;
	entry = ref_entry(text_of("orders.created"),
		(struct id){(uint64_t)search.stage.world.server_ms - 59000, 0});
	stage_show(&search.stage, "event", &entry);
	intent = stage_act(&search.stage, "event-journey");
	assert_string_equal(intent.view, "journey");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	entry.id.ms = (uint64_t)search.stage.world.server_ms - 500;
	stage_show(&search.stage, "event", &entry);
	assert_int_equal(stage_act(&search.stage, "event-journey").kind, INTENT_SAY);
	end(&search);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_is_not_held_is_looked_for_and_shown_as_past),
		cmocka_unit_test(one_that_is_nowhere_is_told_with_what_was_read),
		cmocka_unit_test(the_beginning_of_one_that_is_held_is_looked_for_on_request),
		cmocka_unit_test(an_event_of_before_leads_to_a_search),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("waterfall_past", tests, NULL, NULL);
}
