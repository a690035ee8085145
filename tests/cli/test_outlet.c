#include "../../src/cli/outlet.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MUCH = 1000000 };

static void fill(struct buf *out)
{
	buf_init(out, 2 * MUCH);
	for (int i = 0; i < MUCH; i++) {
		buf_add_byte(out, (char)('a' + i % 26));
	}
}

static void a_pipe_takes_what_it_has_room_for_and_no_byte_is_lost(void **state)
{
	struct error error;
	struct buf out;
	int ends[2];
	size_t seen = 0;

	(void)state;
	fill(&out);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(outlet_write(ends[1], &out, &error), OUTLET_OPEN);
	assert_in_range(out.length, 1, MUCH - 1);
	size_t left = out.length;
	assert_int_equal(outlet_write(ends[1], &out, &error), OUTLET_OPEN);
	assert_int_equal(out.length, left);
	while (seen < MUCH) {
		char bytes[10000];
		ssize_t count = read(ends[0], bytes, sizeof(bytes));

		assert_true(count > 0);
		for (ssize_t i = 0; i < count; i++, seen++) {
			assert_int_equal(bytes[i], 'a' + (int)(seen % 26));
		}
		assert_int_equal(outlet_write(ends[1], &out, &error), OUTLET_OPEN);
	}
	assert_int_equal(out.length, 0);
	close(ends[0]);
	close(ends[1]);
	buf_finish(&out);
}

static void a_reader_that_went_away_is_seen_without_a_byte_to_write(void **state)
{
	struct error error;
	struct buf out;
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	buf_init(&out, 10);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(outlet_write(ends[1], &out, &error), OUTLET_OPEN);
	close(ends[0]);
	assert_int_equal(outlet_write(ends[1], &out, &error), OUTLET_GONE);
	close(ends[1]);
	buf_finish(&out);
}

static void a_file_takes_all_and_a_full_disk_is_an_error(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct buf out;
	FILE *file = tmpfile();

	(void)state;
	fill(&out);
	assert_int_equal(outlet_write(fileno(file), &out, &error), OUTLET_OPEN);
	assert_int_equal(out.length, 0);
	assert_int_equal(lseek(fileno(file), 0, SEEK_END), MUCH);
	fclose(file);
	buf_finish(&out);
	file = fopen("/dev/full", "w");
	if (file != NULL) {
		fill(&out);
		assert_int_equal(outlet_write(fileno(file), &out, &error), OUTLET_FAILED);
		assert_int_equal(error.code, ERROR_FAILED);
		fclose(file);
		buf_finish(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pipe_takes_what_it_has_room_for_and_no_byte_is_lost),
		cmocka_unit_test(a_reader_that_went_away_is_seen_without_a_byte_to_write),
		cmocka_unit_test(a_file_takes_all_and_a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
