#include "../../src/engine/page_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/rivermaster-page-XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	umask(077);
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int leave_folder(void **state)
{
	(void)state;
	unlink("page");
	unlink("page.tmp");
	return chdir("/") != 0 || rmdir(folder) != 0;
}

static void expect_file(const char *text)
{
	char bytes[100] = {0};
	FILE *file = fopen("page", "r");

	assert_non_null(file);
	assert_int_equal(fread(bytes, 1, sizeof(bytes) - 1, file), strlen(text));
	assert_string_equal(bytes, text);
	fclose(file);
}

static void it_is_replaced_whole_and_everybody_may_read_it(void **state)
{
	struct error error;
	struct stat about;
	FILE *old;

	(void)state;
	assert_true(page_file_write("page", text_of("one\n"), &error));
	old = fopen("page", "r");
	assert_true(page_file_write("page", text_of("another\n"), &error));
	expect_file("another\n");
	assert_int_equal(fgetc(old), 'o');
	fclose(old);
	assert_int_equal(stat("page", &about), 0);
	assert_int_equal(about.st_mode & 0777, 0644);
	assert_int_equal(access("page.tmp", F_OK), -1);
}

static void what_was_left_beside_it_gives_way_and_no_link_is_followed(void **state)
{
	struct error error;

	(void)state;
	unlink("page.tmp");
	assert_int_equal(symlink("/dev/full", "page.tmp"), 0);
	assert_true(page_file_write("page", text_of("x\n"), &error));
	expect_file("x\n");
}

static void what_cannot_be_written_is_said_and_leaves_what_was_there(void **state)
{
	struct error error = {.code = ERROR_NONE};

	(void)state;
	assert_true(page_file_write("page", text_of("old\n"), &error));
	assert_int_equal(mkdir("page.tmp", 0700), 0);
	assert_false(page_file_write("page", text_of("new\n"), &error));
	assert_int_equal(rmdir("page.tmp"), 0);
	assert_int_equal(error.code, ERROR_FAILED);
	assert_int_equal(strncmp(error.text, "cannot write page: ", 19), 0);
	expect_file("old\n");
	assert_false(page_file_write("no/page", text_of("x"), &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_replaced_whole_and_everybody_may_read_it),
		cmocka_unit_test(what_was_left_beside_it_gives_way_and_no_link_is_followed),
		cmocka_unit_test(what_cannot_be_written_is_said_and_leaves_what_was_there),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
