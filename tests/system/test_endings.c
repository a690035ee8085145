#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/program.h"

static int start(void **state)
{
	*state = redis_start(NULL);
	free(redis_str(*state, "XADD", "orders", "*", "type", "event", NULL));
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

/* A sanitiser in the program leaves the deadly signals to it. */
static struct vt *opened(struct redis_server *server)
{
	char *env[] = {
		"ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:detect_leaks=0", NULL};
	struct vt *vt = program_open(server, NULL, env, 80, 24);

	assert_true(vt_wait_text(vt, "orders", PROGRAM_PATIENCE_MS));
	return vt;
}

static void ends_after_signal(struct redis_server *server, int number, int code)
{
	struct vt *vt = opened(server);
	int status;

	vt_signal(vt, number);
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_int_not_equal(status, -1);
	if (code) {
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), code);
	} else {
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), number);
	}
	assert_true(vt_modes_restored(vt));
	vt_stop(vt);
}

static void interrupt_gives_the_terminal_back(void **state)
{
	ends_after_signal(*state, SIGINT, 130);
}

static void termination_gives_the_terminal_back(void **state)
{
	ends_after_signal(*state, SIGTERM, 143);
}

static void hang_up_gives_the_terminal_back(void **state)
{
	ends_after_signal(*state, SIGHUP, 129);
}

static void quit_gives_the_terminal_back_before_it_kills(void **state)
{
	ends_after_signal(*state, SIGQUIT, 0);
}

static void a_crash_gives_the_terminal_back_before_it_kills(void **state)
{
	ends_after_signal(*state, SIGSEGV, 0);
	ends_after_signal(*state, SIGABRT, 0);
	ends_after_signal(*state, SIGBUS, 0);
}

static void control_c_asks_and_a_second_one_quits(void **state)
{
	struct vt *vt = opened(*state);
	int status;

	vt_key(vt, "\003");
	assert_true(vt_wait_text(vt, "again to quit", PROGRAM_PATIENCE_MS));
	vt_key(vt, "\003");
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_true(WIFEXITED(status));
	assert_true(vt_modes_restored(vt));
	vt_stop(vt);
}

static void q_goes_back_and_quits_at_the_first_screen(void **state)
{
	struct vt *vt = opened(*state);
	int status;

	vt_key(vt, "?");
	assert_true(vt_wait_text(vt, "half a page down", PROGRAM_PATIENCE_MS));
	vt_key(vt, "\033");
	assert_true(vt_wait_gone(vt, "half a page down", PROGRAM_PATIENCE_MS));
	vt_key(vt, "q");
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(vt_modes_restored(vt));
	vt_stop(vt);
}

static void suspended_it_gives_the_terminal_back_and_continued_it_draws_again(void **state)
{
	struct vt *vt = opened(*state);

	vt_key(vt, "\032");
	assert_true(vt_wait_stopped(vt, PROGRAM_PATIENCE_MS));
	assert_true(vt_modes_restored(vt));
	vt_signal(vt, SIGCONT);
	assert_true(vt_wait_text(vt, "orders", PROGRAM_PATIENCE_MS));
	vt_key(vt, "?");
	assert_true(vt_wait_text(vt, "half a page down", PROGRAM_PATIENCE_MS));
	vt_stop(vt);
}

static void a_terminal_that_goes_away_ends_it(void **state)
{
	struct vt *vt = opened(*state);

	vt_hang_up(vt);
	assert_int_not_equal(vt_exit_status(vt, PROGRAM_PATIENCE_MS), -1);
	vt_stop(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupt_gives_the_terminal_back),
		cmocka_unit_test(termination_gives_the_terminal_back),
		cmocka_unit_test(hang_up_gives_the_terminal_back),
		cmocka_unit_test(quit_gives_the_terminal_back_before_it_kills),
		cmocka_unit_test(a_crash_gives_the_terminal_back_before_it_kills),
		cmocka_unit_test(control_c_asks_and_a_second_one_quits),
		cmocka_unit_test(q_goes_back_and_quits_at_the_first_screen),
		cmocka_unit_test(suspended_it_gives_the_terminal_back_and_continued_it_draws_again),
		cmocka_unit_test(a_terminal_that_goes_away_ends_it),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
