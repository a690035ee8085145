#include "draw/axis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"

enum {
	FOLD_CELLS = 10,  /* `//23h59m//` */
	FOLD_SHARE = 30,  /* cells of the whole for each fold, at least */
	FOLD_MS = 60000,  /* no shorter silence is folded */
	FOLD_TIMES = 10,  /* of the usual one */
	LABEL_CELLS = 11, /* from one tick to the next, at least */
};

static int compare_ms(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* The usual silence, of those that last at all. */
static int64_t usual_gap(const int64_t *moments, size_t count)
{
	int64_t *gaps = mem_alloc(count, sizeof(*gaps)), usual = 0;
	size_t gap_count = 0;

	for (size_t i = 1; i < count; i++) {
		if (moments[i] > moments[i - 1]) {
			gaps[gap_count++] = moments[i] - moments[i - 1];
		}
	}
	qsort(gaps, gap_count, sizeof(*gaps), compare_ms);
	if (gap_count > 0) {
		usual = gaps[(gap_count - 1) / 2];
	}
	mem_free(gaps);
	return usual;
}

/* The silences to fold, as places of the moments they end with, in order. */
static size_t choose_folds(
	const int64_t *moments, size_t count, int width, size_t folds[AXIS_FOLDS_MAX])
{
	int64_t usual = usual_gap(moments, count), least = FOLD_MS;
	size_t most = (size_t)(width / FOLD_SHARE), chosen = 0;

	if (most > AXIS_FOLDS_MAX) {
		most = AXIS_FOLDS_MAX;
	}
	if (usual > least / FOLD_TIMES) {
		least = usual < INT64_MAX / FOLD_TIMES ? usual * FOLD_TIMES : INT64_MAX;
	}
	for (size_t i = 1; i < count && most > 0; i++) {
		int64_t gap = moments[i] - moments[i - 1];
		size_t shortest = 0;

		if (gap <= least) {
			continue;
		}
		if (chosen < most) {
			folds[chosen++] = i;
			continue;
		}
		for (size_t k = 1; k < chosen; k++) {
			if (moments[folds[k]] - moments[folds[k] - 1] <
				moments[folds[shortest]] - moments[folds[shortest] - 1]) {
				shortest = k;
			}
		}
		if (gap > moments[folds[shortest]] - moments[folds[shortest] - 1]) {
			for (size_t k = shortest; k + 1 < chosen; k++) {
				folds[k] = folds[k + 1];
			}
			folds[chosen - 1] = i;
		}
	}
	return chosen;
}

static void add_piece(struct axis *axis, int64_t from_ms, int64_t to_ms, bool folded)
{
	axis->pieces[axis->count++] =
		(struct axis_piece){.from_ms = from_ms, .to_ms = to_ms, .folded = folded};
}

/* Folds have their cells; the rest is shared by time, and every piece has one at least. */
static void share_cells(struct axis *axis)
{
	int64_t left_ms = 0;
	int left = axis->width, from = 0;

	for (size_t i = 0; i < axis->count; i++) {
		struct axis_piece *piece = &axis->pieces[i];

		piece->cells = piece->folded ? FOLD_CELLS : 1;
		left -= piece->cells;
		left_ms += piece->folded ? 0 : piece->to_ms - piece->from_ms;
	}
	for (size_t i = 0; i < axis->count; i++) {
		struct axis_piece *piece = &axis->pieces[i];

		if (!piece->folded && left > 0 && left_ms > 0) {
			int64_t ms = piece->to_ms - piece->from_ms;
			int more = (int)((double)left * (double)ms / (double)left_ms + 0.5);

			piece->cells += more;
			left -= more;
			left_ms -= ms;
		}
		piece->from = from;
		from += piece->cells;
	}
}

void axis_make(struct axis *axis, const int64_t *moments, size_t count, int width)
{
	size_t folds[AXIS_FOLDS_MAX], chosen;
	int64_t from_ms;

	*axis = (struct axis){.width = width > 1 ? width : 1};
	if (count == 0) {
		return;
	}
	chosen = choose_folds(moments, count, axis->width, folds);
	from_ms = moments[0];
	for (size_t i = 0; i < chosen; i++) {
		add_piece(axis, from_ms, moments[folds[i] - 1], false);
		add_piece(axis, moments[folds[i] - 1], moments[folds[i]], true);
		from_ms = moments[folds[i]];
	}
	add_piece(axis, from_ms, moments[count - 1], false);
	share_cells(axis);
}

double axis_at(const struct axis *axis, int64_t ms)
{
	if (axis->count == 0 || ms <= axis->pieces[0].from_ms) {
		return 0;
	}
	for (size_t i = 0; i < axis->count; i++) {
		const struct axis_piece *piece = &axis->pieces[i];

		if (ms < piece->to_ms) {
			return piece->from +
				(double)piece->cells * (double)(ms - piece->from_ms) /
				(double)(piece->to_ms - piece->from_ms);
		}
	}
	return axis->width;
}

int64_t axis_ms_per_cell(const struct axis *axis)
{
	int64_t most = 0;

	for (size_t i = 0; i < axis->count; i++) {
		const struct axis_piece *piece = &axis->pieces[i];

		if (!piece->folded && (piece->to_ms - piece->from_ms) / piece->cells > most) {
			most = (piece->to_ms - piece->from_ms) / piece->cells;
		}
	}
	return most;
}

/* Between two labels: the least round step that has the room. */
static int64_t step_of(double ms_per_cell)
{
	static const int64_t steps_ms[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000,
		10000, 30000, 60000, 300000, 600000, 900000, 1800000, 3600000, 7200000, 10800000,
		21600000, 43200000, 86400000};
	static const size_t count = sizeof(steps_ms) / sizeof(*steps_ms);
	int64_t step;

	for (size_t i = 0; i < count; i++) {
		if ((double)steps_ms[i] >= LABEL_CELLS * ms_per_cell) {
			return steps_ms[i];
		}
	}
	for (step = steps_ms[count - 1]; (double)step < LABEL_CELLS * ms_per_cell; step *= 2) {
		if (step > INT64_MAX / 4) {
			break;
		}
	}
	return step;
}

/* Of a round time: without an empty fraction. */
static void say_round(char out[NUMBER_MAX], int64_t ms)
{
	size_t length = strlen(number_duration(out, ms));

	if (length > 3 && strcmp(out + length - 3, ".0s") == 0) {
		snprintf(out + length - 3, 2, "s");
	}
}

/* Where a label would run into the next piece, there is none. */
static void draw_label(const struct axis *axis, const struct axis_piece *piece, double x,
	const char *label, struct canvas *row, enum role role)
{
	int at = (int)x, cells = canvas_text_width(row->charset, text_of(label));

	if (at + cells <= piece->from + piece->cells && at >= axis->left) {
		canvas_text(row, at - axis->left, 0, cells, role, text_of(label));
	}
}

static void draw_ticks(const struct axis *axis, size_t place, struct canvas *row, enum role role)
{
	const struct axis_piece *piece = &axis->pieces[place];
	int64_t ms = piece->to_ms - piece->from_ms, since_ms, step_ms;
	char label[NUMBER_MAX + 1] = "+";

	since_ms = piece->from_ms - axis->pieces[0].from_ms;
	number_duration(label + 1, since_ms);
	draw_label(axis, piece, piece->from, place == 0 ? "0" : label + 1, row, role);
	step_ms = step_of((double)ms / piece->cells);
	for (int64_t at_ms = step_ms; ms > 0 && at_ms <= ms; at_ms += step_ms) {
		double x = piece->from + (double)piece->cells * (double)at_ms / (double)ms;

		if (x > axis->left + row->width) {
			return;
		}
		if (x >= axis->left) {
			say_round(label + 1, at_ms);
			draw_label(axis, piece, x, place == 0 ? label + 1 : label, row, role);
		}
	}
}

void axis_draw_ruler(const struct axis *axis, struct canvas *row, enum role role)
{
	char label[NUMBER_MAX + 8], duration[NUMBER_MAX];

	for (size_t i = 0; i < axis->count; i++) {
		const struct axis_piece *piece = &axis->pieces[i];

		if (!piece->folded) {
			draw_ticks(axis, i, row, role);
			continue;
		}
		snprintf(label, sizeof(label), "//%s//",
			number_duration(duration, piece->to_ms - piece->from_ms));
		draw_label(axis, piece, piece->from, label, row, ROLE_MUTED);
	}
}

static enum glyph glyph_of(enum axis_fill fill)
{
	static const enum glyph glyphs[] = {
		[AXIS_WAIT] = GLYPH_WAIT,
		[AXIS_WORK] = GLYPH_UP8,
		[AXIS_UNKNOWN] = GLYPH_H,
		[AXIS_GROWING] = GLYPH_GROWING,
		[AXIS_EXPECTED] = GLYPH_MISSING,
	};

	return glyphs[fill];
}

/* Whether the cell is one of the two in the middle of a fold. */
static bool is_fold(const struct axis *axis, int x)
{
	for (size_t i = 0; i < axis->count; i++) {
		const struct axis_piece *piece = &axis->pieces[i];
		int middle = piece->from + piece->cells / 2;

		if (piece->folded && (x == middle - 1 || x == middle)) {
			return true;
		}
	}
	return false;
}

void axis_draw_bar(const struct axis *axis, const struct axis_bar *bar, struct canvas *row)
{
	double to = axis_at(axis, bar->to_ms);
	int first = (int)axis_at(axis, bar->from_ms), last = (int)to;

	if (first >= axis->width) {
		first = axis->width - 1;
	}
	last = (double)last < to ? last : last - 1;
	last = last < first ? first : last;
	for (int x = first > axis->left ? first : axis->left;
		x <= last && x < axis->left + row->width; x++) {
		canvas_glyph(row, x - axis->left, 0, bar->role,
			is_fold(axis, x) ? GLYPH_FOLD : glyph_of(bar->fill));
	}
}

void axis_draw_mark(const struct axis *axis, int64_t at_ms, enum role role, enum glyph glyph,
	struct canvas *row)
{
	int x = (int)axis_at(axis, at_ms);

	x = (x < axis->width ? x : axis->width - 1) - axis->left;
	if (x < 0) {
		canvas_glyph(row, 0, 0, role, GLYPH_LEFT);
	} else if (x >= row->width) {
		canvas_glyph(row, row->width - 1, 0, role, GLYPH_RIGHT);
	} else {
		canvas_glyph(row, x, 0, role, glyph);
	}
}
