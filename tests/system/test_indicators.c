#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/program.h"

/* Whichever python3 has the client. */
static int run_script(const char *socket, const char *seed)
{
	static const char *const pythons[] = {"/usr/bin/python3", "python3"};
	int status = -1;

	for (size_t i = 0; i < 2; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			execlp(pythons[i], "python3", "tests/system/indicators.py",
				program_path(), socket, seed, (char *)NULL);
			_exit(127);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 127) {
			break;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void indicators_are_what_a_naive_reckoning_says(void **state)
{
	(void)state;
	const char *seed = getenv("SEED");
	struct redis_server *server = redis_start(NULL);

	seed = seed != NULL ? seed : "20240229";
	print_message("SEED=%s\n", seed);
	assert_int_equal(run_script(redis_socket(server), seed), 0);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indicators_are_what_a_naive_reckoning_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
