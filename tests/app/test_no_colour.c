#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/program.h"
#include "views/view.h"

/* Every screen there is, over the demo, whose data are plain ASCII: where no colours are wanted
 * there is none in any cell, and with --ascii nothing beyond ASCII. */

enum { QUIET_MS = 15, FIRST_MS = 60, PATH_SIZE = 256 };

static char folder[] = "/tmp/rm-test.XXXXXX";

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static int start(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL || setenv("XDG_STATE_HOME", folder, 1) != 0 ||
		setenv("TMPDIR", folder, 1) != 0;
}

static int stop(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct seen {
	size_t coloured, beyond; /* looks at the screen */
	bool no_colour, ascii;   /* what must not be seen */
};

static bool is_beyond(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text > 0x7e) {
			return true;
		}
	}
	return false;
}

static void look(struct vt *vt, struct seen *seen, const char *where)
{
	int x, y;

	for (int wait_ms = FIRST_MS; vt_pump(vt, wait_ms); wait_ms = QUIET_MS) {
	}
	if (vt_find_colour(vt, &x, &y)) {
		seen->coloured++;
		if (seen->no_colour) {
			fail_msg("%s: a colour at %d, %d\n%s", where, x, y, vt_screen_text(vt));
		}
	}
	if (is_beyond(vt_screen_text(vt))) {
		seen->beyond++;
		if (seen->ascii) {
			fail_msg("%s: beyond ASCII\n%s", where, vt_screen_text(vt));
		}
	}
}

static void look_at(struct vt *vt, struct seen *seen, const char *name)
{
	static const char *const keys[] = {"\r", "j", "\r", "?", "\033", "\033", "\033"};
	char command[PATH_SIZE];

	snprintf(command, sizeof command, ":%s\r", name);
	vt_key(vt, command);
	look(vt, seen, name);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		vt_key(vt, keys[i]);
		look(vt, seen, name);
	}
}

static void look_at_all(char *const more[], char *const env[], struct seen *seen)
{
	struct vt *vt = program_open(NULL, more, env, 120, 36);
	const struct view *view;

	assert_true(vt_wait_text(vt, "Topics", PROGRAM_PATIENCE_MS));
	for (size_t i = 0; (view = view_at(i)) != NULL; i++) {
		look_at(vt, seen, view->name);
	}
	vt_key(vt, "Q");
	assert_int_not_equal(vt_exit_status(vt, PROGRAM_PATIENCE_MS), -1);
	vt_stop(vt);
}

static void without_wishes_there_are_colours_and_lines(void **state)
{
	char *more[] = {"demo", "--seed", "1", NULL};
	struct seen seen = {.no_colour = false};

	(void)state;
	unsetenv("NO_COLOR");
	look_at_all(more, NULL, &seen);
	assert_true(seen.coloured > 0 && seen.beyond > 0);
}

static void with_no_color_set_no_cell_has_a_colour(void **state)
{
	char *more[] = {"demo", "--seed", "1", NULL}, *env[] = {"NO_COLOR=1", NULL};
	struct seen seen = {.no_colour = true};

	(void)state;
	look_at_all(more, env, &seen);
	assert_true(seen.beyond > 0);
}

static void with_ascii_no_cell_is_beyond_ascii(void **state)
{
	char *more[] = {"demo", "--seed", "1", "--ascii", NULL};
	struct seen seen = {.ascii = true};

	(void)state;
	unsetenv("NO_COLOR");
	look_at_all(more, NULL, &seen);
	assert_true(seen.coloured > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_wishes_there_are_colours_and_lines),
		cmocka_unit_test(with_no_color_set_no_cell_has_a_colour),
		cmocka_unit_test(with_ascii_no_cell_is_beyond_ascii),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
