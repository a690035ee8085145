#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"
#include "ops/op.h"

/* What an operation would act on from the board and from one journey. */

static const char orders[] =
	"[journey order]\nanchor = order\nparty = customer\ntopics = *\nstart = placed\n"
	"end = delivered\nfail = declined\nstep = placed -> authorised within 4h\n";

enum { STOOD = 4 };

/* Four that stand in orders.created, two that went on to orders.paid; one is over, and one was set
 * aside. */
static void fill(struct stage *stage)
{
	char words[80];

	for (int i = 1; i <= STOOD; i++) {
		snprintf(words, sizeof(words), "type=placed order=S-%d customer=C-9", i);
		stage_add(stage, "orders.created", 90000 - i * 1000, words);
	}
	for (int i = 1; i <= 2; i++) {
		snprintf(words, sizeof(words), "type=placed order=P-%d customer=C-9", i);
		stage_add(stage, "orders.created", 80000 - i * 1000, words);
		snprintf(words, sizeof(words), "type=authorised order=P-%d", i);
		stage_add(stage, "orders.paid", 70000 - i * 1000, words);
	}
	stage_add(stage, "orders.created", 60000, "type=placed order=E-1");
	stage_add(stage, "orders.paid", 59500, "type=authorised order=E-1");
	stage_add(stage, "orders.created", 59000, "type=delivered order=E-1");
}

static void open_board(struct stage *stage)
{
	const struct ref nothing = ref_none();

	stage_open(stage, orders);
	fill(stage);
	stage_show(stage, "journeys", &nothing);
	stage_pass(stage);
}

static struct chosen choose(struct stage *stage, const char *operation)
{
	const struct op *op = op_find(text_of(operation));

	assert_non_null(op);
	return stage->view->chosen(stage->state, stage->world.model, op);
}

static void filter(struct stage *stage, const char *words)
{
	table_set_filter(stage->view->table(stage->state), text_of(words));
	stage_pass(stage);
}

static struct id last_of(const struct stage *stage, const char *name)
{
	const struct journeys *journeys = stage->log->journeys;
	const struct journey_event *event =
		journeys_first(journeys, journeys_find(journeys, text_of(name), 0));
	struct id id = {.ms = 0};

	for (; event; event = journeys_after(journeys, event)) {
		id = event->id;
	}
	return id;
}

static void one_journey_is_the_entry_that_it_has_come_to(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_board(&stage);
	stage_hold(&stage, "S-2", STUCK_PENDING);
	filter(&stage, "S-2");
	chosen = choose(&stage, "redeliver");
	assert_null(chosen.why);
	assert_int_equal(chosen.ref.subject, SUBJECT_GROUP);
	assert_true(text_is(chosen.ref.topic, "orders.created"));
	assert_true(text_is(chosen.ref.group, "billing"));
	assert_int_equal(chosen.id_count, 1);
	assert_int_equal(id_compare(chosen.ids[0], last_of(&stage, "S-2")), 0);
	assert_string_equal(chosen.note, "its journey is STUCK");
	filter(&stage, "nobody is called so");
	assert_string_equal(choose(&stage, "replay").why, "there is no journey here to act on");
	stage_close(&stage);
}

static void all_that_the_filter_leaves_are_marked_and_counted_first(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_board(&stage);
	for (int i = 1; i <= STOOD; i++) {
		char name[16];

		snprintf(name, sizeof(name), "S-%d", i);
		stage_hold(&stage, name, STUCK_PENDING);
	}
	filter(&stage, "state == \"STUCK\" and group == \"billing\"");
	assert_string_equal(
		stage_act(&stage, "mark-all").message, "4 marked, of the journeys that are held");
	chosen = choose(&stage, "dead-letter");
	assert_null(chosen.why);
	assert_int_equal(chosen.id_count, STOOD);
	assert_string_equal(chosen.note, "of 4 journeys");
	for (int i = 1; i < STOOD; i++) {
		assert_true(id_compare(chosen.ids[i - 1], chosen.ids[i]) < 0);
	}
	stage_close(&stage);
}

static void journeys_at_several_places_are_told_and_not_acted_on(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_board(&stage);
	stage_act(&stage, "mark-all");
	chosen = choose(&stage, "replay");
	assert_non_null(chosen.why);
	assert_non_null(strstr(chosen.why, "4 at orders.created"));
	assert_non_null(strstr(chosen.why, "2 at orders.paid"));
	assert_non_null(strstr(chosen.why, "/ topic == \"...\""));
	/* What the filter hides is not acted on. */
	filter(&stage, "topic == \"orders.paid\"");
	chosen = choose(&stage, "replay");
	assert_null(chosen.why);
	assert_string_equal(chosen.note, "of 2 journeys; 4 more marked, not listed here");
	assert_true(text_is(chosen.ref.topic, "orders.paid"));
	assert_int_equal(chosen.id_count, 2);
	/* A group holds the one; of the other it is not known which. */
	filter(&stage, "S-");
	stage_act(&stage, "unmark-all");
	stage_hold(&stage, "S-1", STUCK_PENDING);
	stage_act(&stage, "mark-all");
	chosen = choose(&stage, "redeliver");
	assert_non_null(chosen.why);
	assert_non_null(strstr(chosen.why, "1 at orders.created/billing"));
	assert_non_null(strstr(chosen.why, "3 at orders.created, no group known"));
	assert_null(choose(&stage, "replay").why);
	stage_close(&stage);
}

static void what_is_over_and_what_is_not_listed_is_told(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_board(&stage);
	stage_act(&stage, "show-all");
	stage_act(&stage, "show-all");
	stage_pass(&stage);
	filter(&stage, "topic == \"orders.created\"");
	stage_act(&stage, "mark-all");
	chosen = choose(&stage, "replay");
	assert_int_equal(chosen.id_count, STOOD + 1);
	assert_string_equal(chosen.note, "of 5 journeys, 1 over");
	stage_act(&stage, "show-all");
	stage_pass(&stage);
	chosen = choose(&stage, "replay");
	assert_int_equal(chosen.id_count, STOOD);
	assert_string_equal(chosen.note, "of 4 journeys; 1 more marked, not listed here");
	filter(&stage, "P-1");
	assert_string_equal(choose(&stage, "replay").why,
		"no journey that is marked is listed here: U takes the marks away");
	stage_act(&stage, "unmark-all");
	assert_int_equal(choose(&stage, "replay").id_count, 1);
	stage_close(&stage);
}

/* A copy in the dead-letter topic is no step; it is what redrive is about. */
static void a_dead_letter_of_a_journey_is_taken_back(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_board(&stage);
	filter(&stage, "S-1");
	assert_string_equal(choose(&stage, "redrive").why, "this journey has no dead letter");
	stage_add(&stage, "orders.created:dlq", 30000,
		"type=placed order=S-1 _rm.topic=orders.created _rm.id=1-0 _rm.group=billing "
		"_rm.reason=poison");
	stage_pass(&stage);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "FAILED"));
	chosen = choose(&stage, "redrive");
	assert_null(chosen.why);
	assert_true(text_is(chosen.ref.topic, "orders.created:dlq"));
	assert_int_equal(chosen.id_count, 1);
	assert_int_equal(id_compare(chosen.ids[0], last_of(&stage, "S-1")), 0);
	chosen = choose(&stage, "replay");
	assert_true(text_is(chosen.ref.topic, "orders.created"));
	assert_int_equal(chosen.id_count, 1);
	assert_true(id_compare(chosen.ids[0], last_of(&stage, "S-1")) < 0);
	filter(&stage, "S-");
	stage_act(&stage, "mark-all");
	chosen = choose(&stage, "redrive");
	assert_int_equal(chosen.id_count, 1);
	assert_string_equal(chosen.note, "of 1 journeys; 3 without a dead letter left out");
	stage_close(&stage);
}

static void a_customers_journeys_are_acted_on_likewise(void **state)
{
	const struct ref customer = ref_party(text_of("C-9"));
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_board(&stage);
	stage_show(&stage, "customer", &customer);
	stage_pass(&stage);
	stage_act(&stage, "first");
	chosen = choose(&stage, "replay");
	assert_null(chosen.why);
	assert_int_equal(chosen.id_count, 1);
	stage_close(&stage);
}

static void a_step_of_a_journey_is_its_own_entry(void **state)
{
	struct stage stage;
	struct chosen chosen;
	const struct ref ref = ref_journey(text_of("order"), text_of("S-3"), 1);

	(void)state;
	open_board(&stage);
	stage_hold(&stage, "S-3", STUCK_PENDING);
	stage_show(&stage, "journey", &ref);
	stage_pass(&stage);
	stage_act(&stage, "first");
	chosen = choose(&stage, "claim");
	assert_null(chosen.why);
	assert_true(text_is(chosen.ref.group, "billing"));
	assert_int_equal(id_compare(chosen.ids[0], last_of(&stage, "S-3")), 0);
	assert_string_equal(choose(&stage, "redrive").why, "this journey has no dead letter");
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_journey_is_the_entry_that_it_has_come_to),
		cmocka_unit_test(all_that_the_filter_leaves_are_marked_and_counted_first),
		cmocka_unit_test(journeys_at_several_places_are_told_and_not_acted_on),
		cmocka_unit_test(what_is_over_and_what_is_not_listed_is_told),
		cmocka_unit_test(a_dead_letter_of_a_journey_is_taken_back),
		cmocka_unit_test(a_customers_journeys_are_acted_on_likewise),
		cmocka_unit_test(a_step_of_a_journey_is_its_own_entry),
	};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
