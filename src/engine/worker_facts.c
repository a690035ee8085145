#include "worker_facts.h"

#include <stdio.h>
#include <string.h>

#include "base/sanitise.h"
#include "engine/gate.h"

void work_take_names(struct work *work, const struct request *request)
{
	snprintf(work->operation, sizeof work->operation, "%.*s", (int)request->operation.length,
		request->operation.at);
	snprintf(work->job, sizeof work->job, "%s", request->job);
	buf_reset(&work->topic);
	buf_reset(&work->group);
	buf_reset(&work->target);
	buf_add_text(&work->topic, request->topic);
	buf_add_text(&work->group, request->group);
	buf_add_text(&work->target, request->target);
}

void work_take_confirm(
	struct work *work, const struct config *config, const struct request *request)
{
	buf_reset(&work->confirm);
	if (gate_wants_name(config, op_find(request->operation))) {
		sanitise_text(&work->confirm, request->topic);
	} else {
		buf_add_string(&work->confirm, "yes");
	}
}

void work_begin(struct work *work, double per_s, int64_t now_ms)
{
	work->stage = WORK_RUNNING;
	work->began_ms = now_ms;
	work->ended_ms = 0;
	work->per_s = per_s;
	work->paused = work->stops = false;
	work->item_count = work->item_first = 0;
	work->items_gone = 0;
	work->done = work->skipped = work->failed = work->again = work->unverified = 0;
	work->state = job_state_name(JOB_RUNNING);
	work->error.code = ERROR_NONE;
}

static void take_radius(struct work *work, const struct plan *plan)
{
	char name[PLAN_NAME_MAX], topic[PLAN_NAME_MAX];

	for (size_t i = 0; i < plan->radius_count; i++) {
		buf_addf(&work->radius, "%s on %s%s\n", plan_name(name, plan->radius[i].group),
			plan_name(topic, plan->radius[i].topic),
			plan->radius[i].again ? ": it has had them before" : "");
	}
	if (plan->radius_more > 0) {
		buf_addf(&work->radius, "and %zu more\n", plan->radius_more);
	}
}

void work_keep_before(struct work *work, bool same)
{
	buf_reset(&work->before);
	if (!same) {
		return;
	}
	buf_add_text(&work->before, buf_text(&work->effect));
	buf_add_byte(&work->before, '\n');
	buf_add_text(&work->before, buf_text(&work->warnings));
	buf_add_text(&work->before, buf_text(&work->radius));
	buf_add_text(&work->before, buf_text(&work->edits));
	buf_add_text(&work->before, buf_text(&work->commands));
}

static void take_edits(struct work *work, const struct plan *plan)
{
	char field[PLAN_NAME_MAX], id[ID_TEXT_MAX];

	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct survey_edit *edit = &plan->edits[i];

		buf_addf(&work->edits, "%s %s: %.*s -> %.*s\n", id_format(id, edit->id),
			plan_name(field, edit->field), (int)edit->before.length, edit->before.at,
			(int)edit->after.length, edit->after.at);
	}
}

void work_take_plan(struct work *work, const struct plan *plan)
{
	buf_reset(&work->effect);
	buf_reset(&work->warnings);
	buf_reset(&work->commands);
	buf_reset(&work->radius);
	buf_reset(&work->edits);
	work->stage = plan != NULL ? WORK_PLANNED : WORK_REFUSED;
	if (plan == NULL) {
		return;
	}
	buf_add_text(&work->effect, buf_text(&plan->effect));
	buf_add_text(&work->warnings, buf_text(&plan->warnings));
	buf_add_text(&work->commands, buf_text(&plan->commands));
	take_radius(work, plan);
	take_edits(work, plan);
	work->entries = work->remaining = plan->entries;
	work->bytes = plan->bytes;
	work->groups = plan->groups;
	work->undo = plan->undo;
	memcpy(work->sha256, plan->sha256, sizeof work->sha256);
}

void work_take_result(struct work *work, const struct operate_result *result)
{
	work->done = result->done;
	work->skipped = result->skipped;
	work->failed = result->failed;
	work->again = result->again;
	work->unverified = result->unverified;
	work->remaining = result->remaining;
	work->state = job_state_name(result->state);
	work->ended = job_state_has_ended(result->state);
}
