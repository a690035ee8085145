#include "op_attempt.h"

enum {
	PATIENCE_MS = 10000, /* for a connection that was lost */
	PAUSE_FIRST_MS = 100,
	PAUSE_MAX_MS = 5000,
	UNWELL_MS = 60000, /* until a server that is unwell is given up */
};

void attempt_take_error(struct attempt_end *end, struct text said, const struct command *sent)
{
	enum op_trouble trouble = op_trouble_of(said);

	if (trouble > end->trouble) {
		end->trouble = trouble;
		op_trouble_explain_sent(said, sent, &end->error);
	}
}

/* Not on a server that may have lost earlier ones: their order is kept. */
static bool go_on_connected(struct run *run, struct error *error)
{
	if (!talk_ready(run->talk, PATIENCE_MS, error) || !run_know_server(run, error)) {
		return false;
	}
	run->batch->halt = run->stale;
	return !run->stale || error_set(error, ERROR_FAILED, "the server was restarted");
}

bool run_may_go_on(struct run *run, const struct attempt_end *end, int *tries, struct error *error)
{
	int64_t pause_ms = PAUSE_FIRST_MS << (*tries < 6 ? *tries : 6);

	if (end->lost) {
		return go_on_connected(run, error);
	}
	if (run->batch->more && talk_interrupted(run->talk)) {
		return error_set(error, ERROR_FAILED, "interrupted");
	}
	if (end->trouble == TROUBLE_NOSCRIPT || end->trouble == TROUBLE_NONE) {
		return end->trouble == TROUBLE_NOSCRIPT || end->settled_any || run->batch->more ||
			error_set(error, ERROR_FAILED,
				"the server answered with words it does not have");
	}
	if (end->trouble == TROUBLE_STOP || *tries * PAUSE_MAX_MS > UNWELL_MS ||
		talk_interrupted(run->talk)) {
		return error_set(error, end->error.code, "%s", end->error.text);
	}
	if (end->trouble == TROUBLE_UNWELL) {
		pause_ms = PAUSE_MAX_MS;
		run->result->state = JOB_PAUSED;
	}
	(*tries)++;
	talk_pause(run->talk, pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS);
	return true;
}
