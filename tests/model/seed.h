/*
 * The seed of a random test: from the environment variable SEED, else fixed; printed, so that a
 * failure can be had again. Include it after <cmocka.h>.
 */
#ifndef TESTS_MODEL_SEED_H
#define TESTS_MODEL_SEED_H

#include <inttypes.h>
#include <stdlib.h>

#include "base/rng.h"

static inline struct rng seeded_rng(void)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 0) : 20240229;
	struct rng rng;

	print_message("SEED=%" PRIu64 "\n", seed);
	rng_seed(&rng, seed);
	return rng;
}

#endif
