#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/app/themes.h"

enum { WAIT_MS = 5000 };

struct shelf {
	char folder[64], file[256];
	uv_loop_t loop;
	struct themes *themes;
	int shown, said;
	char sentence[ERROR_TEXT_MAX];
	struct style crit;
};

static void on_show(void *arg, const struct theme *theme)
{
	struct shelf *shelf = arg;

	shelf->shown++;
	shelf->crit = theme_style(theme, TIER_256, ROLE_CRIT);
}

static void on_say(void *arg, const char *sentence)
{
	struct shelf *shelf = arg;

	shelf->said++;
	snprintf(shelf->sentence, sizeof(shelf->sentence), "%s", sentence);
}

static void put_file(const struct shelf *shelf, const char *content)
{
	FILE *file = fopen(shelf->file, "w");

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static int open_shelf(void **state)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));
	char path[160];

	snprintf(shelf->folder, sizeof(shelf->folder), "/tmp/rivermaster-themes.XXXXXX");
	assert_non_null(mkdtemp(shelf->folder));
	snprintf(path, sizeof(path), "%s/rivermaster", shelf->folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/rivermaster/themes", shelf->folder);
	mkdir(path, 0700);
	snprintf(shelf->file, sizeof(shelf->file), "%s/mine.theme", path);
	setenv("XDG_CONFIG_HOME", shelf->folder, 1);
	setenv("XDG_DATA_HOME", "relative/is/invalid", 1);
	setenv("XDG_DATA_DIRS", shelf->folder, 1);
	put_file(shelf, "name = Mine\nstatus.crit = c:203\n");
	uv_loop_init(&shelf->loop);
	shelf->themes = themes_create(&(struct themes_options){
		.loop = &shelf->loop,
		.show = on_show,
		.say = on_say,
		.arg = shelf,
	});
	*state = shelf;
	return 0;
}

static int close_shelf(void **state)
{
	struct shelf *shelf = *state;
	char path[160];

	themes_close(shelf->themes);
	uv_run(&shelf->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&shelf->loop), 0);
	unlink(shelf->file);
	snprintf(path, sizeof(path), "%s/rivermaster/themes", shelf->folder);
	rmdir(path);
	snprintf(path, sizeof(path), "%s/rivermaster", shelf->folder);
	rmdir(path);
	rmdir(shelf->folder);
	free(shelf);
	return 0;
}

static void a_theme_is_found_by_name_and_by_path(void **state)
{
	struct shelf *shelf = *state;
	struct error error = {.code = ERROR_NONE};

	assert_true(themes_use(shelf->themes, text_of("mine"), &error));
	assert_int_equal(shelf->crit.fg, 203);
	assert_true(themes_use(shelf->themes, text_of(""), &error));
	assert_int_not_equal(shelf->crit.fg, 203);
	assert_true(themes_use(shelf->themes, text_of(shelf->file), &error));
	assert_int_equal(shelf->crit.fg, 203);
	assert_int_equal(shelf->shown, 3);
}

static void a_theme_that_is_not_there_is_refused_with_the_folders(void **state)
{
	struct shelf *shelf = *state;
	struct error error = {.code = ERROR_NONE};

	assert_false(themes_use(shelf->themes, text_of("nowhere"), &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_non_null(strstr(error.text, shelf->folder));
	assert_null(strstr(error.text, "relative/is/invalid"));
	assert_false(themes_check(text_of("/no/such.theme"), &error));
	assert_int_equal(shelf->shown, 0);
}

static void a_bad_theme_is_refused_with_its_line(void **state)
{
	struct shelf *shelf = *state;
	struct error error = {.code = ERROR_NONE};

	put_file(shelf, "name = Mine\nno.such.role = c:1\n");
	assert_false(themes_check(text_of("mine"), &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_non_null(strstr(error.text, "mine.theme:2: "));
}

static void on_late(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

/* Turns the loop until *count has risen. */
static void wait_for(struct shelf *shelf, const int *count)
{
	int before = *count;
	bool late = false;
	uv_timer_t timer;

	uv_timer_init(&shelf->loop, &timer);
	timer.data = &late;
	uv_timer_start(&timer, on_late, WAIT_MS, 0);
	while (*count == before && !late) {
		uv_run(&shelf->loop, UV_RUN_ONCE);
	}
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(&shelf->loop, UV_RUN_NOWAIT);
	assert_false(late);
}

static void an_edit_is_shown_and_a_bad_one_only_told(void **state)
{
	struct shelf *shelf = *state;
	struct error error = {.code = ERROR_NONE};

	assert_true(themes_use(shelf->themes, text_of("mine"), &error));
	put_file(shelf, "status.crit = c:99\n");
	while (shelf->crit.fg != 99) {
		wait_for(shelf, &shelf->shown);
	}
	put_file(shelf, "status.crit = c:100000\n");
	wait_for(shelf, &shelf->said);
	assert_non_null(strstr(shelf->sentence, "mine.theme:1: "));
}

static void the_names_are_listed_once_and_in_order(void **state)
{
	struct shelf *shelf = *state;
	struct buf names;

	(void)shelf;
	buf_init(&names, 4096);
	themes_list(&names);
	assert_non_null(strstr(names.at, "mine\n"));
	assert_null(strstr(strstr(names.at, "mine\n") + 1, "mine\n"));
	buf_finish(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_theme_is_found_by_name_and_by_path, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_theme_that_is_not_there_is_refused_with_the_folders, open_shelf,
			close_shelf),
		cmocka_unit_test_setup_teardown(
			a_bad_theme_is_refused_with_its_line, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			an_edit_is_shown_and_a_bad_one_only_told, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			the_names_are_listed_once_and_in_order, open_shelf, close_shelf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
