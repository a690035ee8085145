/*
 * Every operation as a subcommand: request, survey, plan; and, with --yes, the run. What an
 * operation is and which options it has is said by ops/op.h alone.
 */
#ifndef CLI_VERB_H
#define CLI_VERB_H

#include "engine/operate.h"
#include "subcommand.h"

enum { VERB_ARGUMENTS_MAX = 100000 };

int verb_run(const struct call *call, struct error *error);

/* The plan on stdout, as text or JSON. */
bool verb_print_plan(const struct options *options, const struct request *request,
	const struct plan *plan, struct error *error);

/* What becomes of a run, told while it goes on. */
struct verb_report {
	const struct options *options;
	const char *operation, *job;
	struct buf out, not_done;
	bool first_id, first_not_done, progress;
	uint64_t not_done_count;
	struct error output;
};
/* `operation` and `job` are borrowed. */
void verb_report_begin(struct verb_report *report, const struct options *options);
/* For struct operate_options; `arg` is the report. */
void verb_report_item(void *arg, const struct item *item);
void verb_report_progress(void *arg, const struct operate_result *result);
bool verb_report_end(
	struct verb_report *report, const struct operate_result *result, struct error *error);
/* How a job runs, as the options say, told to the report. */
struct operate_options verb_job_options(
	const struct options *options, const struct config *config, struct verb_report *report);

#endif
