/*
 * Which entries an operation is about: what was named, what is pending, what lies in a range.
 */
#ifndef ENGINE_OP_SELECT_H
#define ENGINE_OP_SELECT_H

#include "engine/config.h"
#include "ops/op.h"
#include "talk.h"

struct selecting {
	struct talk *talk;
	const struct config *config;
	const struct op *op;
	struct request *request;
	struct survey *survey;
};

/* Completes the request's items or its range, and counts them into the survey. */
bool op_select(const struct selecting *selecting, struct error *error);

#endif
