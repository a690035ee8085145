#include "../../src/demo/folder.h"

#include "demo/probe.h"

#include <fcntl.h>
#include <sys/wait.h>

static void write_below(const char *folder, const char *name)
{
	char path[PROBE_PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void create(char path[FOLDER_PATH_MAX])
{
	struct error error;
	if (!folder_create(path, &error)) {
		fail_msg("%s", error.text);
	}
}

static void a_new_folder_is_private_and_below_tmpdir(void **state)
{
	char path[FOLDER_PATH_MAX];
	struct stat status;

	create(path);
	assert_int_equal(strncmp(path, *state, strlen(*state)), 0);
	assert_int_equal(lstat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	folder_remove(path);
	assert_true(path_gone(path));
}

static void removing_takes_what_is_below_and_follows_no_link(void **state)
{
	char path[FOLDER_PATH_MAX], outside[PROBE_PATH_MAX], link[PROBE_PATH_MAX];
	char inner[PROBE_PATH_MAX], kept[PROBE_PATH_MAX + 8];

	create(path);
	snprintf(outside, sizeof(outside), "%s/outside", (const char *)*state);
	assert_int_equal(mkdir(outside, 0700), 0);
	write_below(outside, "kept");
	snprintf(link, sizeof(link), "%s/link", path);
	assert_int_equal(symlink(outside, link), 0);
	snprintf(inner, sizeof(inner), "%s/inner", path);
	assert_int_equal(mkdir(inner, 0700), 0);
	write_below(inner, "file");
	folder_remove(path);
	assert_true(path_gone(path));
	snprintf(kept, sizeof(kept), "%s/kept", outside);
	assert_false(path_gone(kept));
	folder_remove(outside);
}

/* A process that claims the folder and waits to be killed. */
static pid_t claimant_of(const char *path)
{
	int told[2];
	char byte = 0;

	assert_int_equal(pipe(told), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (folder_claim(path) && write(told[1], "c", 1) == 1) {
			pause();
		}
		_exit(1);
	}
	close(told[1]);
	assert_int_equal(read(told[0], &byte, 1), 1);
	close(told[0]);
	return pid;
}

static void a_claimed_folder_is_swept_only_when_its_claimant_is_gone(void **state)
{
	char path[FOLDER_PATH_MAX];

	(void)state;
	create(path);
	pid_t claimant = claimant_of(path);
	assert_int_equal(guardian_of(path), claimant);
	folder_sweep();
	assert_false(path_gone(path));
	kill(claimant, SIGKILL);
	assert_int_equal(waitpid(claimant, NULL, 0), claimant);
	folder_sweep();
	assert_true(path_gone(path));
}

static void a_folder_that_is_just_being_made_is_left_alone(void **state)
{
	char path[FOLDER_PATH_MAX];

	(void)state;
	create(path);
	folder_sweep();
	assert_false(path_gone(path));
	folder_remove(path);
}

static void what_has_another_name_is_left_alone(void **state)
{
	char path[PROBE_PATH_MAX];

	snprintf(path, sizeof(path), "%s/somebody-elses", (const char *)*state);
	assert_int_equal(mkdir(path, 0700), 0);
	write_below(path, "pid");
	folder_sweep();
	assert_false(path_gone(path));
	folder_remove(path);
}

static void a_tmpdir_that_is_missing_or_too_long_is_told(void **state)
{
	char path[FOLDER_PATH_MAX], lengthy[FOLDER_PATH_MAX + 2];
	struct error error;

	setenv("TMPDIR", "/nonexistent", 1);
	assert_false(folder_create(path, &error));
	assert_int_equal(error.code, ERROR_FAILED);
	assert_non_null(strstr(error.text, "/nonexistent"));
	memset(lengthy, 'x', sizeof(lengthy) - 1);
	lengthy[0] = '/';
	lengthy[sizeof(lengthy) - 1] = '\0';
	setenv("TMPDIR", lengthy, 1);
	assert_false(folder_create(path, &error));
	assert_non_null(strstr(error.text, "too long"));
	setenv("TMPDIR", *state, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_folder_is_private_and_below_tmpdir),
		cmocka_unit_test(removing_takes_what_is_below_and_follows_no_link),
		cmocka_unit_test(a_claimed_folder_is_swept_only_when_its_claimant_is_gone),
		cmocka_unit_test(a_folder_that_is_just_being_made_is_left_alone),
		cmocka_unit_test(what_has_another_name_is_left_alone),
		cmocka_unit_test(a_tmpdir_that_is_missing_or_too_long_is_told),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
