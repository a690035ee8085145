#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "journey_stage.h"

static void lead(
	struct stage *stage, const char *from, const char *service, const char *to, int events)
{
	for (int i = 0; i < events; i++) {
		flow_add((struct flow *)(uintptr_t)stage->live.flow,
			&(struct flow_event){.from = text_of(from),
				.service = text_of(service),
				.to = text_of(to),
				.caused = from[0] != '\0' && i % 2 == 0,
				.at_ms = stage->world.server_ms - 10000 - i * 20});
	}
}

/* Orders lead to payments by a service that a group is called like, and to mails by the one group
 * whose name says so; who writes what failed is told by its only reader. */
static void fill(struct stage *stage)
{
	lead(stage, "", "web", "orders.created", 1200);
	lead(stage, "", "ios", "orders.created", 600);
	lead(stage, "", "", "orders.created", 3);
	lead(stage, "orders.created", "billing-service", "orders.paid", 300);
	lead(stage, "orders.created", "billing-service", "payments.failed", 60);
	lead(stage, "orders.created", "", "email.outbox", 100);
	lead(stage, "payments.failed", "", "orders.paid", 20);
	lead(stage, "orders.paid", "depot", "orders.shipped", 40);
	lead(stage, "orders.created", "fraud", "audit.trail", 500);
}

static void open_stage(struct stage *stage)
{
	const struct ref none = ref_none();

	stage_open(stage, NULL);
	stage->live.flow = flow_create();
	stage_show(stage, "flow", &none);
}

static void close_stage(struct stage *stage)
{
	struct flow *flow = (struct flow *)(uintptr_t)stage->live.flow;

	stage_close(stage);
	flow_destroy(flow);
}

/* The map is made anew each second. */
static void pass(struct stage *stage)
{
	world_run(&stage->world, 2);
	stage_pass(stage);
}

static void the_map_looks_as_agreed(void **state)
{
	struct stage stage;

	(void)state;
	open_stage(&stage);
	fill(&stage);
	pass(&stage);
	stage_check(&stage, "flow");
	close_stage(&stage);
}

static void what_was_not_learned_is_not_known(void **state)
{
	struct stage stage;

	(void)state;
	open_stage(&stage);
	pass(&stage);
	stage_check(&stage, "flow-unknown");
	stage_act(&stage, "left");
	assert_true(stage_shows(&stage, "who writes payments.failed is not known"));
	model_show_live(stage.world.model, NULL);
	pass(&stage);
	assert_true(stage_shows(&stage, "orders.created"));
	close_stage(&stage);
}

static struct intent act(struct stage *stage, const char *action)
{
	return stage->view->act(stage->state, stage->world.model, action);
}

static void keys_go_with_the_flow(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	open_stage(&stage);
	fill(&stage);
	pass(&stage);
	stage.view->layout(stage.state, 160, 30);
	stage_pass(&stage);
	for (int i = 0; i < 3 && !text_is(act(&stage, "open").ref.topic, "orders.created"); i++) {
		stage_act(&stage, "down");
	}
	intent = act(&stage, "open");
	assert_string_equal(intent.view, "groups");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	stage_act(&stage, "left");
	intent = act(&stage, "open");
	assert_string_equal(intent.view, "events");
	assert_true(text_is(intent.text, "service == \"web\""));
	stage_act(&stage, "right");
	stage_act(&stage, "right");
	assert_true(stage_shows(&stage, "what the service of its name writes then"));
	intent = act(&stage, "open");
	assert_string_equal(intent.view, "group");
	assert_true(text_is(intent.ref.group, "billing"));
	assert_string_equal(act(&stage, "group-journeys").view, "journeys");
	assert_string_equal(act(&stage, "group-pending").view, "pending");
	stage_act(&stage, "right");
	assert_true(stage_shows(&stage,
		"orders.paid follows orders.created: 300 events, of which 150 name the one"));
	assert_true(text_is(act(&stage, "copy").text, "orders.paid"));
	stage_act(&stage, "open");
	intent = act(&stage, "topic-events");
	assert_true(text_is(intent.ref.topic, "orders.paid"));
	assert_int_equal(act(&stage, "group-pending").kind, INTENT_SAY);
	assert_int_equal(act(&stage, "no-such-action").kind, INTENT_UNKNOWN);
	close_stage(&stage);
}

static void the_selection_follows_its_names(void **state)
{
	char says[INTENT_MESSAGE_MAX];
	struct stage stage;

	(void)state;
	open_stage(&stage);
	fill(&stage);
	pass(&stage);
	stage.view->layout(stage.state, 160, 30);
	stage_pass(&stage);
	stage_act(&stage, "last");
	assert_true(text_is(act(&stage, "topic-events").ref.topic, "shipping.scan"));
	lead(&stage, "audit.trail", "scanner", "shipping.scan", 50);
	pass(&stage);
	assert_true(text_is(act(&stage, "topic-events").ref.topic, "shipping.scan"));
	stage_act(&stage, "focus");
	assert_true(stage_shows(&stage, "around shipping.scan"));
	assert_true(stage_shows(&stage, "audit.trail"));
	assert_false(stage_shows(&stage, "sender"));
	stage_act(&stage, "focus");
	assert_true(stage_shows(&stage, "email.outbox"));
	assert_true(
		stage.view->find(stage.state, stage.world.model, text_of("billing"), true, says));
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "3 topics"));
	assert_true(text_is(act(&stage, "topic-events").ref.topic, "orders.created"));
	assert_true(text_is(stage.view->found(stage.state), "billing"));
	stage.view->find(stage.state, stage.world.model, text_of("nobody"), true, says);
	stage_pass(&stage);
	assert_true(stage_shows(&stage, "nothing here matches"));
	assert_int_equal(act(&stage, "open").kind, INTENT_SAY);
	close_stage(&stage);
}

static void a_map_may_be_a_tree(void **state)
{
	struct stage stage;

	(void)state;
	open_stage(&stage);
	fill(&stage);
	pass(&stage);
	assert_true(stage_shows(&stage, "WRITTEN BY"));
	stage_act(&stage, "shape");
	assert_true(stage_shows(&stage, "GROUP -> LEADS TO"));
	stage_act(&stage, "shape");
	assert_true(stage_shows(&stage, " LEADS TO "));
	stage.view->layout(stage.state, 80, 20);
	stage_pass(&stage);
	assert_int_equal(act(&stage, "shape").kind, INTENT_SAY);
	close_stage(&stage);
}

/* Each topic leads to the one before it by name, as far as there is room for edges. */
static void a_long_chain_stands_in_its_order(void **state)
{
	char from[32], to[32], says[INTENT_MESSAGE_MAX];
	struct stage stage;

	(void)state;
	open_stage(&stage);
	world_find(&stage.world, 5000);
	for (int i = 3999; i > 0; i--) {
		snprintf(from, sizeof(from), "topic.%07d", i);
		snprintf(to, sizeof(to), "topic.%07d", i - 1);
		lead(&stage, from, "chain", to, 1);
	}
	lead(&stage, "topic.0000000", "chain", "topic.0003999", 1);
	pass(&stage);
	stage.view->find(stage.state, stage.world.model, text_of("topic."), true, says);
	stage_pass(&stage);
	assert_true(text_is(act(&stage, "topic-events").ref.topic, "topic.0000000"));
	for (int i = 0; i < 2; i++) {
		stage_act(&stage, "down");
		stage_act(&stage, "down");
	}
	assert_true(text_is(act(&stage, "topic-events").ref.topic, "topic.0003998"));
	stage_act(&stage, "last");
	assert_true(text_starts(act(&stage, "topic-events").ref.topic, "topic.0004"));
	close_stage(&stage);
}

static void names_that_set_traps_are_harmless(void **state)
{
	struct stage stage;

	(void)state;
	open_stage(&stage);
	lead(&stage, "", "we\033[31mb\"\\", "orders.created", 50);
	lead(&stage, "orders.created", "\xe2\x80\xaeknalb", "naughty\033[31m\n\xff", 50);
	pass(&stage);
	assert_false(stage_shows(&stage, "\033"));
	assert_true(stage_shows(&stage, "we^[[31mb"));
	close_stage(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_map_looks_as_agreed),
		cmocka_unit_test(what_was_not_learned_is_not_known),
		cmocka_unit_test(keys_go_with_the_flow),
		cmocka_unit_test(the_selection_follows_its_names),
		cmocka_unit_test(a_map_may_be_a_tree),
		cmocka_unit_test(a_long_chain_stands_in_its_order),
		cmocka_unit_test(names_that_set_traps_are_harmless),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
