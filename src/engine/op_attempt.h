/*
 * How an attempt at a batch ended, and whether to make another: what batches with and without
 * scripts share.
 */
#ifndef ENGINE_OP_ATTEMPT_H
#define ENGINE_OP_ATTEMPT_H

#include "op_error.h"
#include "op_run.h"

struct attempt_end {
	enum op_trouble trouble; /* the worst */
	bool lost;               /* the connection */
	bool settled_any;
	struct error error;
};

/* `sent`: the command that the error is the answer to, a script whole. */
void attempt_take_error(struct attempt_end *end, struct text said, const struct command *sent);
/* Waits as long as it should; false: no. */
bool run_may_go_on(struct run *run, const struct attempt_end *end, int *tries, struct error *error);

#endif
