#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] =
	"[journey order]\nanchor = order\nparty = customer\ntopics = *\nstart = placed\n"
	"end = delivered\nfail = declined\nstep = placed -> authorised within 5s\n"
	"step = authorised -> shipped within 4h\nstep = shipped -> delivered\n"
	"wait = confirmed up to 3d\nsla = 48h\nvalue = placed: total\n";

static void fill(struct stage *stage)
{
	stage_add(stage, "orders", 7200000, "type=placed order=990017 customer=C-881 total=120");
	stage_add(stage, "payments", 7198000, "type=authorised order=990017");
	stage_add(stage, "orders", 60000, "type=placed order=990018 customer=C-7 total=18400");
	stage_add(stage, "orders", 50000, "type=placed order=990019 customer=C-881 total=9.5");
	stage_add(stage, "payments", 49000, "type=declined order=990019");
	stage_add(stage, "orders", 2000, "type=placed order=990020 customer=C-9 total=60");
	stage_add(stage, "orders", 90000, "type=placed order=990021 customer=C-10");
	stage_add(stage, "payments", 89000, "type=authorised order=990021");
	stage_add(stage, "parcels", 80000, "type=shipped order=990021");
	stage_add(stage, "parcels", 3000, "type=delivered order=990021");
	stage_add(stage, "parcels", 4000,
		"type=shipped order=\"\x1b[31m\xe2\x80\xae"
		"evil");
	stage_add(stage, "audit", 4000, "type=noted by=nobody");
}

static void what_is_on_its_way_looks_as_agreed(void **state)
{
	const struct ref nothing = ref_none();
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "journeys", &nothing);
	stage_pass(&stage);
	stage_check(&stage, "journeys");
	stage_close(&stage);
}

static void what_holds_a_journey_up_is_said_shortly(void **state)
{
	static const struct {
		enum stuck_rule rule;
		const char *words;
	} rows[] = {
		{STUCK_PENDING, "billing: pending 47s x17 on billing-1"},
		{STUCK_NO_CONSUMER, "billing: no consumer, lag 665"},
		{STUCK_UNREAD, "billing: not read, lag 665"},
	};
	const struct ref nothing = ref_none();
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "journeys", &nothing);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		stage_hold(&stage, "990020", rows[i].rule);
		stage_pass(&stage);
		assert_true(stage_shows(&stage, rows[i].words));
	}
	stage_act(&stage, "show-all");
	assert_int_equal(stage.view->table(stage.state)->shown, 4);
	stage_close(&stage);
}

static void what_waits_behind_a_group_is_listed(void **state)
{
	const struct ref group = ref_group(text_of("orders.created"), text_of("billing"));
	const struct ref gone = ref_group(text_of("orders.created"), text_of("nobody"));
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	stage_add(&stage, "orders.created", 9000, "type=placed order=1");
	stage_add(&stage, "orders.created", 8000, "type=placed order=2");
	stage_add(&stage, "orders.paid", 7000, "type=placed order=3");
	stage_hold(&stage, "2", STUCK_PENDING);
	stage_show(&stage, "journeys", &group);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "Behind orders.created/billing"));
	assert_true(stage.view->table(stage.state)->shown >= 1);
	assert_true(stage.view->table(stage.state)->shown <= 2);
	assert_true(stage_shows(&stage, "billing: pending 47s x17 on billing-1"));
	stage_show(&stage, "journeys", &gone);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "no journey that is held waits behind this group"));
	stage_close(&stage);
}

static void check_first(struct stage *stage, const char *name)
{
	struct intent intent;

	stage_act(stage, "first");
	intent = stage_act(stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "journey");
	assert_int_equal(intent.ref.subject, SUBJECT_JOURNEY);
	assert_true(text_is(intent.ref.definition, "order"));
	if (!text_is(intent.ref.journey, name)) {
		fail_msg("%.*s stands first, not %s", (int)intent.ref.journey.length,
			intent.ref.journey.at, name);
	}
}

static void what_is_grave_stays_first_however_it_is_sorted(void **state)
{
	const struct ref nothing = ref_none();
	struct stage stage;
	struct table *table;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "journeys", &nothing);
	stage_pass(&stage);
	table = stage.view->table(stage.state);
	for (size_t column = 0; column < table->column_count; column++) {
		for (int descending = 0; descending < 2; descending++) {
			table_sort_by(table, table->columns[column].name, descending);
			stage_pass(&stage);
			check_first(&stage, "990018");
		}
	}
	stage_close(&stage);
}

static void the_selection_stays_on_its_journey(void **state)
{
	const struct ref nothing = ref_none();
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "journeys", &nothing);
	stage_pass(&stage);
	stage_act(&stage, "last");
	stage_act(&stage, "up");
	assert_true(text_is(stage_act(&stage, "open").ref.journey, "990017"));
	for (int i = 0; i < 30; i++) {
		char words[80];

		snprintf(words, sizeof(words), "type=placed order=L-%d total=%d", i, i);
		stage_add(&stage, "orders", 60000 + i, words);
	}
	world_run(&stage.world, 10);
	stage_pass(&stage);
	assert_true(text_is(stage_act(&stage, "open").ref.journey, "990017"));
	stage_close(&stage);
}

static void a_query_chooses_among_them(void **state)
{
	const struct ref nothing = ref_none();
	struct stage stage;
	struct table *table;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "journeys", &nothing);
	table = stage.view->table(stage.state);
	table_set_filter(table, text_of("value > 100 and state == \"LATE\""));
	stage_pass(&stage);
	assert_int_equal(table->shown, 1);
	table_set_filter(table, text_of("age > 1h"));
	stage_pass(&stage);
	assert_int_equal(table->shown, 1);
	check_first(&stage, "990017");
	table_set_filter(table, text_of("due < 0s"));
	stage_pass(&stage);
	assert_int_equal(table->shown, 1);
	check_first(&stage, "990018");
	table_set_filter(table, text_of("failed at declined"));
	stage_pass(&stage);
	assert_int_equal(table->shown, 1);
	table_set_filter(table, text_of("no such words"));
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "nothing here matches \"no such words\""));
	stage_close(&stage);
}

static void why_it_is_empty_is_said(void **state)
{
	const struct ref nothing = ref_none();
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	stage_show(&stage, "journeys", &nothing);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "no event was read: nothing was added"));
	stage_add(&stage, "audit", 4000, "type=noted by=nobody");
	assert_true(stage_shows(&stage, "1 event read, none with a key"));
	stage_add(&stage, "orders", 90000, "type=placed order=1");
	stage_add(&stage, "orders", 89000, "type=authorised order=1");
	stage_add(&stage, "orders", 80000, "type=shipped order=1");
	stage_add(&stage, "orders", 70000, "type=delivered order=1");
	assert_true(stage_shows(&stage, "over: 1, which a a shows"));
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_SAY);
	stage_act(&stage, "show-all");
	stage_act(&stage, "show-all");
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_OPEN);
	model_show_live(stage.world.model, NULL);
	assert_true(stage_shows(&stage, "journeys are not followed here"));
	stage_close(&stage);
}

static void two_marked_ones_are_compared(void **state)
{
	const struct ref nothing = ref_none();
	struct intent intent;
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "journeys", &nothing);
	stage_pass(&stage);
	intent = stage_act(&stage, "compare");
	assert_string_equal(intent.view, "compare");
	assert_int_equal(intent.ref.more_count, 0);
	stage_act(&stage, "first");
	stage_act(&stage, "mark");
	stage_act(&stage, "last");
	stage_act(&stage, "mark");
	intent = stage_act(&stage, "compare");
	assert_int_equal(intent.ref.more_count, 1);
	assert_false(text_equal(intent.ref.more[0], intent.ref.journey));
	intent = stage_act(&stage, "copy-command");
	assert_int_equal(intent.kind, INTENT_COPY);
	assert_true(text_starts(intent.text, "rivermaster journey "));
	intent = stage_act(&stage, "no-such-action");
	assert_int_equal(intent.kind, INTENT_UNKNOWN);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_on_its_way_looks_as_agreed),
		cmocka_unit_test(what_holds_a_journey_up_is_said_shortly),
		cmocka_unit_test(what_waits_behind_a_group_is_listed),
		cmocka_unit_test(what_is_grave_stays_first_however_it_is_sorted),
		cmocka_unit_test(the_selection_stays_on_its_journey),
		cmocka_unit_test(a_query_chooses_among_them),
		cmocka_unit_test(why_it_is_empty_is_said),
		cmocka_unit_test(two_marked_ones_are_compared),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}
