#include "draw/theme.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

/* Of a palette index of 256, by the levels that terminals agree on. */
static double luminance(int index)
{
	static const double weights[] = {0.2126, 0.7152, 0.0722};
	int levels[3], i;
	double sum = 0;

	for (i = 0; i < 3; i++) {
		int step = index >= 232 ? 0
			: i == 0        ? (index - 16) / 36
			: i == 1        ? (index - 16) / 6 % 6
					: (index - 16) % 6;

		levels[i] = index >= 232 ? 8 + 10 * (index - 232) : step == 0 ? 0 : 55 + 40 * step;
	}
	for (i = 0; i < 3; i++) {
		double part = levels[i] / 255.0;

		sum += weights[i] *
			(part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static void every_colour_can_be_read_on_black_and_on_white(void **state)
{
	struct theme *theme = theme_create();
	int role;

	(void)state;
	for (role = 0; role < ROLE_COUNT; role++) {
		struct style style = theme_style(theme, TIER_256, (enum role)role);

		assert_int_equal(style.bg, -1);
		if (style.fg >= 0) {
			assert_true((luminance(style.fg) + 0.05) / 0.05 >= 4);
			assert_true(1.05 / (luminance(style.fg) + 0.05) >= 4);
		}
	}
	theme_destroy(theme);
}

static void it_is_complete_and_says_that_no_file_set_it(void **state)
{
	struct theme *theme = theme_create();
	int role;

	(void)state;
	assert_string_equal(theme_name(theme), "base");
	for (role = 0; role < ROLE_COUNT; role++) {
		assert_false(theme_has(theme, (enum role)role));
	}
	assert_int_not_equal(
		theme_style(theme, TIER_MONO, ROLE_SELECTION).flags & STYLE_REVERSE, 0);
	theme_destroy(theme);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_colour_can_be_read_on_black_and_on_white),
		cmocka_unit_test(it_is_complete_and_says_that_no_file_set_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
