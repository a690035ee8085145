#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] =
	"[journey order]\nanchor = order\nparty = customer\ntopics = *\nstart = placed\n"
	"end = delivered\nfail = declined\nstep = placed -> authorised within 5s\n"
	"step = authorised -> delivered\nvalue = placed: total\n";

static void fill(struct stage *stage)
{
	static const struct {
		int64_t ago_ms;
		const char *words;
	} events[] = {
		{7200000, "type=placed order=1 customer=C-881 total=120"},
		{7190000, "type=authorised order=1"},
		{7100000, "type=delivered order=1"},
		{600000, "type=placed order=2 customer=C-881 total=5"},
		{590000, "type=declined order=2"},
		{60000, "type=placed order=3 customer=C-881 total=77"},
		{50000, "type=placed order=4 customer=C-9 total=9"},
		{3000, "type=placed order=5 customer=C-881 total=31"},
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		stage_add(stage, "orders", events[i].ago_ms, events[i].words);
	}
}

static void a_customers_journeys_stand_in_order_of_time(void **state)
{
	const struct ref whose = ref_party(text_of("C-881"));
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "customer", &whose);
	stage_pass(&stage);
	stage_check(&stage, "customer");
	stage_act(&stage, "first");
	intent = stage_act(&stage, "open");
	assert_string_equal(intent.view, "journey");
	assert_true(text_is(intent.ref.journey, "5"));
	stage_act(&stage, "show-all");
	assert_int_equal(stage.view->table(stage.state)->shown, 3);
	stage_close(&stage);
}

static void one_without_journeys_says_so(void **state)
{
	const struct ref whose = ref_party(text_of("nobody"));
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "customer", &whose);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "none of this one's journeys is held any more"));
	assert_int_equal(stage_act(&stage, "open").kind, INTENT_SAY);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_customers_journeys_stand_in_order_of_time),
		cmocka_unit_test(one_without_journeys_says_so),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("customer", tests, NULL, NULL);
}
