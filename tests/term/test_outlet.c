#include "../../src/term/outlet.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { MANY = 1 << 20, PAST_CEILING = 17 << 20 };

struct end {
	int fds[2];
	struct outlet outlet;
};

static int set_up(void **state)
{
	static struct end end;

	assert_int_equal(pipe(end.fds), 0);
	assert_int_equal(fcntl(end.fds[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fcntl(end.fds[1], F_SETFL, O_NONBLOCK), 0);
	outlet_init(&end.outlet, end.fds[1]);
	*state = &end;
	return 0;
}

static int tear_down(void **state)
{
	struct end *end = *state;

	outlet_finish(&end->outlet);
	close(end->fds[0]);
	close(end->fds[1]);
	return 0;
}

static char *numbered(size_t length)
{
	char *bytes = mem_alloc(length, 1);

	for (size_t i = 0; i < length; i++) {
		bytes[i] = (char)('a' + i % 23);
	}
	return bytes;
}

static void what_is_not_taken_waits_and_comes_once(void **state)
{
	struct end *end = *state;
	char *bytes = numbered(MANY), *got = mem_alloc(MANY, 1);
	size_t taken = 0;

	outlet_add(&end->outlet, text_from(bytes, MANY / 2));
	outlet_add(&end->outlet, text_from(bytes + MANY / 2, MANY - MANY / 2));
	assert_false(outlet_flush(&end->outlet));
	assert_false(outlet_flush(&end->outlet));
	while (taken < MANY) {
		ssize_t n = read(end->fds[0], got + taken, MANY - taken);

		assert_true(n > 0);
		taken += (size_t)n;
		outlet_flush(&end->outlet);
	}
	assert_true(outlet_is_empty(&end->outlet));
	assert_memory_equal(bytes, got, MANY);
	assert_int_equal(read(end->fds[0], got, 1), -1);
	mem_free(got);
	mem_free(bytes);
}

static void what_finds_no_room_is_left_out_whole(void **state)
{
	struct end *end = *state;
	char *bytes = numbered(PAST_CEILING), got[8];

	outlet_add(&end->outlet, text_of("one"));
	outlet_add(&end->outlet, text_from(bytes, PAST_CEILING));
	outlet_add(&end->outlet, text_of("two"));
	assert_true(outlet_flush(&end->outlet));
	assert_int_equal(read(end->fds[0], got, sizeof got), 6);
	assert_memory_equal(got, "onetwo", 6);
	mem_free(bytes);
}

static void for_a_terminal_that_went_nothing_waits(void **state)
{
	struct end *end = *state;

	close(end->fds[0]);
	outlet_add(&end->outlet, text_of("late"));
	assert_true(outlet_flush(&end->outlet));
	assert_true(outlet_is_empty(&end->outlet));
}

static void the_end_waits_a_little_and_no_longer(void **state)
{
	struct end *end = *state;
	char *bytes = numbered(MANY);

	outlet_add(&end->outlet, text_from(bytes, MANY));
	outlet_drain(&end->outlet, 1);
	assert_false(outlet_is_empty(&end->outlet));
	mem_free(bytes);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_is_not_taken_waits_and_comes_once),
		TEST(what_finds_no_room_is_left_out_whole),
		TEST(for_a_terminal_that_went_nothing_waits),
		TEST(the_end_waits_a_little_and_no_longer),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
