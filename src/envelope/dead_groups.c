#include "envelope/dead_groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

enum { MINUTE_MS = 60000, TEXT_MAX = 1024 };

struct dead_groups {
	struct dead_group **at;
	size_t count, max;
	struct map *by_print;
	uint64_t others;
	struct buf reason;
	bool sorted;
	/* Buckets are counted from 1970 in units of `minutes`; those of the groups begin at `base`,
	 * and `last` is the latest that was used. */
	bool begun;
	uint64_t minutes, base, last;
};

static void add_part(struct buf *key, struct text part)
{
	uint64_t length = part.length;

	buf_add(key, &length, sizeof(length));
	buf_add_text(key, part);
}

static uint64_t print_of(const struct dead_letter *letter, struct text reason)
{
	struct buf key;

	buf_init(&key, (size_t)1 << 30);
	add_part(&key, reason);
	add_part(&key, letter->error_type);
	add_part(&key, letter->source_topic);
	add_part(&key, letter->group);
	uint64_t print = map_hash(buf_text(&key), 0);
	buf_finish(&key);
	return print;
}

uint64_t dead_fingerprint(const struct dead_letter *letter, struct buf *normalised)
{
	buf_reset(normalised);
	dead_reason_normalise(normalised, letter->reason);
	return print_of(letter, buf_text(normalised));
}

struct dead_groups *dead_groups_create(size_t groups_max)
{
	struct dead_groups *groups = mem_alloc(1, sizeof(*groups));

	groups->max = groups_max;
	groups->at = mem_alloc(groups_max + 1, sizeof(*groups->at));
	groups->by_print = map_create();
	groups->minutes = 1;
	buf_init(&groups->reason, 2 * DEAD_REASON_MAX);
	return groups;
}

static struct text keep(struct text text)
{
	if (text.length > TEXT_MAX) {
		text.length = TEXT_MAX;
	}
	return text_from(mem_dup(text.at, text.length), text.length);
}

static void destroy_group(struct dead_group *group)
{
	mem_free((char *)group->reason.at);
	mem_free((char *)group->error_type.at);
	mem_free((char *)group->source.at);
	mem_free((char *)group->group.at);
	mem_free((char *)group->topic.at);
	mem_free(group);
}

void dead_groups_destroy(struct dead_groups *groups)
{
	if (groups == NULL) {
		return;
	}
	for (size_t i = 0; i < groups->count; i++) {
		destroy_group(groups->at[i]);
	}
	mem_free(groups->at);
	map_destroy(groups->by_print);
	buf_finish(&groups->reason);
	mem_free(groups);
}

/* Twice as many minutes in each bucket; `base` may lie between two of the new ones. */
static void widen(struct dead_groups *groups)
{
	uint64_t base = groups->base / 2;

	for (size_t g = 0; g < groups->count; g++) {
		uint64_t *buckets = groups->at[g]->buckets, merged[DEAD_BUCKETS] = {0};
		for (size_t i = 0; i < DEAD_BUCKETS; i++) {
			size_t into = (size_t)((groups->base + i) / 2 - base);
			merged[into < DEAD_BUCKETS ? into : DEAD_BUCKETS - 1] += buckets[i];
		}
		memcpy(buckets, merged, sizeof(merged));
	}
	groups->base = base;
	groups->last /= 2;
	groups->minutes *= 2;
}

static void begin_earlier(struct dead_groups *groups, uint64_t base)
{
	size_t by = (size_t)(groups->base - base);

	for (size_t g = 0; g < groups->count; g++) {
		uint64_t *buckets = groups->at[g]->buckets;
		memmove(buckets + by, buckets, (DEAD_BUCKETS - by) * sizeof(*buckets));
		memset(buckets, 0, by * sizeof(*buckets));
	}
	groups->base = base;
}

/* The bucket of that moment, after making room for it. */
static size_t bucket_of(struct dead_groups *groups, uint64_t ms)
{
	uint64_t minute = ms / MINUTE_MS, bucket = minute / groups->minutes;

	if (!groups->begun) {
		groups->begun = true;
		groups->base = groups->last = bucket;
	}
	while ((bucket > groups->last ? bucket : groups->last) -
			(bucket < groups->base ? bucket : groups->base) >=
		DEAD_BUCKETS) {
		widen(groups);
		bucket = minute / groups->minutes;
	}
	if (bucket < groups->base) {
		begin_earlier(groups, bucket);
	}
	if (bucket > groups->last) {
		groups->last = bucket;
	}
	return (size_t)(bucket - groups->base);
}

static struct dead_group *find(
	struct dead_groups *groups, const struct dead_letter *letter, struct id id)
{
	uint64_t print = dead_fingerprint(letter, &groups->reason);
	struct text key = text_from(&print, sizeof(print));
	struct dead_group *group = map_get(groups->by_print, key);

	if (group != NULL || groups->count == groups->max) {
		return group;
	}
	group = mem_alloc(1, sizeof(*group));
	group->fingerprint = print;
	group->reason = keep(buf_text(&groups->reason));
	group->error_type = keep(letter->error_type);
	group->source = keep(letter->source_topic);
	group->group = keep(letter->group);
	group->convention = letter->convention;
	group->first = group->last = id;
	map_put(groups->by_print, key, group);
	groups->at[groups->count++] = group;
	return group;
}

void dead_groups_add(struct dead_groups *groups, struct text topic, struct id id,
	const struct dead_letter *letter)
{
	struct dead_group *group = find(groups, letter, id);

	groups->sorted = false;
	if (group == NULL) {
		groups->others++;
		return;
	}
	if (id_compare(id, group->first) < 0) {
		group->first = id;
	}
	if (group->count == 0 || id_compare(id, group->last) > 0) {
		group->last = id;
		if (!text_equal(group->topic, topic)) {
			mem_free((char *)group->topic.at);
			group->topic = text_from(mem_dup(topic.at, topic.length), topic.length);
		}
	}
	group->count++;
	group->buckets[bucket_of(groups, id.ms)]++;
}

size_t dead_groups_count(const struct dead_groups *groups)
{
	return groups->count;
}

static int compare(const void *a, const void *b)
{
	const struct dead_group *const *left = a, *const *right = b;

	if ((*left)->count != (*right)->count) {
		return (*left)->count > (*right)->count ? -1 : 1;
	}
	return ((*left)->fingerprint > (*right)->fingerprint) -
		((*left)->fingerprint < (*right)->fingerprint);
}

const struct dead_group *dead_groups_at(struct dead_groups *groups, size_t i)
{
	if (!groups->sorted) {
		qsort(groups->at, groups->count, sizeof(*groups->at), compare);
		groups->sorted = true;
	}
	return i < groups->count ? groups->at[i] : NULL;
}

uint64_t dead_groups_others(const struct dead_groups *groups)
{
	return groups->others;
}

struct dead_axis dead_groups_axis(const struct dead_groups *groups)
{
	if (!groups->begun) {
		return (struct dead_axis){.bucket_ms = MINUTE_MS};
	}
	return (struct dead_axis){
		.from_ms = groups->base * groups->minutes * MINUTE_MS,
		.bucket_ms = groups->minutes * MINUTE_MS,
		.buckets = (size_t)(groups->last - groups->base) + 1,
	};
}
