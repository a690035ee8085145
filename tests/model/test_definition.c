#include "model/definition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "definitions.h"

static const char whole[] = "[journey order]\n"
			    "topics   = shop.*\n"
			    "anchor   = order_id, orderId\n"
			    "anchor   = ticket\n"
			    "journey  = correlation_id\n"
			    "trace    = traceparent\n"
			    "cause    = causation_id\n"
			    "child    = item_id = items.id, payment_id\n"
			    "party    = customer_id\n"
			    "step_field= activity\n"
			    "start    = order.placed\n"
			    "end      = order.delivered\n"
			    "fail     = payment.declined, order.cancelled\n"
			    "step     = order.placed -> payment.authorised within 5s\n"
			    "step     = payment.authorised -> shipment.created within 4h30m\n"
			    "step     = shipment.created -> \"sent, at last\"\n"
			    "optional = loyalty.points\n"
			    "never    = order.shipped before payment.authorised\n"
			    "at_most  = payment.captured 1\n"
			    "wait     = customer.confirmed up to 3d\n"
			    "sla      = 2d\n"
			    "stuck_after= 2s\n"
			    "value    = order.placed: data.total\n";

static void the_form_is_read_and_written_back(void **state)
{
	struct definition definition, again;
	struct buf out, second;

	(void)state;
	define(&definition, "order", whole);
	assert_int_equal(definition.key_count, 10);
	assert_int_equal(definition.keys[0].type, definition.keys[1].type);
	assert_int_not_equal(definition.keys[0].type, definition.keys[2].type);
	assert_int_equal(definition.keys[6].type, definition.keys[7].type);
	assert_int_not_equal(definition.keys[7].type, definition.keys[8].type);
	assert_string_equal(definition.keys[6].path, "item_id");
	assert_int_equal(definition.rule_count, 3);
	assert_int_equal(definition.rules[0].within_ms, 5000);
	assert_int_equal(definition.rules[1].within_ms, 16200000);
	assert_int_equal(definition.rules[2].within_ms, -1);
	assert_int_equal(definition.sla_ms, 172800000);
	assert_int_equal(definition.stuck_after_ms, 2000);
	assert_string_equal(definition.value_path, "data.total");
	buf_init(&out, 1 << 16);
	buf_init(&second, 1 << 16);
	definition_print(&definition, &out);
	define(&again, "order", out.at);
	definition_print(&again, &second);
	assert_string_equal(out.at, second.at);
	assert_non_null(
		strstr(out.at, "step     = order.placed -> payment.authorised within 5s\n"));
	assert_non_null(strstr(out.at, "step     = shipment.created -> \"sent, at last\"\n"));
	assert_non_null(strstr(out.at, "fail     = payment.declined, order.cancelled\n"));
	assert_non_null(strstr(out.at, "anchor   = order_id, orderId\nanchor   = ticket\njourney"));
	assert_non_null(strstr(out.at, "child    = item_id = items.id, payment_id\n"));
	assert_non_null(strstr(out.at, "value    = order.placed: data.total\n"));
	buf_finish(&out);
	buf_finish(&second);
	definition_finish(&definition);
	definition_finish(&again);
}

static uint64_t bit(const struct definition *definition, const char *name)
{
	uint8_t at = definition_step_of(definition, text_of(name));

	assert_int_not_equal(at, DEFINITION_NONE);
	return UINT64_C(1) << at;
}

static void what_rules_name_is_mandatory_but_for_what_is_spared(void **state)
{
	struct definition definition;

	(void)state;
	define(&definition, "x",
		"[journey x]\nanchor = id\nstart = a\nend = d\nfail = no\noptional = c\n"
		"step = a -> b\nstep = b -> c\nstep = b -> no\nstep = b -> d\n");
	assert_int_equal(definition.mandatory, bit(&definition, "a") | bit(&definition, "b"));
	assert_int_equal(definition.starts, bit(&definition, "a"));
	assert_int_equal(definition.ends, bit(&definition, "d"));
	assert_int_equal(definition.fails, bit(&definition, "no"));
	definition_finish(&definition);
}

static void a_step_is_named_whole_or_by_its_end(void **state)
{
	struct definition definition;

	(void)state;
	define(&definition, "x", "[journey x]\nanchor = id\nstart = placed\nend = order.placed\n");
	assert_int_equal(definition_step_of(&definition, text_of("placed")), 0);
	assert_int_equal(definition_step_of(&definition, text_of("order.placed")), 1);
	assert_int_equal(definition_step_of(&definition, text_of("com.shop.order.placed")), 1);
	assert_int_equal(definition_step_of(&definition, text_of("com.quote.placed")), 0);
	assert_int_equal(definition_step_of(&definition, text_of("displaced")), DEFINITION_NONE);
	definition_finish(&definition);
}

static void an_alias_makes_two_namespaces(void **state)
{
	struct definition definition;

	(void)state;
	define(&definition, "x", "[journey x]\nanchor = a, b\nalias = a = b\nalias = b = c\n");
	assert_int_equal(definition.key_count, 3);
	assert_int_equal(definition.keys[0].use, KEY_USE_ANCHOR);
	assert_int_equal(definition.keys[1].use, KEY_USE_JOURNEY);
	assert_int_equal(definition.keys[2].use, KEY_USE_JOURNEY);
	assert_int_not_equal(definition.keys[0].type, definition.keys[1].type);
	assert_int_not_equal(definition.keys[1].type, definition.keys[2].type);
	assert_true(definition.keys[0].alias && definition.keys[1].alias);
	definition_finish(&definition);
}

static void what_is_wrong_is_said(void **state)
{
	static const char *const wrong[][2] = {
		{"anchor = id\nstep = a, b\n", "`step`: needs the form `A -> B within 5s`"},
		{"anchor = id\nstep = a -> b within soon\n", "`soon` is no duration"},
		{"anchor = id\nnever = a\n", "`never`: needs the form `A before B`"},
		{"anchor = id\nat_most = a\n", "`at_most`: needs the form `STEP N`"},
		{"anchor = id\nwait = a\n", "`wait`: needs the form `STEP up to 3d`"},
		{"anchor = id\nvalue = a\n", "`value`: needs the form `STEP: FIELD`"},
		{"anchor = id\nsla = 0s\n", "`0s` is no duration"},
		{"anchor = id\nalias = a\n", "an alias links two different fields"},
		{"anchor =\n", "`anchor` needs a value"},
		{"anchor = ,\n", "needs fields with commas between"},
		{"child = item =\n", "needs fields with commas between"},
		{"party = id\n", "[journey x] needs an `anchor`"},
		{"lead = id\n", "there is no `lead` in [journey]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct definition definition;
		struct error error = {0};
		char lines[256] = "[journey x]\n";

		strcat(lines, wrong[i][0]);
		assert_false(define_read(&definition, "x", lines, &error));
		if (strstr(error.text, wrong[i][1]) == NULL) {
			fail_msg("`%s` does not say `%s`", error.text, wrong[i][1]);
		}
		assert_int_equal(error.code, ERROR_USAGE);
		definition_finish(&definition);
	}
}

static void there_is_room_for_no_more_than_is_said(void **state)
{
	struct definition definition;
	struct error error = {0};
	char lines[8192] = "[journey x]\nanchor = id\n";
	size_t at = strlen(lines);

	(void)state;
	for (int i = 0; i < 65; i++) {
		at += (size_t)snprintf(lines + at, sizeof(lines) - at, "optional = s%d\n", i);
	}
	assert_false(define_read(&definition, "x", lines, &error));
	assert_non_null(strstr(error.text, "more than 64 steps"));
	definition_finish(&definition);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form_is_read_and_written_back),
		cmocka_unit_test(what_rules_name_is_mandatory_but_for_what_is_spared),
		cmocka_unit_test(a_step_is_named_whole_or_by_its_end),
		cmocka_unit_test(an_alias_makes_two_namespaces),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(there_is_room_for_no_more_than_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
