#include "base/rng.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

static uint64_t splitmix(uint64_t *state)
{
	uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ mixed >> 31;
}

static uint64_t rotate(uint64_t value, int bits)
{
	return value << bits | value >> (64 - bits);
}

void rng_seed(struct rng *rng, uint64_t seed)
{
	size_t i;

	for (i = 0; i < 4; i++) {
		rng->state[i] = splitmix(&seed);
	}
}

uint64_t rng_next(struct rng *rng)
{
	uint64_t *s = rng->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t shifted = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = rotate(s[3], 45);
	return result;
}

uint64_t rng_below(struct rng *rng, uint64_t bound)
{
	uint64_t drawn, uneven;

	assert(bound > 0);
	/* 2^64 modulo bound: so many of the first numbers would make the low results likelier. */
	uneven = (UINT64_MAX - bound + 1) % bound;
	do {
		drawn = rng_next(rng);
	} while (drawn < uneven);
	return drawn % bound;
}

double rng_unit(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1.0p-53;
}

double rng_wait(struct rng *rng, double mean)
{
	return -mean * log1p(-rng_unit(rng));
}
