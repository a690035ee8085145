#include "room.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

static struct room_block *block_create(size_t size, struct room_block *next)
{
	struct room_block *block = mem_alloc(1, sizeof(*block) + size);

	block->size = size;
	block->next = next;
	return block;
}

void room_init(struct room *room)
{
	*room = (struct room){.first = block_create(ROOM_BLOCK, NULL), .held = ROOM_BLOCK};
}

void room_finish(struct room *room)
{
	while (room->first != NULL) {
		struct room_block *next = room->first->next;

		mem_free(room->first);
		room->first = next;
	}
}

void room_reset(struct room *room)
{
	while (room->first->next != NULL) {
		struct room_block *next = room->first->next;

		mem_free(room->first);
		room->first = next;
	}
	room->first->used = 0;
	room->held = room->first->size;
}

char *room_take(struct room *room, size_t bytes)
{
	struct room_block *block = room->first;
	char *at;

	if (bytes > block->size - block->used) {
		size_t size = bytes > ROOM_BLOCK ? bytes : (size_t)ROOM_BLOCK;

		if (bytes > ROOM_CEILING || size > ROOM_CEILING - room->held) {
			return NULL;
		}
		block = block_create(size, block);
		room->first = block;
		room->held += size;
	}
	at = block->bytes + block->used;
	block->used += bytes;
	return at;
}

void room_shrink(struct room *room, size_t taken, size_t kept)
{
	assert(kept <= taken && taken <= room->first->used);
	room->first->used -= taken - kept;
}

struct text room_copy(struct room *room, struct text text)
{
	char *at = room_take(room, text.length);

	if (at == NULL || text.length == 0) {
		return text_of("");
	}
	memcpy(at, text.at, text.length);
	return text_from(at, text.length);
}
