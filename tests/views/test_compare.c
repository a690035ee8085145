#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static const char orders[] = "[journey order]\nanchor = order\ntopics = *\n";

static void fill(struct stage *stage)
{
	static const char *const steps[] = {"placed", "authorised", "picked", "shipped"};
	char words[80];

	for (int order = 0; order < 50; order++) {
		for (int step = 0; step < 4; step++) {
			snprintf(words, sizeof(words), "type=%s order=U-%d", steps[step], order);
			stage_add(stage, "orders", 900000 - order * 10 - step * (1000 + order),
				words);
		}
	}
	stage_add(stage, "orders", 90000, "type=placed order=A");
	stage_add(stage, "orders", 89000, "type=authorised order=A");
	stage_add(stage, "orders", 50000, "type=picked order=A");
	stage_add(stage, "orders", 49500, "type=picked order=A");
	stage_add(stage, "orders", 49000, "type=shipped order=A");
	stage_add(stage, "orders", 80000, "type=placed order=B");
	stage_add(stage, "orders", 79200, "type=checked order=B");
	stage_add(stage, "orders", 79000, "type=authorised order=B");
	stage_add(stage, "orders", 77000, "type=picked order=B");
	stage_add(stage, "orders", 76000, "type=returned order=B");
}

static struct ref of(const char *name)
{
	return ref_journey(text_of("order"), text_of(name), 0);
}

static void two_journeys_stand_step_by_step(void **state)
{
	struct text other = text_of("B");
	struct ref both = of("A");
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	both.more = &other;
	both.more_count = 1;
	stage_show(&stage, "compare", &both);
	stage_pass(&stage);
	stage_check(&stage, "compare");
	assert_true(stage_shows(&stage, "A lost most at picked: 37s more than B"));
	intent = stage_act(&stage, "open");
	assert_string_equal(intent.view, "event");
	assert_int_equal(intent.ref.id.ms, stage.world.server_ms - 90000);
	intent = stage_act(&stage, "waterfall");
	assert_true(text_is(intent.ref.journey, "A"));
	assert_int_equal(stage_act(&stage, "no-such-action").kind, INTENT_UNKNOWN);
	stage_close(&stage);
}

static void one_stands_beside_what_is_usual(void **state)
{
	struct ref one = of("U-7"), slow = of("A"), gone = of("nobody");
	struct stage stage;

	(void)state;
	stage_open(&stage, orders);
	fill(&stage);
	stage_show(&stage, "compare", &one);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "what is usual: not known here"));
	stage_measure(&stage);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "B  what is usual of each hop (p50) "));
	stage_add(&stage, "orders", 1000, "type=failed order=U-7 outcome=failed");
	stage_measure(&stage);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "1 went this way: p50"));
	stage_show(&stage, "compare", &slow);
	stage_pass(&stage);
	stage_check(&stage, "compare-usual");
	assert_true(stage_shows(&stage, "A lost most at picked: 38s more than B"));
	stage_show(&stage, "compare", &gone);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "there is nothing to compare any more"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_journeys_stand_step_by_step),
		cmocka_unit_test(one_stands_beside_what_is_usual),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
