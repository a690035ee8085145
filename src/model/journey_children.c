/* Parts of journeys: what was first seen with them is theirs. */
#include "journey_private.h"

/* The journeys that a child belongs to: those that it was first seen with, and that are held. */
struct owners {
	size_t count;
	uint32_t numbers[JOURNEY_SHARED_MAX];
	bool known, demoted;
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
		number = store_root(journeys, key->journey);
		owners->numbers[owners->count] = number;
		owners->count += number != 0;
	}
}

/* It belongs to all journeys of the event that it is first seen in; to none where they are too
 * many. */
static void give_child(
	struct journeys *journeys, const struct stitch *stitch, const struct stitch_key *from)
{
	bool demoted = stitch->target_count > JOURNEY_SHARED_MAX;
	uint8_t count = demoted ? 1 : (uint8_t)stitch->target_count;

	journeys->totals.demoted += demoted;
	for (uint8_t n = 0; n < count; n++) {
		struct stitch_key share = *from;

		share.hash = store_share_hash(from->hash, n);
		if (store_find_key(journeys, share.hash) == 0 &&
			stitch_attach(journeys, stitch->targets[n], &share, 0)) {
			uint32_t made = journey_at(journeys, stitch->targets[n])->keys;

			journey_key_at(journeys, made)->shared = count;
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
	if (!owners.known && !alone && stitch->target_count > 0) {
		give_child(journeys, stitch, from);
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
