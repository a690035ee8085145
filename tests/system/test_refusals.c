#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/program.h"

static int start(void **state)
{
	*state = redis_start_tcp((const char *const[]){"--requirepass", "sesame", NULL});
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

/* In a terminal: says the sentence on the normal screen and ends with the code. */
static void assert_refuses(char *const arguments[], char *const env[], const char *says, int code)
{
	struct vt *vt = program_open(NULL, arguments, env, 100, 30);
	int status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);

	if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != code) {
		fail_msg("status %x, wanted exit %d\n%s", (unsigned)status, code,
			vt_screen_text(vt));
	}
	if (!strstr(vt_screen_text(vt), says)) {
		fail_msg("does not say \"%s\"\n%s", says, vt_screen_text(vt));
	}
	assert_true(vt_modes_restored(vt));
	vt_stop(vt);
}

static void an_unreachable_server_is_named(void **state)
{
	(void)state;
	assert_refuses(
		(char *[]){"--url", "redis://127.0.0.1:1", NULL}, NULL, "connection refused", 3);
	assert_refuses((char *[]){"unix:///nowhere/redis.sock", NULL}, NULL, "no such socket", 3);
	assert_refuses((char *[]){"--url", "redis://no-such-host.invalid", NULL}, NULL,
		"no-such-host.invalid", 3);
}

static void a_wrong_or_missing_password_is_told_and_never_shown(void **state)
{
	char url[200];
	char *arguments[] = {url, NULL};

	snprintf(url, sizeof(url), "redis://:wrong@127.0.0.1:%d", redis_port(*state));
	assert_refuses(arguments, NULL, "password", 3);
	snprintf(url, sizeof(url), "redis://127.0.0.1:%d", redis_port(*state));
	assert_refuses(arguments, NULL, "password", 3);
}

static void wrong_usage_is_told(void **state)
{
	(void)state;
	assert_refuses((char *[]){"--colour", NULL}, NULL, "--colour", 2);
	assert_refuses((char *[]){"--url", "redis:/x", NULL}, NULL, "redis://", 2);
	assert_refuses((char *[]){"--url", "http://x", NULL}, NULL, "redis://", 2);
	assert_refuses((char *[]){"topisc", NULL}, NULL, "topics", 2);
}

static void a_terminal_that_cannot_place_the_cursor_is_told_what_to_do(void **state)
{
	char *url = (char *)(uintptr_t)redis_url(*state);
	char *arguments[] = {"--url", url, NULL};

	assert_refuses(arguments, (char *[]){"TERM=dumb", NULL}, "TERM=dumb", 2);
	assert_refuses(
		arguments, (char *[]){"TERM=no-such-terminal", NULL}, "TERM=no-such-terminal", 2);
}

static void write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static void a_theme_or_a_setting_that_does_not_exist_is_told_with_its_line(void **state)
{
	char folder[] = "/tmp/rm-test.XXXXXX", path[100], place[120];
	char *url = (char *)(uintptr_t)redis_url(*state);

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/bad.theme", folder);
	write_file(path, "name = Bad\n\nstatus.doom = fg:#ff0000\n");
	snprintf(place, sizeof(place), "bad.theme:3: ");
	assert_refuses((char *[]){"--theme", path, "--url", url, NULL}, NULL, place, 2);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/bad.conf", folder);
	write_file(path, "[screen]\ncolour = 256\n");
	assert_refuses((char *[]){"--config", path, "--url", url, NULL}, NULL, "bad.conf:2: ", 2);
	write_file(path, "[keys]\nfly = x\n");
	assert_refuses((char *[]){"--config", path, "--url", url, NULL}, NULL, "bad.conf:2: ", 2);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unreachable_server_is_named),
		cmocka_unit_test(a_wrong_or_missing_password_is_told_and_never_shown),
		cmocka_unit_test(wrong_usage_is_told),
		cmocka_unit_test(a_terminal_that_cannot_place_the_cursor_is_told_what_to_do),
		cmocka_unit_test(a_theme_or_a_setting_that_does_not_exist_is_told_with_its_line),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
