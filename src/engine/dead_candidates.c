#include "dead_candidates.h"

#include "base/mem.h"

void dead_candidates_init(struct dead_candidates *candidates)
{
	*candidates = (struct dead_candidates){.by_name = map_create(), .by_key = map_create()};
}

void dead_candidates_finish(struct dead_candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		struct dead_candidate *candidate = &candidates->at[i];

		mem_free((char *)candidate->name.at);
		for (size_t k = 0; k < candidate->key_count; k++) {
			mem_free((char *)candidate->keys[k].at);
		}
		mem_free(candidate->keys);
		dead_sample_finish(&candidate->sample);
	}
	mem_free(candidates->at);
	map_destroy(candidates->by_name);
	map_destroy(candidates->by_key);
}

/* Places, not addresses: the array moves. From 1, as a map holds no NULL. */
static struct dead_candidate *at_place(
	const struct dead_candidates *candidates, const struct map *map, struct text name)
{
	size_t place = (size_t)(uintptr_t)map_get(map, name);

	return place == 0 ? NULL : &candidates->at[place - 1];
}

struct dead_candidate *dead_candidates_named(
	const struct dead_candidates *candidates, struct text topic)
{
	return at_place(candidates, candidates->by_name, topic);
}

struct dead_candidate *dead_candidates_keyed(
	const struct dead_candidates *candidates, struct text key)
{
	return at_place(candidates, candidates->by_key, key);
}

static struct dead_candidate *add(struct dead_candidates *candidates, struct text topic)
{
	if (candidates->count == candidates->room) {
		candidates->room = candidates->room == 0 ? 64 : candidates->room * 2;
		candidates->at =
			mem_resize(candidates->at, candidates->room, sizeof *candidates->at);
	}
	struct dead_candidate *candidate = &candidates->at[candidates->count++];
	*candidate = (struct dead_candidate){.name = text_from(text_dup(topic), topic.length)};
	map_put(candidates->by_name, topic, (void *)(uintptr_t)candidates->count);
	return candidate;
}

void dead_candidates_add(struct dead_candidates *candidates, struct text topic, struct text key)
{
	struct dead_candidate *candidate = dead_candidates_named(candidates, topic);

	if (dead_candidates_keyed(candidates, key) != NULL) {
		return;
	}
	if (candidate == NULL) {
		candidate = add(candidates, topic);
	}
	if (candidate->key_count == candidate->key_room) {
		candidate->key_room = candidate->key_room * 2 + 1;
		candidate->keys =
			mem_resize(candidate->keys, candidate->key_room, sizeof *candidate->keys);
	}
	candidate->keys[candidate->key_count++] = text_from(text_dup(key), key.length);
	map_put(candidates->by_key, key, (void *)(uintptr_t)(candidate - candidates->at + 1));
}

bool dead_candidate_is_named(const struct dead_candidate *candidate)
{
	return dead_name_likeness(candidate->name) == DEAD_LIKE ||
		dead_name_likeness(candidate->keys[0]) == DEAD_LIKE;
}
