/*
 * Fields that an operation changes in the copies it appends: the options, and what the plan says of
 * them.
 */
#ifndef OPS_SETS_H
#define OPS_SETS_H

#include "ops/op.h"

extern const struct param param_set, param_allow_broken_json;

/* ERROR_USAGE: a value is no FIELD=VALUE, or names a field of the console's. */
bool sets_check(const struct request *request, struct error *error);
/* The old value beside the new one, and what is to be warned of; nothing where nothing is set. */
void sets_plan(const struct request *request, const struct survey *survey, struct plan *plan);
/* Appends the names of the fields that are set: `amount, payload`. */
void sets_names(const struct request *request, struct buf *out);

#endif
