#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/engine/journal_file.h"

static const char job[] = "abcdefghijklmnopqrstuvwxyz";
static char folder[] = "/tmp/rivermaster-journal-test-XXXXXX";
static char path[256];

static int start(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	setenv("XDG_STATE_HOME", folder, 1);
	snprintf(path, sizeof path, "%s/rivermaster/jobs/%s.journal", folder, job);
	return 0;
}

static int stop(void **state)
{
	char inner[128];

	(void)state;
	unlink(path);
	snprintf(inner, sizeof inner, "%s/rivermaster/jobs", folder);
	rmdir(inner);
	*strrchr(inner, '/') = '\0';
	rmdir(inner);
	return rmdir(folder);
}

static int forget(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static void count_job(void *arg, const char *found)
{
	int *count = arg;

	assert_string_equal(found, job);
	(*count)++;
}

static void what_is_added_is_there_for_one_at_a_time(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct journal_file file, other;
	struct stat st;
	struct buf bytes;
	bool busy;
	int count = 0;

	(void)state;
	buf_init(&bytes, JOURNAL_BYTES_MAX);
	assert_false(journal_peek(job, &bytes, &busy));
	assert_true(journal_file_create(&file, job, &error));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(journal_file_add(&file, text_of("abc"), &error));
	assert_true(journal_file_add(&file, text_of("def"), &error));
	assert_true(journal_peek(job, &bytes, &busy));
	assert_true(busy);
	assert_string_equal(bytes.at, "abcdef");
	assert_false(journal_file_open(&other, job, &error));
	assert_int_equal(error.code, ERROR_REFUSED);
	journal_file_close(&other);
	journal_file_close(&file);
	assert_false(journal_file_create(&file, job, &error));
	journal_file_close(&file);
	assert_true(journal_file_open(&file, job, &error));
	assert_true(journal_file_cut(&file, 2, &error));
	assert_true(journal_file_add(&file, text_of("x"), &error));
	buf_reset(&bytes);
	assert_true(journal_file_load(&file, &bytes, &error));
	assert_string_equal(bytes.at, "abx");
	journal_file_close(&file);
	buf_reset(&bytes);
	assert_true(journal_peek(job, &bytes, &busy));
	assert_false(busy);
	journal_each(count_job, &count);
	assert_int_equal(count, 1);
	buf_finish(&bytes);
}

static void a_link_is_no_journal(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct journal_file file;
	struct buf bytes;
	bool busy;

	(void)state;
	buf_init(&bytes, JOURNAL_BYTES_MAX);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_false(journal_file_open(&file, job, &error));
	journal_file_close(&file);
	assert_false(journal_file_create(&file, job, &error));
	journal_file_close(&file);
	assert_false(journal_peek(job, &bytes, &busy));
	buf_finish(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_added_is_there_for_one_at_a_time, forget),
		cmocka_unit_test_setup(a_link_is_no_journal, forget),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
