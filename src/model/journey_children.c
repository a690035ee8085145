/* Parts of journeys: what was first seen with them is theirs. */
#include "journey_private.h"

/* The journeys that a child belongs to: those that it was first seen with, and that are held. */
struct owners {
	size_t count;
	uint32_t numbers[JOURNEY_SHARED_MAX];
	bool known, demoted;
	uint8_t given; /* how many it had, with those that are gone */
};

static void find_owners(
	const struct journeys *journeys, const struct stitch_key *from, struct owners *owners)
{
	uint8_t last = 1; /* the first of them may be gone */

	*owners = (struct owners){.count = 0};
	for (uint8_t n = 0; n <= last && n < JOURNEY_SHARED_MAX; n++) {
		uint32_t key_number = store_find_key(journeys, store_share_hash(from->hash, n));
		uint32_t number;

		if (key_number == 0) {
			continue;
		}
		const struct key *key = journey_key_at(journeys, key_number);
		last = key->shared > 0 ? (uint8_t)(key->shared - 1) : 0;
		owners->known = true;
		owners->demoted = key->demoted != 0;
		owners->given = key->shared;
		number = store_root(journeys, key->journey);
		owners->numbers[owners->count] = number;
		owners->count += number != 0;
	}
}

/* The journeys of the event that it may be one with; how many. */
static size_t find_takers(const struct journeys *journeys, const struct stitch *stitch,
	const struct stitch_key *from, uint32_t takers[JOURNEY_TARGETS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < stitch->target_count; i++) {
		if (!apart_forbids_key(journeys, stitch->targets[i], from->hash)) {
			takers[count++] = stitch->targets[i];
		}
	}
	return count;
}

static bool is_owner(const struct owners *owners, uint32_t number)
{
	for (size_t i = 0; i < owners->count; i++) {
		if (owners->numbers[i] == number) {
			return true;
		}
	}
	return false;
}

/* It belongs to all journeys of the event that it is first seen in; to none where they are too
 * many. One that is stitched anew has its share again. */
static void give_child(struct journeys *journeys, const struct stitch *stitch,
	const struct stitch_key *from, const struct owners *owners)
{
	uint32_t takers[JOURNEY_TARGETS_MAX];
	size_t count = find_takers(journeys, stitch, from, takers);
	bool demoted = !owners->known && count > JOURNEY_SHARED_MAX;
	uint8_t given = owners->known ? owners->given : demoted ? 1 : (uint8_t)count;

	journeys->totals.demoted += demoted;
	for (uint8_t n = 0; n < given && n < count; n++) {
		struct stitch_key share = *from;

		share.hash = store_share_hash(from->hash, n);
		if (!is_owner(owners, takers[n]) && store_find_key(journeys, share.hash) == 0 &&
			stitch_attach(journeys, takers[n], &share, 0)) {
			uint32_t made = journey_at(journeys, takers[n])->keys;

			journey_key_at(journeys, made)->shared = given;
			journey_key_at(journeys, made)->demoted = demoted;
		}
	}
}

/* Whether it had been seen. */
static bool take_child(
	struct journeys *journeys, struct stitch *stitch, const struct stitch_key *from, bool alone)
{
	struct owners owners;

	find_owners(journeys, from, &owners);
	for (size_t i = 0; !owners.demoted && i < owners.count; i++) {
		uint32_t number = store_root(journeys, owners.numbers[i]);

		if (alone) {
			stitch_add_target(stitch, number);
		} else if (stitch->target_count == 1 && number != stitch->targets[0] &&
			journey_at(journeys, number)->name_use == KEY_USE_CHILD) {
			stitch_unite(journeys, stitch, &stitch->targets[0], number, LINK_CHILD);
		}
	}
	bool gives = !owners.known || (journeys->again.on && !owners.demoted);
	if (gives && !alone && stitch->target_count > 0) {
		give_child(journeys, stitch, from, &owners);
	}
	return owners.known;
}

void stitch_children(struct journeys *journeys, struct stitch *stitch)
{
	bool alone = stitch->target_count == 0;
	const struct stitch_key *first = NULL;

	for (size_t i = 0; alone && i < stitch->key_count; i++) {
		if (stitch->keys[i].use == KEY_USE_CHILD &&
			!take_child(journeys, stitch, &stitch->keys[i], true) && first == NULL) {
			first = &stitch->keys[i];
		}
	}
	if (first != NULL && stitch->target_count == 0) {
		stitch_add_target(stitch, stitch_begin(journeys, stitch, first));
	}
	for (size_t i = 0; i < stitch->key_count; i++) {
		if (stitch->keys[i].use == KEY_USE_CHILD) {
			take_child(journeys, stitch, &stitch->keys[i], false);
		}
	}
}
