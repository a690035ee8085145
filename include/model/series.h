/*
 * A number over time, bounded: 1 s for 10 min, 10 s for 2 h, 1 min for 24 h, each filled from the
 * one before it. Missing is NAN, never 0. Blocks of 60 equal samples take no memory, so that ten
 * thousand calm topics cost little.
 */
#ifndef MODEL_SERIES_H
#define MODEL_SERIES_H

#include <stddef.h>
#include <stdint.h>

enum series_level { SERIES_1S, SERIES_10S, SERIES_1MIN, SERIES_LEVELS };
/* what a coarser sample takes: loads the maximum, gauges the last */
enum series_keep { SERIES_MAX, SERIES_LAST };

struct series;

/* `budget` counts the bytes of all series that share it; where it is spent, the oldest samples of
 * the finest level of this series are given up and counted. */
struct series_budget {
	size_t used_bytes, ceiling_bytes;
	uint64_t dropped_samples;
};

struct series *series_create(enum series_keep keep, struct series_budget *budget);
void series_destroy(struct series *series);
/* Puts a sample at `at_ms` (monotonic); seconds between the last sample and this one hold the last
 * value if they are fewer than `hold_s`, else they are missing. */
void series_put(struct series *series, int64_t at_ms, double value, int hold_s);
/* A mark that samples are missing from here on (connection lost). */
void series_break(struct series *series, int64_t at_ms);
/* The last `count` samples of a level that end at `now_ms`, oldest first; NAN where missing. */
void series_get(const struct series *series, enum series_level level, int64_t now_ms, float *out,
	size_t count);
/* Seconds a sample of the level stands for, and how many are kept. */
int series_step_s(enum series_level level);
size_t series_length(enum series_level level);

#endif
