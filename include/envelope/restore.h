/*
 * The fields that a dead letter had before it was one: exactly, or not at all. It knows nothing of
 * where they go.
 */
#ifndef ENVELOPE_RESTORE_H
#define ENVELOPE_RESTORE_H

#include "base/error.h"
#include "envelope/dead_letter.h"

struct restored {
	size_t count, room;
	struct entry_field *fields; /* borrowed from the entry and from `bytes` */
	struct buf bytes;
};

void restored_init(struct restored *restored);
void restored_finish(struct restored *restored);
/* The letter was read from the entry. ERROR_REFUSED: why it cannot be told what they were. */
bool dead_restore(const struct dead_letter *letter, const struct entry *entry,
	struct restored *restored, struct error *error);

#endif
