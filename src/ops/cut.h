/*
 * What a plan says when entries are removed from the front of a topic.
 */
#ifndef OPS_CUT_H
#define OPS_CUT_H

#include "ops/op.h"

/* Which groups lose entries that they have not read, or have pending. */
void cut_warn(const struct survey *survey, struct plan *plan);

#endif
