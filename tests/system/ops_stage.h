/*
 * A small topic with two groups, of which one has taken everything; operations on it as a user
 * runs them; and what must hold when they are through.
 */
#ifndef TESTS_SYSTEM_OPS_STAGE_H
#define TESTS_SYSTEM_OPS_STAGE_H

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/program.h"
#include "support/proxy.h"

enum { STAGE_WORDS_MAX = 20, STAGE_JOB_MAX = 27, STAGE_LIMIT_S = 60 };

static char stage_folder[] = "/tmp/rivermaster-ops-test-XXXXXX";

static inline int stage_remove_one(
	const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

/* What the program keeps: journals and audit. */
static inline void stage_forget(void)
{
	char state[128];

	snprintf(state, sizeof state, "%s/rivermaster", stage_folder);
	nftw(state, stage_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline int stage_make_folder(void)
{
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return mkdtemp(stage_folder) == NULL || setenv("XDG_STATE_HOME", stage_folder, 1) != 0;
}

static inline int stage_open(void **state)
{
	if (stage_make_folder() != 0) {
		return 1;
	}
	*state = redis_start(NULL);
	return 0;
}

static inline int stage_open_tcp(void **state)
{
	if (stage_make_folder() != 0) {
		return 1;
	}
	*state = redis_start_tcp(NULL);
	return 0;
}

static inline int stage_close(void **state)
{
	redis_stop(*state);
	stage_forget();
	return rmdir(stage_folder);
}

/* `orders` with entries 1-0 to COUNT-0, each with its number; all of them pending on `w1` in the
 * group `billing`, none in `audit`. */
static inline void stage_fill(struct redis_server *server, int count)
{
	char id[16], n[16];

	redis_ok(server, "FLUSHALL", NULL);
	redis_ok(server, "SCRIPT", "FLUSH", NULL);
	stage_forget();
	for (int i = 1; i <= count; i++) {
		snprintf(id, sizeof id, "%d-0", i);
		snprintf(n, sizeof n, "%d", i);
		redis_ok(server, "XADD", "orders", id, "n", n, "type", "order.placed", "n", "x",
			NULL);
	}
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "audit", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
}

static inline void stage_child(const char *url, struct proxy *proxy, const char *const words[])
{
	char *argv[STAGE_WORDS_MAX + 4] = {strdup(program_path())};
	int null = open("/dev/null", O_RDWR), count = 1;

	for (; words[count - 1] != NULL; count++) {
		argv[count] = strdup(words[count - 1]);
	}
	argv[count++] = strdup("--url");
	argv[count] = strdup(url);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	if (proxy != NULL) {
		proxy_offer_victim(proxy);
	}
	/* What hangs ends by a signal, and the test by its exit status. */
	alarm(STAGE_LIMIT_S);
	execv(argv[0], argv);
	_exit(127);
}

/* Without its output; returns the exit status, or 128 + signal. */
static inline int stage_run(const char *url, struct proxy *proxy, const char *const words[])
{
	int status;

	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		stage_child(url, proxy, words);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* With its output, which is the caller's (free). */
static inline int stage_say_at(const char *url, char **output, const char *const words[])
{
	char *argv[STAGE_WORDS_MAX + 4], *errors;
	int count = 0;

	for (; words[count] != NULL; count++) {
		argv[count] = strdup(words[count]);
	}
	argv[count] = strdup("--url");
	argv[count + 1] = strdup(url);
	argv[count + 2] = NULL;
	int code = program_run(argv, output, &errors);
	for (int i = 0; i < count + 2; i++) {
		free(argv[i]);
	}
	char *both = malloc(strlen(*output) + strlen(errors) + 1);
	snprintf(both, strlen(*output) + strlen(errors) + 1, "%s%s", *output, errors);
	free(*output);
	free(errors);
	*output = both;
	return code;
}

static inline int stage_say(struct redis_server *server, char **output, const char *const words[])
{
	return stage_say_at(redis_url(server), output, words);
}

static inline void stage_expect(
	const char *url, int code, const char *text, const char *const words[])
{
	char *output;
	int ended = stage_say_at(url, &output, words);

	if (ended != code || strstr(output, text) == NULL) {
		fail_msg("%s %s: ended with %d, wanted %d and `%s`: %s", words[0], words[1], ended,
			code, text, output);
	}
	free(output);
}

#define STAGE_EXPECT(url, code, text, ...) \
	stage_expect(url, code, text, (const char *const[]){__VA_ARGS__, NULL})

#define STAGE_SAY(server, output, ...) \
	stage_say(server, output, (const char *const[]){__VA_ARGS__, NULL})

/* The one job there is; false where there is none. */
static inline int stage_find_job(struct redis_server *server, char job[STAGE_JOB_MAX])
{
	char *output;

	STAGE_SAY(server, &output, "jobs");
	int found = strlen(output) > STAGE_JOB_MAX && output[STAGE_JOB_MAX - 1] == ' ';
	snprintf(job, STAGE_JOB_MAX, "%.26s", output);
	free(output);
	return found;
}

/* The topic holds copies of 1-0 to COUNT-0, each once, in order. */
static inline void stage_expect_copies(struct redis_server *server, const char *topic, int count)
{
	redisReply *all = redis_raw(server, "XRANGE", topic, "-", "+", NULL);
	char n[16];

	if (all->type == REDIS_REPLY_ERROR) {
		fail_msg("%s: %s", topic, all->str);
	}
	assert_int_equal(all->type, REDIS_REPLY_ARRAY);
	if (all->elements != (size_t)count) {
		fail_msg("%zu entries in %s, expected %d", all->elements, topic, count);
	}
	for (int i = 0; i < count; i++) {
		const redisReply *fields = all->element[i]->element[1];

		snprintf(n, sizeof n, "%d", i + 1);
		assert_string_equal(fields->element[1]->str, n);
		assert_string_equal(fields->element[4]->str, "n");
		assert_string_equal(fields->element[5]->str, "x");
	}
	freeReplyObject(all);
}

/* Nothing of a job stays for ever. */
static inline void stage_expect_no_leftovers(struct redis_server *server)
{
	redisReply *keys = redis_raw(server, "KEYS", "*:rm:*", NULL);

	for (size_t i = 0; i < keys->elements; i++) {
		if (redis_int(server, "TTL", keys->element[i]->str, NULL) < 0) {
			fail_msg("%s has no time to live", keys->element[i]->str);
		}
	}
	freeReplyObject(keys);
}

/* COUNT pending entries of `billing`, each on that consumer with so many deliveries. */
static inline void stage_expect_pending(
	struct redis_server *server, int count, const char *consumer, int deliveries)
{
	redisReply *rows =
		redis_raw(server, "XPENDING", "orders", "billing", "-", "+", "1000", NULL);

	assert_int_equal(rows->elements, count);
	for (size_t i = 0; i < rows->elements; i++) {
		assert_string_equal(rows->element[i]->element[1]->str, consumer);
		assert_int_equal(rows->element[i]->element[3]->integer, deliveries);
	}
	freeReplyObject(rows);
}

#endif
