#include "term/crash.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child does after its terminal, here a pipe, was guarded. */
typedef void deed(void);

static void fall_down(int number)
{
	struct rlimit no_core = {.rlim_cur = 0};

	setrlimit(RLIMIT_CORE, &no_core);
	signal(number, SIG_DFL);
}

struct outcome {
	int status;
	char written[64];
};

static struct outcome run(deed *before, deed *after)
{
	struct outcome outcome = {.status = -1};
	int ends[2];
	pid_t pid;
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		before();
		crash_guard(ends[1], "<restored>");
		after();
		_exit(0);
	}
	close(ends[1]);
	n = read(ends[0], outcome.written, sizeof(outcome.written) - 1);
	outcome.written[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &outcome.status, 0), pid);
	return outcome;
}

static void assert_restored_and_killed(const struct outcome *outcome, int number)
{
	assert_string_equal(outcome->written, "<restored>");
	assert_true(WIFSIGNALED(outcome->status));
	assert_int_equal(WTERMSIG(outcome->status), number);
}

static void expect_segv(void)
{
	fall_down(SIGSEGV);
}

static void expect_abort(void)
{
	fall_down(SIGABRT);
}

static void expect_quit(void)
{
	fall_down(SIGQUIT);
}

static void raise_segv(void)
{
	raise(SIGSEGV);
}

static void raise_quit(void)
{
	raise(SIGQUIT);
}

static void deadly_signals_restore_and_still_kill(void **state)
{
	struct outcome segv = run(expect_segv, raise_segv), quit = run(expect_quit, raise_quit);
	struct outcome aborted = run(expect_abort, abort);

	(void)state;
	assert_restored_and_killed(&segv, SIGSEGV);
	assert_restored_and_killed(&quit, SIGQUIT);
	assert_restored_and_killed(&aborted, SIGABRT);
}

static int dig(volatile char *above, int depth)
{
	volatile char here[4096];

	here[0] = above[0];
	return depth == 0 ? here[0] : dig(here, depth - 1) + here[0];
}

static void overflow_stack(void)
{
	volatile char top[1] = {1};

	if (dig(top, 1 << 30) == 0) {
		_exit(3);
	}
}

static void a_full_stack_is_no_excuse(void **state)
{
	struct outcome outcome = run(expect_segv, overflow_stack);

	(void)state;
	assert_restored_and_killed(&outcome, SIGSEGV);
}

static void ignore_quit(void)
{
	signal(SIGQUIT, SIG_IGN);
}

static void what_was_ignored_stays_ignored(void **state)
{
	struct outcome outcome = run(ignore_quit, raise_quit);

	(void)state;
	assert_string_equal(outcome.written, "");
	assert_true(WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status) == 0);
}

static void release_and_quit(void)
{
	crash_release();
	crash_release();
	raise(SIGQUIT);
}

static void after_release_it_is_no_affair_of_ours(void **state)
{
	struct outcome outcome = run(expect_quit, release_and_quit);

	(void)state;
	assert_string_equal(outcome.written, "");
	assert_true(WIFSIGNALED(outcome.status) && WTERMSIG(outcome.status) == SIGQUIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deadly_signals_restore_and_still_kill),
		cmocka_unit_test(a_full_stack_is_no_excuse),
		cmocka_unit_test(what_was_ignored_stays_ignored),
		cmocka_unit_test(after_release_it_is_no_affair_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
