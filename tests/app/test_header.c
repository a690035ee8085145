#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desk_stage.h"

static void long_names_never_push_out_what_must_be_said(void **state)
{
	char title[200], address[200], prod[] = "prod";
	struct config config = {.environment = prod};
	struct stage stage;
	int width;

	(void)state;
	memset(title, 't', sizeof(title) - 1);
	memset(address, 'a', sizeof(address) - 1);
	title[sizeof(title) - 1] = address[sizeof(address) - 1] = '\0';
	stage_open(&stage, &config, 3);
	stage.desk.options.title = title;
	stage.desk.options.address = address;
	for (width = DESK_WIDTH_MIN; width < 200; width += 7) {
		stage_resize(&stage, width, 24);
		stage_draw(&stage);
		assert_true(stage_shows(&stage, "[PROD] "));
		assert_true(stage_shows(&stage, width >= 100 ? "[READ-ONLY]" : "[RO]"));
		assert_true(stage_shows(&stage, "LIVE"));
		assert_true(stage_shows(&stage, "12:31:07"));
	}
	stage_close(&stage);
}

static void the_clock_can_be_turned_off(void **state)
{
	struct config config = {.clock_off = true};
	struct stage stage;

	(void)state;
	stage_open(&stage, &config, 3);
	assert_false(stage_shows(&stage, "12:31:07"));
	stage_close(&stage);
}

static void help_and_back_are_the_last_hints_to_go(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 3);
	stage_resize(&stage, 60, 24);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "? help"));
	assert_true(stage_shows(&stage, "q back"));
	assert_true(stage_shows(&stage, "Enter groups"));
	stage_close(&stage);
}

static void the_keys_of_the_screens_are_shown_and_the_palette_where_there_is_room(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 3);
	stage_resize(&stage, 120, 24);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "1-6/8/9 screens"));
	assert_true(stage_shows(&stage, "C-p palette"));
	stage_close(&stage);
}

static void hints_name_the_configured_keys(void **state)
{
	char action[] = "pause", key[] = "Z", where[] = "f:1";
	struct config_key keys[] = {{.action = action, .key = key, .where = where}};
	struct config config = {.key_count = 1, .keys = keys};
	struct stage stage;

	(void)state;
	stage_open(&stage, &config, 3);
	stage_resize(&stage, 120, 24);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "Z pause"));
	stage_press(&stage, "Z");
	assert_true(stage_shows(&stage, "PAUSED 00:00"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_names_never_push_out_what_must_be_said),
		cmocka_unit_test(the_clock_can_be_turned_off),
		cmocka_unit_test(help_and_back_are_the_last_hints_to_go),
		cmocka_unit_test(
			the_keys_of_the_screens_are_shown_and_the_palette_where_there_is_room),
		cmocka_unit_test(hints_name_the_configured_keys),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
