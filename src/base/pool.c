#include "base/pool.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

enum { CHUNK_BITS = 10, CHUNK = 1 << CHUNK_BITS };

void pool_init(struct pool *pool, size_t size_bytes)
{
	assert(size_bytes >= sizeof(uint32_t));
	*pool = (struct pool){.size = size_bytes};
}

void pool_finish(struct pool *pool)
{
	for (size_t i = 0; i < pool->chunk_count; i++) {
		mem_free(pool->chunks[i]);
	}
	mem_free(pool->chunks);
	*pool = (struct pool){.size = pool->size};
}

void *pool_at(const struct pool *pool, uint32_t number)
{
	uint32_t at = number - 1;

	assert(number > 0 && number <= pool->made);
	return pool->chunks[at >> CHUNK_BITS] + (at & (CHUNK - 1)) * pool->size;
}

static uint32_t make(struct pool *pool)
{
	if (pool->made == pool->chunk_count * CHUNK) {
		pool->chunks =
			mem_resize(pool->chunks, pool->chunk_count + 1, sizeof(*pool->chunks));
		pool->chunks[pool->chunk_count++] = mem_alloc(CHUNK, pool->size);
	}
	assert(pool->made < UINT32_MAX);
	return ++pool->made;
}

/* One that is free begins with the number of the next that is. */
uint32_t pool_take(struct pool *pool)
{
	uint32_t number = pool->free;

	pool->used++;
	if (number == 0) {
		return make(pool);
	}
	void *one = pool_at(pool, number);
	memcpy(&pool->free, one, sizeof(pool->free));
	memset(one, 0, pool->size);
	return number;
}

void pool_give(struct pool *pool, uint32_t number)
{
	void *one = pool_at(pool, number);

	assert(pool->used > 0);
	memcpy(one, &pool->free, sizeof(pool->free));
	pool->free = number;
	pool->used--;
}

size_t pool_used_bytes(const struct pool *pool)
{
	return pool->used * pool->size;
}

size_t pool_held_bytes(const struct pool *pool)
{
	return pool->chunk_count * (CHUNK * pool->size + sizeof(*pool->chunks));
}
