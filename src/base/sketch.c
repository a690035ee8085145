#include "base/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Bin 0 is zero; bin i holds the values in (g^(i-2), g^(i-1)]. The last reaches beyond 60 years. */
enum { BINS = 720 };

static const double growth = 1.02 / 0.98;

static size_t bin_of(int64_t value)
{
	double at = value < 1 ? 0 : 1 + ceil(log((double)value) / log(growth) - 1e-9);

	return at >= BINS ? BINS - 1 : (size_t)at;
}

static int64_t value_of(size_t bin)
{
	double upper = pow(growth, (double)bin - 1);

	return bin == 0 ? 0 : bin == 1 ? 1 : (int64_t)llround(2 * upper / (1 + growth));
}

void sketch_finish(struct sketch *sketch)
{
	mem_free(sketch->held);
	*sketch = (struct sketch){.count = 0};
}

static void to_bins(struct sketch *sketch)
{
	const int64_t *values = sketch->held;
	uint32_t *bins = mem_alloc(BINS, sizeof(*bins));

	for (size_t i = 0; i < sketch->count; i++) {
		bins[bin_of(values[i])]++;
	}
	mem_free(sketch->held);
	sketch->held = bins;
	sketch->binned = true;
}

void sketch_add(struct sketch *sketch, int64_t value)
{
	value = value < 0 ? 0 : value;
	if (!sketch->binned && sketch->count == SKETCH_EXACT) {
		to_bins(sketch);
	}
	if (sketch->binned) {
		uint32_t *bin = (uint32_t *)sketch->held + bin_of(value);
		*bin += *bin < UINT32_MAX;
	} else {
		if (sketch->count == sketch->room) {
			sketch->room = sketch->room < 4 ? 4 : sketch->room * 2;
			sketch->held = mem_resize(sketch->held, sketch->room, sizeof(int64_t));
		}
		((int64_t *)sketch->held)[sketch->count] = value;
	}
	sketch->count++;
}

static int by_value(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static int64_t exact_at(const struct sketch *sketch, uint64_t rank)
{
	int64_t values[SKETCH_EXACT];

	memcpy(values, sketch->held, sketch->count * sizeof(*values));
	qsort(values, sketch->count, sizeof(*values), by_value);
	return values[rank - 1];
}

/* A hair less, for the tenths that a double cannot hold: 0.404 * 20000 is not above 8080. */
static uint64_t rank_of(double q, uint64_t count)
{
	double rank = ceil(q * (double)count * (1 - 1e-12));

	return rank < 1 ? 1 : rank > (double)count ? count : (uint64_t)rank;
}

int64_t sketch_quantile(const struct sketch *sketch, double q)
{
	uint64_t rank = rank_of(q, sketch->count), below = 0;
	const uint32_t *bins = sketch->held;

	if (sketch->count == 0) {
		return 0;
	}
	if (!sketch->binned) {
		return exact_at(sketch, rank);
	}
	for (size_t i = 0; i < BINS; i++) {
		below += bins[i];
		if (below >= rank) {
			return value_of(i);
		}
	}
	return value_of(BINS - 1);
}

bool sketch_is_exact(const struct sketch *sketch)
{
	return !sketch->binned;
}

size_t sketch_bytes(const struct sketch *sketch)
{
	return sketch->binned ? BINS * sizeof(uint32_t) : sketch->room * sizeof(int64_t);
}
