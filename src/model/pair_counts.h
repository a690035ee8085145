/*
 * How often one thing stood before another, by their numbers (from 1 on), within a ceiling: pairs
 * that find no room are not counted. It knows nothing of what is counted.
 */
#ifndef MODEL_PAIR_COUNTS_H
#define MODEL_PAIR_COUNTS_H

#include <stddef.h>
#include <stdint.h>

struct pair_count {
	uint32_t pair, count; /* pair 0: free */
};

struct pair_counts {
	size_t slots, used, most; /* most: slots */
	struct pair_count *at;
};

void pair_counts_init(struct pair_counts *counts, size_t bytes_max);
void pair_counts_finish(struct pair_counts *counts);
void pair_counts_add(struct pair_counts *counts, uint16_t first, uint16_t second);
uint32_t pair_counts_of(const struct pair_counts *counts, uint16_t first, uint16_t second);
size_t pair_counts_bytes(const struct pair_counts *counts);

#endif
