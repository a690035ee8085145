/*
 * Seeded pseudo-random numbers (xoshiro256**, seeded by splitmix64: Blackman and Vigna) for jitter,
 * the demo's traffic and tests. The same seed gives the same numbers everywhere. Not for secrets.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state[4];
};

void rng_seed(struct rng *rng, uint64_t seed);
uint64_t rng_next(struct rng *rng);
/* Evenly 0 .. bound-1; bound > 0. */
uint64_t rng_below(struct rng *rng, uint64_t bound);
/* Evenly 0 <= x < 1. */
double rng_unit(struct rng *rng);
/* Exponential waiting time with the given mean. */
double rng_wait(struct rng *rng, double mean);

#endif
