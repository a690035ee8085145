/*
 * An operation that runs while the test goes on.
 */
#ifndef TESTS_SYSTEM_OPS_UNDER_H
#define TESTS_SYSTEM_OPS_UNDER_H

#include "ops_strike.h"

static inline pid_t under_begin(struct redis_server *server, const struct played *play)
{
	fflush(NULL);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		stage_child(redis_url(server), NULL, play->words);
	}
	return pid;
}

/* Until so many are there, or the operation is through. Returns whether it still runs. */
static inline int under_await(
	struct redis_server *server, pid_t pid, const char *topic, int64_t count)
{
	int status;

	for (;;) {
		if (redis_int(server, "XLEN", topic, NULL) >= count) {
			return 1;
		}
		if (waitpid(pid, &status, WNOHANG) == pid) {
			return 0;
		}
	}
}

/* The same until some key of that pattern is there. */
static inline int under_await_key(struct redis_server *server, pid_t pid, const char *pattern)
{
	int status, found = 0;

	while (!found && waitpid(pid, &status, WNOHANG) != pid) {
		redisReply *keys = redis_raw(server, "KEYS", pattern, NULL);

		found = keys->elements > 0;
		freeReplyObject(keys);
	}
	return found;
}

#endif
