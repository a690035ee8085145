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

static void stage_open(struct stage *stage, const char *view, struct ref ref)
{
	stage->view = view_find(view);
	stage->state = mem_alloc(1, stage->view->size);
	stage->interest = mem_alloc(1, sizeof(*stage->interest));
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
	mem_free(stage->interest);
	world_close(&stage->world);
}

static const struct interest_dead *wants(struct stage *stage)
{
	*stage->interest = (struct interest){.count = 0};
	stage->view->interest(stage->state, stage->world.model, stage->interest);
	return &stage->interest->dead;
}

static void apply(struct stage *stage, struct fact fact)
{
	fact.at_ms = stage->world.now_ms;
	model_apply(stage->world.model, &fact);
	stage->view->refresh(stage->state, stage->world.model);
}

static void tell_topic(struct stage *stage, const char *topic, struct fact_dead_topic found)
{
	apply(stage,
		(struct fact){
			.kind = FACT_DEAD_TOPIC, .topic = text_of(topic), .dead_topic = found});
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
	if (!found) {
		print_message("%s", text.at);
	}
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

static void tell_found(struct stage *stage, struct fact_dead_found found)
{
	apply(stage, (struct fact){.kind = FACT_DEAD_FOUND, .dead_found = found});
}

static void topics_of_dead_letters_look_as_agreed(void **state)
{
	struct stage stage;
	struct intent intent;
	unsigned turn;

	(void)state;
	stage_open(&stage, "dead-letters", ref_none());
	assert_true(shows(&stage, "looking for topics of dead letters ..."));
	assert_true(wants(&stage)->find);
	turn = wants(&stage)->find_turn;
	tell_found(&stage, (struct fact_dead_found){.begins = true, .of = 9});
	tell_topic(&stage, "payments.failed",
		(struct fact_dead_topic){.source = text_of("payments"), .mixed = true});
	tell_topic(&stage, "orders.created",
		(struct fact_dead_topic){
			.source = text_of("orders"), .by_name = true, .exists = true});
	tell_topic(&stage, "nobody.dlq", (struct fact_dead_topic){.mixed = false});
	tell_found(
		&stage, (struct fact_dead_found){.ends = true, .looked = 9, .of = 9, .unread = 1});
	check(&stage, "dead-letters");
	intent = act(&stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "causes");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	act(&stage, "scan-on");
	assert_int_not_equal(wants(&stage)->find_turn, turn);
	tell_found(&stage, (struct fact_dead_found){.begins = true, .of = 9});
	tell_found(&stage, (struct fact_dead_found){.ends = true, .looked = 9, .of = 9});
	assert_true(shows(&stage, "no topic holds dead letters"));
	stage_close(&stage);
}

static void tell_letter(struct stage *stage, uint64_t ms, const char *reason)
{
	struct entry_field fields[] = {
		{text_of("original_stream"), text_of("orders")},
		{text_of("original_id"), text_of("1-0")},
		{text_of("consumer_group"), text_of("billing")},
		{text_of("error"), text_of(reason)},
	};
	struct entry entry = {.id = {.ms = ms}, .field_count = 4, .fields = fields};

	apply(stage,
		(struct fact){.kind = FACT_DEAD_ENTRY,
			.topic = text_of("orders:dlq"),
			.dead_entry = {.key = text_of("orders:dlq"), .entry = &entry}});
}

static void tell_read(struct stage *stage, struct fact_reading reading)
{
	apply(stage,
		(struct fact){.kind = FACT_DEAD_READ,
			.topic = text_of("orders:dlq"),
			.reading = reading});
}

static void causes_look_as_agreed(void **state)
{
	const uint64_t begin_ms = 1712924000000;
	struct stage stage;
	struct intent intent;
	int i;

	(void)state;
	stage_open(&stage, "causes", ref_topic(text_of("orders:dlq")));
	assert_true(wants(&stage)->wanted);
	apply(&stage,
		(struct fact){.kind = FACT_DEAD_SOUGHT,
			.topic = text_of("orders:dlq"),
			.dead_turn = wants(&stage)->turn});
	for (i = 0; i < 60; i++) {
		char reason[40];

		snprintf(reason, sizeof(reason), "timeout after %d ms", i);
		tell_letter(&stage, begin_ms + 20000 * (uint64_t)i,
			i % 3 == 0 ? "no such \033[2J customer" : reason);
	}
	tell_read(&stage, (struct fact_reading){.on = true, .entries = 60});
	assert_true(shows(&stage, "60 of ~? letters, oldest first, 2 causes ..."));
	act(&stage, "scan-on");
	assert_true(wants(&stage)->held);
	assert_true(shows(&stage, "stopped, s goes on"));
	tell_read(&stage, (struct fact_reading){.ends = true, .entries = 60});
	check(&stage, "causes");
	intent = act(&stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "events");
	assert_true(text_starts(intent.text, "dead_cause == \""));
	intent = act(&stage, "example");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "event");
	assert_int_equal(intent.ref.id.ms, begin_ms + 20000 * 59);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_of_dead_letters_look_as_agreed),
		cmocka_unit_test(causes_look_as_agreed),
	};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
