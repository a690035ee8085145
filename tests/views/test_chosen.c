#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ops/op.h"
#include "support/world.h"
#include "views/view.h"

/* What an operation would act on from each screen: no more and no less than what is said there. */

enum { ROWS = 9 };

struct stage {
	const struct view *view;
	void *state;
	struct world world;
	struct interest *interest;
};

static void stage_open(struct stage *stage, const char *view, struct ref ref)
{
	stage->view = view_find(view);
	stage->state = mem_alloc(1, stage->view->size);
	stage->interest = mem_alloc(1, sizeof(*stage->interest));
	world_open(&stage->world);
	world_run(&stage->world, 5);
	stage->view->open(stage->state, &ref);
	stage->view->layout(stage->state, 120, 30);
	stage->view->refresh(stage->state, stage->world.model);
}

static void stage_close(struct stage *stage)
{
	stage->view->close(stage->state);
	mem_free(stage->state);
	mem_free(stage->interest);
	world_close(&stage->world);
}

static struct intent act(struct stage *stage, const char *action)
{
	struct intent intent = stage->view->act(stage->state, stage->world.model, action);

	stage->view->refresh(stage->state, stage->world.model);
	return intent;
}

static void find(struct stage *stage, const char *typed)
{
	char says[INTENT_MESSAGE_MAX];

	assert_true(
		stage->view->find(stage->state, stage->world.model, text_of(typed), true, says));
}

static struct chosen choose(struct stage *stage, const char *operation)
{
	const struct op *op = op_find(text_of(operation));

	assert_non_null(op);
	return stage->view->chosen(stage->state, stage->world.model, op);
}

static const struct interest *wants(struct stage *stage)
{
	*stage->interest = (struct interest){.count = 0};
	stage->view->interest(stage->state, stage->world.model, stage->interest);
	return stage->interest;
}

static void apply(struct stage *stage, const char *topic, struct fact fact)
{
	fact.topic = text_of(topic);
	fact.at_ms = stage->world.now_ms;
	model_apply(stage->world.model, &fact);
}

static void assert_ref(struct ref ref, const char *topic, const char *group)
{
	assert_true(text_is(ref.topic, topic));
	assert_true(text_is(ref.group, group));
}

/* --- pending --- */

/* `count` entries from `first` on, as the engine would tell them. */
static void answer(struct stage *stage, size_t first, size_t count, struct fact_pending_read read)
{
	const struct interest_pending *wanted = &wants(stage)->pending;
	struct fact begin = {.kind = FACT_PENDING_SOUGHT,
		.group = text_of("billing"),
		.pending_sought = {.query = wanted->query, .turn = wanted->turn}};

	apply(stage, "orders.created", begin);
	for (size_t i = first; i < first + count; i++) {
		struct id id = {.ms = 1000 + i};
		struct entry_field field = {text_of("n"), text_of("1")};
		struct entry entry = {.id = id, .field_count = 1, .fields = &field};
		struct fact_pending_entry as = {.id = id,
			.consumer = text_of("w1"),
			.idle_ms = 60000,
			.deliveries = (int64_t)i};
		struct pending_row row = {
			.topic = text_of("orders.created"), .as = &as, .entry = &entry};

		apply(stage, "orders.created",
			(struct fact){.kind = FACT_PENDING_ROW,
				.group = text_of("billing"),
				.pending_row = {.row = &row}});
	}
	apply(stage, "orders.created",
		(struct fact){.kind = FACT_PENDING_READ,
			.group = text_of("billing"),
			.pending_read = read});
	stage->view->refresh(stage->state, stage->world.model);
}

static void open_pending(struct stage *stage)
{
	stage_open(stage, "pending", ref_group(text_of("orders.created"), text_of("billing")));
	answer(stage, 0, ROWS,
		(struct fact_pending_read){
			.ends = true, .has_total = true, .total = ROWS, .looked = ROWS});
}

static void one_or_the_marked_ones_are_chosen_of_what_is_pending(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_pending(&stage);
	act(&stage, "first");
	chosen = choose(&stage, "dead-letter");
	assert_null(chosen.why);
	assert_ref(chosen.ref, "orders.created", "billing");
	assert_int_equal(chosen.id_count, 1);
	assert_int_equal(chosen.ids[0].ms, 1000);
	assert_int_equal(chosen.query.length, 0);
	act(&stage, "mark");
	act(&stage, "down");
	act(&stage, "mark");
	chosen = choose(&stage, "dead-letter");
	assert_int_equal(chosen.id_count, 2);
	assert_string_equal(chosen.note, "");
	assert_non_null(strstr(act(&stage, "mark-all").message, "9 marked"));
	assert_int_equal(choose(&stage, "ack").id_count, ROWS);
	stage_close(&stage);
}

static void what_matches_in_pending_is_said_as_far_as_it_is_known(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_pending(&stage);
	find(&stage, "deliveries >= 3");
	stage.view->refresh(stage.state, stage.world.model);
	assert_non_null(choose(&stage, "dead-letter").why);
	answer(&stage, 3, 4, (struct fact_pending_read){.on = true, .looked = 7});
	chosen = choose(&stage, "dead-letter");
	assert_true(text_is(chosen.query, "deliveries >= 3"));
	assert_string_equal(
		chosen.found, "off: all that match, 4 so far of what was read: the plan counts");
	answer(&stage, 3, 6,
		(struct fact_pending_read){
			.ends = true, .has_total = true, .total = ROWS, .looked = ROWS});
	chosen = choose(&stage, "dead-letter");
	assert_string_equal(chosen.found, "off: all that match, 6");
	/* A replay would ask the whole topic, not what is pending. */
	chosen = choose(&stage, "replay");
	assert_int_equal(chosen.query.length, 0);
	assert_string_equal(chosen.found, "");
	assert_int_equal(chosen.id_count, 1);
	stage_close(&stage);
}

static void a_mark_that_is_not_listed_is_told_and_never_another_entry_taken(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	open_pending(&stage);
	act(&stage, "first");
	act(&stage, "mark");
	act(&stage, "mark");
	act(&stage, "mark");
	find(&stage, "deliveries >= 2");
	answer(&stage, 2, 7, (struct fact_pending_read){.ends = true, .looked = ROWS});
	chosen = choose(&stage, "ack");
	assert_null(chosen.why);
	assert_int_equal(chosen.id_count, 1);
	assert_int_equal(chosen.ids[0].ms, 1002);
	assert_string_equal(chosen.note, "2 more marked, not listed here");
	find(&stage, "deliveries >= 5");
	answer(&stage, 5, 4, (struct fact_pending_read){.ends = true, .looked = ROWS});
	chosen = choose(&stage, "ack");
	assert_non_null(chosen.why);
	assert_non_null(strstr(chosen.why, "nothing that is marked"));
	stage_close(&stage);
}

/* --- events --- */

static void answer_events(struct stage *stage, struct world_events events)
{
	static char query[400];
	const struct interest_events *wanted = &wants(stage)->events;

	snprintf(query, sizeof(query), "%.*s", (int)wanted->query.length, wanted->query.at);
	events.turn = wanted->turn;
	events.query = query;
	world_events(&stage->world, &events);
	stage->view->refresh(stage->state, stage->world.model);
}

static void marked_events_stay_chosen_and_what_matches_is_said(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	stage_open(&stage, "events", ref_topic(text_of("orders.created")));
	assert_non_null(choose(&stage, "replay").why);
	answer_events(&stage, (struct world_events){.count = 60, .older = {.entries = 60}});
	chosen = choose(&stage, "replay");
	assert_null(chosen.why);
	assert_int_equal(chosen.id_count, 1);
	assert_ref(chosen.ref, "orders.created", "");
	act(&stage, "mark");
	act(&stage, "up");
	act(&stage, "mark");
	assert_int_equal(choose(&stage, "redrive").id_count, 2);
	assert_non_null(strstr(act(&stage, "mark-all").message, "60 marked, of what was read"));
	assert_int_equal(choose(&stage, "redeliver").id_count, 60);
	find(&stage, "type == \"order.placed\"");
	answer_events(&stage, (struct world_events){.count = 20, .older = {.entries = 60}});
	chosen = choose(&stage, "replay");
	assert_true(text_is(chosen.query, "type == \"order.placed\""));
	assert_string_equal(
		chosen.found, "off: all that match, 13 so far of what was read: the plan counts");
	/* A group would be asked for what is pending alone. */
	assert_int_equal(choose(&stage, "redeliver").query.length, 0);
	answer_events(
		&stage, (struct world_events){.count = 20, .older = {.ends = true, .entries = 90}});
	assert_string_equal(choose(&stage, "replay").found, "off: all that match, 13");
	stage_close(&stage);
}

/* --- dead letters --- */

static void tell_letter(struct stage *stage, uint64_t ms, const char *reason)
{
	struct entry_field fields[] = {
		{text_of("original_stream"), text_of("orders")},
		{text_of("original_id"), text_of("1-0")},
		{text_of("error"), text_of(reason)},
	};
	struct entry entry = {.id = {.ms = ms}, .field_count = 3, .fields = fields};

	apply(stage, "orders:dlq",
		(struct fact){.kind = FACT_DEAD_ENTRY,
			.dead_entry = {.key = text_of("orders:dlq"), .entry = &entry}});
}

static void all_letters_of_the_causes_are_chosen_and_never_the_whole_topic(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	stage_open(&stage, "causes", ref_topic(text_of("orders:dlq")));
	assert_string_equal(choose(&stage, "redrive").why, "there is no cause here to act on");
	apply(&stage, "orders:dlq",
		(struct fact){.kind = FACT_DEAD_SOUGHT, .dead_turn = wants(&stage)->dead.turn});
	for (uint64_t i = 0; i < 12; i++) {
		tell_letter(&stage, 1000 + i,
			i % 6 == 0           ? "rejected"
				: i % 2 == 0 ? "no such customer"
					     : "timeout");
	}
	apply(&stage, "orders:dlq",
		(struct fact){.kind = FACT_DEAD_READ, .reading = {.on = true, .entries = 12}});
	stage.view->refresh(stage.state, stage.world.model);
	act(&stage, "first");
	chosen = choose(&stage, "redrive");
	assert_null(chosen.why);
	assert_ref(chosen.ref, "orders:dlq", "");
	assert_true(text_starts(chosen.query, "dead_cause in (\""));
	assert_int_equal(chosen.query.length, strlen("dead_cause in (\"\")") + 16);
	assert_string_equal(
		chosen.note, "1 cause, 6 letters so far of what was read: the plan counts");
	act(&stage, "mark-all");
	apply(&stage, "orders:dlq",
		(struct fact){.kind = FACT_DEAD_READ, .reading = {.ends = true, .entries = 12}});
	chosen = choose(&stage, "redrive");
	assert_string_equal(chosen.note, "3 causes, 12 letters");
	table_set_filter(stage.view->table(stage.state), text_of("rejected"));
	stage.view->refresh(stage.state, stage.world.model);
	assert_string_equal(choose(&stage, "redrive").note, "1 cause, 2 letters");
	act(&stage, "unmark-all");
	table_set_filter(stage.view->table(stage.state), text_of("nothing is so"));
	stage.view->refresh(stage.state, stage.world.model);
	assert_string_equal(choose(&stage, "redrive").why, "there is no cause here to act on");
	stage_close(&stage);
}

/* --- topics, groups, consumers --- */

static void groups_and_topics_are_acted_on_one_at_a_time(void **state)
{
	static const struct {
		const char *view, *operation;
	} lists[] = {{"topics", "trim"}, {"groups", "group destroy"}};
	struct stage stage;
	struct chosen chosen;

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		stage_open(&stage, lists[i].view, ref_none());
		chosen = choose(&stage, lists[i].operation);
		assert_null(chosen.why);
		assert_true(chosen.ref.topic.length > 0);
		assert_int_equal(chosen.ref.group.length > 0, i == 1);
		act(&stage, "mark");
		act(&stage, "mark");
		chosen = choose(&stage, lists[i].operation);
		assert_non_null(chosen.why);
		assert_non_null(strstr(chosen.why, "one at a time"));
		stage_close(&stage);
	}
}

static void a_group_is_made_where_there_is_none(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, "groups", ref_topic(text_of("nobody.reads")));
	assert_non_null(choose(&stage, "group seek").why);
	assert_null(choose(&stage, "group create").why);
	assert_ref(choose(&stage, "group create").ref, "nobody.reads", "");
	stage_close(&stage);
}

static void a_consumer_is_acted_on_or_what_it_holds(void **state)
{
	struct stage stage;
	struct chosen chosen;

	(void)state;
	stage_open(&stage, "group", ref_group(text_of("orders.created"), text_of("billing")));
	chosen = choose(&stage, "consumer remove");
	assert_null(chosen.why);
	assert_ref(chosen.ref, "orders.created", "billing");
	assert_true(chosen.ref.consumer.length > 0);
	chosen = choose(&stage, "claim");
	assert_ref(chosen.ref, "orders.created", "billing");
	assert_int_equal(chosen.ref.consumer.length, 0);
	assert_int_equal(chosen.id_count, 0);
	assert_true(text_starts(chosen.query, "consumer == \""));
	assert_non_null(strstr(chosen.note, "what this consumer holds"));
	assert_int_equal(choose(&stage, "group seek").query.length, 0);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_or_the_marked_ones_are_chosen_of_what_is_pending),
		cmocka_unit_test(what_matches_in_pending_is_said_as_far_as_it_is_known),
		cmocka_unit_test(a_mark_that_is_not_listed_is_told_and_never_another_entry_taken),
		cmocka_unit_test(marked_events_stay_chosen_and_what_matches_is_said),
		cmocka_unit_test(all_letters_of_the_causes_are_chosen_and_never_the_whole_topic),
		cmocka_unit_test(groups_and_topics_are_acted_on_one_at_a_time),
		cmocka_unit_test(a_group_is_made_where_there_is_none),
		cmocka_unit_test(a_consumer_is_acted_on_or_what_it_holds),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
