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
	struct interest *interest;
};

static void stage_open(struct stage *stage, struct ref ref, const struct mask *mask)
{
	stage->view = view_find("pending");
	stage->state = mem_alloc(1, stage->view->size);
	stage->interest = mem_alloc(1, sizeof(*stage->interest));
	world_open_masked(&stage->world, mask);
	world_run(&stage->world, 5);
	stage->view->open(stage->state, &ref);
	stage->view->layout(stage->state, 80, 20);
	stage->view->refresh(stage->state, stage->world.model);
}

static void stage_close(struct stage *stage)
{
	stage->view->close(stage->state);
	mem_free(stage->state);
	mem_free(stage->interest);
	world_close(&stage->world);
}

static struct ref billing(void)
{
	return ref_group(text_of("orders.created"), text_of("billing"));
}

static const struct interest_pending *wants(struct stage *stage)
{
	*stage->interest = (struct interest){.count = 0};
	stage->view->interest(stage->state, stage->world.model, stage->interest);
	return &stage->interest->pending;
}

static void apply(struct stage *stage, struct fact fact)
{
	fact.topic = text_of("orders.created");
	fact.group = text_of("billing");
	fact.at_ms = stage->world.now_ms;
	model_apply(stage->world.model, &fact);
}

struct told {
	const char *consumer;
	int64_t idle_ms, deliveries;
	enum pending_owner owner;
	bool gone;
};

static const struct told told[] = {
	{"billing-7f9c-1", 411000, 17, PENDING_OWNED, false},
	{"billing-7f9c-1", 411000, 9, PENDING_OWNED, false},
	{"billing-7f9c-1", 410000, 3, PENDING_OWNED, false},
	{"billing-7f9c-0", 120, 1, PENDING_OWNED, true},
	{"billing-7f9c-9", 70000, 2, PENDING_OWNER_GONE, false},
	{"", -1, 4, PENDING_RELEASED, false},
	{"billing-7f9c-2", 90, INT64_MAX, PENDING_OWNED, false},
	{"billing-7f9c-3", 80, 1, PENDING_OWNED, false},
};
enum { TOLD = sizeof(told) / sizeof(*told) };

static void tell(struct stage *stage, size_t i)
{
	char order[16];
	struct entry_field fields[] = {
		{text_of("type"), text_of("order.placed")},
		{text_of("order_id"), text_of(order)},
		{text_of("password"), text_of("hunter2")},
		{text_of("note"), text_of(i == 2 ? "bad \033[2J" : "paid in full")},
	};
	const struct told *from = &told[i % TOLD];
	struct id id = {.ms = 1712924101220 + 11 * i};
	struct entry entry = {.id = id, .field_count = 4, .fields = fields};
	struct fact_pending_entry as = {.id = id,
		.consumer = text_of(from->consumer),
		.idle_ms = from->idle_ms,
		.deliveries = from->deliveries};
	struct pending_row row = {
		.topic = text_of("orders.created"),
		.as = &as,
		.owner = from->owner,
		.gone = from->gone,
		.entry = from->gone ? NULL : &entry,
	};

	snprintf(order, sizeof(order), "O-%zu", 1000 + i);
	fields[1].value = text_of(order);
	apply(stage, (struct fact){.kind = FACT_PENDING_ROW, .pending_row = {.row = &row}});
}

/* As the engine would: what is wanted now, answered. */
static void answer(struct stage *stage, size_t count, struct fact_pending_read read)
{
	const struct interest_pending *wanted = wants(stage);
	size_t i;

	apply(stage,
		(struct fact){.kind = FACT_PENDING_SOUGHT,
			.pending_sought = {.query = wanted->query, .turn = wanted->turn}});
	for (i = 0; i < count; i++) {
		tell(stage, i);
	}
	apply(stage, (struct fact){.kind = FACT_PENDING_READ, .pending_read = read});
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
	struct canvas *canvas = canvas_create(160, 24, CHARSET_UTF8);
	struct buf text;
	bool found;

	stage->view->layout(stage->state, 160, 24);
	stage->view->refresh(stage->state, stage->world.model);
	stage->view->draw(stage->state, stage->world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	found = strstr(text.at, words) != NULL;
	buf_finish(&text);
	canvas_destroy(canvas);
	return found;
}

static struct intent act(struct stage *stage, const char *action)
{
	struct intent intent = stage->view->act(stage->state, stage->world.model, action);

	stage->view->refresh(stage->state, stage->world.model);
	return intent;
}

static void pending_entries_look_as_agreed(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, billing(), NULL);
	answer(&stage, TOLD,
		(struct fact_pending_read){
			.ends = true, .has_total = true, .total = TOLD, .looked = TOLD});
	act(&stage, "mark");
	act(&stage, "down");
	check(&stage, "pending");
	assert_true(shows(&stage, "of 8: all"));
	assert_true(shows(&stage, "hunter2"));
	stage_close(&stage);
}

static void what_is_hidden_is_not_shown(void **state)
{
	struct mask *mask = mask_create(NULL);
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, billing(), mask);
	answer(&stage, TOLD, (struct fact_pending_read){.ends = true});
	assert_false(shows(&stage, "hunter2"));
	intent =
		stage.view->command(stage.state, stage.world.model, text_of("unmask"), text_of(""));
	assert_int_equal(intent.kind, INTENT_RECORD);
	assert_true(shows(&stage, "hunter2"));
	act(&stage, "take-back");
	assert_false(shows(&stage, "hunter2"));
	stage_close(&stage);
	mask_destroy(mask);
}

static void without_a_group_one_is_to_be_chosen(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, ref_none(), NULL);
	assert_false(wants(&stage)->wanted);
	check(&stage, "pending-of-none");
	intent = act(&stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "groups");
	stage_close(&stage);
}

static void a_long_list_says_how_much_of_it_was_read(void **state)
{
	struct fact_pending_read read = {.has_total = true, .total = 1000000, .looked = 12000};
	struct stage stage;

	(void)state;
	stage_open(&stage, billing(), NULL);
	assert_true(shows(&stage, "reading what is pending in billing"));
	assert_int_equal(wants(&stage)->rows, 300);
	answer(&stage, 300, read);
	assert_true(
		shows(&stage, "12,000 of ~1,000,000 looked at, more as you scroll, s reads all"));
	assert_in_range(wants(&stage)->count, 5, 24);
	act(&stage, "last");
	assert_int_equal(wants(&stage)->rows, 600);
	assert_int_equal(act(&stage, "scan-on").kind, INTENT_SAY);
	assert_true(wants(&stage)->whole);
	read.on = true;
	answer(&stage, 300, read);
	assert_true(shows(&stage, "12,000 of ~1,000,000 looked at ..."));
	assert_int_equal(act(&stage, "cancel").kind, INTENT_SAY);
	assert_false(wants(&stage)->whole);
	assert_int_equal(wants(&stage)->rows, 0);
	read.on = false;
	answer(&stage, 300, read);
	assert_true(shows(&stage, "looked at, stopped: s goes on"));
	assert_int_equal(act(&stage, "cancel").kind, INTENT_UNKNOWN);
	stage_close(&stage);
}

static void it_is_sorted_by_what_is_known_at_once(void **state)
{
	static const char *const by[] = {"CONSUMER ^", "IDLE v", "DELIV v", "SV v", "ENTRY ID ^"};
	struct stage stage;
	size_t i;

	(void)state;
	stage_open(&stage, billing(), NULL);
	answer(&stage, TOLD, (struct fact_pending_read){.ends = true});
	for (i = 0; i < sizeof(by) / sizeof(*by); i++) {
		char words[40];

		act(&stage, "sort-next");
		snprintf(words, sizeof(words), "sort: %s", by[i]);
		assert_true(shows(&stage, words));
		if (strcmp(by[i], "DELIV v") == 0) {
			act(&stage, "first");
			assert_int_equal(act(&stage, "open").ref.id.ms, 1712924101220 + 66);
		}
	}
	stage_close(&stage);
}

static void a_query_is_tried_and_asked_for(void **state)
{
	char says[INTENT_MESSAGE_MAX];
	struct stage stage;

	(void)state;
	stage_open(&stage, billing(), NULL);
	answer(&stage, TOLD, (struct fact_pending_read){.ends = true});
	assert_false(stage.view->find(
		stage.state, stage.world.model, text_of("  deliveries >= \"x\""), false, says));
	assert_non_null(strstr(says, "column 17: "));
	assert_true(stage.view->find(stage.state, stage.world.model,
		text_of("deliveries >= 3 and idle > 1m"), true, says));
	assert_true(text_is(wants(&stage)->query, "deliveries >= 3 and idle > 1m"));
	answer(&stage, TOLD,
		(struct fact_pending_read){.ends = true, .has_total = true, .total = 8});
	assert_true(shows(&stage, "of 8: all; 3 found"));
	assert_true(
		stage.view->find(stage.state, stage.world.model, text_of("nobody"), true, says));
	answer(&stage, TOLD,
		(struct fact_pending_read){.ends = true, .has_total = true, .total = 8});
	assert_true(shows(&stage, "nothing matches so far: of 8: all; 0 found"));
	stage_close(&stage);
}

static void what_is_copied_is_what_is_meant(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, billing(), NULL);
	assert_int_equal(act(&stage, "copy-id").kind, INTENT_SAY);
	answer(&stage, TOLD, (struct fact_pending_read){.ends = true});
	assert_true(text_is(act(&stage, "copy-id").text, "1712924101220-0"));
	assert_true(text_is(act(&stage, "copy-command").text,
		"redis-cli XPENDING orders.created billing 1712924101220-0 1712924101220-0 1"));
	intent = act(&stage, "copy-row");
	assert_true(text_starts(
		intent.text, "{\"topic\": \"orders.created\", \"id\": \"1712924101220-0\""));
	act(&stage, "down");
	act(&stage, "down");
	act(&stage, "down");
	intent = act(&stage, "copy-payload");
	assert_int_equal(intent.kind, INTENT_SAY);
	assert_non_null(strstr(intent.message, "gone from the topic"));
	stage_close(&stage);
}

static void what_was_refused_is_said(void **state)
{
	struct stage stage;
	struct fact fact = {.kind = FACT_PENDING_READ, .outcome = FACT_FAILED};

	(void)state;
	stage_open(&stage, billing(), NULL);
	answer(&stage, 0, (struct fact_pending_read){.on = true});
	error_set(&fact.error, ERROR_FAILED, "topic orders.created has no group billing");
	apply(&stage, fact);
	assert_true(shows(&stage, "could not be read: topic orders.created has no group billing"));
	answer(&stage, 0, (struct fact_pending_read){.ends = true, .has_total = true});
	assert_true(shows(&stage, "nothing is pending in billing"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pending_entries_look_as_agreed),
		cmocka_unit_test(what_is_hidden_is_not_shown),
		cmocka_unit_test(without_a_group_one_is_to_be_chosen),
		cmocka_unit_test(a_long_list_says_how_much_of_it_was_read),
		cmocka_unit_test(it_is_sorted_by_what_is_known_at_once),
		cmocka_unit_test(a_query_is_tried_and_asked_for),
		cmocka_unit_test(what_is_copied_is_what_is_meant),
		cmocka_unit_test(what_was_refused_is_said),
	};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
