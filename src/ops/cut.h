/*
 * What a plan says when entries are removed from the front of a topic.
 */
#ifndef OPS_CUT_H
#define OPS_CUT_H

#include "ops/op.h"

/* `1,204 entries`, `more than 20,000 entries`. */
char *cut_count(char out[PLAN_NAME_MAX], const struct survey_count *count);

/* Which groups lose entries that they have not read, or have pending. */
void cut_warn(const struct survey *survey, struct plan *plan);

#endif
