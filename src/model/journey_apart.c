/* Values that are never keys of one journey: somebody said so. */
#include "base/mem.h"
#include "journey_private.h"

enum { UNDECLARED_TYPES = 2 };

static size_t types_of(const struct journeys *journeys, uint8_t definition)
{
	return definition < journeys->options.definition_count
		? journey_definition(journeys, definition)->type_count
		: UNDECLARED_TYPES;
}

bool apart_add(struct journeys *journeys, uint8_t definition, struct text a, struct text b)
{
	struct apart *apart;
	size_t types = types_of(journeys, definition);

	if (journeys->apart_count == JOURNEY_APARTS_MAX) {
		return false;
	}
	journeys->aparts =
		mem_resize(journeys->aparts, journeys->apart_count + 1, sizeof(*journeys->aparts));
	apart = &journeys->aparts[journeys->apart_count++];
	*apart = (struct apart){.definition = definition,
		.types = types,
		.hashes = mem_alloc(2 * types + 1, sizeof(*apart->hashes))};
	for (size_t i = 0; i < types; i++) {
		apart->hashes[i] = store_hash(journeys, definition, (uint8_t)i, a);
		apart->hashes[types + i] = store_hash(journeys, definition, (uint8_t)i, b);
	}
	return true;
}

void aparts_finish(struct journeys *journeys)
{
	for (size_t i = 0; i < journeys->apart_count; i++) {
		mem_free(journeys->aparts[i].hashes);
	}
	mem_free(journeys->aparts);
}

bool journeys_set_apart(struct journeys *journeys, struct text a, struct text b)
{
	for (size_t i = 0; i < journeys->definition_count; i++) {
		if (!apart_add(journeys, (uint8_t)i, a, b)) {
			return false;
		}
	}
	return true;
}

/* Whether what it leads to is that journey; a part leads to several. */
static bool leads_to(const struct journeys *journeys, uint64_t hash, uint32_t number)
{
	uint8_t last = 1; /* the first of them may be gone */

	for (uint8_t n = 0; n <= last && n < JOURNEY_SHARED_MAX; n++) {
		uint32_t at = store_find_key(journeys, store_share_hash(hash, n));

		if (at == 0) {
			continue;
		}
		const struct key *key = journey_key_at(journeys, at);
		last = key->shared > 1 ? (uint8_t)(key->shared - 1) : 1;
		if (store_root(journeys, key->journey) == number) {
			return true;
		}
	}
	return false;
}

/* Whether one of the first values, or of the second ones, is a key of the journey. */
static bool has_key(
	const struct journeys *journeys, const struct apart *apart, bool second, uint32_t number)
{
	const uint64_t *hashes = apart->hashes + (second ? apart->types : 0);

	for (size_t i = 0; i < apart->types; i++) {
		if (leads_to(journeys, hashes[i], number)) {
			return true;
		}
	}
	return false;
}

static bool is_one(const struct apart *apart, bool second, uint64_t hash)
{
	const uint64_t *hashes = apart->hashes + (second ? apart->types : 0);

	for (size_t i = 0; i < apart->types; i++) {
		if (hashes[i] == hash) {
			return true;
		}
	}
	return false;
}

bool apart_forbids(const struct journeys *journeys, uint32_t a, uint32_t b)
{
	uint8_t definition = journey_at(journeys, a)->definition;

	for (size_t i = 0; i < journeys->apart_count; i++) {
		const struct apart *apart = &journeys->aparts[i];

		if (apart->definition == definition &&
			((has_key(journeys, apart, false, a) &&
				 has_key(journeys, apart, true, b)) ||
				(has_key(journeys, apart, true, a) &&
					has_key(journeys, apart, false, b)))) {
			return true;
		}
	}
	return false;
}

bool apart_forbids_key(const struct journeys *journeys, uint32_t number, uint64_t hash)
{
	uint8_t definition = journey_at(journeys, number)->definition;

	for (size_t i = 0; i < journeys->apart_count; i++) {
		const struct apart *apart = &journeys->aparts[i];

		if (apart->definition == definition &&
			((is_one(apart, false, hash) && has_key(journeys, apart, true, number)) ||
				(is_one(apart, true, hash) &&
					has_key(journeys, apart, false, number)))) {
			return true;
		}
	}
	return false;
}
