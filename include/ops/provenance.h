/*
 * Where a copy came from: fields behind the original ones, `_rm.topic` first. A copy of a copy has
 * a block for each time. What the producer wrote stays as it was, byte for byte.
 */
#ifndef OPS_PROVENANCE_H
#define OPS_PROVENANCE_H

#include "ops/batch.h"
#include "ops/request.h"
#include "stream/command.h"

/* Appends name and value of each field to the command. */
void provenance_add(const struct request *request, const struct item *item, struct command *out);
/* The same as fields of an entry; room for PROVENANCE_FIELDS_MAX. Values are borrowed from
 * `command`, which is made anew. Returns how many. */
enum { PROVENANCE_FIELDS_MAX = 10 };
size_t provenance_fields(const struct request *request, const struct item *item,
	struct command *command, struct entry_field *fields);
/* Whether the entry has fields named as ours that are not a block at its end. */
bool provenance_is_foreign(const struct entry *entry);

#endif
