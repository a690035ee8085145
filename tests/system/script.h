/*
 * Scripts that reckon by themselves what the program says, on a server of their own.
 */
#ifndef TESTS_SYSTEM_SCRIPT_H
#define TESTS_SYSTEM_SCRIPT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/program.h"

/* Whichever python3 has the client. */
static inline int run_script(const char *script, const char *socket, const char *seed)
{
	static const char *const pythons[] = {"/usr/bin/python3", "python3"};
	int status = -1;

	for (size_t i = 0; i < 2; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			execlp(pythons[i], "python3", script, program_path(), socket, seed,
				(char *)NULL);
			_exit(127);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 127) {
			break;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* With SEED, or always the same one. */
static inline void expect_script(const char *script)
{
	struct redis_server *server = redis_start(NULL);
	const char *seed = getenv("SEED");

	seed = seed != NULL ? seed : "20240229";
	print_message("SEED=%s\n", seed);
	assert_int_equal(run_script(script, redis_socket(server), seed), 0);
	redis_stop(server);
}

#endif
