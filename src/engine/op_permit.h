/*
 * Whether this user may do what an operation sends, asked of the server before anything is sent:
 * ACL DRYRUN, which is there from Redis 7.0 on and may itself be forbidden.
 */
#ifndef ENGINE_OP_PERMIT_H
#define ENGINE_OP_PERMIT_H

#include "ops/op.h"
#include "talk.h"

/* False, ERROR_REFUSED: what is missing, as an ACL line. True also where that cannot be asked. */
bool op_permit(struct talk *talk, const struct op *op, const struct request *request,
	const struct survey *survey, struct error *error);

#endif
