/*
 * What a copy of an entry is to hold: its fields in order, byte for byte, but for those that were
 * set anew; then where it came from.
 */
#ifndef OPS_COPY_H
#define OPS_COPY_H

#include "ops/op.h"

struct copy {
	size_t count, room;
	struct entry_field *fields; /* borrowed from the entry, the request and `provenance` */
	struct command provenance;
};

void copy_init(struct copy *copy);
void copy_finish(struct copy *copy);
/* The item has an entry. */
void copy_make(struct copy *copy, const struct request *request, const struct item *item);
/* The same fields in the same order. */
bool copy_is(const struct copy *copy, const struct entry *entry);

/* Settles an item whose entry, as it would be appended, has not all the fields that are set. */
void copy_check_sets(
	const struct request *request, const struct entry *entry, struct item *item);

enum { COPY_FIELDS_MAX = 3900 };
/* Settles the items that cannot be copied. */
void copy_prepare(const struct request *request, struct batch *batch);

#endif
