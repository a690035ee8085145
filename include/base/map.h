/*
 * Bytes to pointers: open addressing over a keyed hash (SipHash-1-3, each map with a random key of
 * its own), since keys come from outside. Owns copies of its keys, never what the values point to.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/text.h"

#include <stdint.h>

struct map;

struct map *map_create(void);
void map_destroy(struct map *map);

size_t map_count(const struct map *map);
/* Bytes held, keys included. */
size_t map_bytes(const struct map *map);

/* NULL when absent. */
void *map_get(const struct map *map, struct text key);
/* `value` is not NULL. Returns the value that stood there before, or NULL. */
void *map_put(struct map *map, struct text key, void *value);
/* Returns the value removed, or NULL. */
void *map_remove(struct map *map, struct text key);

/* Walks in no order: start with *cursor = 0; false at the end. Put and remove end the walk. */
bool map_next(const struct map *map, size_t *cursor, struct text *key, void **value);

/* Removes each value for which `keep` says false, after it was asked: the value is then its to
 * release. */
void map_sweep(struct map *map, bool (*keep)(void *arg, void *value), void *arg);

/* The map's own random key, for hashes that are kept elsewhere. */
uint64_t map_seed(const struct map *map);

/* The keyed hash itself; each `seed` is a family of its own, the same on every machine. */
uint64_t map_hash(struct text key, uint64_t seed);

#endif
