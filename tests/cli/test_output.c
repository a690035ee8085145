#include "../../src/cli/output.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* What a writer says with stdout (or stderr) led to `to`; the stream is put back before anything is
 * asserted. */
static struct error write_to(int to, struct text text)
{
	struct error error = {.code = ERROR_NONE};
	int kept = dup(STDOUT_FILENO);

	dup2(to, STDOUT_FILENO);
	output_write(text, &error);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	return error;
}

static void all_of_it_is_written(void **state)
{
	int ends[2];
	char got[16] = "";

	(void)state;
	assert_int_equal(pipe(ends), 0);
	struct error error = write_to(ends[1], text_of("whole\n"));
	assert_int_equal(error.code, ERROR_NONE);
	assert_int_equal(read(ends[0], got, sizeof(got) - 1), 6);
	assert_string_equal(got, "whole\n");
	close(ends[0]);
	close(ends[1]);
}

static void a_full_disk_is_an_error_with_a_sentence(void **state)
{
	int full = open("/dev/full", O_WRONLY);

	(void)state;
	if (full < 0) {
		skip();
	}
	struct error error = write_to(full, text_of("x"));
	close(full);
	assert_int_equal(error.code, ERROR_FAILED);
	assert_non_null(strstr(error.text, "cannot write to stdout: "));
	assert_non_null(strstr(error.text, strerror(ENOSPC)));
}

static void a_reader_that_went_away_is_no_error(void **state)
{
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	struct error error = write_to(ends[1], text_of("x"));
	close(ends[1]);
	assert_int_equal(error.code, ERROR_NONE);
}

static size_t complaint(const char *sentence, char *got, size_t room)
{
	int ends[2], kept = dup(STDERR_FILENO);

	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	output_complain(sentence);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(ends[1]);
	ssize_t count = read(ends[0], got, room - 1);
	close(ends[0]);
	assert_true(count >= 0);
	got[count] = '\0';
	return (size_t)count;
}

static void a_complaint_is_one_safe_line(void **state)
{
	char got[256];

	(void)state;
	complaint("server says: ERR \033]52;c;x\a\nnext", got, sizeof(got));
	assert_string_equal(got, "rivermaster: server says: ERR ^[]52;c;x^G\\nnext\n");
	assert_int_equal(complaint("", got, sizeof(got)), 0);
}

static void a_pipe_has_no_width_and_is_no_console(void **state)
{
	int ends[2], kept = dup(STDOUT_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	int width = output_width();
	bool console = output_is_console();
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(width, 0);
	assert_false(console);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_is_written),
		cmocka_unit_test(a_full_disk_is_an_error_with_a_sentence),
		cmocka_unit_test(a_reader_that_went_away_is_no_error),
		cmocka_unit_test(a_complaint_is_one_safe_line),
		cmocka_unit_test(a_pipe_has_no_width_and_is_no_console),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
