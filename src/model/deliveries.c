#include "model/deliveries.h"

#include <strings.h>

#include "base/map.h"
#include "base/mem.h"

enum {
	SEEN_MIN = 4,
	SEEN_MAX = 1024, /* places of a cursor: 17 minutes, looked at once a second */
	GROUPS_MAX = 64, /* of a topic */
	EXACT_SHARE = 4,
	EXACT_MIN = 64,
	TOPIC_COST = 160,
};

/* The cursor stood there from the one moment to the other. */
struct seen {
	struct id cursor;
	int64_t first_ms, last_ms;
};

struct group_read {
	struct text name;
	uint64_t turn;
	size_t room, count, oldest; /* of the ring */
	struct seen *ring;
};

struct topic_read {
	bool crowded; /* it has groups for which there was no room */
	size_t count;
	struct group_read *groups;
};

struct exact {
	uint64_t hash; /* of topic, group and id; 0: free */
	int64_t delivered_ms;
};

struct deliveries {
	size_t memory_bytes, bytes;
	const struct service_group *services;
	size_t service_count;
	uint64_t turn;
	struct map *topics; /* by name */
	size_t exact_count;
	struct exact *exact;
};

struct deliveries *deliveries_create(
	size_t memory_bytes, const struct service_group *services, size_t service_count)
{
	struct deliveries *deliveries = mem_alloc(1, sizeof(*deliveries));

	deliveries->memory_bytes = memory_bytes;
	deliveries->services = services;
	deliveries->service_count = service_count;
	deliveries->topics = map_create();
	deliveries->exact_count = memory_bytes / EXACT_SHARE / sizeof(*deliveries->exact);
	if (deliveries->exact_count < EXACT_MIN) {
		deliveries->exact_count = EXACT_MIN;
	}
	deliveries->exact = mem_alloc(deliveries->exact_count, sizeof(*deliveries->exact));
	deliveries->bytes = deliveries->exact_count * sizeof(*deliveries->exact);
	return deliveries;
}

static void drop_group(struct deliveries *deliveries, struct group_read *group)
{
	deliveries->bytes -=
		group->room * sizeof(*group->ring) + group->name.length + sizeof(*group);
	mem_free((void *)(uintptr_t)group->name.at);
	mem_free(group->ring);
}

static void drop_topic(struct deliveries *deliveries, struct topic_read *topic)
{
	while (topic->count > 0) {
		drop_group(deliveries, &topic->groups[--topic->count]);
	}
	deliveries->bytes -= TOPIC_COST;
	mem_free(topic->groups);
	mem_free(topic);
}

void deliveries_destroy(struct deliveries *deliveries)
{
	size_t at = 0;
	struct text name;
	void *topic;

	if (deliveries == NULL) {
		return;
	}
	while (map_next(deliveries->topics, &at, &name, &topic)) {
		drop_topic(deliveries, topic);
	}
	map_destroy(deliveries->topics);
	mem_free(deliveries->exact);
	mem_free(deliveries);
}

static bool is_there(void *arg, void *value)
{
	struct deliveries *deliveries = arg;
	struct topic_read *topic = value;
	size_t kept = 0;

	for (size_t i = 0; i < topic->count; i++) {
		if (topic->groups[i].turn == deliveries->turn) {
			topic->groups[kept++] = topic->groups[i];
		} else {
			drop_group(deliveries, &topic->groups[i]);
		}
	}
	topic->count = kept;
	topic->crowded = false;
	if (kept == 0) {
		drop_topic(deliveries, topic);
	}
	return kept > 0;
}

void deliveries_turn(struct deliveries *deliveries)
{
	map_sweep(deliveries->topics, is_there, deliveries);
	deliveries->turn++;
}

static struct group_read *find(const struct topic_read *topic, struct text name)
{
	for (size_t i = 0; topic != NULL && i < topic->count; i++) {
		if (text_equal(topic->groups[i].name, name)) {
			return &topic->groups[i];
		}
	}
	return NULL;
}

static bool has_room(const struct deliveries *deliveries, size_t bytes)
{
	return deliveries->bytes + bytes <= deliveries->memory_bytes;
}

/* NULL where there is no room. */
static struct group_read *make_group(struct deliveries *deliveries, const struct text names[2])
{
	struct topic_read *topic = map_get(deliveries->topics, names[0]);

	bool room = has_room(deliveries, TOPIC_COST + sizeof(*topic->groups) + names[1].length);

	if (topic != NULL && (!room || topic->count == GROUPS_MAX)) {
		topic->crowded = true;
		return NULL;
	}
	if (!room) {
		return NULL;
	}
	if (topic == NULL) {
		topic = mem_alloc(1, sizeof(*topic));
		map_put(deliveries->topics, names[0], topic);
		deliveries->bytes += TOPIC_COST;
	}
	topic->groups = mem_resize(topic->groups, topic->count + 1, sizeof(*topic->groups));
	struct group_read *group = &topic->groups[topic->count++];
	*group = (struct group_read){.name = text_from(text_dup(names[1]), names[1].length)};
	deliveries->bytes += names[1].length + sizeof(*group);
	return group;
}

/* The i-th oldest. */
static struct seen *seen_at(const struct group_read *group, size_t i)
{
	return &group->ring[(group->oldest + i) % group->room];
}

/* Where there is no more room the oldest goes. */
static void push(struct deliveries *deliveries, struct group_read *group, struct seen seen)
{
	size_t room = group->room == 0 ? SEEN_MIN : group->room * 2;
	size_t more = (room - group->room) * sizeof(*group->ring);

	if (group->count == group->room && room <= SEEN_MAX && has_room(deliveries, more)) {
		struct seen *ring = mem_alloc(room, sizeof(*ring));

		for (size_t i = 0; i < group->count; i++) {
			ring[i] = *seen_at(group, i);
		}
		mem_free(group->ring);
		group->ring = ring;
		group->room = room;
		group->oldest = 0;
		deliveries->bytes += more;
	}
	if (group->room == 0) {
		return;
	}
	if (group->count == group->room) {
		group->oldest = (group->oldest + 1) % group->room;
		group->count--;
	}
	*seen_at(group, group->count++) = seen;
}

void deliveries_see_cursor(
	struct deliveries *deliveries, const struct text names[2], struct id cursor, int64_t at_ms)
{
	struct group_read *group = find(map_get(deliveries->topics, names[0]), names[1]);
	struct seen *last;

	group = group == NULL ? make_group(deliveries, names) : group;
	if (group == NULL) {
		return;
	}
	group->turn = deliveries->turn;
	last = group->count == 0 ? NULL : seen_at(group, group->count - 1);
	if (last != NULL && at_ms <= last->last_ms) {
		return;
	}
	if (last != NULL && id_compare(cursor, last->cursor) < 0) {
		/* It was set back: what it passed it passes again. */
		group->count = 0;
	} else if (last != NULL && id_compare(cursor, last->cursor) == 0) {
		last->last_ms = at_ms;
		return;
	}
	push(deliveries, group, (struct seen){cursor, at_ms, at_ms});
}

static struct exact *exact_slot(const struct deliveries *deliveries, const struct text names[2],
	struct id id, uint64_t *hash)
{
	const uint64_t number[2] = {id.ms, id.seq};

	*hash = map_hash(names[0], map_seed(deliveries->topics));
	*hash = map_hash(names[1], *hash);
	*hash = map_hash(text_from(number, sizeof(number)), *hash) | 1;
	return &deliveries->exact[(*hash >> 1) % deliveries->exact_count];
}

void deliveries_see_pending(struct deliveries *deliveries, const struct text names[2], struct id id,
	int64_t delivered_ms)
{
	uint64_t hash;
	struct exact *exact = exact_slot(deliveries, names, id, &hash);

	if (exact->hash != hash) {
		*exact = (struct exact){hash, delivered_ms};
	}
}

bool deliveries_group(
	const struct deliveries *deliveries, struct text topic, size_t *at, struct text *group)
{
	const struct topic_read *read = map_get(deliveries->topics, topic);

	if (read == NULL || *at >= read->count) {
		return false;
	}
	*group = read->groups[(*at)++].name;
	return true;
}

static bool is_declared(
	const struct deliveries *deliveries, struct text service, struct text group, bool *any)
{
	bool is = false;

	for (size_t i = 0; i < deliveries->service_count; i++) {
		const struct service_group *declared = &deliveries->services[i];

		if (text_is(service, declared->service)) {
			*any = true;
			is = is || text_is(group, declared->group);
		}
	}
	return is;
}

static bool is_of_that_name(struct text group, struct text service)
{
	return group.length > 0 && group.length == service.length &&
		strncasecmp(group.at, service.at, group.length) == 0;
}

bool deliveries_reader(const struct deliveries *deliveries, struct text topic, struct text service,
	struct text *group)
{
	const struct topic_read *read = map_get(deliveries->topics, topic);
	size_t declared = 0, named = 0;
	bool any = false;

	if (read == NULL) {
		return false;
	}
	for (size_t i = 0; i < read->count; i++) {
		struct text name = read->groups[i].name;

		if (is_declared(deliveries, service, name, &any)) {
			*group = name;
			declared++;
		} else if (declared == 0 && is_of_that_name(name, service)) {
			*group = name;
			named++;
		}
	}
	if (any || read->crowded) {
		return declared == 1;
	}
	if (read->count == 1) {
		*group = read->groups[0].name;
	}
	return read->count == 1 || named == 1;
}

/* The oldest place of the cursor at or beyond the entry; `count` where there is none. */
static size_t first_beyond(const struct group_read *group, struct id id)
{
	size_t low = 0, high = group->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (id_compare(seen_at(group, middle)->cursor, id) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* What the idle time says holds unless it was set back without a delivery. */
static void sharpen(struct delivery *delivery, int64_t exact_ms)
{
	if ((delivery->has_from && exact_ms < delivery->from_ms - DELIVERIES_SLACK_MS) ||
		(delivery->has_to && exact_ms > delivery->to_ms + DELIVERIES_SLACK_MS)) {
		return;
	}
	delivery->from_ms = delivery->to_ms = exact_ms;
	delivery->has_from = delivery->has_to = true;
}

bool deliveries_when(const struct deliveries *deliveries, const struct text names[2], struct id id,
	struct delivery *delivery)
{
	const struct group_read *group = find(map_get(deliveries->topics, names[0]), names[1]);
	uint64_t hash;
	const struct exact *exact = exact_slot(deliveries, names, id, &hash);

	*delivery = (struct delivery){.has_from = false};
	if (group != NULL) {
		size_t at = first_beyond(group, id);

		delivery->has_from = at > 0;
		delivery->has_to = at < group->count;
		delivery->is_bounded = delivery->has_from && delivery->has_to;
		delivery->from_ms = at > 0 ? seen_at(group, at - 1)->last_ms : 0;
		delivery->to_ms = at < group->count ? seen_at(group, at)->first_ms : 0;
	}
	if (exact->hash == hash) {
		sharpen(delivery, exact->delivered_ms);
	}
	return delivery->has_from || delivery->has_to;
}

size_t deliveries_bytes(const struct deliveries *deliveries)
{
	return sizeof(*deliveries) + deliveries->bytes;
}
