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

/* On a connection that may write: tries a script that there is not, and one that does nothing.
 * False, ERROR_REFUSED: this user may not run any. */
bool op_permit_script(struct talk *talk, const struct op *op, struct error *error);
/* That it tells that this user may run none. */
bool op_permit_denies_scripts(struct talk *talk);

#endif
