/*
 * Many things of one size, named by number from 1 on: 0 is none. They never move, so that growing
 * costs one chunk and not a copy of all. It knows nothing of what they are.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

struct pool {
	size_t size; /* of one, in bytes */
	uint32_t used, made, free;
	size_t chunk_count;
	char **chunks;
};

/* `size` is at least 4. */
void pool_init(struct pool *pool, size_t size_bytes);
void pool_finish(struct pool *pool);
/* A zeroed one. */
uint32_t pool_take(struct pool *pool);
void pool_give(struct pool *pool, uint32_t number);
/* Borrowed until it is given back. */
void *pool_at(const struct pool *pool, uint32_t number);
/* Of those in use; what was given back is used again, and stays held. */
size_t pool_used_bytes(const struct pool *pool);
size_t pool_held_bytes(const struct pool *pool);

#endif
