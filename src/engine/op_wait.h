/*
 * WAIT and WAITAOF behind a batch: how many copies of the server must have what was written before
 * it counts. The numbers are settled with the plan and belong to the job from then on.
 */
#ifndef ENGINE_OP_WAIT_H
#define ENGINE_OP_WAIT_H

#include "engine/operate.h"
#include "wire/reply.h"

struct op_wait {
	int64_t replicas, aof; /* WAIT, 0: none asked; WAITAOF, -1: not asked */
	int64_t timeout_ms;
	/* Of the last attempt; -1: no answer. */
	int64_t reached, aof_reached, aof_here;
};

/* Of the request, else of the profile, else one where there is any replica; writes them into the
 * request. ERROR_REFUSED: so many the server does not have now. */
bool op_wait_ask(const struct config *config, const struct survey *survey, struct request *request,
	struct error *error);
void op_wait_read(
	struct op_wait *wait, const struct operate_options *options, const struct request *request);

enum { OP_WAIT_COMMANDS = 3 };
/* Commands to send behind a batch, for the caller to finish; how many. */
size_t op_wait_add(
	struct op_wait *wait, struct text marker, uint64_t sequence, struct command *commands);
/* The reply to the i-th of them. */
void op_wait_take(struct op_wait *wait, size_t i, const struct reply *reply);
bool op_wait_was_answered(const struct op_wait *wait);
/* False where it was answered with less. */
bool op_wait_holds(const struct op_wait *wait, struct error *error);

#endif
