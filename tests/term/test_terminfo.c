#include "../../src/term/terminfo.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void a_terminal_says_how_it_is_given_back(void **state)
{
	struct terminfo terminfo;
	struct error error;

	(void)state;
	assert_true(terminfo_read(&terminfo, "xterm-256color", &error));
	assert_true(terminfo.modern);
	assert_true(strncmp(terminfo.restore, "\033[?2026l\033[?2004l", 16) == 0);
	assert_non_null(strstr(terminfo.restore, "\033[?25h"));
	assert_non_null(strstr(terminfo.restore, "\033[?1049l"));
}

static void old_terminals_get_no_modes_they_do_not_know_and_no_padding(void **state)
{
	struct terminfo terminfo;
	struct error error;

	(void)state;
	assert_true(terminfo_read(&terminfo, "vt100", &error));
	assert_false(terminfo.modern);
	assert_null(strchr(terminfo.restore, '$'));
	assert_null(strstr(terminfo.restore, "2004"));
	assert_true(terminfo_read(&terminfo, "linux", &error));
	assert_false(terminfo.modern);
}

static void assert_refused(const char *term, const char *beginning)
{
	struct terminfo terminfo;
	struct error error;

	assert_false(terminfo_read(&terminfo, term, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_true(strncmp(error.text, beginning, strlen(beginning)) == 0);
	assert_non_null(strstr(error.text, "run a subcommand (rivermaster topics)"));
}

static void what_cannot_show_a_screen_is_refused_with_advice(void **state)
{
	(void)state;
	assert_refused(
		"dumb", "TERM=dumb cannot place the cursor: use a terminal such as xterm-256color");
	assert_refused("no-such", "TERM=no-such is unknown here: ");
	assert_refused("", "TERM is not set: ");
	assert_refused(NULL, "TERM is not set: ");
	assert_refused("../../etc/passwd", "TERM=../../etc/passwd is unknown here: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminal_says_how_it_is_given_back),
		cmocka_unit_test(old_terminals_get_no_modes_they_do_not_know_and_no_padding),
		cmocka_unit_test(what_cannot_show_a_screen_is_refused_with_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
