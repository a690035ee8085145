#include "base/map.h"

#include <assert.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"

enum { SLOTS_MIN = 8 };

struct slot {
	uint64_t hash;
	struct text key;
	void *value; /* NULL: the slot is free */
};

struct map {
	uint64_t seed;
	size_t count, slot_count, key_bytes; /* slot_count is a power of two */
	struct slot *slots;
};

struct sip {
	uint64_t a, b, c, d;
};

static uint64_t rotate(uint64_t value, int bits)
{
	return value << bits | value >> (64 - bits);
}

static void sip_round(struct sip *sip)
{
	sip->a += sip->b;
	sip->c += sip->d;
	sip->b = rotate(sip->b, 13) ^ sip->a;
	sip->d = rotate(sip->d, 16) ^ sip->c;
	sip->a = rotate(sip->a, 32);
	sip->c += sip->b;
	sip->a += sip->d;
	sip->b = rotate(sip->b, 17) ^ sip->c;
	sip->d = rotate(sip->d, 21) ^ sip->a;
	sip->c = rotate(sip->c, 32);
}

static void sip_word(struct sip *sip, uint64_t word)
{
	sip->d ^= word;
	sip_round(sip);
	sip->a ^= word;
}

/* Up to eight bytes, the first one lowest: the same on every machine. */
static uint64_t word_at(const char *at, size_t length)
{
	uint64_t word = 0;
	size_t i;

	for (i = 0; i < length; i++) {
		word |= (uint64_t)(unsigned char)at[i] << (8 * i);
	}
	return word;
}

/* One seed makes both halves of the key: a shift and an odd multiplier keep them unlike. */
static struct sip sip_begin(uint64_t seed)
{
	uint64_t other = (seed ^ seed >> 29) * UINT64_C(0x9e3779b97f4a7c15) + 1;

	return (struct sip){
		.a = seed ^ UINT64_C(0x736f6d6570736575),
		.b = other ^ UINT64_C(0x646f72616e646f6d),
		.c = seed ^ UINT64_C(0x6c7967656e657261),
		.d = other ^ UINT64_C(0x7465646279746573),
	};
}

uint64_t map_hash(struct text key, uint64_t seed)
{
	struct sip sip = sip_begin(seed);
	struct text rest = key;

	for (; rest.length >= 8; rest = text_from(rest.at + 8, rest.length - 8)) {
		sip_word(&sip, word_at(rest.at, 8));
	}
	sip_word(&sip, (uint64_t)(key.length & 0xff) << 56 | word_at(rest.at, rest.length));
	sip.c ^= 0xff;
	sip_round(&sip);
	sip_round(&sip);
	sip_round(&sip);
	return sip.a ^ sip.b ^ sip.c ^ sip.d;
}

struct map *map_create(void)
{
	struct map *map = mem_alloc(1, sizeof(*map));

	/* Where the system has no randomness to give, the address still differs from run to run. */
	if (getrandom(&map->seed, sizeof(map->seed), 0) != (ssize_t)sizeof(map->seed)) {
		map->seed = (uint64_t)(uintptr_t)map;
	}
	map->slot_count = SLOTS_MIN;
	map->slots = mem_alloc(map->slot_count, sizeof(*map->slots));
	return map;
}

uint64_t map_seed(const struct map *map)
{
	return map->seed;
}

void map_destroy(struct map *map)
{
	size_t i;

	if (!map) {
		return;
	}
	for (i = 0; i < map->slot_count; i++) {
		mem_free((void *)map->slots[i].key.at);
	}
	mem_free(map->slots);
	mem_free(map);
}

size_t map_count(const struct map *map)
{
	return map->count;
}

size_t map_bytes(const struct map *map)
{
	return sizeof(*map) + map->slot_count * sizeof(*map->slots) + map->key_bytes;
}

/* The slot that holds the key, or the free one where it belongs. */
static struct slot *find(const struct map *map, struct text key, uint64_t hash)
{
	size_t mask = map->slot_count - 1;
	size_t i = (size_t)hash & mask;

	while (map->slots[i].value &&
		(map->slots[i].hash != hash || !text_equal(map->slots[i].key, key))) {
		i = (i + 1) & mask;
	}
	return &map->slots[i];
}

void *map_get(const struct map *map, struct text key)
{
	return find(map, key, map_hash(key, map->seed))->value;
}

static void grow(struct map *map)
{
	struct slot *old = map->slots;
	size_t old_count = map->slot_count, i;

	map->slot_count = old_count * 2;
	map->slots = mem_alloc(map->slot_count, sizeof(*map->slots));
	for (i = 0; i < old_count; i++) {
		if (old[i].value) {
			*find(map, old[i].key, old[i].hash) = old[i];
		}
	}
	mem_free(old);
}

void *map_put(struct map *map, struct text key, void *value)
{
	uint64_t hash = map_hash(key, map->seed);
	struct slot *slot = find(map, key, hash);
	void *before = slot->value;

	assert(value);
	if (before) {
		slot->value = value;
		return before;
	}
	if (map->count + 1 > map->slot_count / 4 * 3) {
		grow(map);
		slot = find(map, key, hash);
	}
	*slot = (struct slot){
		.hash = hash,
		.key = text_from(text_dup(key), key.length),
		.value = value,
	};
	map->count++;
	map->key_bytes += key.length + 1;
	return NULL;
}

/* Moves later members of the run into the hole: no search stops short, no tombstone stays. */
static void close_hole(struct map *map, size_t hole)
{
	size_t mask = map->slot_count - 1;
	size_t i = hole;

	for (;;) {
		i = (i + 1) & mask;
		if (!map->slots[i].value) {
			break;
		}
		if (((i - (size_t)map->slots[i].hash) & mask) >= ((i - hole) & mask)) {
			map->slots[hole] = map->slots[i];
			hole = i;
		}
	}
	map->slots[hole] = (struct slot){.value = NULL};
}

void *map_remove(struct map *map, struct text key)
{
	struct slot *slot = find(map, key, map_hash(key, map->seed));
	void *value = slot->value;

	if (!value) {
		return NULL;
	}
	map->count--;
	map->key_bytes -= slot->key.length + 1;
	mem_free((void *)slot->key.at);
	close_hole(map, (size_t)(slot - map->slots));
	return value;
}

/* A removal moves others: keys are gathered first. */
void map_sweep(struct map *map, bool (*keep)(void *arg, void *value), void *arg)
{
	struct text *keys = mem_alloc(map_count(map) + 1, sizeof(*keys)), key;
	size_t cursor = 0, count = 0;
	void *value;

	while (map_next(map, &cursor, &key, &value)) {
		if (!keep(arg, value)) {
			keys[count++] = text_from(text_dup(key), key.length);
		}
	}
	for (size_t i = 0; i < count; i++) {
		map_remove(map, keys[i]);
		mem_free((char *)keys[i].at);
	}
	mem_free(keys);
}

bool map_next(const struct map *map, size_t *cursor, struct text *key, void **value)
{
	while (*cursor < map->slot_count) {
		const struct slot *slot = &map->slots[(*cursor)++];

		if (slot->value) {
			*key = slot->key;
			*value = slot->value;
			return true;
		}
	}
	return false;
}
