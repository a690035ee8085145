/* The page of what was learnt of events, as a screen. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "draw/canvas.h"
#include "support/golden.h"
#include "support/world.h"
#include "views/view.h"

static void tell(struct world *world, int i, const char *topic, const char *total)
{
	char order[24], payload[120], event[24];
	static const char *const types[] = {"order.placed", "order.paid", "order.sent"};

	snprintf(order, sizeof(order), "O-%d", i / 3);
	snprintf(event, sizeof(event), "e-%d", i);
	snprintf(payload, sizeof(payload), "{\"order\":\"%s\",\"customer\":\"C%d\",\"total\":%s}",
		order, i / 3 % 40, total);

	struct entry_field fields[] = {
		{text_of("type"), text_of(types[i % 3])},
		{text_of("correlationId"), text_of(event)},
		{text_of("service"), text_of("shop")},
		{text_of("payload"), text_of(payload)},
	};
	struct entry entry = {.id = {.ms = 1700000000000 + (uint64_t)i * 100},
		.field_count = 4,
		.fields = fields};

	model_apply(world->model,
		&(struct fact){.kind = FACT_ENTRIES,
			.at_ms = world->now_ms,
			.topic = text_of(topic),
			.entries = {.count = 1, .entries = &entry}});
}

struct shown {
	void *self;
	struct canvas *canvas;
	struct buf text;
};

static void show(struct shown *shown, struct world *world, const struct ref *ref, int width)
{
	const struct view *view = view_find("envelope");

	shown->self = calloc(1, view->size);
	shown->canvas = canvas_create(
		width, width >= 100 ? 32 : 20, width >= 100 ? CHARSET_UTF8 : CHARSET_ASCII);
	buf_init(&shown->text, 1 << 16);
	view->open(shown->self, ref);
	view->layout(shown->self, width, width >= 100 ? 32 : 20);
	view->refresh(shown->self, world->model);
	view->draw(shown->self, world->model, shown->canvas);
	canvas_dump(shown->canvas, &shown->text);
}

static void done(struct shown *shown)
{
	view_find("envelope")->close(shown->self);
	canvas_destroy(shown->canvas);
	buf_finish(&shown->text);
	free(shown->self);
}

static void learn(struct world *world)
{
	world_open(world);
	world_run(world, 2);
	for (int i = 0; i < 900; i++) {
		tell(world, i, "orders.created", "19");
	}
	tell(world, 900, "orders.created", "\"nineteen\"");
}

static void what_was_learnt_is_shown_wide_and_narrow(void **state)
{
	struct world world;
	struct shown shown;
	struct ref ref = ref_topic(text_of("orders.created"));

	(void)state;
	learn(&world);
	show(&shown, &world, &ref, 120);
	assert_true(golden_check("views", "envelope_120", shown.text.at));
	done(&shown);
	show(&shown, &world, &ref, 80);
	assert_true(golden_check("views", "envelope_80", shown.text.at));
	done(&shown);
	world_close(&world);
}

static void before_anything_is_learnt_events_are_wanted(void **state)
{
	const struct view *view = view_find("envelope");
	struct world world;
	struct shown shown;
	struct interest interest = {.count = 0};
	struct ref ref = ref_topic(text_of("orders.paid"));

	(void)state;
	learn(&world);
	show(&shown, &world, &ref, 80);
	assert_non_null(strstr(shown.text.at, "nothing was learnt yet"));
	view->interest(shown.self, world.model, &interest);
	assert_true(interest.events.wanted && interest.events.topic_count == 1);
	tell(&world, 1000, "orders.paid", "1");
	view->refresh(shown.self, world.model);
	interest = (struct interest){.count = 0};
	view->interest(shown.self, world.model, &interest);
	assert_false(interest.events.wanted);
	done(&shown);
	world_close(&world);
}

static void what_is_sure_can_be_copied_into_the_configuration(void **state)
{
	const struct view *view = view_find("envelope");
	struct world world;
	struct shown shown;
	struct ref ref = ref_topic(text_of("orders.created"));
	struct intent intent;
	char copied[1000];

	(void)state;
	learn(&world);
	show(&shown, &world, &ref, 80);
	intent = view->act(shown.self, world.model, "copy-section");
	assert_int_equal(intent.kind, INTENT_COPY);
	snprintf(copied, sizeof(copied), "%.*s", (int)intent.text.length, intent.text.at);
	assert_non_null(strstr(copied, "[envelope inferred]\ntopics  = orders.created\n"));
	assert_non_null(strstr(copied, "journey = order "));
	assert_non_null(strstr(copied, "party   = customer "));
	done(&shown);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_learnt_is_shown_wide_and_narrow),
		cmocka_unit_test(before_anything_is_learnt_events_are_wanted),
		cmocka_unit_test(what_is_sure_can_be_copied_into_the_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
