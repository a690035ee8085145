#include "draw/chart.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/mem.h"
#include "base/number.h"
#include "cells.h"

enum {
	EIGHTHS = 8,
	LOW_HOLD_MS = 10000,
	LABEL_WIDTH = 6,
	CLOCK_MAX = 8,
	LABEL_GAP = 12, /* cells between two times on the axis, at least */
	MIDDLE_LABEL_HEIGHT = 8,
};

static const double LOW_SHARE = 0.4;

double chart_scale(double max)
{
	double power = 1;

	if (!(max > 0) || !isfinite(max)) {
		return 0;
	}
	while (power * 10 < max) {
		power *= 10;
	}
	if (max <= power) {
		return power;
	}
	return max <= 2 * power ? 2 * power : max <= 5 * power ? 5 * power : 10 * power;
}

double chart_scale_hold(struct chart_scale_state *state, double max, int64_t now_ms)
{
	double wanted = chart_scale(max);

	if (wanted >= state->scale) {
		state->scale = wanted;
		state->low_since_ms = 0;
	} else if (max >= LOW_SHARE * state->scale) {
		state->low_since_ms = 0;
	} else if (state->low_since_ms == 0) {
		state->low_since_ms = now_ms;
	} else if (now_ms - state->low_since_ms >= LOW_HOLD_MS) {
		state->scale = wanted;
		state->low_since_ms = 0;
	}
	return state->scale;
}

/* Eighths of `cells` cells that stand for `value`: rounded, never 0 for what is there. More than
 * fit: clipped. */
static int eighths_of(double value, double scale, int cells)
{
	double exact = scale > 0 ? value / scale * cells * EIGHTHS : cells * EIGHTHS + 1;

	if (!(value > 0)) {
		return 0;
	}
	if (exact > cells * EIGHTHS) {
		return cells * EIGHTHS + 1;
	}
	return exact < 1 ? 1 : (int)lround(exact);
}

/* One column of `canvas->height` cells at x. */
static void draw_column(struct canvas *canvas, int x, double value, double scale, enum role role)
{
	int eighths = isnan(value) ? 0 : eighths_of(value, scale, canvas->height), y;
	bool clipped = eighths > canvas->height * EIGHTHS;

	if (isnan(value)) {
		canvas_glyph(canvas, x, canvas->height - 1, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	for (y = canvas->height - 1; y >= 0 && eighths > 0; y--, eighths -= EIGHTHS) {
		int here = eighths < EIGHTHS ? eighths : EIGHTHS;

		canvas_glyph(canvas, x, y, role, GLYPH_UP1 + (enum glyph)here - 1);
	}
	if (clipped) {
		canvas_glyph(canvas, x, 0, role, GLYPH_CLIPPED);
	}
}

static void draw_columns(
	struct canvas *canvas, const float *values, size_t count, double scale, enum role role)
{
	size_t width = (size_t)canvas->width, i;
	size_t skipped = count > width ? count - width : 0;
	int first = canvas->width - (int)(count - skipped);

	for (i = skipped; i < count; i++) {
		draw_column(canvas, first + (int)(i - skipped), (double)values[i], scale, role);
	}
}

void chart_spark(
	struct canvas *canvas, const float *values, size_t count, double scale, enum role role)
{
	struct canvas row = canvas_part(canvas, 0, 0, canvas->width, 1);

	if (row.height > 0) {
		draw_columns(&row, values, count, scale, role);
	}
}

static void draw_label(struct canvas *canvas, int y, double value)
{
	char number[NUMBER_MAX];

	number_rate(number, value, LABEL_WIDTH);
	canvas_right(canvas, 0, y, LABEL_WIDTH, ROLE_CHART_AXIS, text_of(number));
}

/* A label names the value at the upper edge of its row. */
static void draw_scale(struct canvas *canvas, double scale, int axis_y)
{
	int middle = axis_y / 2, y;

	if (scale > 0) {
		draw_label(canvas, 0, scale);
	}
	if (scale > 0 && canvas->height >= MIDDLE_LABEL_HEIGHT) {
		draw_label(canvas, middle, scale * (axis_y - middle) / axis_y);
	}
	draw_label(canvas, axis_y, 0);
	for (y = 0; y < axis_y; y++) {
		canvas_glyph(canvas, LABEL_WIDTH, y, ROLE_CHART_AXIS, GLYPH_TICK);
	}
	canvas_glyph(canvas, LABEL_WIDTH, axis_y, ROLE_CHART_AXIS, GLYPH_BL);
}

/* Returns the cells that it takes: seconds are only said where times are not whole minutes. */
static int say_clock(char out[CLOCK_MAX + 1], int64_t local_s, int64_t step_s)
{
	time_t seconds = (time_t)local_s;
	struct tm tm;

	if (!gmtime_r(&seconds, &tm)) {
		return 0;
	}
	return (int)strftime(out, CLOCK_MAX + 1, step_s % 60 ? "%H:%M:%S" : "%H:%M", &tm);
}

/* Between two labels, so that no two are the same: the least round step that has the room. */
static int64_t step_of(double s_per_cell)
{
	static const int steps_s[] = {
		1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200};
	size_t i;

	for (i = 0; i < sizeof(steps_s) / sizeof(*steps_s); i++) {
		if (steps_s[i] >= LABEL_GAP * s_per_cell) {
			return steps_s[i];
		}
	}
	return 86400;
}

/* Round times where they are, and the right end. */
static void draw_time_axis(struct canvas *axis, const struct chart_area *area)
{
	static const char now[] = "now";
	int now_x = axis->width - (int)sizeof(now) + 1;
	int64_t end_s = area->now_ms / 1000 + area->utc_offset_s, step_s, at_s;
	double s_per_cell;
	char clock[CLOCK_MAX + 1];

	canvas_hline(axis, 0, 0, axis->width, ROLE_CHART_AXIS);
	if (now_x <= 0 || area->span_s <= 0) {
		return;
	}
	s_per_cell = (double)area->span_s / axis->width;
	step_s = step_of(s_per_cell);
	at_s = (end_s - area->span_s + step_s - 1) / step_s * step_s;
	for (; at_s < end_s; at_s += step_s) {
		int x = (int)((double)(at_s - end_s + area->span_s) / s_per_cell);
		int cells = say_clock(clock, at_s, step_s);

		if (x + cells < now_x) {
			canvas_text(axis, x, 0, cells, ROLE_CHART_AXIS, text_of(clock));
		}
	}
	canvas_text(axis, now_x, 0, axis->width - now_x, ROLE_CHART_AXIS, text_of(now));
}

void chart_area(struct canvas *canvas, const struct chart_area *area, enum role role)
{
	int left = LABEL_WIDTH + 1, axis_y = canvas->height - 1;
	struct canvas plot = canvas_part(canvas, left, 0, canvas->width - left, axis_y);
	struct canvas axis = canvas_part(canvas, left, axis_y, canvas->width - left, 1);
	float *buckets;

	if (plot.width <= 0 || plot.height <= 0) {
		return;
	}
	draw_scale(canvas, area->scale, axis_y);
	draw_time_axis(&axis, area);
	if (area->count <= (size_t)plot.width) {
		draw_columns(&plot, area->values, area->count, area->scale, role);
		return;
	}
	buckets = mem_alloc((size_t)plot.width, sizeof(*buckets));
	chart_buckets(buckets, (size_t)plot.width, area->values, area->count);
	draw_columns(&plot, buckets, (size_t)plot.width, area->scale, role);
	mem_free(buckets);
}

void chart_bar(struct canvas *canvas, double value, double max, enum role role)
{
	int eighths, x;
	bool clipped;

	if (isnan(value)) {
		canvas_glyph(canvas, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	eighths = eighths_of(value, max, canvas->width);
	clipped = eighths > canvas->width * EIGHTHS;
	for (x = 0; x < canvas->width && eighths > 0; x++, eighths -= EIGHTHS) {
		canvas_glyph(canvas, x, 0, role,
			eighths >= EIGHTHS ? GLYPH_UP8 : GLYPH_LEFT1 + (enum glyph)eighths - 1);
	}
	if (clipped) {
		canvas_glyph(canvas, canvas->width - 1, 0, role, GLYPH_CLIPPED);
	}
}

/* With fewer values than buckets a value stands in several of them. */
void chart_buckets(float *out, size_t width, const float *values, size_t count)
{
	size_t bucket, i;

	for (bucket = 0; bucket < width; bucket++) {
		size_t from = bucket * count / width, to = (bucket + 1) * count / width;

		out[bucket] = NAN;
		for (i = from; i < (to > from ? to : from + 1) && i < count; i++) {
			if (isnan(out[bucket]) || values[i] > out[bucket]) {
				out[bucket] = values[i];
			}
		}
	}
}
