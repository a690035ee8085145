/* What was dropped, by hash: two tables, of which the older gives way when the newer is full. */
#include "base/mem.h"
#include "journey_private.h"

enum { SLOTS_LEAST = 64, FULL_PERCENT = 75 };

void tombs_init(struct tombs *tombs, size_t bytes)
{
	size_t slots = SLOTS_LEAST;

	while (slots * 4 * sizeof(uint32_t) <= bytes) {
		slots *= 2;
	}
	*tombs = (struct tombs){.slots = slots};
	tombs->newer = mem_alloc(slots, sizeof(*tombs->newer));
	tombs->older = mem_alloc(slots, sizeof(*tombs->older));
}

void tombs_finish(struct tombs *tombs)
{
	mem_free(tombs->newer);
	mem_free(tombs->older);
}

static uint32_t mark_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

/* Where the mark stands, or would. */
static size_t find(const struct tombs *tombs, const uint32_t *table, uint64_t hash)
{
	size_t mask = tombs->slots - 1, at = hash & mask;

	while (table[at] != 0 && table[at] != mark_of(hash)) {
		at = (at + 1) & mask;
	}
	return at;
}

void tombs_add(struct tombs *tombs, uint64_t hash)
{
	if ((tombs->count + 1) * 100 > tombs->slots * FULL_PERCENT) {
		uint32_t *oldest = tombs->older;

		tombs->forgotten += tombs->older_count;
		tombs->older = tombs->newer;
		tombs->older_count = tombs->count;
		tombs->newer = oldest;
		tombs->count = 0;
		for (size_t i = 0; i < tombs->slots; i++) {
			oldest[i] = 0;
		}
	}
	uint32_t *slot = &tombs->newer[find(tombs, tombs->newer, hash)];
	tombs->count += *slot == 0;
	*slot = mark_of(hash);
}

bool tombs_have(const struct tombs *tombs, uint64_t hash)
{
	return (tombs->count > 0 && tombs->newer[find(tombs, tombs->newer, hash)] != 0) ||
		(tombs->older_count > 0 && tombs->older[find(tombs, tombs->older, hash)] != 0);
}

size_t tombs_bytes(const struct tombs *tombs)
{
	return 2 * tombs->slots * sizeof(*tombs->newer);
}
