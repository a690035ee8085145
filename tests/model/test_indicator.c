#include "model/indicator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

static void expect_number(double found, double expected)
{
	if (fabs(found - expected) > 1e-12) {
		fail_msg("%.17g, expected %.17g", found, expected);
	}
}

static struct indicator made(const char *key, const char *value)
{
	struct indicator indicator;
	struct error error;

	indicator_init(&indicator, text_of("x"), "f:1");
	if (!indicator_set(&indicator, text_of(key), text_of(value), &error)) {
		fail_msg("%s", error.text);
	}
	return indicator;
}

static void expect_target(
	const char *kind, const char *of, const char *target, bool below, double bound)
{
	struct indicator indicator = made(kind, of);
	struct error error;

	assert_true(indicator_set(&indicator, text_of("within"), text_of("1s"), &error));
	assert_true(indicator_set(&indicator, text_of("target"), text_of(target), &error));
	if (!indicator_seal(&indicator, &error)) {
		fail_msg("%s", error.text);
	}
	assert_int_equal(indicator.target_below, below);
	expect_number(indicator.target, bound);
	indicator_finish(&indicator);
}

static void a_target_is_in_the_unit_of_its_kind(void **state)
{
	(void)state;
	expect_target("time", "a -> b", "p95 below 15m", true, 900000);
	expect_target("time", "a -> b", "above 1m30s", false, 90000);
	expect_target("mean", "a: b.c", "above 4.2", false, 4.2);
	expect_target("silent", "device", "below 3", true, 3);
	expect_target("returning", "customer", "above 30%", false, 0.3);
	expect_target("returning", "customer", "above 0.3", false, 0.3);
}

static void a_figure_is_only_of_times(void **state)
{
	struct indicator indicator = made("mean", "a: b");
	struct error error;

	(void)state;
	assert_true(indicator_set(&indicator, text_of("target"), text_of("p99 below 3"), &error));
	assert_false(indicator_seal(&indicator, &error));
	indicator_finish(&indicator);
	indicator = made("time", "a -> b, c");
	assert_true(indicator_set(&indicator, text_of("target"), text_of("p99 below 3s"), &error));
	assert_true(indicator_seal(&indicator, &error));
	assert_string_equal(indicator_figure_name(indicator.figure), "p99");
	assert_string_equal(indicator_unit(&indicator), "ms");
	assert_string_equal(indicator_kind_name(indicator.kind), "time");
	indicator_finish(&indicator);
}

static void a_step_is_its_name_or_its_end(void **state)
{
	struct indicator indicator = made("time", "order.placed, seen -> b");

	(void)state;
	assert_true(indicator_steps_have(&indicator.from, text_of("order.placed")));
	assert_true(indicator_steps_have(&indicator.from, text_of("shop.order.placed")));
	assert_true(indicator_steps_have(&indicator.from, text_of("page.seen")));
	assert_false(indicator_steps_have(&indicator.from, text_of("reorder.placed")));
	assert_false(indicator_steps_have(&indicator.from, text_of("placed")));
	assert_false(indicator_steps_have(&indicator.from, text_of("")));
	indicator_finish(&indicator);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_is_in_the_unit_of_its_kind),
		cmocka_unit_test(a_figure_is_only_of_times),
		cmocka_unit_test(a_step_is_its_name_or_its_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
