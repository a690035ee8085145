#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/program.h"

static int run_without(int closed, struct redis_server *server)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		close(closed);
		execl(program_path(), program_path(), "check", "--url", redis_url(server),
			(char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void a_daemon_may_start_it_with_standard_files_closed(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	assert_int_equal(run_without(STDIN_FILENO, server), 0);
	assert_int_equal(run_without(STDERR_FILENO, server), 0);
	assert_in_range(run_without(STDOUT_FILENO, server), 0, 3);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_daemon_may_start_it_with_standard_files_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
