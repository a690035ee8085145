/* One operation: its form, its plan, the word that is typed, its run. It performs nothing: it asks
 * the console to. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "operation_private.h"
#include "panel.h"

enum { FIELD_WORD_MAX = 1 << 20 };

static const struct binding bindings[] = {
	{.key = "Enter", .action = "enter", .label = "to the plan; open the entry", .hint = "on"},
	{.key = "c", .action = "carry-out", .label = "carry it out, or go on with it: asks first"},
	{.key = "b", .action = "form", .label = "back to the form"},
	{.key = "r", .action = "plan-again", .label = "look at the server and plan again"},
	{.key = "Space", .action = "hold", .label = "pause after this batch; go on"},
	{.key = "+", .action = "faster", .label = "twice as fast"},
	{.key = "-", .action = "slower", .label = "half as fast"},
	{.key = "s", .action = "stop", .label = "stop after this batch, to go on later"},
	{.key = "u", .action = "undo", .label = "take it back: asks first"},
	{.key = "x", .action = "give-up", .label = "end a stopped job as it stands: asks first"},
	{.key = "j Down", .action = "down", .label = "one row down"},
	{.key = "k Up", .action = "up", .label = "one row up"},
	{.key = "PgDn C-f C-d", .action = "page-down", .label = "a page down"},
	{.key = "PgUp C-u", .action = "page-up", .label = "a page up"},
	{.key = "gg Home", .action = "first", .label = "the first row"},
	{.key = "G End", .action = "last", .label = "the last row"},
	{.key = NULL},
};

static const struct binding form_keys[] = {
	{.key = "Enter", .action = "enter", .hint = "plan"},
	{.key = "Down", .action = "down", .hint = "next row"},
	{.key = "Space", .action = "hold", .hint = "on/off"},
	{.key = "Esc", .action = "cancel", .hint = "leave"},
	{.key = NULL},
};
static const struct binding plan_keys[] = {
	{.key = "c", .action = "carry-out", .hint = "carry out"},
	{.key = "b", .action = "form", .hint = "form"},
	{.key = "r", .action = "plan-again", .hint = "plan again"},
	{.key = "j", .action = "down", .hint = "scroll"},
	{.key = "Esc", .action = "cancel", .hint = "leave"},
	{.key = NULL},
};
static const struct binding confirm_keys[] = {
	{.key = "Enter", .action = "enter", .hint = "do it"},
	{.key = "Esc", .action = "cancel", .hint = "back"},
	{.key = NULL},
};
static const struct binding run_keys[] = {
	{.key = "Space", .action = "hold", .hint = "pause"},
	{.key = "+", .action = "faster", .hint = "rate"},
	{.key = "-", .action = "slower", .hint = "rate"},
	{.key = "s", .action = "stop", .hint = "stop"},
	{.key = "Enter", .action = "enter", .hint = "entry"},
	{.key = "Esc", .action = "cancel", .hint = "leave"},
	{.key = NULL},
};
static const struct binding refused_keys[] = {
	{.key = "b", .action = "form", .hint = "form"},
	{.key = "r", .action = "plan-again", .hint = "plan again"},
	{.key = "Esc", .action = "cancel", .hint = "leave"},
	{.key = NULL},
};
static const struct binding done_keys[] = {
	{.key = "Enter", .action = "enter", .hint = "entry"},
	{.key = "u", .action = "undo", .hint = "undo"},
	{.key = "Esc", .action = "cancel", .hint = "leave"},
	{.key = NULL},
};
static const struct binding end_keys[] = {
	{.key = "Enter", .action = "enter", .hint = "entry"},
	{.key = "u", .action = "undo", .hint = "undo"},
	{.key = "c", .action = "carry-out", .hint = "go on"},
	{.key = "x", .action = "give-up", .hint = "end"},
	{.key = "Esc", .action = "cancel", .hint = "leave"},
	{.key = NULL},
};

static void operation_open(void *self, const struct ref *ref)
{
	struct operation *operation = self;

	(void)ref;
	field_init(&operation->confirm);
	buf_init(&operation->word, FIELD_WORD_MAX);
	request_init(&operation->request);
	request_init(&operation->sets);
}

/* Of an op that has no such param what was edited is not taken. */
static void take_sets(struct operation *operation, const struct operation_wish *wish)
{
	request_finish(&operation->sets);
	request_init(&operation->sets);
	if (op_param(wish->op, text_of("set"))) {
		request_add_all(&operation->sets, wish->sets);
	}
}

void operation_begin(void *self, const struct operation_wish *wish)
{
	struct operation *operation = self;

	operation->says[0] = '\0';
	field_set(&operation->confirm, text_of(""));
	operation->repeats = !wish->op && wish->kind == ORDER_REPEAT;
	if (!wish->op) {
		operation->carries = operation->repeats ? ORDER_RUN : wish->kind;
		operation->step = operation->repeats ? STEP_PLAN : STEP_CONFIRM;
		operation->back = STEP_SHOW;
		operation->top = 0;
		buf_reset(&operation->word);
		buf_add_text(&operation->word, wish->word);
		snprintf(operation->job, sizeof(operation->job), "%.*s",
			(int)(wish->job.length < sizeof(operation->job)
					? wish->job.length
					: sizeof(operation->job) - 1),
			wish->job.at);
		return;
	}
	operation->op = wish->op;
	operation->carries = ORDER_RUN;
	ref_set(&operation->ref, &wish->ref);
	mem_free(operation->ids);
	operation->id_count = wish->id_count;
	operation->ids = wish->id_count > 0
		? (void *)mem_dup(wish->ids, wish->id_count * sizeof(*wish->ids))
		: NULL;
	take_sets(operation, wish);
	memcpy(operation->note, wish->note, sizeof(operation->note));
	memcpy(operation->found, wish->found, sizeof(operation->found));
	form_begin(operation, wish);
	operation->step = STEP_FORM;
}

static void operation_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct operation *operation = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->log.jobs = operation->step == STEP_CONFIRM && operation->carries != ORDER_RUN;
}

static void operation_refresh(void *self, const struct model *model)
{
	struct operation *operation = self;
	const struct work *work = model_work(model);
	int most;

	operation->model = model;
	if (!work || (operation->step != STEP_PLAN && operation->step != STEP_CONFIRM) ||
		work->stage == WORK_NONE) {
		return;
	}
	operation->lines = plan_lines(operation, model, panel_inner_width(operation->width) - 2);
	most = operation->lines - panel_inner_height(operation->width, operation->height);
	operation->top = operation->top > most ? (most > 0 ? most : 0) : operation->top;
	if (work->stage == WORK_RUNNING && operation->step == STEP_PLAN) {
		operation->step = STEP_SHOW;
	}
}

static void operation_layout(void *self, int width, int height)
{
	struct operation *operation = self;

	operation->width = width;
	operation->height = height;
}

static void operation_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct operation *operation = self;
	const struct work *work = model_work(model);

	if (operation->step == STEP_FORM) {
		form_draw(operation, canvas);
	} else if (!work || (work->stage == WORK_NONE && operation->step == STEP_SHOW)) {
		panel_say(canvas, ROLE_MUTED,
			text_of("no operation is under way: D sets a pending entry aside, R gives "
				"it to its group again, P replays an event; :jobs lists earlier "
				"ones"));
	} else if (operation_shows_run(operation, model)) {
		run_draw(operation, model, canvas);
	} else {
		plan_draw(operation, model, canvas);
	}
}

static const struct binding *operation_now(const void *self)
{
	const struct operation *operation = self;
	const struct work *work = operation->model ? model_work(operation->model) : NULL;

	switch (operation->step) {
	case STEP_FORM:
		return form_keys;
	case STEP_CONFIRM:
		return confirm_keys;
	case STEP_PLAN:
		return work && work->stage == WORK_REFUSED ? refused_keys : plan_keys;
	case STEP_SHOW:
		break;
	}
	if (!work || (work->stage != WORK_RUNNING && work->stage != WORK_ENDED)) {
		return plan_keys;
	}
	return work->stage == WORK_RUNNING ? run_keys : work->ended ? done_keys : end_keys;
}

/* A word that is pasted was not read. */
static bool confirm_input(struct operation *operation, const struct key *key)
{
	if (key->code == KEY_CODE_PASTE) {
		snprintf(operation->says, sizeof(operation->says),
			"pasting is not taken here: type it");
		return true;
	}
	if (key->code == KEY_CODE_UP || key->code == KEY_CODE_DOWN) {
		return true;
	}
	operation->says[0] = '\0';
	return field_key(&operation->confirm, key);
}

static bool operation_input(void *self, const struct key *key)
{
	struct operation *operation = self;

	return operation->step == STEP_FORM       ? form_input(operation, key)
		: operation->step == STEP_CONFIRM ? confirm_input(operation, key)
						  : false;
}

static void operation_close(void *self)
{
	struct operation *operation = self;

	form_finish(&operation->form);
	field_finish(&operation->confirm);
	buf_finish(&operation->word);
	request_finish(&operation->request);
	request_finish(&operation->sets);
	ref_finish(&operation->ref);
	mem_free(operation->ids);
}

const struct view operation_view = {
	.name = "operation",
	.title = "Operation",
	.help = "the operation that is planned or under way: its plan, its progress",
	.floats = true,
	.size = sizeof(struct operation),
	.bindings = bindings,
	.open = operation_open,
	.interest = operation_interest,
	.refresh = operation_refresh,
	.layout = operation_layout,
	.draw = operation_draw,
	.act = operation_act,
	.input = operation_input,
	.now = operation_now,
	.close = operation_close,
};
