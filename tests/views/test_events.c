#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "support/golden.h"
#include "support/world.h"
#include "views/view.h"

struct stage {
	const struct view *view;
	void *state;
	struct world world;
	struct interest interest;
};

static void stage_open(struct stage *stage, struct ref ref)
{
	stage->view = view_find("events");
	stage->state = mem_alloc(1, stage->view->size);
	world_open(&stage->world);
	world_run(&stage->world, 5);
	stage->view->open(stage->state, &ref);
	stage->view->layout(stage->state, 80, 20);
	stage->view->refresh(stage->state, stage->world.model);
}

static void stage_close(struct stage *stage)
{
	stage->view->close(stage->state);
	mem_free(stage->state);
	world_close(&stage->world);
}

static const struct interest_events *wants(struct stage *stage)
{
	stage->interest = (struct interest){.count = 0};
	stage->view->interest(stage->state, stage->world.model, &stage->interest);
	return &stage->interest.events;
}

/* As the engine would: what is wanted now, answered. */
static void answer(struct stage *stage, struct world_events events)
{
	static char query[400];
	const struct interest_events *wanted = wants(stage);

	snprintf(query, sizeof(query), "%.*s", (int)wanted->query.length, wanted->query.at);
	events.turn = wanted->turn;
	events.query = query;
	world_events(&stage->world, &events);
	stage->view->refresh(stage->state, stage->world.model);
}

static void check_one(
	struct stage *stage, int width, int height, enum charset charset, const char *what)
{
	struct canvas *canvas = canvas_create(width, height - 4, charset);
	struct buf text;
	char name[80];

	stage->view->layout(stage->state, width, height - 4);
	stage->view->refresh(stage->state, stage->world.model);
	stage->view->draw(stage->state, stage->world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	canvas_dump_roles(canvas, &text);
	snprintf(name, sizeof(name), "%s-%dx%d", what, width, height);
	assert_true(golden_check("views", name, text.at));
	buf_finish(&text);
	canvas_destroy(canvas);
}

static void check(struct stage *stage, const char *what)
{
	check_one(stage, 80, 24, CHARSET_ASCII, what);
	check_one(stage, 120, 36, CHARSET_UTF8, what);
}

static bool shows(struct stage *stage, const char *words)
{
	struct canvas *canvas = canvas_create(120, 20, CHARSET_UTF8);
	struct buf text;
	bool found;

	stage->view->layout(stage->state, 120, 20);
	stage->view->refresh(stage->state, stage->world.model);
	stage->view->draw(stage->state, stage->world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	found = strstr(text.at, words) != NULL;
	if (!found) {
		print_message("%s", text.at);
	}
	buf_finish(&text);
	canvas_destroy(canvas);
	return found;
}

static struct intent act(struct stage *stage, const char *action)
{
	return stage->view->act(stage->state, stage->world.model, action);
}

static void find(struct stage *stage, const char *typed)
{
	char says[INTENT_MESSAGE_MAX];

	assert_true(
		stage->view->find(stage->state, stage->world.model, text_of(typed), true, says));
}

static struct ref orders(void)
{
	return ref_topic(text_of("orders.created"));
}

static void events_look_as_agreed(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, orders());
	answer(&stage, (struct world_events){.count = 60, .older = {.entries = 60}});
	act(&stage, "mark");
	act(&stage, "up");
	act(&stage, "mark");
	check(&stage, "events");
	stage_close(&stage);
}

static void what_was_passed_over_is_said_and_drawn(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, ref_none());
	answer(&stage,
		(struct world_events){.count = 9, .skipped = 12300, .older = {.ends = true}});
	check(&stage, "events-skipped");
	stage_close(&stage);
}

static void a_search_says_how_far_it_came(void **state)
{
	struct fact_reading reading = {.on = true,
		.has_reached = true,
		.reached = {.ms = 1712900000000},
		.entries = 312000,
		.bytes = 61 << 20,
		.busy_ms = 4100};
	struct stage stage;

	(void)state;
	stage_open(&stage, orders());
	find(&stage, "type == \"order.paid\"");
	assert_true(shows(&stage, "reading the newest entries of orders.created"));
	answer(&stage, (struct world_events){.count = 30, .older = reading});
	check(&stage, "events-search");
	assert_int_equal(act(&stage, "cancel").kind, INTENT_SAY);
	assert_int_equal(wants(&stage)->older, 0);
	reading.on = false;
	answer(&stage, (struct world_events){.count = 30, .older = reading});
	assert_true(shows(&stage, "stopped, s goes on: 10 found in 312,000"));
	act(&stage, "search-on");
	assert_int_equal(wants(&stage)->older, 300);
	assert_true(shows(&stage, "holds, s goes on"));
	act(&stage, "search-on");
	assert_int_equal(wants(&stage)->older, 600);
	reading.ends = true;
	answer(&stage, (struct world_events){.count = 30, .older = reading});
	assert_true(shows(&stage, "end of the topics: 10 found in 312,000 entries, 61M, 4.1s"));
	stage_close(&stage);
}

static void why_there_is_nothing_is_said(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, ref_topic(text_of("no.such.topic")));
	assert_true(shows(&stage, "there is no topic no.such.topic"));
	stage_close(&stage);
	stage_open(&stage, ref_topic(text_of("shipping.scan")));
	assert_true(shows(&stage, "NOPERM"));
	stage_close(&stage);
	stage_open(&stage, orders());
	answer(&stage, (struct world_events){.older = {.ends = true}});
	assert_true(shows(&stage, "no entry in orders.created: what is added will show here"));
	find(&stage, "nobody");
	answer(&stage, (struct world_events){.older = {.ends = true, .entries = 12}});
	assert_true(shows(&stage, "nothing matches so far: end of the topics: 0 found in 12"));
	world_link(&stage.world, false, "connection refused");
	assert_true(shows(&stage, "not connected: connection refused"));
	stage_close(&stage);
}

static void the_list_of_another_screen_is_not_shown(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, orders());
	world_events(&stage.world, &(struct world_events){.turn = 1, .count = 20});
	assert_false(shows(&stage, "O-"));
	answer(&stage, (struct world_events){.count = 20});
	assert_true(shows(&stage, "O-"));
	stage_close(&stage);
}

static void typing_tries_the_query_on_what_is_loaded(void **state)
{
	char says[INTENT_MESSAGE_MAX];
	struct stage stage;
	unsigned turn;

	(void)state;
	stage_open(&stage, orders());
	answer(&stage, (struct world_events){.count = 60});
	turn = wants(&stage)->turn;
	assert_false(
		stage.view->find(stage.state, stage.world.model, text_of("type == "), false, says));
	assert_non_null(strstr(says, "column 9: "));
	assert_false(stage.view->find(
		stage.state, stage.world.model, text_of("   age > \"x\" "), false, says));
	assert_non_null(strstr(says, "column 10: "));
	assert_true(stage.view->find(
		stage.state, stage.world.model, text_of("type == \"order.paid\""), false, says));
	assert_string_equal(says, "20 of 60 match; Enter searches all");
	assert_int_equal(wants(&stage)->turn, turn);
	find(&stage, "say \"hi\"");
	assert_true(text_is(wants(&stage)->query, "text(\"say \\\"hi\\\"\")"));
	assert_int_equal(wants(&stage)->turn, turn + 1);
	find(&stage, "say \"hi\"");
	assert_int_equal(wants(&stage)->turn, turn + 1);
	find(&stage, "  two words ");
	assert_true(text_is(wants(&stage)->query, "text(\"two words\")"));
	find(&stage, " type == \"order.paid\" ");
	assert_true(text_is(stage.view->found(stage.state), "type == \"order.paid\""));
	assert_true(text_is(wants(&stage)->query, "type == \"order.paid\""));
	find(&stage, "");
	assert_int_equal(wants(&stage)->query.length, 0);
	stage_close(&stage);
}

static void scrolling_above_the_first_wants_older_ones(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, orders());
	answer(&stage, (struct world_events){.count = 60});
	act(&stage, "up");
	assert_int_equal(wants(&stage)->older, 300);
	act(&stage, "first");
	assert_int_equal(wants(&stage)->older, 600);
	stage_close(&stage);
}

static void another_time_is_an_anchor(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders());
	intent = stage.view->command(
		stage.state, stage.world.model, text_of("at"), text_of("half past"));
	assert_int_equal(intent.kind, INTENT_SAY);
	intent = stage.view->command(stage.state, stage.world.model, text_of("at"), text_of("1m"));
	assert_int_equal(intent.kind, INTENT_NONE);
	assert_true(wants(&stage)->has_anchor);
	assert_false(wants(&stage)->live);
	assert_int_equal(wants(&stage)->anchor.ms, stage.world.server_ms - 60000);
	stage.view->command(
		stage.state, stage.world.model, text_of("id"), text_of("1712924455310-2"));
	assert_int_equal(wants(&stage)->anchor.seq, 2);
	act(&stage, "live");
	assert_false(wants(&stage)->has_anchor);
	assert_true(wants(&stage)->live);
	stage_close(&stage);
}

static void several_topics_are_wanted_together(void **state)
{
	const struct text more[] = {text_of("orders.paid"), text_of("audit.trail")};
	struct ref ref = orders();
	struct stage stage;

	(void)state;
	ref.more = more;
	ref.more_count = 2;
	stage_open(&stage, ref);
	assert_int_equal(wants(&stage)->topic_count, 3);
	assert_true(text_is(wants(&stage)->topics[2], "audit.trail"));
	assert_true(shows(&stage, "Events of 3 topics"));
	stage_close(&stage);
}

static void what_is_copied_is_what_is_meant(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, orders());
	answer(&stage, (struct world_events){.count = 3});
	intent = act(&stage, "copy-id");
	assert_int_equal(intent.kind, INTENT_COPY);
	assert_string_equal(intent.message, "id");
	assert_true(text_is(intent.text, "1712924471137-0"));
	intent = act(&stage, "copy-command");
	assert_true(text_is(
		intent.text, "redis-cli XRANGE orders.created 1712924471137-0 1712924471137-0"));
	intent = act(&stage, "copy-row");
	assert_true(text_starts(intent.text, "{\"topic\":") ||
		text_starts(intent.text, "{\"topic\": "));
	intent = act(&stage, "copy-payload");
	assert_true(text_starts(intent.text, "{"));
	act(&stage, "first");
	act(&stage, "mark");
	act(&stage, "mark");
	intent = act(&stage, "export");
	assert_int_equal(intent.kind, INTENT_EXPORT);
	assert_true(text_contains_fold(intent.text, text_of("1712924469137-0")));
	assert_true(text_contains_fold(intent.text, text_of("1712924470137-0")));
	assert_false(text_contains_fold(intent.text, text_of("1712924471137-0")));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_look_as_agreed),
		cmocka_unit_test(what_was_passed_over_is_said_and_drawn),
		cmocka_unit_test(a_search_says_how_far_it_came),
		cmocka_unit_test(why_there_is_nothing_is_said),
		cmocka_unit_test(the_list_of_another_screen_is_not_shown),
		cmocka_unit_test(typing_tries_the_query_on_what_is_loaded),
		cmocka_unit_test(scrolling_above_the_first_wants_older_ones),
		cmocka_unit_test(another_time_is_an_anchor),
		cmocka_unit_test(several_topics_are_wanted_together),
		cmocka_unit_test(what_is_copied_is_what_is_meant),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
