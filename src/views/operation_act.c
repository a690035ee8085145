/* What keys do on the operation's screen. */
#include <stdio.h>
#include <string.h>

#include "operation_private.h"

enum { FRESH_MS = 60000, RATE_LEAST = 1, RATE_MOST = 1000000, RATE_BEGIN = 100, PAGE = 10 };

static const struct intent nothing = {.kind = INTENT_NONE};

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

static struct intent order(struct operation *operation, enum work_order_kind kind)
{
	if (kind >= ORDER_PAUSE) {
		operation->back = operation->step;
	}
	operation->order = (struct work_order){.kind = kind,
		.request = &operation->request,
		.job = operation->job,
		.confirm = operation->confirm.text.length > 0 ? operation->confirm.text.at : "",
		.per_s = operation->per_s,
		.first = operation->first,
		.limits = operation->limits};
	return (struct intent){.kind = INTENT_ORDER, .order = &operation->order};
}

/* What a job was asked is looked up anew. */
static struct intent plan_again(struct operation *operation)
{
	return order(operation, operation->repeats ? ORDER_REPEAT : ORDER_PLAN);
}

static struct intent act_plan(struct operation *operation)
{
	if (!form_request(operation)) {
		return nothing;
	}
	operation->back = STEP_FORM;
	operation->step = STEP_PLAN;
	operation->top = 0;
	return order(operation, ORDER_PLAN);
}

struct text operation_word(const struct operation *operation, const struct work *work)
{
	return operation->carries == ORDER_RUN ? buf_text(&work->confirm)
					       : buf_text(&operation->word);
}

static struct intent act_accept(struct operation *operation, const struct model *model)
{
	const struct work *work = model_work(model);
	struct text typed = buf_text(&operation->confirm.text);
	bool runs = operation->carries == ORDER_RUN;
	struct intent intent;

	if (!work || (runs && work->stage != WORK_PLANNED)) {
		return nothing;
	}
	if (!text_equal(typed, operation_word(operation, work))) {
		snprintf(operation->says, sizeof(operation->says),
			"this is not the word: nothing was done");
		field_set(&operation->confirm, text_of(""));
		return nothing;
	}
	if (runs && model_now_ms(model) - work->planned_ms > FRESH_MS) {
		field_set(&operation->confirm, text_of(""));
		operation->back = operation->step = STEP_PLAN;
		intent = plan_again(operation);
		snprintf(intent.message, sizeof(intent.message),
			"the plan was older than a minute: it is made again, what changed is "
			"marked");
		return intent;
	}
	operation->back = STEP_CONFIRM;
	operation->step = STEP_SHOW;
	operation->away = false;
	return order(operation, operation->carries);
}

static struct intent open_item(struct operation *operation, const struct model *model)
{
	const struct work *work = model_work(model);
	const struct work_item *item;
	size_t at;

	if (!work || !run_selected(operation, work, &at)) {
		return say("there is no entry to open");
	}
	item = work_item_at(work, at);
	if (item->whole) {
		return say("this was one act, on no entry of its own");
	}
	return (struct intent){.kind = INTENT_OPEN,
		.view = "event",
		.ref = item->has_new_id && work->target.length > 0
			? ref_entry(buf_text(&work->target), item->new_id)
			: ref_entry(buf_text(&work->topic), item->id)};
}

static const char refused[] = "this plan was refused: `b` goes back to the form";

static bool is_refused(const struct model *model)
{
	const struct work *work = model_work(model);

	return work && work->stage == WORK_REFUSED;
}

static struct intent act_enter(struct operation *operation, const struct model *model)
{
	switch (operation->step) {
	case STEP_FORM:
		return act_plan(operation);
	case STEP_CONFIRM:
		return act_accept(operation, model);
	case STEP_PLAN:
		return say(is_refused(model) ? refused
					     : "`c` carries it out, after a word was typed");
	case STEP_SHOW:
		break;
	}
	return open_item(operation, model);
}

static struct intent ask(
	struct operation *operation, enum work_order_kind kind, const struct work *work)
{
	operation->carries = kind;
	/* A plan has a job of its own, which is not the one that is repeated. */
	if (kind != ORDER_RUN) {
		snprintf(operation->job, sizeof(operation->job), "%s", work->job);
	}
	buf_reset(&operation->word);
	buf_add_text(&operation->word, buf_text(&work->confirm));
	operation->step = STEP_CONFIRM;
	operation->says[0] = '\0';
	field_set(&operation->confirm, text_of(""));
	return nothing;
}

static struct intent act_carry_out(struct operation *operation, const struct model *model)
{
	const struct work *work = model_work(model);

	if (work && operation->step == STEP_PLAN && work->stage == WORK_PLANNED) {
		return ask(operation, ORDER_RUN, work);
	}
	if (work && operation_shows_run(operation, model) && work->stage == WORK_ENDED &&
		!work->ended) {
		return ask(operation, ORDER_RESUME, work);
	}
	return say(operation->step == STEP_PLAN && is_refused(model)
			? refused
			: "there is nothing here to be carried out");
}

static struct intent act_undo(struct operation *operation, const struct model *model)
{
	const struct work *work = model_work(model);

	if (work && work->stage == WORK_ENDED && work->job[0] != '\0') {
		return ask(operation, ORDER_UNDO, work);
	}
	return say("there is nothing here to be taken back");
}

static struct intent act_give_up(struct operation *operation, const struct model *model)
{
	const struct work *work = model_work(model);

	if (work && work->stage == WORK_ENDED && !work->ended) {
		return ask(operation, ORDER_CANCEL, work);
	}
	return say("there is no stopped job here");
}

static struct intent act_rate(struct operation *operation, const struct work *work, double times)
{
	double per_s = work->per_s > 0 ? work->per_s * times : RATE_BEGIN;

	operation->per_s = per_s < RATE_LEAST ? RATE_LEAST : per_s > RATE_MOST ? 0 : per_s;
	return order(operation, ORDER_RATE);
}

static struct intent act_running(
	struct operation *operation, const struct model *model, const char *action)
{
	const struct work *work = model_work(model);

	if (!work || work->stage != WORK_RUNNING) {
		return say("nothing is running");
	}
	if (strcmp(action, "hold") == 0) {
		return order(operation, work->paused ? ORDER_GO_ON : ORDER_PAUSE);
	}
	if (strcmp(action, "stop") == 0) {
		return order(operation, ORDER_STOP);
	}
	return act_rate(operation, work, strcmp(action, "faster") == 0 ? 2 : 0.5);
}

/* One level for each press. */
static struct intent act_cancel(struct operation *operation, const struct model *model)
{
	const struct work *work = model_work(model);

	if (operation->step != STEP_CONFIRM || !work || work->stage == WORK_NONE) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	operation->step = operation->carries == ORDER_RUN ? STEP_PLAN : STEP_SHOW;
	return say("nothing was done");
}

static bool act_scroll(struct operation *operation, const struct model *model, const char *action)
{
	static const struct {
		const char *name;
		int by;
	} moves[] = {{"down", 1}, {"up", -1}, {"page-down", PAGE}, {"page-up", -PAGE},
		{"first", -WORK_ITEMS_MAX}, {"last", WORK_ITEMS_MAX}};

	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (strcmp(moves[i].name, action) != 0) {
			continue;
		}
		if (operation_shows_run(operation, model)) {
			run_move(operation, model_work(model), moves[i].by);
		} else {
			operation->top += moves[i].by;
			operation->top = operation->top > operation->lines - 1
				? operation->lines - 1
				: operation->top;
			operation->top = operation->top < 0 ? 0 : operation->top;
		}
		return true;
	}
	return false;
}

static struct intent act_again(struct operation *operation, const char *action)
{
	bool again = strcmp(action, "plan-again") == 0;

	if ((!operation->op && !operation->repeats) || operation->step != STEP_PLAN) {
		return say("there is no plan here");
	}
	if (operation->repeats) {
		return again ? plan_again(operation)
			     : say("what a job was asked is planned as it was: there is no form");
	}
	if (again) {
		return act_plan(operation);
	}
	operation->step = STEP_FORM;
	return nothing;
}

struct intent operation_act(void *self, const struct model *model, const char *action)
{
	struct operation *operation = self;

	if (strcmp(action, "enter") == 0) {
		return act_enter(operation, model);
	}
	if (strcmp(action, "carry-out") == 0) {
		return act_carry_out(operation, model);
	}
	if (strcmp(action, "plan-again") == 0 || strcmp(action, "form") == 0) {
		return act_again(operation, action);
	}
	if (strcmp(action, "hold") == 0 || strcmp(action, "stop") == 0 ||
		strcmp(action, "faster") == 0 || strcmp(action, "slower") == 0) {
		return act_running(operation, model, action);
	}
	if (strcmp(action, "take-back") == 0) {
		operation->step = operation->back;
		return nothing;
	}
	if (strcmp(action, "undo") == 0) {
		return act_undo(operation, model);
	}
	if (strcmp(action, "give-up") == 0) {
		return act_give_up(operation, model);
	}
	if (strcmp(action, "cancel") == 0 || strcmp(action, "interrupt") == 0) {
		return act_cancel(operation, model);
	}
	return act_scroll(operation, model, action) ? nothing
						    : (struct intent){.kind = INTENT_UNKNOWN};
}
