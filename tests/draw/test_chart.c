#include "draw/chart.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/golden.h"

static void scales_step_by_one_two_and_five(void **state)
{
	static const double pairs[][2] = {
		{0, 0},
		{0.2, 1},
		{1, 1},
		{1.1, 2},
		{2, 2},
		{3, 5},
		{5.01, 10},
		{10, 10},
		{11, 20},
		{4812, 5000},
		{99999, 100000},
		{1e12, 1e12},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		assert_true(chart_scale(pairs[i][0]) == pairs[i][1]);
	}
	assert_true(chart_scale((double)NAN) == 0);
	assert_true(chart_scale((double)INFINITY) == 0);
	assert_true(chart_scale(-3) == 0);
}

static void a_held_scale_grows_at_once_and_shrinks_late(void **state)
{
	struct chart_scale_state held = {.scale = 0};

	(void)state;
	assert_true(chart_scale_hold(&held, 900, 1000) == 1000);
	assert_true(chart_scale_hold(&held, 1800, 1100) == 2000);
	assert_true(chart_scale_hold(&held, 850, 1200) == 2000);
	assert_true(chart_scale_hold(&held, 100, 2000) == 2000);
	assert_true(chart_scale_hold(&held, 100, 11999) == 2000);
	assert_true(chart_scale_hold(&held, 850, 12000) == 2000);
	assert_true(chart_scale_hold(&held, 100, 13000) == 2000);
	assert_true(chart_scale_hold(&held, 100, 23000) == 100);
}

static void assert_drawn(const struct canvas *canvas, const char *expected)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	canvas_dump(canvas, &out);
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static void assert_spark(
	enum charset charset, const float *values, size_t count, const char *expected)
{
	struct canvas *canvas = canvas_create(8, 1, charset);

	chart_spark(canvas, values, count, 8, ROLE_CHART_LINE);
	assert_drawn(canvas, expected);
	canvas_destroy(canvas);
}

static void sparks_tell_zero_missing_small_and_clipped_apart(void **state)
{
	const float values[] = {0, NAN, 0.01F, 1, 4, 8, 9, 7.9F};

	(void)state;
	assert_spark(CHARSET_UTF8, values, 8, " ·▁▁▄█▲█\n");
	assert_spark(CHARSET_ASCII, values, 8, " ...=#^#\n");
}

static void fewer_values_stand_at_the_right_and_of_more_the_newest(void **state)
{
	const float few[] = {8, 4}, many[] = {8, 8, 8, 0, 0, 0, 0, 0, 0, 1, 2};

	(void)state;
	assert_spark(CHARSET_UTF8, few, 2, "      █▄\n");
	assert_spark(CHARSET_UTF8, many, 11, "      ▁▂\n");
}

static void bars_show_what_is_there_and_nothing_for_nothing(void **state)
{
	static const struct {
		double value;
		const char *utf8, *ascii;
	} bars[] = {
		{.value = 0, .utf8 = "\n", .ascii = "\n"},
		{.value = 0.0001, .utf8 = "▏\n", .ascii = ".\n"},
		{.value = 50, .utf8 = "██\n", .ascii = "##\n"},
		{.value = 60, .utf8 = "██▍\n", .ascii = "##-\n"},
		{.value = 100, .utf8 = "████\n", .ascii = "####\n"},
		{.value = 101, .utf8 = "███▲\n", .ascii = "###^\n"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bars) / sizeof(*bars); i++) {
		struct canvas *utf8 = canvas_create(4, 1, CHARSET_UTF8);
		struct canvas *ascii = canvas_create(4, 1, CHARSET_ASCII);

		chart_bar(utf8, bars[i].value, 100, ROLE_CHART_LINE);
		chart_bar(ascii, bars[i].value, 100, ROLE_CHART_LINE);
		assert_drawn(utf8, bars[i].utf8);
		assert_drawn(ascii, bars[i].ascii);
		canvas_destroy(utf8);
		canvas_destroy(ascii);
	}
}

static void a_missing_bar_is_a_mark(void **state)
{
	struct canvas *canvas = canvas_create(4, 1, CHARSET_UTF8);

	(void)state;
	chart_bar(canvas, (double)NAN, 100, ROLE_CHART_LINE);
	assert_drawn(canvas, "·\n");
	canvas_destroy(canvas);
}

static void buckets_keep_the_highest_and_know_what_is_missing(void **state)
{
	const float values[] = {1, 5, NAN, 2, NAN, NAN};
	float out[3], wide[12];

	(void)state;
	chart_buckets(out, 3, values, 6);
	assert_true(out[0] == 5 && out[1] == 2 && isnan(out[2]));
	chart_buckets(wide, 12, values, 6);
	assert_true(wide[0] == 1 && wide[1] == 1 && wide[2] == 5 && isnan(wide[11]));
	chart_buckets(out, 3, values, 0);
	assert_true(isnan(out[0]) && isnan(out[2]));
}

static void check_area(enum charset charset, const char *golden)
{
	static const int sizes[][2] = {{60, 10}, {60, 6}, {30, 4}, {12, 3}, {8, 2}, {7, 1}, {1, 1}};
	float values[100];
	struct buf out;
	size_t i;

	for (i = 0; i < 100; i++) {
		values[i] = (float)(i * i) / 2;
	}
	values[10] = values[70] = values[71] = values[72] = values[73] = NAN;
	values[40] = 9000;
	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct canvas *canvas = canvas_create(sizes[i][0], sizes[i][1], charset);
		const struct chart_area area = {
			.values = values,
			.count = 100,
			.scale = 5000,
			.now_ms = 1712924460000,
			.span_s = 300,
			.utc_offset_s = 7200,
		};

		chart_area(canvas, &area, ROLE_CHART_LINE);
		canvas_dump(canvas, &out);
		canvas_dump_roles(canvas, &out);
		canvas_destroy(canvas);
	}
	assert_true(golden_check("draw", golden, out.at));
	buf_finish(&out);
}

static void areas_say_scale_and_time(void **state)
{
	(void)state;
	check_area(CHARSET_UTF8, "area-utf8");
	check_area(CHARSET_ASCII, "area-ascii");
}

static void no_two_times_on_an_axis_are_the_same(void **state)
{
	static const int spans_s[] = {10, 60, 90, 300, 600, 7200, 86400};
	static const float values[] = {1};
	size_t i;
	int width;

	(void)state;
	for (i = 0; i < sizeof(spans_s) / sizeof(*spans_s); i++) {
		for (width = 20; width < 240; width += 7) {
			struct canvas *canvas = canvas_create(width, 2, CHARSET_ASCII);
			const struct chart_area area = {
				.values = values,
				.count = 1,
				.scale = 1,
				.now_ms = 1712924467000,
				.span_s = spans_s[i],
			};
			char before[16] = "", time[16];
			struct buf out;
			const char *at;
			int used;

			chart_area(canvas, &area, ROLE_CHART_LINE);
			buf_init(&out, 1 << 12);
			canvas_dump(canvas, &out);
			at = strchr(out.at, '\n');
			assert_non_null(strstr(at, "-now"));
			for (at += strcspn(at, "+");
				sscanf(at, "%*[+-]%15[0-9:]%n", time, &used) == 1; at += used) {
				assert_string_not_equal(time, before);
				snprintf(before, sizeof(before), "%s", time);
			}
			buf_finish(&out);
			canvas_destroy(canvas);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scales_step_by_one_two_and_five),
		cmocka_unit_test(a_held_scale_grows_at_once_and_shrinks_late),
		cmocka_unit_test(sparks_tell_zero_missing_small_and_clipped_apart),
		cmocka_unit_test(fewer_values_stand_at_the_right_and_of_more_the_newest),
		cmocka_unit_test(bars_show_what_is_there_and_nothing_for_nothing),
		cmocka_unit_test(a_missing_bar_is_a_mark),
		cmocka_unit_test(buckets_keep_the_highest_and_know_what_is_missing),
		cmocka_unit_test(areas_say_scale_and_time),
		cmocka_unit_test(no_two_times_on_an_axis_are_the_same),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
