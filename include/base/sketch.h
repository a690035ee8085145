/*
 * Quantiles of durations in little memory: exact by nearest rank up to SKETCH_EXACT values, beyond
 * that within 2 % of the true one (logarithmic bins: DDSketch). It knows nothing of what they are.
 */
#ifndef BASE_SKETCH_H
#define BASE_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SKETCH_EXACT = 1024 };

struct sketch {
	uint64_t count;
	uint32_t room;
	bool binned;
	void *held; /* int64_t[room], or uint32_t bins */
};

/* A zeroed struct is an empty sketch. */
void sketch_finish(struct sketch *sketch);
/* Below 0 counts as 0. */
void sketch_add(struct sketch *sketch, int64_t value);
/* The smallest value that at least `q` of them (0 to 1) do not exceed; 0 where there is none. */
int64_t sketch_quantile(const struct sketch *sketch, double q);
/* Whether what it says is exact. */
bool sketch_is_exact(const struct sketch *sketch);
size_t sketch_bytes(const struct sketch *sketch);

#endif
