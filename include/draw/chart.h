/*
 * Charts as pure functions into a canvas: baseline 0, scale said, missing is not zero, non-zero is
 * visible. NAN is a missing sample.
 */
#ifndef DRAW_CHART_H
#define DRAW_CHART_H

#include "draw/canvas.h"

/* The scale 1-2-5 x 10^n that holds `max`; 1 at least when max > 0 is below. 0 for nothing. */
double chart_scale(double max);
/* Keeps a scale quiet: grows at once, shrinks when the maximum was below 40 % of it for 10 s. */
struct chart_scale_state {
	double scale;
	int64_t low_since_ms; /* 0: not low */
};
double chart_scale_hold(struct chart_scale_state *state, double max, int64_t now_ms);

/* One row of eighths, oldest left; `count` values for the canvas' width (fewer stand at the
 * right end). */
void chart_spark(
	struct canvas *canvas, const float *values, size_t count, double scale, enum role role);
/* Fills the canvas: scale label, area, time axis; `span_s` seconds end at `now_ms` (wall clock,
 * shown in `utc_offset_s`). */
struct chart_area {
	const float *values;
	size_t count;
	double scale;
	int64_t now_ms;
	int span_s;
	int utc_offset_s;
};
void chart_area(struct canvas *canvas, const struct chart_area *area, enum role role);
/* A horizontal bar with eighths; zero draws nothing, non-zero at least one eighth. */
void chart_bar(struct canvas *canvas, double value, double max, enum role role);
/* Resamples to `width` values: the maximum of each bucket for loads, NAN where all are missing. */
void chart_buckets(float *out, size_t width, const float *values, size_t count);

#endif
