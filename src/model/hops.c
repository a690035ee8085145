#include "model/hops.h"

#include "base/map.h"
#include "base/mem.h"

enum {
	HOP_COST = 4 * 10240, /* what four sketches take at most */
	LESSON_COST = 2048,
	LESSON_GROUPS_MAX = 16,
	LESSON_HOPS_MIN = 30,
	LESSON_REFUSED_MIN = 3,
};

/* A group that a service may read by, and how often it had not been given what the service had
 * already answered. */
struct candidate {
	struct text name;
	uint32_t refused;
};

struct lesson {
	uint64_t hops;
	bool crowded;
	size_t count;
	struct candidate groups[LESSON_GROUPS_MAX];
};

struct hops {
	size_t memory_bytes, bytes;
	struct map *hops, *lessons;
};

struct hops *hops_create(size_t memory_bytes)
{
	struct hops *hops = mem_alloc(1, sizeof(*hops));

	hops->memory_bytes = memory_bytes;
	hops->hops = map_create();
	hops->lessons = map_create();
	return hops;
}

static void drop_hop(struct hop *hop)
{
	sketch_finish(&hop->queue_least);
	sketch_finish(&hop->queue_most);
	sketch_finish(&hop->work_least);
	sketch_finish(&hop->work_most);
	mem_free(hop);
}

static void drop_lesson(struct lesson *lesson)
{
	for (size_t i = 0; i < lesson->count; i++) {
		mem_free((void *)(uintptr_t)lesson->groups[i].name.at);
	}
	mem_free(lesson);
}

void hops_destroy(struct hops *hops)
{
	size_t at = 0;
	struct text key;
	void *value;

	if (hops == NULL) {
		return;
	}
	while (map_next(hops->hops, &at, &key, &value)) {
		drop_hop(value);
	}
	for (at = 0; map_next(hops->lessons, &at, &key, &value);) {
		drop_lesson(value);
	}
	map_destroy(hops->hops);
	map_destroy(hops->lessons);
	mem_free(hops);
}

/* NULL where there is no room. */
static void *find_or_make(
	struct hops *hops, struct map *map, const uint16_t pair[2], size_t size, size_t cost)
{
	struct text key = text_from(pair, 2 * sizeof(*pair));
	void *value = map_get(map, key);

	if (value == NULL && hops->bytes + cost <= hops->memory_bytes) {
		value = mem_alloc(1, size);
		map_put(map, key, value);
		hops->bytes += cost;
	}
	return value;
}

static void add_split(struct hops *hops, const uint16_t steps[2], const struct journey_split *split)
{
	struct hop *hop = find_or_make(hops, hops->hops, steps, sizeof(*hop), HOP_COST);

	if (hop == NULL) {
		return;
	}
	hop->from = steps[0];
	hop->to = steps[1];
	hop->count++;
	sketch_add(&hop->queue_least, split->queue_ms);
	sketch_add(&hop->queue_most, split->queue_ms + split->either_ms);
	sketch_add(&hop->work_least, split->work_ms);
	sketch_add(&hop->work_most, split->work_ms + split->either_ms);
}

static struct candidate *candidate_of(struct lesson *lesson, struct text group)
{
	for (size_t i = 0; i < lesson->count; i++) {
		if (text_equal(lesson->groups[i].name, group)) {
			return &lesson->groups[i];
		}
	}
	if (lesson->count == LESSON_GROUPS_MAX || group.length > LESSON_COST / 32) {
		lesson->crowded = true;
		return NULL;
	}
	lesson->groups[lesson->count].name = text_from(text_dup(group), group.length);
	return &lesson->groups[lesson->count++];
}

/* A group that somebody saw without the entry when the service had answered it is not the one. */
static void learn(struct hops *hops, const struct journey_source *source,
	const struct journey_event *input, const struct journey_event *event)
{
	struct text names[2] = {journeys_topic(source->journeys, input->topic)};
	const uint16_t pair[2] = {input->topic, event->service};
	struct delivery when;
	size_t at = 0;

	if (event->service == 0) {
		return;
	}
	struct lesson *lesson =
		find_or_make(hops, hops->lessons, pair, sizeof(*lesson), LESSON_COST);
	while (lesson != NULL && deliveries_group(source->deliveries, names[0], &at, &names[1])) {
		struct candidate *candidate = candidate_of(lesson, names[1]);

		if (candidate != NULL &&
			deliveries_when(source->deliveries, names, input->id, &when) &&
			when.has_from &&
			when.from_ms > (int64_t)event->id.ms + DELIVERIES_SLACK_MS) {
			candidate->refused++;
		}
	}
	if (lesson != NULL) {
		lesson->hops++;
	}
}

void hops_add(struct hops *hops, const struct journey_path *path)
{
	struct journey_split split;

	for (size_t at = 1; path->source.deliveries != NULL && at < path->count; at++) {
		const struct journey_event *event = path->events[at],
					   *input = path->events[journey_path_before(path, at)];
		const uint16_t steps[2] = {input->step, event->step};

		if (((event->flags | input->flags) & EVENT_DEAD) != 0) {
			continue;
		}
		learn(hops, &path->source, input, event);
		if (journey_path_split(path, at, &split) && split.is_bounded) {
			add_split(hops, steps, &split);
		}
	}
}

const struct hop *hops_between(const struct hops *hops, uint16_t from, uint16_t to)
{
	const uint16_t steps[2] = {from, to};

	return map_get(hops->hops, text_from(steps, sizeof(steps)));
}

static const struct lesson *lesson_of(const struct hops *hops, uint16_t topic, uint16_t service)
{
	const uint16_t pair[2] = {topic, service};

	return map_get(hops->lessons, text_from(pair, sizeof(pair)));
}

bool hops_excludes(const struct hops *hops, uint16_t topic, uint16_t service, struct text group)
{
	const struct lesson *lesson = lesson_of(hops, topic, service);

	for (size_t i = 0; lesson != NULL && i < lesson->count; i++) {
		if (text_equal(lesson->groups[i].name, group)) {
			return lesson->groups[i].refused >= LESSON_REFUSED_MIN;
		}
	}
	return false;
}

bool hops_reader(const struct hops *hops, uint16_t topic, uint16_t service, struct text *group)
{
	const struct lesson *lesson = lesson_of(hops, topic, service);
	size_t left = 0;

	if (lesson == NULL || lesson->crowded || lesson->hops < LESSON_HOPS_MIN) {
		return false;
	}
	for (size_t i = 0; i < lesson->count; i++) {
		const struct candidate *candidate = &lesson->groups[i];

		if (candidate->refused == 0) {
			*group = candidate->name;
			left++;
		} else if (candidate->refused < LESSON_REFUSED_MIN) {
			return false;
		}
	}
	return left == 1;
}

size_t hops_bytes(const struct hops *hops)
{
	return sizeof(*hops) + hops->bytes;
}
