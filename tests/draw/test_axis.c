#include "draw/axis.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "support/golden.h"

enum { MOMENTS_MAX = 40, TIMES = 2000 };

static void draw_all(struct buf *out, const struct axis *axis, enum charset charset)
{
	static const struct axis_bar bars[] = {
		{.from_ms = 0, .to_ms = 1900, .fill = AXIS_WORK},
		{.from_ms = 1900, .to_ms = 2300, .fill = AXIS_UNKNOWN},
		{.from_ms = 2300, .to_ms = 11522300, .fill = AXIS_WAIT},
		{.from_ms = 11522300, .to_ms = 11522400, .fill = AXIS_WORK},
		{.from_ms = 11522400, .to_ms = 11526000, .fill = AXIS_GROWING},
		{.from_ms = 11526000, .to_ms = 11526000, .fill = AXIS_EXPECTED},
	};
	struct canvas *canvas = canvas_create(60, 8, charset);
	struct canvas row = canvas_part(canvas, 0, 0, 60, 1);

	axis_draw_ruler(axis, &row, ROLE_CHART_AXIS);
	for (int i = 0; i < 6; i++) {
		row = canvas_part(canvas, 0, i + 1, 60, 1);
		axis_draw_bar(axis, &bars[i], &row);
	}
	row = canvas_part(canvas, 0, 7, 60, 1);
	axis_draw_mark(axis, 0, ROLE_OK, GLYPH_MOMENT, &row);
	axis_draw_mark(axis, 11526000, ROLE_OK, GLYPH_GOES_ON, &row);
	canvas_dump(canvas, out);
	canvas_destroy(canvas);
}

static void a_day_of_silence_is_folded_and_seconds_are_seen(void **state)
{
	const int64_t moments[] = {0, 1900, 2300, 11522300, 11522400, 11526000};
	struct axis axis;
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 16);
	axis_make(&axis, moments, 6, 60);
	assert_int_equal(axis.count, 3);
	draw_all(&out, &axis, CHARSET_UTF8);
	draw_all(&out, &axis, CHARSET_ASCII);
	axis_make(&axis, moments, 6, 240);
	axis.left = 200;
	draw_all(&out, &axis, CHARSET_UTF8);
	assert_true(golden_check("draw", "axis", out.at));
	buf_finish(&out);
}

static void even_silences_are_none_and_narrow_axes_fold_nothing(void **state)
{
	const int64_t even[] = {0, 3600000, 7200000, 10800000}, late[] = {0, 100, 200, 86400000};
	struct axis axis;

	(void)state;
	axis_make(&axis, even, 4, 60);
	assert_int_equal(axis.count, 1);
	axis_make(&axis, late, 4, 60);
	assert_int_equal(axis.count, 3);
	axis_make(&axis, late, 4, 29);
	assert_int_equal(axis.count, 1);
	assert_int_equal(axis_ms_per_cell(&axis), 86400000 / 29);
	axis_make(&axis, late, 0, 29);
	assert_true(axis_at(&axis, 100) == 0);
	assert_int_equal(axis_ms_per_cell(&axis), 0);
}

static int64_t random_gap(struct rng *rng)
{
	static const int64_t gaps[] = {0, 1, 40, 1000, 30000, 61000, 3600000, 86400000, 1LL << 50};

	return gaps[rng_below(rng, 9)];
}

static void time_never_runs_back_on_it(void **state)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 20261125;
	struct rng rng;

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	for (int time = 0; time < TIMES; time++) {
		size_t count = 1 + rng_below(&rng, MOMENTS_MAX);
		int64_t moments[MOMENTS_MAX];
		double before = 0;
		struct axis axis;
		int cells = 0;

		moments[0] = (int64_t)rng_below(&rng, 1000000);
		for (size_t i = 1; i < count; i++) {
			moments[i] = moments[i - 1] + random_gap(&rng);
		}
		axis_make(&axis, moments, count, 1 + (int)rng_below(&rng, 300));
		for (size_t i = 0; i < axis.count; i++) {
			assert_int_equal(axis.pieces[i].from, cells);
			assert_true(axis.pieces[i].cells > 0);
			cells += axis.pieces[i].cells;
		}
		for (size_t i = 0; i < count; i++) {
			double x = axis_at(&axis, moments[i]);
			assert_true(x >= before && x <= axis.width);
			before = x;
		}
		assert_true(moments[count - 1] == moments[0] || before == axis.width);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_of_silence_is_folded_and_seconds_are_seen),
		cmocka_unit_test(even_silences_are_none_and_narrow_axes_fold_nothing),
		cmocka_unit_test(time_never_runs_back_on_it),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("axis", tests, NULL, NULL);
}
