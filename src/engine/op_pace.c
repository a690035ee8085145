/* How fast a job goes, and what it is told while it runs. */
#include "op_run.h"

enum { LISTEN_MS = 100 };

void run_begin_pace(struct run *run)
{
	run->pace = (struct run_pace){.since_ms = talk_now_ms(run->talk),
		.moved = run->moved,
		.moved_bytes = run->moved_bytes};
}

/* Another rate holds from now on. */
static void ask_control(struct run *run)
{
	struct operate_control before = run->control;

	if (run->options->control != NULL) {
		run->options->control(run->options->arg, &run->control);
	}
	if (run->control.per_s != before.per_s || run->control.bytes_per_s != before.bytes_per_s ||
		run->control.paused != before.paused) {
		run_begin_pace(run);
	}
}

/* In ms; 0: it is time. No faster than was asked for. */
static int64_t too_early_ms(const struct run *run)
{
	const struct operate_control *control = &run->control;
	uint64_t moved = run->moved - run->pace.moved;
	uint64_t bytes = run->moved_bytes - run->pace.moved_bytes;
	double due_s = control->per_s > 0 ? (double)moved / control->per_s : 0;
	int64_t left_ms;

	if (control->bytes_per_s > 0 && (double)bytes / control->bytes_per_s > due_s) {
		due_s = (double)bytes / control->bytes_per_s;
	}
	left_ms = (int64_t)(due_s * 1000) - (talk_now_ms(run->talk) - run->pace.since_ms);
	return left_ms > 0 ? left_ms : 0;
}

bool run_keep_rate(struct run *run, struct error *error)
{
	int64_t left_ms;

	ask_control(run);
	while (!run->control.stops && !talk_interrupted(run->talk) &&
		((left_ms = too_early_ms(run)) > 0 || run->control.paused)) {
		talk_pause(run->talk, left_ms > 0 && left_ms < LISTEN_MS ? left_ms : LISTEN_MS);
		ask_control(run);
	}
	if (talk_interrupted(run->talk)) {
		return error_set(error, ERROR_FAILED, "interrupted");
	}
	run->asked = run->control.stops;
	return !run->control.stops ||
		error_set(error, ERROR_FAILED, "stopped as asked; `jobs resume` goes on");
}
