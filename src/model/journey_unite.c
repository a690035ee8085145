/* Two journeys become one, with the reason kept. */
#include "journey_private.h"

#include "base/mem.h"

enum { NAME_COST = 16 };

static bool may_unite(const struct journey *a, const struct journey *b)
{
	return a->definition == b->definition && (a->anchors & b->anchors) == 0 &&
		a->key_count + b->key_count <= JOURNEY_KEYS_MAX;
}

/* The one with the stronger name stays, else the one with more events. */
static bool is_stronger(const struct journey *a, const struct journey *b)
{
	return a->name_use != b->name_use ? a->name_use < b->name_use : a->events >= b->events;
}

static void keep(struct journeys *journeys, const struct stitch *stitch, struct journey *journey,
	struct text name, uint8_t link)
{
	uint32_t number = pool_take(&journeys->merge_pool);
	struct merge *merge = pool_at(&journeys->merge_pool, number);

	merge->link = link;
	merge->topic = stitch->topic;
	merge->id = stitch->id;
	merge->name_length = (uint16_t)name.length;
	merge->name = mem_dup(name.at, name.length);
	merge->next = journey->merges;
	journey->merges = number;
	journeys->text_bytes += (size_t)merge->name_length + NAME_COST;
}

void stitch_keep_link(struct journeys *journeys, const struct stitch *stitch, uint32_t number)
{
	keep(journeys, stitch, journey_at(journeys, number), text_of(""), JOURNEY_LINKS);
}

static void keep_reason(struct journeys *journeys, const struct stitch *stitch,
	struct journey *stays, const struct journey *goes, enum journey_link link)
{
	keep(journeys, stitch, stays, text_from(goes->name, goes->name_length), (uint8_t)link);
	journeys->totals.merges++;
}

/* An event that both had is in it once. */
static bool is_same(const struct journeys *journeys, uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0) {
		return false;
	}
	const struct journey_event *left = journey_event_at(journeys, a);
	const struct journey_event *right = journey_event_at(journeys, b);

	return id_compare(left->id, right->id) == 0 && left->topic == right->topic;
}

/* The next of two lists in order. */
static uint32_t take_earlier(const struct journeys *journeys, uint32_t *a, uint32_t *b)
{
	bool takes_a = *b == 0 ||
		(*a != 0 &&
			id_compare(journey_event_at(journeys, *a)->id,
				journey_event_at(journeys, *b)->id) <= 0);
	uint32_t *from = takes_a ? a : b, taken = *from;

	*from = journey_event_at(journeys, taken)->next;
	return taken;
}

static void merge_events(struct journeys *journeys, struct journey *stays, struct journey *goes)
{
	uint32_t a = stays->first, b = goes->first, last = 0;
	bool was_a = false;

	stays->first = stays->events = 0;
	while (a != 0 || b != 0) {
		uint32_t from_a = a, taken = take_earlier(journeys, &a, &b);

		if (is_same(journeys, last, taken)) {
			pool_give(&journeys->event_pool, taken);
			continue;
		}
		if (last == 0) {
			stays->first = taken;
		} else {
			journey_event_at(journeys, last)->next = taken;
		}
		if (was_a != (taken == from_a)) {
			ties_learn(journeys, last, taken);
		}
		was_a = taken == from_a;
		last = taken;
		stays->events++;
	}
	if (last != 0) {
		journey_event_at(journeys, last)->next = 0;
	}
	stays->last = last;
	goes->first = goes->last = goes->events = 0;
}

static void merge_keys(struct journeys *journeys, struct journey *stays, struct journey *goes)
{
	uint32_t *end = &stays->keys;

	while (*end != 0) {
		end = &journey_key_at(journeys, *end)->next;
	}
	*end = goes->keys;
	stays->key_count = (uint8_t)(stays->key_count + goes->key_count);
	stays->anchors |= goes->anchors;
	goes->keys = 0;
}

static void merge_merges(struct journeys *journeys, struct journey *stays, struct journey *goes)
{
	uint32_t *end = &stays->merges;

	while (*end != 0) {
		end = &((struct merge *)pool_at(&journeys->merge_pool, *end))->next;
	}
	*end = goes->merges;
	goes->merges = 0;
}

/* What was united with it before is united with the other now. */
static void hand_over(struct journeys *journeys, struct journey *stays, struct journey *goes,
	uint32_t goes_number, uint32_t stays_number)
{
	uint32_t *end = &goes->absorbed;

	while (*end != 0) {
		end = &journey_at(journeys, *end)->next_absorbed;
	}
	*end = stays->absorbed;
	stays->absorbed = goes_number;
	goes->next_absorbed = goes->absorbed;
	goes->absorbed = 0;
	goes->parent = stays_number;
}

static void take_names(struct journeys *journeys, struct journey *stays, struct journey *goes)
{
	if (stays->party_length == 0 && goes->party_length > 0) {
		store_set_name(journeys, stays, text_from(stays->name, stays->name_length),
			text_from(goes->name + goes->name_length, goes->party_length));
	}
	if (!stays->has_value && goes->has_value) {
		stays->has_value = true;
		stays->value = goes->value;
	}
	journeys->text_bytes -= (size_t)(goes->name_length + goes->party_length) + NAME_COST;
	mem_free(goes->name);
	goes->name = NULL;
	goes->name_length = goes->party_length = 0;
}

bool stitch_unite(struct journeys *journeys, struct stitch *stitch, uint32_t *into, uint32_t other,
	enum journey_link link)
{
	struct journey *a = journey_at(journeys, *into), *b = journey_at(journeys, other);

	if (*into == other) {
		return true;
	}
	if (!may_unite(a, b) || apart_forbids(journeys, *into, other)) {
		journeys->totals.refused++;
		return false;
	}
	stuck_end(journeys, a);
	stuck_end(journeys, b);
	uint32_t stays_number = is_stronger(a, b) ? *into : other;
	uint32_t goes_number = stays_number == *into ? other : *into;
	struct journey *stays = stays_number == *into ? a : b, *goes = stays == a ? b : a;

	/* One without events, or of a child alone, was no journey by itself yet. */
	if (a->events > 0 && b->events > 0 && goes->name_use <= KEY_USE_TRACE) {
		stays->flags |= JOURNEY_MERGED;
	}
	keep_reason(journeys, stitch, stays, goes, link);
	store_withdraw(journeys, goes_number);
	ties_undo(journeys, *into);
	ties_undo(journeys, other);
	merge_events(journeys, stays, goes);
	merge_keys(journeys, stays, goes);
	merge_merges(journeys, stays, goes);
	journeys->totals.leading -= goes->name_use <= KEY_USE_TRACE;
	journeys->totals.journeys--;
	take_names(journeys, stays, goes);
	stays->flags |= goes->flags;
	stays->kept = stays->kept || goes->kept;
	hand_over(journeys, stays, goes, goes_number, stays_number);
	ties_settle(journeys, stays_number);
	progress_refold(journeys, stays_number);
	journey_settle(journeys, stays_number);
	*into = stays_number;
	return true;
}
