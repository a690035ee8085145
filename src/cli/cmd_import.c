#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "answer.h"
#include "base/number.h"
#include "engine/audit.h"
#include "engine/gate.h"
#include "import_plan.h"
#include "output.h"

enum { LIST_BYTES_MAX = 400, SENTENCE_BYTES_MAX = 256 };

/* Lines, told as 3-5, 9. */
struct ranges {
	struct buf text;
	uint64_t from, to, count;
};

struct run {
	struct import_plan *plan;
	struct digest *digest; /* of what is sent */
	uint64_t sent, settled, last_line, done;
	struct ranges failed, in_doubt;
	struct buf ids; /* what is not yet written to stdout */
	bool first_id;
	struct error output;
};

static void ranges_flush(struct ranges *ranges)
{
	if (ranges->from > 0) {
		buf_addf(&ranges->text, "%s%" PRIu64, ranges->text.length > 0 ? ", " : "",
			ranges->from);
		if (ranges->to > ranges->from) {
			buf_addf(&ranges->text, "-%" PRIu64, ranges->to);
		}
	}
	ranges->from = 0;
}

static void ranges_add(struct ranges *ranges, uint64_t number)
{
	ranges->count++;
	if (ranges->from > 0 && ranges->to + 1 == number) {
		ranges->to = number;
		return;
	}
	ranges_flush(ranges);
	ranges->from = ranges->to = number;
}

static bool next(void *arg, struct append_item *item, struct error *error)
{
	struct run *run = arg;

	if (run->output.code != ERROR_NONE) {
		*error = run->output;
		return false;
	}
	*item = (struct append_item){
		.keep_id = run->plan->options->keep_ids, .create = run->plan->options->create};
	if (!import_plan_next(run->plan, &item->topic, error) ||
		!import_plan_holds(run->plan, run->digest, item->topic, ++run->sent, error)) {
		return false;
	}
	item->entry = entry_line_entry(run->plan->line);
	item->tag = run->plan->lines.number;
	return true;
}

/* Ids are told as they come: a million of them need not be kept. */
static void tell_ids(struct run *run, struct id was, struct id id)
{
	char from[ID_TEXT_MAX], to[ID_TEXT_MAX];

	if (!run->plan->options->json) {
		return;
	}
	buf_addf(&run->ids, "%s{\"from\": ", run->first_id ? "" : ", ");
	run->first_id = false;
	if (id_is_zero(was)) {
		buf_add_string(&run->ids, "null");
	} else {
		buf_addf(&run->ids, "\"%s\"", id_format(from, was));
	}
	buf_addf(&run->ids, ", \"to\": \"%s\"}", id_format(to, id));
	if (run->ids.length > (1 << 16) || run->ids.full) {
		output_write(buf_text(&run->ids), &run->output);
		buf_reset(&run->ids);
	}
}

static void settled(void *arg, uint64_t tag, enum append_fate fate, struct id was, struct id id)
{
	struct run *run = arg;

	run->settled++;
	run->last_line = tag;
	if (fate == APPEND_DONE) {
		run->done++;
		tell_ids(run, was, id);
	} else {
		ranges_add(fate == APPEND_FAILED ? &run->failed : &run->in_doubt, tag);
	}
}

static bool keep_record(
	const struct import_plan *plan, const char *result, int64_t done, struct error *error)
{
	char view[SENTENCE_BYTES_MAX];
	struct audit_record record = {.operation = "import",
		.reason = plan->options->reason,
		.result = result,
		.plan_sha256 = plan->sha256,
		.entries = done,
		.bytes = (int64_t)plan->bytes};

	if (plan->count == 1) {
		record.topic = plan->on_server[0].topic;
	} else {
		snprintf(view, sizeof view, "%zu topics", plan->count);
		record.view = view;
	}
	return audit_append(&record, error);
}

static bool print_result(struct run *run, struct error *error)
{
	uint64_t settled = run->done + run->failed.count;
	uint64_t remaining = settled < run->plan->entries ? run->plan->entries - settled : 0;
	struct buf *out = &run->ids;

	if (run->plan->options->json) {
		buf_addf(out,
			"], \"operation\": \"import\", \"job\": null, \"done\": %" PRIu64
			", \"failed\": %" PRIu64 ", \"skipped\": 0, \"remaining\": %" PRIu64
			", \"in_doubt\": %" PRIu64 ", \"changed\": %s}\n",
			run->done, run->failed.count, remaining, run->in_doubt.count,
			run->done + run->in_doubt.count > 0 ? "true" : "false");
	} else {
		buf_addf(out, "import: %" PRIu64 " of %" PRIu64 " events are written\n", run->done,
			run->plan->entries);
	}
	return output_write(buf_text(out), error);
}

/* How far it came, what is not known, and from where to go on. */
static void explain_stop(struct run *run, struct error *error)
{
	struct error why = *error;
	struct buf more;

	ranges_flush(&run->failed);
	ranges_flush(&run->in_doubt);
	buf_init(&more, LIST_BYTES_MAX);
	if (run->failed.count > 0) {
		buf_addf(&more, "; not written: line %s", run->failed.text.at);
	}
	if (run->in_doubt.count > 0) {
		buf_addf(&more, "; in doubt, look for them at the topic's end: line %s",
			run->in_doubt.text.at);
	}
	if (run->settled > 0 && run->settled < run->plan->entries) {
		buf_addf(&more, "; not sent: what follows line %" PRIu64, run->last_line);
	}
	/* What is wrong with the file now was not when it was planned. */
	if (why.code == ERROR_USAGE || (run->done > 0 && why.code == ERROR_REFUSED)) {
		why.code = ERROR_FAILED;
	}
	error_set(error, why.code,
		"stopped with %" PRIu64 " of %" PRIu64 " events written: %.160s%s", run->done,
		run->plan->entries, why.text, more.at);
	buf_finish(&more);
}

static bool perform(struct run *run, struct error *error)
{
	const struct append_options options = {.config = run->plan->config,
		.per_s = run->plan->options->rate,
		.next = next,
		.settled = settled,
		.arg = run};
	struct error late = {.code = ERROR_NONE};
	char result[SENTENCE_BYTES_MAX] = "done";
	bool good;

	if (run->plan->options->json) {
		buf_add_string(&run->ids, "{\"ids\": [");
	}
	good = append_run(&options, error) &&
		import_plan_is_done(run->plan, run->digest, run->sent, error);
	if (!good) {
		explain_stop(run, error);
		snprintf(result, sizeof result,
			"failed: %" PRIu64 " of %" PRIu64 " written, %" PRIu64 " in doubt",
			run->done, run->plan->entries, run->in_doubt.count);
	}
	good = print_result(run, &late) && good;
	good = keep_record(run->plan, result, (int64_t)run->done, &late) && good;
	if (late.code != ERROR_NONE && error->code == ERROR_NONE) {
		*error = late;
	}
	return good;
}

static bool run_plan(struct import_plan *plan, struct error *error)
{
	struct run run = {.plan = plan, .first_id = true};
	struct error masked;
	bool good;

	if (import_plan_warns(plan, &masked)) {
		output_complain(masked.text);
	}
	if (!lines_rewind(&plan->lines, error) || !keep_record(plan, "begun", 0, error)) {
		return false;
	}
	run.digest = import_plan_digest(plan);
	buf_init(&run.ids, OUTPUT_BYTES_MAX);
	buf_init(&run.failed.text, LIST_BYTES_MAX / 2);
	buf_init(&run.in_doubt.text, LIST_BYTES_MAX / 2);
	good = perform(&run, error);
	buf_finish(&run.in_doubt.text);
	buf_finish(&run.failed.text);
	buf_finish(&run.ids);
	digest_destroy(run.digest);
	return good;
}

static bool may_write(const struct call *call, const struct config *config, struct error *error)
{
	const struct options *options = call->options;

	return options->yes && !options->dry_run
		? gate_writes(config, text_of(call->arguments[0]), options->confirm, error)
		: gate_plans(config, error);
}

static int run(const struct call *call, struct error *error)
{
	const struct options *options = call->options;
	struct answer answer;
	struct import_plan plan;
	bool ok;

	if (call->argument_count == 0) {
		error_set(error, ERROR_USAGE, "import: which FILE? `-` is standard input");
		return (int)error->code;
	}
	ok = answer_configure(&answer, options, error) && may_write(call, &answer.config, error);
	if (ok) {
		ok = import_plan_make(&plan, call, &answer.config, error) &&
			(options->yes && !options->dry_run ? run_plan(&plan, error)
							   : import_plan_print(&plan, error));
		import_plan_finish(&plan);
	}
	answer_finish(&answer);
	return ok ? 0 : (int)error->code;
}

const struct subcommand subcommand_import = {
	.name = "import",
	.usage = "rivermaster import FILE [OPTION]...",
	.summary = "add the events of a file to their topics, or to another",
	.help = "FILE is what `events --json` writes, one event a line; `-` is standard input.\n"
		"The whole file is checked before anything is written. Prints the plan and changes "
		"nothing\n"
		"unless --yes is given. The events get new ids unless --keep-ids is given.\n",
	.options = OPTIONS_SERVER | OPTIONS_WRITE | OPTION_BIT(OPTION_JSON) |
		OPTION_BIT(OPTION_INTO) | OPTION_BIT(OPTION_CREATE) | OPTION_BIT(OPTION_KEEP_IDS) |
		OPTION_BIT(OPTION_RATE),
	.arguments_max = 1,
	.run = run,
};
