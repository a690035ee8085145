#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../src/engine/lines.h"

enum { LINES = 30000 };

static void reads(struct lines *lines, const char *wanted)
{
	struct error error = {.code = ERROR_NONE};
	struct text line;

	assert_true(lines_next(lines, &line, &error));
	assert_true(text_is(line, wanted));
}

static void ends(struct lines *lines)
{
	struct error error = {.code = ERROR_NONE};
	struct text line;

	assert_false(lines_next(lines, &line, &error));
	assert_int_equal(error.code, ERROR_NONE);
}

/* As a file of that name would be opened: here it is a pipe. */
static void a_pipe_is_read_twice(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct lines lines;
	char name[64];
	int ends_of[2];

	(void)state;
	assert_int_equal(pipe(ends_of), 0);
	assert_int_equal(write(ends_of[1], "one\n\nthree", 10), 10);
	close(ends_of[1]);
	snprintf(name, sizeof name, "/dev/fd/%d", ends_of[0]);
	assert_true(lines_open(&lines, name, &error));
	for (int i = 0; i < 2; i++) {
		reads(&lines, "one");
		reads(&lines, "");
		reads(&lines, "three");
		assert_int_equal(lines.number, 3);
		ends(&lines);
		ends(&lines);
		assert_true(lines_rewind(&lines, &error));
	}
	lines_close(&lines);
	close(ends_of[0]);
}

static void lines_come_whole_wherever_blocks_end(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct lines lines;
	char name[] = "/tmp/rivermaster-lines-XXXXXX", wanted[64];
	FILE *file = fdopen(mkstemp(name), "w");

	(void)state;
	assert_non_null(file);
	for (int i = 0; i < LINES; i++) {
		fprintf(file, "line %0*d\n", i % 40 + 1, i);
	}
	fclose(file);
	assert_true(lines_open(&lines, name, &error));
	for (int i = 0; i < LINES; i++) {
		snprintf(wanted, sizeof wanted, "line %0*d", i % 40 + 1, i);
		reads(&lines, wanted);
	}
	ends(&lines);
	lines_close(&lines);
	unlink(name);
}

static void what_cannot_be_opened_says_so(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct lines lines;

	(void)state;
	assert_false(lines_open(&lines, "/nonexistent/file", &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_non_null(strstr(error.text, "/nonexistent/file: "));
	lines_close(&lines);
	error.code = ERROR_NONE;
	assert_false(lines_open(&lines, "/", &error));
	assert_int_equal(error.code, ERROR_USAGE);
	lines_close(&lines);
	setenv("TMPDIR", "/nonexistent", 1);
	assert_false(lines_open(&lines, "/dev/null", &error));
	lines_close(&lines);
	unsetenv("TMPDIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pipe_is_read_twice),
		cmocka_unit_test(lines_come_whole_wherever_blocks_end),
		cmocka_unit_test(what_cannot_be_opened_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
