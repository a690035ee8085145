#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/program.h"

static int start(void **state)
{
	char *folder = strdup("/tmp/rm-test.XXXXXX");

	assert_non_null(mkdtemp(folder));
	*state = folder;
	return 0;
}

static int stop(void **state)
{
	int removed = rmdir(*state);

	free(*state);
	return removed;
}

static bool is_empty(const char *folder)
{
	DIR *dir = opendir(folder);
	int entries = 0;

	while (readdir(dir)) {
		entries++;
	}
	closedir(dir);
	return entries == 2;
}

/* A process whose command line names the folder. */
static bool names_folder(const char *pid, const char *folder)
{
	char path[300], line[4096];
	FILE *file;
	size_t got;

	snprintf(path, sizeof(path), "/proc/%s/cmdline", pid);
	file = fopen(path, "r");
	if (!file) {
		return false;
	}
	got = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	for (size_t i = 0; i < got; i++) {
		line[i] = line[i] ? line[i] : ' ';
	}
	line[got] = '\0';
	return strstr(line, folder) != NULL;
}

static bool has_process(const char *folder)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	bool found = false;

	while (!found && (entry = readdir(dir))) {
		found = entry->d_name[0] >= '0' && entry->d_name[0] <= '9' &&
			names_folder(entry->d_name, folder);
	}
	closedir(dir);
	return found;
}

static void assert_nothing_left(const char *folder)
{
	for (int tries = 0; tries < PROGRAM_PATIENCE_MS / 20; tries++) {
		if (is_empty(folder) && !has_process(folder)) {
			return;
		}
		nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
	}
	fail_msg("left behind: %s%s", is_empty(folder) ? "" : "a folder ",
		has_process(folder) ? "a process" : "");
}

static struct vt *open_demo(const char *folder)
{
	char tmpdir[300];
	char *more[] = {"demo", "--seed", "1", "--scenario", "retail", NULL};
	char *env[] = {tmpdir, NULL};
	struct vt *vt;

	snprintf(tmpdir, sizeof(tmpdir), "TMPDIR=%s", folder);
	vt = program_open(NULL, more, env, 120, 36);
	assert_true(vt_wait_text(vt, "orders.placed", PROGRAM_PATIENCE_MS));
	assert_true(has_process(folder));
	assert_false(is_empty(folder));
	return vt;
}

static void the_demo_shows_topics_and_leaves_nothing(void **state)
{
	struct vt *vt = open_demo(*state);

	vt_key(vt, "2");
	assert_true(vt_wait_text(vt, "mailer", PROGRAM_PATIENCE_MS));
	vt_key(vt, "Q");
	assert_int_equal(vt_exit_status(vt, PROGRAM_PATIENCE_MS), 0);
	assert_true(vt_modes_restored(vt));
	assert_nothing_left(*state);
	vt_stop(vt);
}

static void killed_it_leaves_nothing(void **state)
{
	struct vt *vt = open_demo(*state);

	vt_signal(vt, SIGKILL);
	assert_true(WIFSIGNALED(vt_exit_status(vt, PROGRAM_PATIENCE_MS)));
	assert_nothing_left(*state);
	vt_stop(vt);
}

static void crashed_or_hung_up_it_leaves_nothing(void **state)
{
	struct vt *vt = open_demo(*state);

	vt_signal(vt, SIGSEGV);
	vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_nothing_left(*state);
	vt_stop(vt);
	vt = open_demo(*state);
	vt_hang_up(vt);
	vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_nothing_left(*state);
	vt_stop(vt);
}

static void without_a_terminal_it_prints_a_snapshot(void **state)
{
	char *arguments[] = {"demo", "--seconds", "3", NULL};
	char *output, *errors;

	setenv("TMPDIR", *state, 1);
	assert_int_equal(program_run(arguments, &output, &errors), 0);
	unsetenv("TMPDIR");
	assert_non_null(strstr(output, "offers.selected"));
	assert_non_null(strstr(output, "mailer"));
	assert_nothing_left(*state);
	free(output);
	free(errors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_demo_shows_topics_and_leaves_nothing, start, stop),
		cmocka_unit_test_setup_teardown(killed_it_leaves_nothing, start, stop),
		cmocka_unit_test_setup_teardown(crashed_or_hung_up_it_leaves_nothing, start, stop),
		cmocka_unit_test_setup_teardown(
			without_a_terminal_it_prints_a_snapshot, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
