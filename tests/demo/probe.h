/*
 * What the demo's tests ask: a blocking connection to its server, processes, and conditions that
 * are awaited.
 */
#ifndef TESTS_DEMO_PROBE_H
#define TESTS_DEMO_PROBE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "demo/demo.h"

enum { AWAIT_MS = 60000, AWAIT_NAP_MS = 10, PROBE_PATH_MAX = 256 };

typedef bool probe_condition(void *arg);

/* Fails the test when the condition does not come true in a time that is far too long. */
static inline void await(probe_condition *condition, void *arg, const char *what)
{
	struct timespec nap = {.tv_nsec = AWAIT_NAP_MS * 1000000};

	for (int waited_ms = 0; !condition(arg); waited_ms += AWAIT_NAP_MS) {
		if (waited_ms > AWAIT_MS) {
			fail_msg("never came: %s", what);
		}
		nanosleep(&nap, NULL);
	}
}

/* A process that is there and no zombie. */
static inline bool process_lives(pid_t pid)
{
	char path[64], state = 'X';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	file = fopen(path, "r");
	if (file == NULL) {
		return false;
	}
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1) {
		state = 'X';
	}
	fclose(file);
	return state != 'Z' && state != 'X';
}

static inline bool process_gone(void *pid)
{
	return !process_lives(*(pid_t *)pid);
}

static inline bool path_gone(void *path)
{
	struct stat status;
	return lstat(path, &status) < 0 && errno == ENOENT;
}

/* The folder of a demo. */
static inline void folder_of(const struct demo *demo, char folder[PROBE_PATH_MAX])
{
	snprintf(folder, PROBE_PATH_MAX, "%s", demo_config_file(demo));
	*strrchr(folder, '/') = '\0';
}

static inline pid_t guardian_of(const char *folder)
{
	char path[PROBE_PATH_MAX + 8];
	long pid = 0;

	snprintf(path, sizeof(path), "%s/pid", folder);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%ld", &pid), 1);
	fclose(file);
	return (pid_t)pid;
}

static inline redisContext *probe_open(const char *url)
{
	assert_int_equal(strncmp(url, "unix://", 7), 0);
	redisContext *context = redisConnectUnix(url + 7);
	assert_non_null(context);
	assert_int_equal(context->err, 0);
	return context;
}

/* A command that must not fail; freed by the caller. */
static inline redisReply *probe_ask(redisContext *context, const char *words, ...)
{
	va_list arguments;

	va_start(arguments, words);
	redisReply *reply = redisvCommand(context, words, arguments);
	va_end(arguments);
	assert_non_null(reply);
	if (reply->type == REDIS_REPLY_ERROR) {
		fail_msg("%s: %s", words, reply->str);
	}
	return reply;
}

static inline long long probe_length(redisContext *context, const char *topic)
{
	redisReply *reply = probe_ask(context, "XLEN %s", topic);
	long long length = reply->integer;
	freeReplyObject(reply);
	return length;
}

/* A number of XINFO GROUPS; -1 where there is no such group or number. */
static inline long long probe_group(
	redisContext *context, const char *topic, const char *group, const char *name)
{
	redisReply *groups = probe_ask(context, "XINFO GROUPS %s", topic);
	long long value = -1;

	for (size_t i = 0; i < groups->elements; i++) {
		redisReply *fields = groups->element[i];
		if (strcmp(fields->element[1]->str, group) != 0) {
			continue;
		}
		for (size_t k = 0; k + 1 < fields->elements; k += 2) {
			if (strcmp(fields->element[k]->str, name) == 0) {
				value = fields->element[k + 1]->integer;
			}
		}
	}
	freeReplyObject(groups);
	return value;
}

static inline pid_t probe_server(redisContext *context)
{
	redisReply *info = probe_ask(context, "INFO server");
	const char *line = strstr(info->str, "process_id:");
	assert_non_null(line);
	pid_t pid = (pid_t)strtol(line + strlen("process_id:"), NULL, 10);
	freeReplyObject(info);
	return pid;
}

/* One value of an entry (id, fields), flat or in its document. */
static inline void probe_value(const redisReply *entry, const char *name, char out[64])
{
	const redisReply *fields = entry->element[1];
	char quoted[64];

	out[0] = '\0';
	snprintf(quoted, sizeof(quoted), "\"%s\":\"", name);
	for (size_t i = 0; i + 1 < fields->elements; i += 2) {
		const char *at = fields->element[i + 1]->str;
		if (strcmp(fields->element[i]->str, name) == 0) {
			snprintf(out, 64, "%s", at);
		} else if (strcmp(fields->element[i]->str, "event") == 0 &&
			(at = strstr(at, quoted)) != NULL) {
			at += strlen(quoted);
			snprintf(out, 64, "%.*s", (int)strcspn(at, "\""), at);
		}
	}
}

static inline struct demo *demo_of(
	const char *scenario, uint64_t seed, double rate, int64_t incident_ms)
{
	struct error error = {.code = ERROR_NONE};
	struct demo *demo = demo_start(&(struct demo_options){.scenario = scenario,
					       .rate = rate,
					       .seed = seed,
					       .incident_ms = incident_ms},
		&error);
	if (demo == NULL) {
		fail_msg("%s", error.text);
	}
	return demo;
}

static inline struct demo *demo_with(uint64_t seed, double rate, int64_t incident_ms)
{
	return demo_of("retail", seed, rate, incident_ms);
}

/* The tests' own TMPDIR, which must be empty at the end. */
static inline int enter_own_tmp(void **state)
{
	char path[] = "/tmp/rm-test-demo.XXXXXX";

	*state = mkdtemp(path) == NULL ? NULL : strdup(path);
	return *state == NULL ? -1 : setenv("TMPDIR", *state, 1);
}

static inline int leave_own_tmp(void **state)
{
	int removed = rmdir(*state);
	if (removed != 0) {
		print_error("something is left in %s\n", (const char *)*state);
	}
	unsetenv("TMPDIR");
	free(*state);
	return removed;
}

#endif
