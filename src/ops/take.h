/*
 * What operations on pending entries have in common: which are chosen, and how one is given back.
 */
#ifndef OPS_TAKE_H
#define OPS_TAKE_H

#include "ops/op.h"

/* ERROR_USAGE where nothing says which entries. */
bool take_check(const struct request *request, struct error *error);

/* Undoes what the marker tells of an entry, `DELIVERIES TIME OWNER`: it becomes pending again as it
 * was. KEYS: topic, marker. ARGV: group, id, item, the consumer that must have it now (empty: it
 * must not be pending). */
extern const char take_give_back[];
/* EVAL of a script with those keys and the first three arguments. */
void take_begin(
	const struct request *request, const char *script, struct id id, struct command *out);

#endif
