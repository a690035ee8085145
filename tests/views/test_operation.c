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
#include "views/operation.h"
#include "views/view.h"

struct stage {
	void *state;
	struct world world;
	struct work work;
};

static const struct view *view(void)
{
	return view_find("operation");
}

static void stage_open(struct stage *stage)
{
	const struct ref none = ref_none();

	world_open(&stage->world);
	world_run(&stage->world, 30);
	work_init(&stage->work);
	model_show_work(stage->world.model, &stage->work);
	stage->state = mem_alloc(1, view()->size);
	view()->open(stage->state, &none);
	view()->layout(stage->state, 120, 32);
	view()->refresh(stage->state, stage->world.model);
}

static void stage_close(struct stage *stage)
{
	view()->close(stage->state);
	mem_free(stage->state);
	work_finish(&stage->work);
	world_close(&stage->world);
}

static void check(
	struct stage *stage, int width, int height, enum charset charset, const char *name)
{
	struct canvas *canvas = canvas_create(width, height, charset);
	char file[64];
	struct buf out;

	buf_init(&out, 1 << 20);
	view()->layout(stage->state, width, height);
	view()->refresh(stage->state, stage->world.model);
	view()->draw(stage->state, stage->world.model, canvas);
	canvas_dump(canvas, &out);
	canvas_dump_roles(canvas, &out);
	snprintf(file, sizeof(file), "operation-%s-%dx%d", name, width, height);
	assert_true(golden_check("views", file, out.at));
	buf_finish(&out);
	canvas_destroy(canvas);
}

/* The screen's body, without the lines around it. */
static void check_both(struct stage *stage, const char *name)
{
	check(stage, 80, 20, CHARSET_ASCII, name);
	check(stage, 120, 32, CHARSET_UTF8, name);
}

static void begin(struct stage *stage)
{
	static const struct id ids[] = {{.ms = 1712924455310}, {.ms = 1712924455311}};

	operation_begin(stage->state,
		&(struct operation_wish){.op = op_find(text_of("dead-letter")),
			.ref = ref_group(text_of("orders.created"), text_of("billing")),
			.ids = ids,
			.id_count = 2,
			.reason = text_of("INC-77")});
}

static struct intent press(struct stage *stage, const char *action)
{
	struct intent intent = view()->act(stage->state, stage->world.model, action);

	view()->refresh(stage->state, stage->world.model);
	return intent;
}

static void type(struct stage *stage, const char *word)
{
	for (; *word; word++) {
		const struct key key = {.code = (unsigned char)*word};
		assert_true(view()->input(stage->state, &key));
	}
}

static void plan(struct stage *stage)
{
	struct work *work = &stage->work;

	work->stage = WORK_PLANNED;
	work->planned_ms = model_now_ms(stage->world.model);
	work->entries = work->remaining = 2;
	work->groups = 0;
	work->undo = true;
	snprintf(work->operation, sizeof(work->operation), "dead-letter");
	snprintf(work->job, sizeof(work->job), "cyack2sz4kdqarku3kucphdvei");
	snprintf(work->sha256, sizeof(work->sha256), "4c04adb43dcf00");
	buf_reset(&work->topic);
	buf_add_string(&work->topic, "orders.created");
	buf_reset(&work->group);
	buf_add_string(&work->group, "billing");
	buf_reset(&work->target);
	buf_add_string(&work->target, "orders.created:dlq");
	buf_reset(&work->effect);
	buf_add_string(&work->effect,
		"copies 2 entries of orders.created to orders.created:dlq and acknowledges them in "
		"the group billing alone");
	buf_reset(&work->warnings);
	buf_add_string(&work->warnings, "dead-letter was done before on 1 entry of these\n");
	buf_reset(&work->commands);
	buf_add_string(&work->commands,
		"XADD orders.created:dlq * (the fields of 1712924455310-0, then _rm.*)\nXACK "
		"orders.created billing 1712924455310-0\n");
	buf_reset(&work->confirm);
	buf_add_string(&work->confirm, "yes");
}

static void run(struct stage *stage, bool ended)
{
	struct work *work = &stage->work;

	work->stage = ended ? WORK_ENDED : WORK_RUNNING;
	work->began_ms = model_now_ms(stage->world.model) - 1000;
	work->ended_ms = ended ? work->began_ms + 500 : 0;
	work->state = ended ? "done" : "running";
	work->ended = ended;
	work->done = 1;
	work->skipped = ended ? 1 : 0;
	work->remaining = ended ? 0 : 1;
	work->item_count = 0;
	work_add_item(work,
		&(struct work_item){.id = {.ms = 1712924455310},
			.new_id = {.ms = 1712924712100},
			.has_new_id = true});
	if (ended) {
		work_add_item(work,
			&(struct work_item){.id = {.ms = 1712924455311},
				.fate = WORK_SKIPPED,
				.why = "its consumer acknowledged it meanwhile"});
	}
}

static void each_step_looks_as_agreed(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage);
	check_both(&stage, "none");
	begin(&stage);
	check_both(&stage, "form");
	assert_int_equal(press(&stage, "enter").kind, INTENT_ORDER);
	plan(&stage);
	check_both(&stage, "plan");
	press(&stage, "carry-out");
	type(&stage, "ye");
	check_both(&stage, "confirm");
	type(&stage, "s");
	assert_int_equal(press(&stage, "enter").kind, INTENT_ORDER);
	run(&stage, false);
	check_both(&stage, "running");
	run(&stage, true);
	check_both(&stage, "ended");
	stage_close(&stage);
}

static void the_request_is_what_the_form_says(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage);
	begin(&stage);
	intent = press(&stage, "enter");
	assert_int_equal(intent.order->kind, ORDER_PLAN);
	assert_true(text_is(intent.order->request->operation, "dead-letter"));
	assert_true(text_is(intent.order->request->topic, "orders.created"));
	assert_true(text_is(intent.order->request->group, "billing"));
	assert_true(text_is(request_text(intent.order->request, "reason"), "INC-77"));
	assert_true(intent.order->request->listed);
	assert_int_equal(intent.order->request->item_count, 2);
	assert_int_equal(intent.order->request->items[1].id.ms, 1712924455311);
	stage_close(&stage);
}

static void move_to(struct stage *stage, int rows)
{
	const struct key down = {.code = KEY_CODE_DOWN};

	for (int i = 0; i < rows; i++) {
		assert_true(view()->input(stage->state, &down));
	}
}

static bool shows(struct stage *stage, const char *words)
{
	struct canvas *canvas = canvas_create(120, 32, CHARSET_UTF8);
	struct buf out;
	bool found;

	buf_init(&out, 1 << 20);
	view()->draw(stage->state, stage->world.model, canvas);
	canvas_dump(canvas, &out);
	found = strstr(out.at, words) != NULL;
	buf_finish(&out);
	canvas_destroy(canvas);
	return found;
}

static void move_up(struct stage *stage)
{
	const struct key key = {.code = KEY_CODE_UP};

	assert_true(view()->input(stage->state, &key));
	view()->refresh(stage->state, stage->world.model);
}

/* Above the reason stands the choice of entries, below it the options. */
static void what_is_no_value_is_told_at_its_row(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage);
	begin(&stage);
	move_up(&stage);
	type(&stage, " ");
	move_to(&stage, 3);
	type(&stage, "soon");
	intent = press(&stage, "enter");
	assert_int_equal(intent.kind, INTENT_NONE);
	assert_true(shows(&stage, "min-idle: needs a time such as 30s, not `soon`"));
	type(&stage, "x");
	assert_false(shows(&stage, "min-idle: needs"));
	stage_close(&stage);
}

/* `first` of the rows below the choice of entries to the reason, as they stand. */
static void where_it_pauses_by_itself_goes_with_the_order(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage);
	operation_begin(stage.state,
		&(struct operation_wish){.op = op_find(text_of("redrive")),
			.ref = ref_topic(text_of("orders:dlq")),
			.note = "1 cause, 6 letters",
			.query = text_of("dead_cause == \"0123456789abcdef\"")});
	move_to(&stage, 12);
	type(&stage, "4");
	move_to(&stage, 1);
	type(&stage, "25");
	move_to(&stage, 1);
	type(&stage, "250");
	move_to(&stage, 1);
	type(&stage, "3x");
	assert_int_equal(press(&stage, "enter").kind, INTENT_NONE);
	assert_true(shows(&stage, "max dead: needs a whole number"));
	assert_true(view()->input(stage.state, &(struct key){.code = KEY_CODE_BACKSPACE}));
	intent = press(&stage, "enter");
	assert_int_equal(intent.kind, INTENT_ORDER);
	assert_true(intent.order->per_s > 3.9 && intent.order->per_s < 4.1);
	assert_int_equal(intent.order->first, 25);
	assert_int_equal(intent.order->limits.latency_ms, 250);
	assert_int_equal(intent.order->limits.dead_letters, 3);
	assert_int_equal(intent.order->limits.lag, 0);
	assert_true(text_starts(request_text(intent.order->request, "where"), "dead_cause"));
	stage_close(&stage);
}

/* What the screen had found is said before anything is asked of the server. */
static void what_is_chosen_is_said_in_the_form(void **state)
{
	static const struct id ids[] = {{.ms = 5}, {.ms = 6}, {.ms = 7}};
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage);
	operation_begin(stage.state,
		&(struct operation_wish){.op = op_find(text_of("ack")),
			.ref = ref_group(text_of("orders.created"), text_of("billing")),
			.ids = ids,
			.id_count = 3,
			.query = text_of("deliveries > 3"),
			.note = "2 more marked, not listed here",
			.found = "off: all that match, 1,204"});
	assert_true(shows(&stage, "the 3 that were marked; 2 more marked, not listed here"));
	move_up(&stage);
	assert_true(shows(&stage, "off: all that match, 1,204"));
	intent = press(&stage, "enter");
	assert_int_equal(intent.order->request->item_count, 3);
	assert_false(request_has(intent.order->request, "where"));
	press(&stage, "form");
	type(&stage, " ");
	intent = press(&stage, "enter");
	assert_false(intent.order->request->listed);
	assert_true(text_is(request_text(intent.order->request, "where"), "deliveries > 3"));
	stage_close(&stage);
}

static void what_has_changed_since_the_plan_before_is_marked(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage);
	begin(&stage);
	press(&stage, "enter");
	plan(&stage);
	assert_false(shows(&stage, "changed: "));
	buf_add_text(&stage.work.before, buf_text(&stage.work.effect));
	buf_add_byte(&stage.work.before, '\n');
	buf_add_text(&stage.work.before, buf_text(&stage.work.commands));
	view()->refresh(stage.state, stage.world.model);
	assert_true(shows(&stage, "* changed: dead-letter was done before on 1 entry"));
	assert_false(shows(&stage, "* changed: XACK"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_looks_as_agreed),
		cmocka_unit_test(the_request_is_what_the_form_says),
		cmocka_unit_test(what_is_no_value_is_told_at_its_row),
		cmocka_unit_test(where_it_pauses_by_itself_goes_with_the_order),
		cmocka_unit_test(what_is_chosen_is_said_in_the_form),
		cmocka_unit_test(what_has_changed_since_the_plan_before_is_marked),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
