/*
 * Memory for what an entry had to be decoded into: it stays where it is until the next entry, and
 * has a ceiling. It knows nothing of what is kept in it.
 */
#ifndef ENVELOPE_ROOM_H
#define ENVELOPE_ROOM_H

#include "base/text.h"

enum { ROOM_BLOCK = 16 << 10, ROOM_CEILING = 64 << 20 };

struct room_block {
	struct room_block *next;
	size_t size, used;
	char bytes[];
};

struct room {
	struct room_block *first; /* the newest block; the oldest, of ROOM_BLOCK, is never freed */
	size_t held;
};

void room_init(struct room *room);
void room_finish(struct room *room);
/* Forgets everything; costs nothing where one block was enough. */
void room_reset(struct room *room);

/* NULL where the ceiling is reached. */
char *room_take(struct room *room, size_t bytes);
/* Gives back what the last room_take took beyond `kept` of its `taken` bytes. */
void room_shrink(struct room *room, size_t taken, size_t kept);
/* A copy; the empty text where the ceiling is reached. */
struct text room_copy(struct room *room, struct text text);

#endif
