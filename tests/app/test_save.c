#include "../../src/app/save.h"

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

static int enter_a_folder(void **state)
{
	char folder[] = "/tmp/rivermaster-save-XXXXXX";

	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	*state = strdup(folder);
	return 0;
}

static int leave_it(void **state)
{
	char command[200];

	snprintf(command, sizeof(command), "rm -r %s", (char *)*state);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(system(command), 0);
	free(*state);
	return 0;
}

static struct save events(const char *name)
{
	return (struct save){.name = text_of(name),
		.what = "events",
		.bytes = text_of("{}\n"),
		.wall_ms = 1712925067000};
}

static void the_name_tells_what_and_when_and_nobody_else_may_read(void **state)
{
	struct save save = events("");
	struct error error;
	struct stat about;

	(void)state;
	assert_true(save_new(&save, &error));
	assert_string_equal(save.written, "rivermaster-events-20240412T123107Z.ndjson");
	assert_int_equal(stat(save.written, &about), 0);
	assert_int_equal(about.st_size, 3);
	assert_int_equal(about.st_mode & 0777, 0600);
}

/* A folder that is gone takes no file, whoever one is. */
static void a_name_that_was_made_up_is_told_where_it_cannot_be(void **state)
{
	struct save save = events("");
	struct error error;

	(void)state;
	assert_int_equal(mkdir("gone", 0700), 0);
	assert_int_equal(chdir("gone"), 0);
	assert_int_equal(rmdir("../gone"), 0);
	assert_false(save_new(&save, &error));
	assert_non_null(strstr(error.text,
		"cannot make the file rivermaster-events-20240412T123107Z.ndjson: No such file"));
}

static void what_is_there_is_never_written_over(void **state)
{
	struct save first = events(""), second = events("");
	struct save named = events("mine.ndjson"), again = named, link = events("link");
	struct error error;

	(void)state;
	assert_true(save_new(&first, &error));
	assert_true(save_new(&second, &error));
	assert_string_not_equal(first.written, second.written);
	assert_true(save_new(&named, &error));
	assert_string_equal(named.written, "mine.ndjson");
	assert_false(save_new(&again, &error));
	assert_non_null(strstr(error.text, "mine.ndjson"));
	assert_int_equal(symlink("elsewhere", "link"), 0);
	assert_false(save_new(&link, &error));
	assert_int_not_equal(access("elsewhere", F_OK), 0);
}

static void a_folder_that_is_not_there_is_said(void **state)
{
	struct save save = events("no/such/folder");
	struct error error;

	(void)state;
	assert_false(save_new(&save, &error));
	assert_non_null(strstr(error.text, "no/such/folder: No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_name_tells_what_and_when_and_nobody_else_may_read, enter_a_folder,
			leave_it),
		cmocka_unit_test_setup_teardown(
			what_is_there_is_never_written_over, enter_a_folder, leave_it),
		cmocka_unit_test_setup_teardown(
			a_name_that_was_made_up_is_told_where_it_cannot_be,
			enter_a_folder, leave_it),
		cmocka_unit_test_setup_teardown(
			a_folder_that_is_not_there_is_said, enter_a_folder, leave_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
