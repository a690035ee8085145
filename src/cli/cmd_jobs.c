#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "json.h"
#include "output.h"
#include "verb.h"

enum { CELL_MAX = 400 };

struct row {
	int64_t at_ms;
	cJSON *json; /* or */
	char *line;
};

struct shown {
	bool json;
	size_t count, room;
	struct row *rows;
};

static cJSON *job_json(const struct operate_job *job)
{
	const struct request *request = job->request;
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "job", job->job);
	cJSON_AddItemToObject(row, "operation", json_text(request->operation));
	cJSON_AddItemToObject(row, "source", json_text(request->topic));
	cJSON_AddItemToObject(row, "group",
		request->group.length > 0 ? json_text(request->group) : cJSON_CreateNull());
	cJSON_AddItemToObject(row, "target",
		request->target.length > 0 ? json_text(request->target) : cJSON_CreateNull());
	cJSON_AddStringToObject(row, "state", job_state_name(job->state));
	cJSON_AddItemToObject(row, "done", json_integer((int64_t)job->done));
	cJSON_AddItemToObject(row, "failed", json_integer((int64_t)job->failed));
	cJSON_AddItemToObject(row, "skipped", json_integer((int64_t)job->skipped));
	cJSON_AddItemToObject(row, "remaining", json_integer((int64_t)job->remaining));
	cJSON_AddItemToObject(row, "started_ms", json_integer(request->at_ms));
	cJSON_AddItemToObject(row, "who", json_text(request->who));
	cJSON_AddItemToObject(row, "host", json_text(request->host));
	cJSON_AddItemToObject(row, "reason",
		request->reason.length > 0 ? json_text(request->reason) : cJSON_CreateNull());
	cJSON_AddItemToObject(row, "server",
		request_has(request, REQUEST_SERVER)
			? json_text(request_text(request, REQUEST_SERVER))
			: cJSON_CreateNull());
	cJSON_AddBoolToObject(row, "local", job->local);
	return row;
}

static void add_line(struct buf *out, const struct operate_job *job)
{
	char source[PLAN_NAME_MAX], target[PLAN_NAME_MAX], who[PLAN_NAME_MAX];
	const struct request *request = job->request;

	buf_addf(out, "%s  %-9s  %s %s%s%s  %" PRIu64 " done", job->job, job_state_name(job->state),
		request->operation.at, plan_name(source, request->topic),
		request->target.length > 0 ? " -> " : "", plan_name(target, request->target),
		job->done);
	if (job->skipped > 0) {
		buf_addf(out, ", %" PRIu64 " skipped", job->skipped);
	}
	if (job->failed > 0) {
		buf_addf(out, ", %" PRIu64 " failed", job->failed);
	}
	if (job->remaining > 0) {
		buf_addf(out, ", %" PRIu64 " remaining", job->remaining);
	}
	buf_addf(out, "  %s%s\n", plan_name(who, request->who),
		job->local ? "" : " (known to the server alone)");
}

static void on_job(void *arg, const struct operate_job *job)
{
	struct shown *shown = arg;
	struct row row = {.at_ms = job->request->at_ms};
	struct buf line;

	if (shown->json) {
		row.json = job_json(job);
	} else {
		buf_init(&line, OUTPUT_BYTES_MAX);
		add_line(&line, job);
		row.line = buf_take(&line);
		buf_finish(&line);
	}
	if (shown->count == shown->room) {
		shown->room = shown->room * 2 + 16;
		shown->rows = mem_resize(shown->rows, shown->room, sizeof *shown->rows);
	}
	shown->rows[shown->count++] = row;
}

static int newest_first(const void *a, const void *b)
{
	const struct row *one = a, *other = b;

	return one->at_ms < other->at_ms ? 1 : one->at_ms > other->at_ms ? -1 : 0;
}

static bool write_jobs(const struct shown *shown, struct error *error)
{
	cJSON *list = cJSON_CreateArray();
	bool good;

	for (size_t i = 0; i < shown->count; i++) {
		cJSON_AddItemToArray(list, shown->rows[i].json);
	}
	good = answer_write_json(list, error);
	cJSON_Delete(list);
	return good;
}

static bool write_rows(const struct shown *shown, bool one, struct error *error)
{
	bool good = true;

	if (shown->json && !one) {
		return write_jobs(shown, error);
	}
	for (size_t i = 0; i < shown->count; i++) {
		if (shown->json) {
			good = good && answer_write_json(shown->rows[i].json, error);
			cJSON_Delete(shown->rows[i].json);
		} else {
			good = good && output_write(text_of(shown->rows[i].line), error);
			mem_free(shown->rows[i].line);
		}
	}
	return good;
}

static bool list(const struct call *call, const struct config *config, struct error *error)
{
	const char *job = call->argument_count > 1 ? call->arguments[1] : NULL;
	struct shown shown = {.json = call->options->json};
	struct error late = {.code = ERROR_NONE};
	bool good = operate_jobs(config, job, on_job, &shown, error);

	if (shown.count > 0) {
		qsort(shown.rows, shown.count, sizeof *shown.rows, newest_first);
	}
	if (!shown.json && shown.count == 0 && good) {
		output_write(text_of("no jobs\n"), &late);
	}
	write_rows(&shown, job != NULL, &late);
	mem_free(shown.rows);
	if (good && late.code != ERROR_NONE) {
		good = error_set(error, late.code, "%s", late.text);
	}
	return good;
}

typedef bool act_fn(const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error);

struct act {
	const char *name, *effect;
	act_fn *run;
};

static const struct act acts[] = {
	{"resume", "goes on with the job where it stopped", operate_resume},
	{"cancel", "ends the job as it stands: what was written stays", operate_cancel},
	{"undo", "takes back what the job has written, as far as nobody has used it", operate_undo},
};

static bool show_plan(const struct call *call, const struct act *act, const struct config *config,
	struct error *error)
{
	struct buf out;
	bool good = call->options->json || list(call, config, error);

	buf_init(&out, OUTPUT_BYTES_MAX);
	if (call->options->json) {
		buf_addf(&out,
			"{\"operation\": \"jobs %s\", \"job\": \"%s\", \"effect\": \"%s\", "
			"\"changed\": false}\n",
			act->name, call->arguments[1], act->effect);
	} else {
		buf_addf(&out, "`jobs %s` %s.\nNothing was changed. With --yes it is done.\n",
			act->name, act->effect);
	}
	good = good && output_write(buf_text(&out), error);
	buf_finish(&out);
	return good;
}

static bool perform(const struct call *call, const struct act *act, const struct config *config,
	struct error *error)
{
	char name[CELL_MAX];
	struct verb_report report = {.operation = name, .job = call->arguments[1]};
	struct operate_result result;
	bool good, told;

	snprintf(name, sizeof name, "jobs %s", act->name);
	verb_report_begin(&report, call->options);
	struct operate_options options = verb_job_options(call->options, config, &report);
	options.file = call->argument_count > 2 ? call->arguments[2] : NULL;
	good = act->run(&options, call->arguments[1], &result, error);
	told = verb_report_end(&report, &result, good ? error : NULL);
	return good && told;
}

static bool act_on(const struct call *call, const struct config *config, struct error *error)
{
	if (call->argument_count == 0) {
		return list(call, config, error);
	}
	if (call->argument_count == 1) {
		return error_set(error, ERROR_USAGE, "jobs %s: which JOB?", call->arguments[0]);
	}
	if (!job_id_valid(text_of(call->arguments[1]))) {
		return error_set(error, ERROR_USAGE, "jobs: a JOB is 26 letters and digits");
	}
	if (call->argument_count > 2 && strcmp(call->arguments[0], "resume") != 0) {
		return error_set(error, ERROR_USAGE, "jobs %s: an argument too many: `%s`",
			call->arguments[0], call->arguments[2]);
	}
	if (strcmp(call->arguments[0], "show") == 0) {
		return list(call, config, error);
	}
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (strcmp(call->arguments[0], acts[i].name) == 0) {
			return call->options->yes && !call->options->dry_run
				? perform(call, &acts[i], config, error)
				: show_plan(call, &acts[i], config, error);
		}
	}
	return error_set(error, ERROR_USAGE, "jobs: show, resume, cancel or undo, not `%s`",
		call->arguments[0]);
}

static int run(const struct call *call, struct error *error)
{
	struct answer answer;
	bool good = answer_configure(&answer, call->options, error) &&
		act_on(call, &answer.config, error);

	answer_finish(&answer);
	return good ? 0 : (int)error->code;
}

const struct subcommand subcommand_jobs = {
	.name = "jobs",
	.usage = "rivermaster jobs [show|resume|cancel|undo JOB [FILE]] [OPTION]...",
	.summary = "the operations that were begun, and what to do about them",
	.help = "Every job with a journal on this machine, and every other one that the server "
		"knows: those\n"
		"that others began, and for seven days those that have ended.\n"
		"`running, paused, stopped, in_doubt` can be resumed, also from another machine; "
		"nothing is\n"
		"written twice. An import that goes on needs its FILE, unless that is still where "
		"it "
		"was.\n"
		"resume, cancel and undo need --yes.\n",
	.options = OPTIONS_SERVER | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_DRY_RUN) |
		OPTION_BIT(OPTION_YES) | OPTION_BIT(OPTION_CONFIRM) | OPTIONS_JOB,
	.arguments_max = 3,
	.run = run,
};
