#include "model/series.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK = 60, BLOCK_BYTES = BLOCK * sizeof(float) };

/* Sixty samples: floats of their own, or `shared` by all of them. What stands beyond the newest
 * sample is never read. */
struct block {
	union {
		float *own;
		float shared;
	};
};

struct level {
	struct block
		*blocks; /* a ring, one more than the level keeps; NULL before the first sample */
	uint32_t owns;   /* bit i: blocks[i] has floats of its own */
	int64_t first, last; /* numbers of samples, counted from the clock's zero */
};

struct series {
	enum series_keep keep;
	bool broken, empty;
	float newest;
	struct series_budget *budget;
	struct level levels[SERIES_LEVELS];
};

static const struct {
	int step_s;
	size_t length;
} sizes[SERIES_LEVELS] = {
	[SERIES_1S] = {.step_s = 1, .length = 600},
	[SERIES_10S] = {.step_s = 10, .length = 720},
	[SERIES_1MIN] = {.step_s = 60, .length = 1440},
};

int series_step_s(enum series_level level)
{
	return sizes[level].step_s;
}

size_t series_length(enum series_level level)
{
	return sizes[level].length;
}

static size_t block_count(enum series_level level)
{
	return sizes[level].length / BLOCK + 1;
}

static size_t block_of(enum series_level level, int64_t sample)
{
	return (size_t)(sample / BLOCK) % block_count(level);
}

struct series *series_create(enum series_keep keep, struct series_budget *budget)
{
	struct series *series = mem_alloc(1, sizeof(*series));

	series->keep = keep;
	series->budget = budget;
	series->empty = true;
	budget->used_bytes += sizeof(*series);
	return series;
}

static bool owns(const struct level *level, size_t i)
{
	return level->owns >> i & 1;
}

static void share(struct series *series, struct level *level, size_t i, float value)
{
	if (owns(level, i)) {
		mem_free(level->blocks[i].own);
		series->budget->used_bytes -= BLOCK_BYTES;
		level->owns &= ~(UINT32_C(1) << i);
	}
	level->blocks[i].shared = value;
}

static void clear_level(struct series *series, enum series_level which)
{
	struct level *level = &series->levels[which];

	for (size_t i = 0; level->blocks && i < block_count(which); i++) {
		share(series, level, i, NAN);
	}
}

void series_destroy(struct series *series)
{
	if (!series) {
		return;
	}
	for (int i = 0; i < SERIES_LEVELS; i++) {
		struct level *level = &series->levels[i];
		clear_level(series, (enum series_level)i);
		if (level->blocks) {
			series->budget->used_bytes -=
				block_count((enum series_level)i) * sizeof(*level->blocks);
		}
		mem_free(level->blocks);
	}
	series->budget->used_bytes -= sizeof(*series);
	mem_free(series);
}

static bool same(float a, float b)
{
	return isnan(a) ? isnan(b) : !isnan(b) && !(a < b) && !(a > b);
}

static float cell(const struct series *series, enum series_level which, int64_t sample)
{
	const struct level *level = &series->levels[which];

	if (!level->blocks || sample < level->first || sample > level->last ||
		sample <= level->last - (int64_t)sizes[which].length) {
		return NAN;
	}
	size_t i = block_of(which, sample);
	return owns(level, i) ? level->blocks[i].own[sample % BLOCK] : level->blocks[i].shared;
}

static uint64_t drop_block(struct series *series, enum series_level which, int64_t block)
{
	uint64_t dropped = 0;

	for (int64_t sample = block * BLOCK; sample < (block + 1) * BLOCK; sample++) {
		dropped += isnan(cell(series, which, sample)) ? 0 : 1;
	}
	share(series, &series->levels[which], block_of(which, block * BLOCK), NAN);
	return dropped;
}

/* Gives up the oldest block of the finest level, never the one in use. */
static bool make_room(struct series *series)
{
	struct level *fine = &series->levels[SERIES_1S];
	int64_t newest = fine->last / BLOCK, block;

	if (!fine->blocks) {
		return false;
	}
	for (block = newest - (int64_t)block_count(SERIES_1S) + 1; block < newest; block++) {
		if (block >= 0 && owns(fine, block_of(SERIES_1S, block * BLOCK))) {
			series->budget->dropped_samples += drop_block(series, SERIES_1S, block);
			return true;
		}
	}
	return false;
}

static bool take_room(struct series *series, size_t bytes)
{
	struct series_budget *budget = series->budget;

	while (budget->used_bytes + bytes > budget->ceiling_bytes) {
		if (!make_room(series)) {
			return false;
		}
	}
	budget->used_bytes += bytes;
	return true;
}

/* Gives the block floats of its own, as far as the ceiling allows. */
static bool spread(struct series *series, struct level *level, size_t i)
{
	float value = level->blocks[i].shared, *own;

	if (!take_room(series, BLOCK_BYTES)) {
		return false;
	}
	own = mem_alloc(BLOCK, sizeof(*own));
	for (int k = 0; k < BLOCK; k++) {
		own[k] = value;
	}
	level->blocks[i].own = own;
	level->owns |= UINT32_C(1) << i;
	return true;
}

static void set_cell(struct series *series, enum series_level which, float value)
{
	struct level *level = &series->levels[which];
	int64_t sample = level->last, in_block = sample % BLOCK;
	size_t i = block_of(which, sample);

	if (!owns(level, i)) {
		if (in_block == 0 || sample == level->first) {
			level->blocks[i].shared = value;
			return;
		}
		if (same(level->blocks[i].shared, value)) {
			return;
		}
		if (!spread(series, level, i)) {
			series->budget->dropped_samples +=
				1 + drop_block(series, which, sample / BLOCK);
			return;
		}
	}
	level->blocks[i].own[in_block] = value;
}

/* A finished block whose samples are all equal gives its floats back. */
static void settle(struct series *series, enum series_level which, int64_t block)
{
	struct level *level = &series->levels[which];
	size_t i = block_of(which, block * BLOCK);

	if (!owns(level, i) || block < 0) {
		return;
	}
	for (int k = 1; k < BLOCK; k++) {
		if (!same(level->blocks[i].own[k], level->blocks[i].own[0])) {
			return;
		}
	}
	share(series, level, i, level->blocks[i].own[0]);
}

static bool begin_level(struct series *series, enum series_level which, int64_t sample)
{
	struct level *level = &series->levels[which];

	if (!level->blocks) {
		if (!take_room(series, block_count(which) * sizeof(*level->blocks))) {
			return false;
		}
		level->blocks = mem_alloc(block_count(which), sizeof(*level->blocks));
	}
	clear_level(series, which);
	level->first = level->last = sample;
	return true;
}

static void next_cell(struct series *series, enum series_level which, float value)
{
	struct level *level = &series->levels[which];

	level->last++;
	if (level->last % BLOCK == 0) {
		settle(series, which, level->last / BLOCK - 1);
		share(series, level, block_of(which, level->last), NAN);
	}
	set_cell(series, which, value);
}

static float join(enum series_keep keep, float old, float value)
{
	if (isnan(value)) {
		return old;
	}
	return keep == SERIES_LAST || isnan(old) || value > old ? value : old;
}

/* A sample of one second, on every level. */
static void put_second(struct series *series, int64_t second, float value)
{
	for (int i = 0; i < SERIES_LEVELS; i++) {
		enum series_level which = (enum series_level)i;
		struct level *level = &series->levels[i];
		int64_t sample = second / sizes[i].step_s;

		if (!level->blocks || sample - level->last > (int64_t)sizes[i].length) {
			if (!begin_level(series, which, sample)) {
				series->budget->dropped_samples++;
				continue;
			}
			set_cell(series, which, value);
			continue;
		}
		if (sample <= level->last) {
			set_cell(series, which,
				join(series->keep, cell(series, which, level->last), value));
			continue;
		}
		while (level->last + 1 < sample) {
			next_cell(series, which, NAN);
		}
		next_cell(series, which, value);
	}
}

void series_put(struct series *series, int64_t at_ms, double value, int hold_s)
{
	int64_t second = at_ms / 1000, last = series->levels[SERIES_1S].last;

	if (!series->empty && second > last + 1 && !series->broken && second - last <= hold_s) {
		for (int64_t missing = last + 1; missing < second; missing++) {
			put_second(series, missing, series->newest);
		}
	}
	put_second(series, second, (float)value);
	series->newest = (float)value;
	series->empty = series->levels[SERIES_1S].blocks == NULL;
	series->broken = false;
}

void series_break(struct series *series, int64_t at_ms)
{
	(void)at_ms;
	series->broken = true;
}

void series_get(const struct series *series, enum series_level level, int64_t now_ms, float *out,
	size_t count)
{
	int64_t now = now_ms / 1000 / sizes[level].step_s;

	for (size_t i = 0; i < count; i++) {
		out[i] = cell(series, level, now - (int64_t)(count - 1 - i));
	}
}
