#include <inttypes.h>

#include "op_look.h"
#include "op_run.h"

enum { LOOK_EVERY_MS = 1000, NAME_SHOWN_MAX = 80 };

/* Why is in the error; the job can go on. */
static bool stop(struct run *run)
{
	run->result->state = JOB_PAUSED;
	return false;
}

static bool is_fast(struct run *run, struct error *error)
{
	int64_t most_ms = run->options->max_latency_ms;

	if (most_ms > 0 && run->batch_ms > most_ms) {
		error_set(error, ERROR_FAILED,
			"a batch took the server %" PRId64 " ms, more than --max-latency; `jobs "
			"resume` goes on",
			run->batch_ms);
		return stop(run);
	}
	return true;
}

static bool is_behind(const struct survey_group *group, int64_t most, struct error *error)
{
	int shown = group->name.length < NAME_SHOWN_MAX ? (int)group->name.length : NAME_SHOWN_MAX;

	if (group->lag < 0) {
		error_set(error, ERROR_FAILED,
			"the server does not know the lag of %.*s: --max-lag cannot be held", shown,
			group->name.at);
		return true;
	}
	if (group->lag > most) {
		error_set(error, ERROR_FAILED,
			"%.*s has %" PRId64 " entries before it, more than --max-lag; `jobs "
			"resume` goes on",
			shown, group->name.at, group->lag);
		return true;
	}
	return false;
}

/* Whether the groups of a target keep up. */
static bool is_read(struct run *run, struct text name, struct error *error)
{
	struct survey_topic topic;
	bool good = op_look_topic(run->talk, name, &topic, error);

	for (size_t i = 0; good && i < topic.group_count; i++) {
		good = !is_behind(&topic.groups[i], (int64_t)run->options->max_lag, error) ||
			stop(run);
	}
	survey_topic_finish(&topic);
	return good;
}

/* By what comes of it, and the groups of each target: once a second. */
static bool is_followed(struct run *run, struct error *error)
{
	int64_t now_ms = talk_now_ms(run->talk);
	bool good = true;

	if (run->looked_ms > 0 && now_ms - run->looked_ms < LOOK_EVERY_MS) {
		return true;
	}
	run->looked_ms = now_ms;
	if (!comeback_look(&run->comeback, run->talk, run->options, run->request, error)) {
		return stop(run);
	}
	if (run->options->max_lag == 0 || (run->op->flags & OP_COPIES) == 0) {
		return true;
	}
	for (size_t place = 0; good; place++) {
		struct text name = request_place(run->request, place);

		if (name.length == 0) {
			break;
		}
		good = is_read(run, name, error);
	}
	return good;
}

bool run_guard(struct run *run, struct error *error)
{
	if (run->result->remaining == 0) {
		return true;
	}
	if (run->options->first > 0 && run->moved >= run->options->first) {
		run->asked = true;
		error_set(error, ERROR_FAILED,
			"the first %" PRIu64 ", as --first says; `jobs resume` goes on",
			run->moved);
		return stop(run);
	}
	return is_fast(run, error) && is_followed(run, error);
}

size_t run_most(const struct run *run)
{
	const struct operate_options *options = run->options;
	uint64_t most = BATCH_ENTRIES_MAX;
	double per_s = run->control.per_s;

	if (per_s > 0 && per_s / RUN_BATCHES_A_SECOND + 1 < (double)most) {
		most = (uint64_t)(per_s / RUN_BATCHES_A_SECOND) + 1;
	}
	if (options->first > run->moved && options->first - run->moved < most) {
		most = options->first - run->moved;
	}
	return (size_t)most;
}
