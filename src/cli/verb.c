#include "verb.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "answer.h"
#include "base/mem.h"
#include "engine/entry_file.h"
#include "output.h"

static bool add_value(
	struct request *request, const char *name, const char *value, struct error *error)
{
	return request_add(request, text_of(name), text_of(value)) ||
		error_set(error, ERROR_USAGE, "more than %d options", REQUEST_VALUES_MAX);
}

/* Whatever was given of what the operation takes. */
static bool take_params(const struct call *call, struct request *request, struct error *error)
{
	const struct options *options = call->options;
	const struct op *op = call->command->op;

	for (size_t i = 0; i < options->param_count; i++) {
		const struct option_param *given = &options->params[i];

		if (!add_value(request, given->param->name,
			    given->value == NULL ? "1" : given->value, error)) {
			return false;
		}
	}
	for (int id = 0; id < OPTION_COUNT; id++) {
		const char *name = option_name((enum option_id)id) + 2;

		if ((options->given & OPTION_BIT(id)) != 0 && op_param(op, text_of(name)) != NULL &&
			!add_value(request, name, options->raw[id], error)) {
			return false;
		}
	}
	if ((options->given & OPTION_BIT(OPTION_WAIT)) != 0 &&
		!add_value(request, "wait", options->raw[OPTION_WAIT], error)) {
		return false;
	}
	return options->reason == NULL || add_value(request, "reason", options->reason, error);
}

static bool take_ids(
	const struct call *call, size_t from, struct request *request, struct error *error)
{
	if (call->argument_count > from && (call->command->op->flags & OP_IDS) == 0) {
		return error_set(error, ERROR_USAGE, "%s: an argument too many: `%s`",
			call->command->name, call->arguments[from]);
	}
	for (size_t i = from; i < call->argument_count; i++) {
		struct request_item item = {.deliveries = -1};

		if (!id_parse(text_of(call->arguments[i]), &item.id)) {
			return error_set(error, ERROR_USAGE,
				"%s: an ID is such as 1700000000000-0, not `%s`",
				call->command->name, call->arguments[i]);
		}
		if (!request_choose(request, &item)) {
			return error_set(error, ERROR_USAGE, "%s: more than %d IDs",
				call->command->name, REQUEST_ITEMS_MAX);
		}
		request->listed = true;
	}
	if (request->listed &&
		(request_has(request, "where") || request_has(request, "from") ||
			request_has(request, "to"))) {
		return error_set(error, ERROR_USAGE,
			"%s: IDs, or --from, --to and --where: one or the other",
			call->command->name);
	}
	return true;
}

/* The words behind the name, as its usage has them. */
static size_t count_words(const struct op *op)
{
	static const size_t counts[] = {
		[SUBJECT_TOPIC] = 1, [SUBJECT_GROUP] = 2, [SUBJECT_CONSUMER] = 3};

	return counts[op->subject] + ((op->flags & OP_AT) != 0 ? 1 : 0);
}

static const char *wanted_words(const struct op *op)
{
	return (op->flags & OP_FILE) != 0         ? "FILE, or `-` for standard input"
		: (op->flags & OP_AT) != 0        ? "TOPIC GROUP ID"
		: op->subject == SUBJECT_CONSUMER ? "TOPIC GROUP CONSUMER"
		: op->subject == SUBJECT_GROUP    ? "TOPIC GROUP"
						  : "TOPIC";
}

static bool read_request(const struct call *call, struct request *request, struct error *error)
{
	const struct op *op = call->command->op;
	size_t count = count_words(op);

	if (call->argument_count < count) {
		return error_set(error, ERROR_USAGE, "%s: which? %s", op->name, wanted_words(op));
	}
	request->operation = request_keep(request, text_of(op->name));
	request->topic = request_keep(request, text_of(call->arguments[0]));
	if (op->subject != SUBJECT_TOPIC) {
		request->group = request_keep(request, text_of(call->arguments[1]));
	}
	if (count > 2 &&
		!add_value(request, op->subject == SUBJECT_CONSUMER ? "consumer" : "id",
			call->arguments[2], error)) {
		return false;
	}
	if (!take_params(call, request, error) || !take_ids(call, count, request, error)) {
		return false;
	}
	if ((op->flags & OP_FILE) != 0) {
		request->file = entry_file_open(call->arguments[0], error);
		return request->file != NULL;
	}
	return true;
}

struct operate_options verb_job_options(
	const struct options *options, const struct config *config, struct verb_report *report)
{
	return (struct operate_options){.config = config,
		.confirm = options->confirm,
		.per_s = options->rate,
		.bytes_per_s = (double)options->bytes_rate,
		.first = options->first,
		.max_lag = options->max_lag,
		.max_dead_letters = options->max_dead_letters,
		.has_wait = (options->given & OPTION_BIT(OPTION_WAIT)) != 0,
		.wait = options->wait < INT_MAX ? (int64_t)options->wait : INT_MAX,
		.max_latency_ms = options->max_latency < INT64_MAX ? (int64_t)options->max_latency
								   : INT64_MAX,
		.on_item = verb_report_item,
		.on_progress = verb_report_progress,
		.arg = report};
}

/* What nobody would want who knew of it. */
static void complain(const struct call *call, const struct plan *plan, const struct survey *survey)
{
	char *first;

	if (survey->masked > 0 && !call->options->quiet) {
		struct text lines = buf_text(&plan->warnings);

		first = text_dup(text_cut(&lines, '\n'));
		output_complain(first);
		mem_free(first);
	}
}

static bool perform(const struct call *call, const struct config *config,
	const struct request *request, const struct plan *plan, struct error *error)
{
	struct verb_report report = {.operation = call->command->op->name, .job = request->job};
	struct operate_result result;
	bool good, told;

	verb_report_begin(&report, call->options);
	struct operate_options options = verb_job_options(call->options, config, &report);
	options.plan_sha256 = plan->sha256;
	good = operate_run(&options, request, &result, error);
	told = verb_report_end(&report, &result, good ? error : NULL);
	return good && told;
}

static bool plan_and_run(const struct call *call, const struct config *config,
	struct request *request, struct error *error)
{
	struct survey survey;
	struct plan plan;
	bool good;

	plan_init(&plan);
	good = operate_survey(config, request, &survey, error);
	good = good && op_plan(call->command->op, request, &survey, &plan, error);
	if (good) {
		bool yes = call->options->yes && !call->options->dry_run;

		if (yes) {
			complain(call, &plan, &survey);
		}
		good = yes ? perform(call, config, request, &plan, error)
			   : verb_print_plan(call->options, request, &plan, error);
	}
	plan_finish(&plan);
	survey_finish(&survey);
	return good;
}

int verb_run(const struct call *call, struct error *error)
{
	struct request request;
	struct answer answer;
	bool good;

	request_init(&request);
	good = read_request(call, &request, error);
	if (good) {
		good = answer_configure(&answer, call->options, error) &&
			plan_and_run(call, &answer.config, &request, error);
		answer_finish(&answer);
	}
	entry_file_close(request.file);
	request_finish(&request);
	return good ? 0 : (int)error->code;
}
