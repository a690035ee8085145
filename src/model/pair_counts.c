#include "pair_counts.h"

#include "base/mem.h"

enum { SLOTS_MIN = 64 };

void pair_counts_init(struct pair_counts *counts, size_t bytes_max)
{
	*counts = (struct pair_counts){.most = SLOTS_MIN};
	while (counts->most * 2 * sizeof(*counts->at) <= bytes_max) {
		counts->most *= 2;
	}
}

void pair_counts_finish(struct pair_counts *counts)
{
	mem_free(counts->at);
	counts->at = NULL;
	counts->slots = counts->used = 0;
}

/* Where the pair stands, or would. A quarter is always free. */
static size_t find(const struct pair_counts *counts, uint32_t pair)
{
	size_t mask = counts->slots - 1;
	size_t at = (size_t)(pair * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;

	while (counts->at[at].pair != 0 && counts->at[at].pair != pair) {
		at = (at + 1) & mask;
	}
	return at;
}

static void grow(struct pair_counts *counts)
{
	struct pair_count *old = counts->at;
	size_t slots = counts->slots;

	counts->slots = slots == 0 ? SLOTS_MIN : slots * 2;
	counts->at = mem_alloc(counts->slots, sizeof(*counts->at));
	for (size_t i = 0; i < slots; i++) {
		if (old[i].pair != 0) {
			counts->at[find(counts, old[i].pair)] = old[i];
		}
	}
	mem_free(old);
}

static uint32_t pair_of(uint16_t first, uint16_t second)
{
	return (uint32_t)first << 16 | second;
}

void pair_counts_add(struct pair_counts *counts, uint16_t first, uint16_t second)
{
	uint32_t pair = pair_of(first, second);

	if (first == 0 || second == 0) {
		return;
	}
	if (counts->used * 4 >= counts->slots * 3 && counts->slots < counts->most) {
		grow(counts);
	}
	struct pair_count *found = &counts->at[find(counts, pair)];
	if (found->pair == 0 && counts->used * 4 >= counts->slots * 3) {
		return;
	}
	counts->used += found->pair == 0;
	found->pair = pair;
	found->count += found->count < UINT32_MAX;
}

uint32_t pair_counts_of(const struct pair_counts *counts, uint16_t first, uint16_t second)
{
	const struct pair_count *found;

	if (counts->slots == 0 || first == 0 || second == 0) {
		return 0;
	}
	found = &counts->at[find(counts, pair_of(first, second))];
	return found->count;
}

size_t pair_counts_bytes(const struct pair_counts *counts)
{
	return counts->slots * sizeof(*counts->at);
}
