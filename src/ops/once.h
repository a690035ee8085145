/*
 * What operations that are one act have in common: a batch of one item, and a marker whose field
 * `once` tells that it was done.
 */
#ifndef OPS_ONCE_H
#define OPS_ONCE_H

#include "ops/op.h"

/* EVAL with the topic and the marker as its keys. */
void once_begin(const struct request *request, const char *script, struct command *out);
/* `12 entries`, `more than 100,000 entries`. */
char *once_between(char out[PLAN_NAME_MAX], const struct survey *survey);

#endif
