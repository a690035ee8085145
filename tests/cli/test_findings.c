#include "../../src/cli/findings.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "facts.h"

static const struct id end = {.ms = 9, .seq = 1};

static struct fact_group through(const char *name)
{
	return (struct fact_group){.name = text_of(name),
		.consumers = 1,
		.last_delivered = end,
		.has_entries_read = true,
		.entries_read = 9};
}

/* Nobody reads it, and nine entries wait. */
static struct fact_group forsaken(const char *name)
{
	return (struct fact_group){.name = text_of(name), .has_entries_read = true};
}

static void findings_are_worst_first_and_then_by_name(void **state)
{
	struct model *model = facts_model();
	const struct fact_group orders[] = {through("a"), forsaken("z"), forsaken("b")};
	const struct fact_group mail[] = {forsaken("y"), through("c")};

	(void)state;
	facts_topic(model, "orders", 9, orders, 3);
	facts_topic(model, "mail", 9, mail, 2);
	struct findings findings = findings_of(model, text_of(""));
	assert_int_equal(findings.total, 5);
	assert_int_equal(findings.groups, 5);
	assert_int_equal(findings.bad, 3);
	assert_int_equal(findings.count[SEVERITY_CRITICAL], 3);
	assert_true(text_is(findings.at[0].group, "y"));
	assert_true(text_is(findings.at[1].group, "b"));
	assert_true(text_is(findings.at[2].group, "z"));
	assert_int_equal(findings.at[0].verdict, VERDICT_NO_CONSUMERS);
	assert_true(findings.lag.is);
	assert_int_equal(findings.lag.n, 27);
	assert_true(findings.pending.is);
	assert_int_equal(findings.pending.n, 0);
	findings_finish(&findings);
	model_destroy(model);
}

static void one_group_may_be_looked_at_alone(void **state)
{
	struct model *model = facts_model();
	const struct fact_group groups[] = {through("a"), forsaken("b")};

	(void)state;
	facts_topic(model, "orders", 9, groups, 2);
	struct findings findings = findings_of(model, text_of("a"));
	assert_int_equal(findings.total, 1);
	assert_true(text_is(findings.at[0].group, "a"));
	assert_int_equal(findings.lag.n, 0);
	findings_finish(&findings);
	model_destroy(model);
}

static void a_topic_that_cannot_be_read_is_a_finding_and_its_numbers_unknown(void **state)
{
	struct model *model = facts_model();
	const struct fact_group groups[] = {forsaken("b")};
	struct text name = text_of("secret");
	struct fact scan = {.kind = FACT_SCAN, .scan = {.count = 1, .names = &name}};
	struct fact denied = {
		.kind = FACT_TOPIC, .outcome = FACT_DENIED, .topic = name, .at_ms = FACTS_BEGIN_MS};

	(void)state;
	facts_topic(model, "orders", 9, groups, 1);
	model_apply(model, &scan);
	error_set(&denied.error, ERROR_REFUSED, "not permitted");
	model_apply(model, &denied);
	struct findings findings = findings_of(model, text_of(""));
	assert_int_equal(findings.total, 2);
	assert_int_equal(findings.groups, 1);
	assert_int_equal(findings.bad, 2);
	assert_int_equal(findings.bad_groups, 1);
	assert_int_equal(findings.count[SEVERITY_UNKNOWN], 1);
	assert_true(text_is(findings.at[1].topic, "secret"));
	assert_true(findings.at[1].is_topic);
	assert_true(text_is(findings.at[1].reason, "not permitted"));
	assert_false(findings.lag.is);
	assert_false(findings.pending.is);
	findings_finish(&findings);
	model_destroy(model);
}

static void nothing_gives_no_findings(void **state)
{
	struct model *model = facts_model();
	struct findings findings = findings_of(model, text_of(""));

	(void)state;
	assert_int_equal(findings.total, 0);
	assert_int_equal(findings.bad, 0);
	assert_true(findings.lag.is);
	findings_finish(&findings);
	model_destroy(model);
}

static void a_bound_is_no_sum(void **state)
{
	struct model *model = facts_model();
	const struct fact_group groups[] = {through("a"),
		{.name = text_of("b"), .consumers = 1, .last_delivered = {.ms = 3, .seq = 1}}};

	(void)state;
	facts_topic(model, "orders", 9, groups, 2);
	assert_int_equal(model_group(model, text_of("orders"), text_of("b"))->lag.is, LAG_AT_MOST);
	struct findings findings = findings_of(model, text_of(""));
	assert_false(findings.lag.is);
	assert_true(findings.pending.is);
	findings_finish(&findings);
	findings = findings_of(model, text_of("a"));
	assert_true(findings.lag.is);
	findings_finish(&findings);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_are_worst_first_and_then_by_name),
		cmocka_unit_test(one_group_may_be_looked_at_alone),
		cmocka_unit_test(a_topic_that_cannot_be_read_is_a_finding_and_its_numbers_unknown),
		cmocka_unit_test(nothing_gives_no_findings),
		cmocka_unit_test(a_bound_is_no_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
