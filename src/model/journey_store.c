/* What is held of journeys, their keys and events; and what goes for want of room. */
#include <string.h>

#include "base/mem.h"
#include "journey_private.h"

enum { SLOTS_MIN = 1024, PINNED_SHARE = 4, NAME_COST = 16 };

struct journey *journey_at(const struct journeys *journeys, uint32_t number)
{
	return pool_at(&journeys->journey_pool, number);
}

struct journey_event *journey_event_at(const struct journeys *journeys, uint32_t number)
{
	return pool_at(&journeys->event_pool, number);
}

struct key *journey_key_at(const struct journeys *journeys, uint32_t number)
{
	return pool_at(&journeys->key_pool, number);
}

uint64_t store_hash(
	const struct journeys *journeys, uint8_t definition, uint8_t type, struct text value)
{
	uint64_t family = (uint64_t)definition << 8 | type;

	return map_hash(value, journeys->seed + family * UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t store_share_hash(uint64_t hash, uint8_t n)
{
	uint64_t mixed = hash + n * UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return n == 0 ? hash : mixed ^ mixed >> 31;
}

static uint32_t mark_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

static size_t slot_find(const struct journeys *journeys, uint64_t hash)
{
	size_t mask = journeys->slot_count - 1, at = hash & mask;

	while (journeys->slots[at].mark != 0 &&
		(journeys->slots[at].mark != mark_of(hash) ||
			journey_key_at(journeys, journeys->slots[at].key)->hash != hash)) {
		at = (at + 1) & mask;
	}
	return at;
}

uint32_t store_find_key(const struct journeys *journeys, uint64_t hash)
{
	if (journeys->slot_count == 0) {
		return 0;
	}
	const struct slot *slot = &journeys->slots[slot_find(journeys, hash)];

	return slot->mark == 0 ? 0 : slot->key;
}

static void grow_slots(struct journeys *journeys)
{
	struct slot *old = journeys->slots;
	size_t count = journeys->slot_count;

	journeys->slot_count = count == 0 ? SLOTS_MIN : count * 2;
	journeys->slots = mem_alloc(journeys->slot_count, sizeof(*old));
	for (size_t i = 0; i < count; i++) {
		if (old[i].mark != 0) {
			uint64_t hash = journey_key_at(journeys, old[i].key)->hash;
			journeys->slots[slot_find(journeys, hash)] = old[i];
		}
	}
	mem_free(old);
}

uint32_t store_add_key(struct journeys *journeys, uint64_t hash)
{
	uint32_t number = pool_take(&journeys->key_pool);

	if (journeys->key_count * 4 >= journeys->slot_count * 3) {
		grow_slots(journeys);
	}
	journey_key_at(journeys, number)->hash = hash;
	journeys->slots[slot_find(journeys, hash)] = (struct slot){mark_of(hash), number};
	journeys->key_count++;
	return number;
}

/* What stands behind a hole moves up, unless it stands where it belongs. */
void store_remove_key(struct journeys *journeys, uint32_t key)
{
	size_t mask = journeys->slot_count - 1;
	size_t hole = slot_find(journeys, journey_key_at(journeys, key)->hash), at = hole;

	for (;;) {
		at = (at + 1) & mask;
		if (journeys->slots[at].mark == 0) {
			break;
		}
		size_t home = journey_key_at(journeys, journeys->slots[at].key)->hash & mask;
		if (((at - home) & mask) >= ((at - hole) & mask)) {
			journeys->slots[hole] = journeys->slots[at];
			hole = at;
		}
	}
	journeys->slots[hole] = (struct slot){0, 0};
	pool_give(&journeys->key_pool, key);
	journeys->key_count--;
}

uint32_t store_root(const struct journeys *journeys, uint32_t number)
{
	while (number != 0 && journey_at(journeys, number)->parent != 0) {
		struct journey *journey = journey_at(journeys, number);
		uint32_t above = journey_at(journeys, journey->parent)->parent;

		if (above != 0) {
			journey->parent = above;
		}
		number = journey->parent;
	}
	return number;
}

uint32_t store_take(struct journeys *journeys, uint8_t definition)
{
	uint32_t number = pool_take(&journeys->journey_pool);
	struct journey *journey = journey_at(journeys, number);

	journey->serial = ++journeys->serial;
	journey->definition = definition;
	journey->incarnation = 1;
	journey->name_use = KEY_USE_PARTY;
	progress_begin(&journey->progress);
	journeys->totals.journeys++;
	return number;
}

void store_set_name(
	struct journeys *journeys, struct journey *journey, struct text name, struct text party)
{
	size_t name_length = name.length < JOURNEY_NAME_MAX ? name.length : JOURNEY_NAME_MAX;
	size_t party_length = party.length < JOURNEY_NAME_MAX ? party.length : JOURNEY_NAME_MAX;
	char *both = mem_alloc(name_length + party_length + 1, 1);

	if (name_length > 0) {
		memcpy(both, name.at, name_length);
	}
	if (party_length > 0) {
		memcpy(both + name_length, party.at, party_length);
	}
	journeys->text_bytes += name_length + party_length + NAME_COST;
	if (journey->name != NULL) {
		journeys->text_bytes -=
			(size_t)(journey->name_length + journey->party_length) + NAME_COST;
		mem_free(journey->name);
	}
	journey->name = both;
	journey->name_length = (uint16_t)name_length;
	journey->party_length = (uint16_t)party_length;
}

static void take_out(struct journeys *journeys, struct journey *journey)
{
	if (journey->list == LIST_NONE) {
		return;
	}
	if (journey->older != 0) {
		journey_at(journeys, journey->older)->newer = journey->newer;
	} else {
		journeys->lists[journey->list].oldest = journey->newer;
	}
	if (journey->newer != 0) {
		journey_at(journeys, journey->newer)->older = journey->older;
	} else {
		journeys->lists[journey->list].newest = journey->older;
	}
	journeys->lists[journey->list].count--;
	journey->list = LIST_NONE;
	journey->older = journey->newer = 0;
}

static enum journey_list list_of(const struct journeys *journeys, const struct journey *journey)
{
	bool may_pin =
		journeys->lists[LIST_PINNED].count * PINNED_SHARE <= journeys->totals.journeys;

	if (journey->kept) {
		return LIST_KEPT;
	}
	switch ((enum journey_state)journey->state) {
	case JOURNEY_COMPLETED:
	case JOURNEY_ABANDONED:
		return LIST_DONE;
	case JOURNEY_STUCK:
	case JOURNEY_LATE:
	case JOURNEY_FAILED:
		return may_pin ? LIST_PINNED : LIST_OPEN;
	default:
		return LIST_OPEN;
	}
}

void store_place(struct journeys *journeys, uint32_t number)
{
	struct journey *journey = journey_at(journeys, number);

	take_out(journeys, journey);
	journey->list = (uint8_t)list_of(journeys, journey);
	journey->older = journeys->lists[journey->list].newest;
	if (journey->older != 0) {
		journey_at(journeys, journey->older)->newer = number;
	} else {
		journeys->lists[journey->list].oldest = number;
	}
	journeys->lists[journey->list].newest = number;
	journeys->lists[journey->list].count++;
}

/* `tomb`: those that lead are remembered, so that what still comes is known as the rest of it. */
static void drop_keys(struct journeys *journeys, struct journey *journey, bool tomb)
{
	while (journey->keys != 0) {
		uint32_t number = journey->keys;
		const struct key *key = journey_key_at(journeys, number);

		journey->keys = key->next;
		if (tomb && key->use <= KEY_USE_JOURNEY) {
			tombs_add(&journeys->tombs, key->hash);
		}
		store_remove_key(journeys, number);
	}
}

static void drop_merges(struct journeys *journeys, struct journey *journey)
{
	while (journey->merges != 0) {
		uint32_t number = journey->merges;
		struct merge *merge = pool_at(&journeys->merge_pool, number);

		journey->merges = merge->next;
		journeys->text_bytes -= (size_t)merge->name_length + NAME_COST;
		mem_free(merge->name);
		pool_give(&journeys->merge_pool, number);
	}
}

static void drop_absorbed(struct journeys *journeys, struct journey *journey)
{
	while (journey->absorbed != 0) {
		uint32_t number = journey->absorbed;

		journey->absorbed = journey_at(journeys, number)->next_absorbed;
		journey_at(journeys, number)->serial = 0;
		pool_give(&journeys->journey_pool, number);
	}
}

void store_withdraw(struct journeys *journeys, uint32_t number)
{
	take_out(journeys, journey_at(journeys, number));
	wheel_clear(journeys->wheel, number);
}

void store_drop(struct journeys *journeys, uint32_t number, bool tomb)
{
	struct journey *journey = journey_at(journeys, number);

	stuck_end(journeys, journey);
	store_withdraw(journeys, number);
	drop_keys(journeys, journey, tomb);
	drop_merges(journeys, journey);
	drop_absorbed(journeys, journey);
	while (journey->first != 0) {
		uint32_t event = journey->first;

		journey->first = journey_event_at(journeys, event)->next;
		pool_give(&journeys->event_pool, event);
	}
	if (journey->name != NULL) {
		journeys->text_bytes -=
			(size_t)(journey->name_length + journey->party_length) + NAME_COST;
		mem_free(journey->name);
	}
	journeys->totals.leading -= journey->name_use <= KEY_USE_TRACE;
	journeys->totals.journeys--;
	/* Marks the number as one that stands for nothing, until it is used again. */
	journey->serial = 0;
	pool_give(&journeys->journey_pool, number);
}

size_t store_bytes(const struct journeys *journeys)
{
	return sizeof(*journeys) + pool_used_bytes(&journeys->journey_pool) +
		pool_used_bytes(&journeys->event_pool) + pool_used_bytes(&journeys->key_pool) +
		pool_used_bytes(&journeys->merge_pool) +
		journeys->slot_count * sizeof(*journeys->slots) +
		journeys->known_count * sizeof(*journeys->known) + journeys->text_bytes +
		tombs_bytes(&journeys->tombs) + pair_counts_bytes(&journeys->clashes) +
		pair_counts_bytes(&journeys->habits) + journeys->topics.bytes +
		journeys->steps.bytes + journeys->services.bytes +
		journeys->step_room * journeys->definition_count + wheel_bytes(journeys->wheel) +
		journeys->gap_room * sizeof(*journeys->gaps) + journeys->gap_bytes;
}

/* What is over goes first, then what was touched longest ago; pinned ones last. */
static uint32_t choose(const struct journeys *journeys, uint32_t spared)
{
	static const enum journey_list order[] = {LIST_DONE, LIST_OPEN, LIST_PINNED};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		uint32_t number = journeys->lists[order[i]].oldest;

		if (number == spared && number != 0) {
			number = journey_at(journeys, number)->newer;
		}
		if (number != 0) {
			return number;
		}
	}
	return spared;
}

void store_make_room(struct journeys *journeys, uint32_t spared)
{
	while (store_bytes(journeys) > journeys->options.memory_bytes &&
		journeys->totals.journeys > 0) {
		uint32_t number = choose(journeys, spared);

		if (number == 0) {
			return;
		}
		if (journeys->options.on_leave != NULL) {
			ties_settle(journeys, number);
			journeys->options.on_leave(journeys->options.arg, number);
		}
		journeys->totals.left++;
		store_drop(journeys, number, true);
		if (number == spared) {
			return;
		}
	}
}
