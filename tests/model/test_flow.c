#include "model/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "journey_log.h"

static void add(
	struct flow *flow, const char *from, const char *service, const char *to, int64_t ms)
{
	flow_add(flow,
		&(struct flow_event){.from = text_of(from),
			.service = text_of(service),
			.to = text_of(to),
			.caused = from[0] == 'c',
			.at_ms = ms});
}

static void edges_count_what_leads_where(void **state)
{
	struct flow *flow = flow_create();
	const struct flow_edge *edge;

	(void)state;
	add(flow, "", "web", "orders", 1000);
	add(flow, "orders", "billing", "paid", 2000);
	add(flow, "", "web", "orders", 3000);
	add(flow, "", "webo", "rders", 3000);
	add(flow, "causes", "", "paid", 4000);
	edge = flow_at(flow, 0);
	assert_true(text_is(edge->service, "web") && text_is(edge->to, "orders"));
	assert_int_equal(edge->from.length, 0);
	assert_int_equal(edge->count, 2);
	assert_int_equal(edge->first_ms, 1000);
	assert_int_equal(edge->last_ms, 3000);
	assert_int_equal(flow_at(flow, 1)->caused, 0);
	assert_int_equal(flow_at(flow, 3)->caused, 1);
	assert_true(text_is(flow_at(flow, 2)->to, "rders"));
	assert_null(flow_at(flow, 4));
	assert_int_equal(flow_totals(flow).events, 5);
	flow_destroy(flow);
}

static void a_rate_is_that_of_the_last_minute(void **state)
{
	struct flow *flow = flow_create();
	const struct flow_edge *edge;

	(void)state;
	for (int64_t ms = 0; ms < 300000; ms += 100) {
		add(flow, "", "web", "orders", ms);
	}
	edge = flow_at(flow, 0);
	assert_float_equal(flow_rate(edge, 300000), 10, 0.001);
	assert_float_equal(flow_rate(edge, 330000), 5, 0.001);
	assert_float_equal(flow_rate(edge, 400000), 0, 0.001);
	/* What came late counts where it belongs, what came much too late not at all. */
	add(flow, "", "web", "orders", 250000);
	add(flow, "", "web", "orders", 5);
	assert_float_equal(flow_rate(edge, 300000), 601.0 / 60, 0.001);
	add(flow, "", "web", "orders", 9000000);
	assert_float_equal(flow_rate(edge, 9005000), 1.0 / 60, 0.001);
	flow_destroy(flow);
}

static void there_is_an_end_to_what_is_kept(void **state)
{
	struct flow *flow = flow_create();
	char name[FLOW_NAME_MAX + 2];

	(void)state;
	for (int i = 0; i < 2 * FLOW_EDGES_MAX; i++) {
		snprintf(name, sizeof(name), "topic-%d", i);
		add(flow, "", "web", name, 1000);
	}
	assert_int_equal(flow_totals(flow).edges, FLOW_EDGES_MAX);
	assert_int_equal(flow_totals(flow).unheld, FLOW_EDGES_MAX);
	assert_true(flow_totals(flow).bytes < (size_t)FLOW_EDGES_MAX * 400);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	add(flow, "", name, "topic-1", 1000);
	add(flow, "", "web", "topic-1", -1);
	assert_int_equal(flow_totals(flow).unheld, FLOW_EDGES_MAX + 2);
	flow_destroy(flow);
	flow_destroy(NULL);
}

struct told {
	const struct journeys *journeys;
	char words[200];
};

static void on_follow(void *arg, const struct journey_event *before, bool caused)
{
	struct told *told = arg;
	struct text topic = journeys_topic(told->journeys, before->topic);

	snprintf(told->words, sizeof(told->words), "%.*s %s", (int)topic.length, topic.at,
		caused ? "caused" : "before");
}

/* What a tap hears of an event's journey. */
static void journeys_tell_what_an_event_follows(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = order\ncause = cause\n", LOG_MEMORY);
	struct told told = {.words = ""};

	(void)state;
	journeys_destroy(log->journeys);
	log->journeys = journeys_create(&(struct journeys_options){.memory_bytes = LOG_MEMORY,
		.definition_count = 1,
		.definitions = &log->definition,
		.on_follow = on_follow,
		.arg = &told});
	told.journeys = log->journeys;
	log_add(log, "a", 1, "type=x order=1 id=E-1");
	assert_string_equal(told.words, "");
	log_add(log, "b", 2, "type=y order=1 id=E-2");
	assert_string_equal(told.words, "a before");
	log_add(log, "c", 3, "type=z order=1 id=E-3 cause=E-1");
	assert_string_equal(told.words, "a caused");
	told.words[0] = '\0';
	log_add(log, "d", 2, "type=late order=1 id=E-4");
	assert_string_equal(told.words, "");
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges_count_what_leads_where),
		cmocka_unit_test(a_rate_is_that_of_the_last_minute),
		cmocka_unit_test(there_is_an_end_to_what_is_kept),
		cmocka_unit_test(journeys_tell_what_an_event_follows),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
