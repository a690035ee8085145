#include "verb.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "answer.h"
#include "base/json.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "json.h"
#include "output.h"

enum { NOT_DONE_MAX = 1000, HELD_BYTES = 1 << 16, ERASE_CELLS = 60 };

static cJSON *lines_json(const struct buf *lines)
{
	cJSON *list = cJSON_CreateArray();

	for (struct text rest = buf_text(lines); rest.length > 0;) {
		cJSON_AddItemToArray(list, json_sentence(text_cut(&rest, '\n')));
	}
	return list;
}

static cJSON *radius_json(const struct plan *plan)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < plan->radius_count; i++) {
		cJSON *row = cJSON_CreateObject();

		cJSON_AddItemToObject(row, "topic", json_text(plan->radius[i].topic));
		cJSON_AddItemToObject(row, "group", json_text(plan->radius[i].group));
		cJSON_AddBoolToObject(row, "again", plan->radius[i].again);
		cJSON_AddItemToArray(list, row);
	}
	return list;
}

static cJSON *touches_json(const struct plan *plan)
{
	cJSON *touches = cJSON_CreateObject();

	cJSON_AddItemToObject(touches, "topics", json_integer((int64_t)plan->topics));
	cJSON_AddItemToObject(touches, "groups", json_integer((int64_t)plan->groups));
	cJSON_AddItemToObject(touches, "entries", json_integer((int64_t)plan->entries));
	cJSON_AddItemToObject(touches, "bytes", json_integer((int64_t)plan->bytes));
	return touches;
}

static cJSON *edits_json(const struct plan *plan)
{
	cJSON *list = cJSON_CreateArray();
	char id[ID_TEXT_MAX];

	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct survey_edit *edit = &plan->edits[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddStringToObject(row, "id", id_format(id, edit->id));
		cJSON_AddItemToObject(row, "field", json_text(edit->field));
		cJSON_AddItemToObject(row, "before", json_sentence(edit->before));
		cJSON_AddItemToObject(row, "after", json_sentence(edit->after));
		cJSON_AddItemToArray(list, row);
	}
	return list;
}

static bool print_json(const struct request *request, const struct plan *plan, struct error *error)
{
	cJSON *document = cJSON_CreateObject();
	bool ok;

	cJSON_AddItemToObject(document, "operation", json_text(request->operation));
	cJSON_AddNullToObject(document, "job");
	cJSON_AddItemToObject(
		document, request->file != NULL ? "file" : "topic", json_text(request->topic));
	if (request->target.length > 0) {
		cJSON_AddItemToObject(document, "target", json_text(request->target));
	}
	cJSON_AddItemToObject(document, "touches", touches_json(plan));
	cJSON_AddItemToObject(document, "blast_radius", radius_json(plan));
	if (request_has(request, "set")) {
		cJSON_AddItemToObject(document, "edits", edits_json(plan));
	}
	cJSON_AddItemToObject(document, "effect", json_sentence(buf_text(&plan->effect)));
	cJSON_AddItemToObject(document, "warnings", lines_json(&plan->warnings));
	cJSON_AddItemToObject(document, "commands", lines_json(&plan->commands));
	cJSON_AddBoolToObject(document, "undo", plan->undo);
	cJSON_AddItemToObject(document, "plan_sha256", json_sentence(text_of(plan->sha256)));
	cJSON_AddFalseToObject(document, "changed");
	ok = answer_write_json(document, error);
	cJSON_Delete(document);
	return ok;
}

static void add_lines(struct buf *out, const char *before, const struct buf *lines)
{
	for (struct text rest = buf_text(lines); rest.length > 0;) {
		struct text line = text_cut(&rest, '\n');

		buf_addf(out, "%s%.*s\n", before, (int)line.length, line.at);
	}
}

static void add_radius(struct buf *out, const struct plan *plan)
{
	char name[PLAN_NAME_MAX];

	if (plan->radius_count == 0) {
		return;
	}
	buf_addf(out, "  %zu %s will see them", plan->groups,
		plan->groups == 1 ? "group" : "groups");
	for (size_t i = 0; i < plan->radius_count; i++) {
		buf_addf(out, "%s%s%s", i == 0 ? ": " : ", ",
			plan_name(name, plan->radius[i].group),
			plan->radius[i].again ? " (again)" : "");
	}
	buf_addf(out, "%s\n", plan->radius_more > 0 ? ", ..." : "");
}

static bool print_text(const struct options *options, const struct request *request,
	const struct plan *plan, struct error *error)
{
	struct buf out;
	bool ok;

	buf_init(&out, OUTPUT_BYTES_MAX);
	buf_addf(&out, "%s ", request->operation.at);
	buf_add_text(&out, buf_text(&plan->effect));
	buf_add_byte(&out, '\n');
	add_radius(&out, plan);
	add_lines(&out, "warning: ", &plan->warnings);
	add_lines(&out, "  ", &plan->commands);
	buf_addf(&out, "%s\n",
		plan->undo ? "`rivermaster jobs undo` takes it back." : "There is no undo.");
	buf_addf(&out, "This is the plan %.12s; nothing was changed. %s\n", plan->sha256,
		options->yes ? "Without --dry-run it is done." : "With --yes it is done.");
	ok = output_write(buf_text(&out), error);
	buf_finish(&out);
	return ok;
}

bool verb_print_plan(const struct options *options, const struct request *request,
	const struct plan *plan, struct error *error)
{
	return options->json ? print_json(request, plan, error)
			     : print_text(options, request, plan, error);
}

/* --- while it runs --- */

void verb_report_begin(struct verb_report *report, const struct options *options)
{
	report->options = options;
	report->first_id = report->first_not_done = true;
	report->progress = !options->quiet && isatty(STDERR_FILENO);
	report->output.code = ERROR_NONE;
	buf_init(&report->out, OUTPUT_BYTES_MAX);
	buf_init(&report->not_done, OUTPUT_BYTES_MAX);
	if (options->json) {
		buf_add_string(&report->out, "{\"ids\": [");
	}
}

static void flush(struct verb_report *report)
{
	output_write(buf_text(&report->out), &report->output);
	buf_reset(&report->out);
}

static void tell_done(struct verb_report *report, const struct item *item)
{
	char from[ID_TEXT_MAX], to[ID_TEXT_MAX];

	if (!report->options->json || item->once) {
		return;
	}
	struct id was = item->numbered ? item->entry->id : item->id;
	buf_addf(&report->out, "%s{\"from\": ", report->first_id ? "" : ", ");
	if (item->numbered && id_is_zero(was)) {
		buf_add_string(&report->out, "null, \"to\": ");
	} else {
		buf_addf(&report->out, "\"%s\", \"to\": ", id_format(from, was));
	}
	if (item->has_new_id) {
		buf_addf(&report->out, "\"%s\"}", id_format(to, item->new_id));
	} else {
		buf_add_string(&report->out, "null}");
	}
	report->first_id = false;
	if (report->out.length > HELD_BYTES) {
		flush(report);
	}
}

void verb_report_item(void *arg, const struct item *item)
{
	struct verb_report *report = arg;
	char id[ID_TEXT_MAX];

	if (item->fate == FATE_DONE) {
		tell_done(report, item);
		return;
	}
	if (report->not_done_count++ >= NOT_DONE_MAX) {
		return;
	}
	if (report->options->json) {
		buf_addf(&report->not_done, "%s{\"id\": \"%s\", \"failed\": %s, \"reason\": ",
			report->first_not_done ? "" : ", ", id_format(id, item->id),
			item->fate == FATE_FAILED ? "true" : "false");
		json_quote_bytes(&report->not_done, text_of(item->why));
		buf_add_byte(&report->not_done, '}');
	} else {
		buf_addf(&report->not_done, "  %s%s%s: ", item->once ? "" : id_format(id, item->id),
			item->once ? "" : " ", item->fate == FATE_FAILED ? "failed" : "skipped");
		sanitise_text(&report->not_done, text_of(item->why));
		buf_add_byte(&report->not_done, '\n');
	}
	report->first_not_done = false;
}

void verb_report_progress(void *arg, const struct operate_result *result)
{
	struct verb_report *report = arg;
	char line[ERASE_CELLS * 2];
	int length;

	if (!report->progress) {
		return;
	}
	length = snprintf(line, sizeof line,
		"\r%" PRIu64 " done, %" PRIu64 " skipped, %" PRIu64 " failed, %" PRIu64
		" remaining ",
		result->done, result->skipped, result->failed, result->remaining);
	report->progress = write(STDERR_FILENO, line, (size_t)length) > 0;
}

static void erase_progress(const struct verb_report *report)
{
	char line[ERASE_CELLS * 2];
	int length = snprintf(line, sizeof line, "\r%*s\r", ERASE_CELLS, "");

	if (report->progress && write(STDERR_FILENO, line, (size_t)length) < 0) {
		return;
	}
}

static void end_json(struct verb_report *report, const struct operate_result *result)
{
	buf_addf(&report->out,
		"], \"operation\": \"%s\", \"job\": \"%s\", \"state\": \"%s\", \"done\": %" PRIu64
		", \"failed\": %" PRIu64 ", \"skipped\": %" PRIu64 ", \"remaining\": %" PRIu64
		", \"unverified\": %" PRIu64 ", \"passes\": %" PRIu64 ", \"not_done\": [",
		report->operation, report->job, job_state_name(result->state), result->done,
		result->failed, result->skipped, result->remaining, result->unverified,
		result->passes);
	buf_add_text(&report->out, buf_text(&report->not_done));
	buf_addf(&report->out, "], \"changed\": %s}\n", result->done > 0 ? "true" : "false");
}

static void end_text(struct verb_report *report, const struct operate_result *result)
{
	buf_addf(&report->out,
		"%s: %" PRIu64 " done, %" PRIu64 " skipped, %" PRIu64 " failed, %" PRIu64
		" remaining; job %s is %s\n",
		report->operation, result->done, result->skipped, result->failed, result->remaining,
		report->job, job_state_name(result->state));
	if (result->passes > 1) {
		buf_add_string(&report->out,
			"  the server was restarted meanwhile: all of it was looked at again\n");
	}
	if (result->unverified > 0) {
		buf_addf(&report->out,
			"  %" PRIu64 " could not be compared with their source: one of the two "
			"is gone\n",
			result->unverified);
	}
	buf_add_text(&report->out, buf_text(&report->not_done));
	if (report->not_done_count > NOT_DONE_MAX) {
		buf_addf(&report->out, "  ... and %" PRIu64 " more\n",
			report->not_done_count - NOT_DONE_MAX);
	}
}

bool verb_report_end(
	struct verb_report *report, const struct operate_result *result, struct error *error)
{
	bool good;

	erase_progress(report);
	if (report->options->json) {
		end_json(report, result);
	} else {
		end_text(report, result);
	}
	flush(report);
	good = report->output.code == ERROR_NONE;
	if (!good) {
		error_set(error, ERROR_FAILED, "%s", report->output.text);
	} else if (result->failed > 0) {
		good = error_set(error, ERROR_FAILED, "%" PRIu64 " failed", result->failed);
	}
	buf_finish(&report->out);
	buf_finish(&report->not_done);
	return good;
}
