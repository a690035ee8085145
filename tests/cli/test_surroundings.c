#include "../../src/cli/surroundings.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/rivermaster-surroundings.XXXXXX";

static const struct config plain = {.url_from = "default"};

static const struct probe *find(const struct probe *probes, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(probes[i].name, name) == 0) {
			return &probes[i];
		}
	}
	return NULL;
}

static void expect(const char *name, enum probe_result result, const char *part)
{
	struct probe probes[PROBE_MAX];
	size_t count = surroundings_probe(&plain, NULL, probes);
	const struct probe *probe = find(probes, count, name);

	assert_non_null(probe);
	assert_int_equal(probe->result, result);
	if (strstr(probe->text, part) == NULL) {
		fail_msg("%s: `%s` is not in `%s`", name, part, probe->text);
	}
}

static void expect_none(const char *name)
{
	struct probe probes[PROBE_MAX];

	assert_null(find(probes, surroundings_probe(&plain, NULL, probes), name));
}

static void the_terminal_is_what_the_environment_says(void **state)
{
	(void)state;
	setenv("TERM", "xterm-256color", 1);
	setenv("COLORTERM", "truecolor", 1);
	expect("terminal", PROBE_OK, "TERM=xterm-256color COLORTERM=truecolor");
	unsetenv("COLORTERM");
	expect("terminal", PROBE_OK, "TERM=xterm-256color");
	setenv("TERM", "dumb", 1);
	expect("terminal", PROBE_WARNING, "dumb");
	unsetenv("TERM");
	expect("terminal", PROBE_WARNING, "not set");
}

static void tmux_and_no_color_are_told_where_they_are(void **state)
{
	(void)state;
	unsetenv("TMUX");
	unsetenv("NO_COLOR");
	expect_none("tmux");
	expect_none("color");
	setenv("TMUX", "/tmp/tmux-0/default,1,0", 1);
	setenv("NO_COLOR", "1", 1);
	expect("tmux", PROBE_INFO, "escape-time");
	expect("color", PROBE_INFO, "NO_COLOR");
}

static void the_charset_is_the_locale_s(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C");
	expect("charset", PROBE_WARNING, "UTF-8 locale");
	setlocale(LC_CTYPE, "C.UTF-8");
	expect("charset", PROBE_OK, "UTF-8");
}

static void the_state_folder_is_private_or_a_warning(void **state)
{
	char path[sizeof(folder) + 32];

	(void)state;
	setenv("XDG_STATE_HOME", folder, 1);
	expect("state", PROBE_INFO, "not there yet");
	snprintf(path, sizeof(path), "%s/rivermaster", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	expect("state", PROBE_OK, path);
	assert_int_equal(chmod(path, 0755), 0);
	expect("state", PROBE_WARNING, "chmod 700");
	assert_int_equal(rmdir(path), 0);
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", folder, 1);
	expect("state", PROBE_INFO, ".local/state/rivermaster");
	unsetenv("HOME");
	expect("state", PROBE_WARNING, "XDG_STATE_HOME");
}

static void trouble_with_the_configuration_is_told(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct probe probes[PROBE_MAX];

	(void)state;
	expect("configuration", PROBE_INFO, "no file");
	expect("url", PROBE_INFO, "default");
	error_set(&error, ERROR_USAGE, "a.conf:3: no such key");
	const struct probe *probe =
		find(probes, surroundings_probe(&plain, &error, probes), "configuration");
	assert_non_null(probe);
	assert_int_equal(probe->result, PROBE_BAD);
	assert_string_equal(probe->text, "a.conf:3: no such key");
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_terminal_is_what_the_environment_says),
		cmocka_unit_test(tmux_and_no_color_are_told_where_they_are),
		cmocka_unit_test(the_charset_is_the_locale_s),
		cmocka_unit_test(the_state_folder_is_private_or_a_warning),
		cmocka_unit_test(trouble_with_the_configuration_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
