#include "ops_stage.h"

#include <signal.h>
#include <sys/resource.h>

/* Whatever is wrong with the server, the target or the request: every operation refuses it or
 * handles it, and nothing is lost. */

enum { ENTRIES = 5, REASON_BYTES = 1000, DISK_BYTES = 1800 };

#define EXPECT(server, ...) STAGE_EXPECT(redis_url(server), __VA_ARGS__)

/* Every operation, as it would be done on the stage. */
static const char *const verbs[][STAGE_WORDS_MAX] = {
	{"dead-letter", "orders", "billing", "--min-idle", "0s", "--yes"},
	{"replay", "orders", "--yes"},
	{"redeliver", "orders", "billing", "1-0", "--yes"},
	{"claim", "orders", "billing", "1-0", "--consumer", "w2", "--yes"},
	{"ack", "orders", "billing", "1-0", "--yes"},
	{"group", "create", "orders", "new", "0", "--yes"},
	{"group", "seek", "orders", "billing", "0", "--yes"},
	{"group", "destroy", "orders", "billing", "--yes"},
	{"consumer", "remove", "orders", "billing", "w1", "--yes"},
	{"redrive", "orders", "--yes"},
	{"delete", "orders", "1-0", "--yes"},
	{"trim", "orders", "--maxlen", "1", "--yes"},
	{"purge", "orders", "--yes"},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

#define EXPECT_VERB(server, code, text, i) stage_expect(redis_url(server), code, text, verbs[i])

static void expect_untouched(struct redis_server *server)
{
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
	stage_expect_pending(server, ENTRIES, "w1", 1);
	stage_expect_no_leftovers(server);
}

static void a_topic_that_is_missing_or_no_stream(void **state)
{
	struct redis_server *server = *state;

	for (int i = 0; i < VERBS; i++) {
		redis_ok(server, "FLUSHALL", NULL);
		EXPECT_VERB(server, 1, "there is no topic orders", i);
		redis_ok(server, "SET", "orders", "text", NULL);
		EXPECT_VERB(server, 1, "the key orders is no stream", i);
		assert_int_equal(redis_int(server, "DBSIZE", NULL), 1);
	}
}

static bool is_on_group(const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], "billing") == 0) {
			return true;
		}
	}
	return false;
}

static void a_group_that_is_missing(void **state)
{
	struct redis_server *server = *state;
	int met = 0;

	stage_fill(server, ENTRIES);
	redis_ok(server, "XGROUP", "DESTROY", "orders", "billing", NULL);
	for (int i = 0; i < VERBS; i++) {
		if (is_on_group(verbs[i])) {
			EXPECT_VERB(server, 1, "there is no group billing on orders", i);
			met++;
		}
	}
	assert_int_equal(met, 7);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
	assert_int_equal(redis_int(server, "DBSIZE", NULL), 1);
}

/* Who may look and not write: nothing is done, and what is missing is named. */
static void a_user_who_may_only_look(void **state)
{
	struct redis_server *server = *state;
	char url[160];

	stage_fill(server, ENTRIES);
	redis_ok(server, "XADD", "orders:dlq", "1-0", "n", "1", NULL);
	redis_ok(server, "ACL", "SETUSER", "looker", "reset", "on", ">sesame", "~*", "+@read",
		"+@connection", "+info", "+time", "+acl|whoami", "+command|info", NULL);
	snprintf(url, sizeof url, "redis://looker:sesame@127.0.0.1:%d", redis_port(server));
	for (int i = 0; i < VERBS; i++) {
		bool letter = strcmp(verbs[i][0], "redrive") == 0;

		stage_expect(
			url, 4, letter ? "none of them can go back" : "+eval +evalsha", verbs[i]);
	}
	redis_ok(server, "ACL", "DELUSER", "looker", NULL);
	redis_ok(server, "DEL", "orders:dlq", NULL);
	expect_untouched(server);
}

static void a_server_that_must_not_be_written_to(void **state)
{
	struct redis_server *server = *state;

	stage_fill(server, ENTRIES);
	redis_ok(server, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru", NULL);
	for (int i = 0; i < VERBS; i++) {
		EXPECT_VERB(server, 4, "the server may evict any key", i);
	}
	redis_ok(server, "CONFIG", "SET", "maxmemory-policy", "noeviction", NULL);
	redis_ok(server, "REPLICAOF", "127.0.0.1", "1", NULL);
	for (int i = 0; i < VERBS; i++) {
		EXPECT_VERB(server, 4, "the server is a replica, which takes no writes", i);
	}
	redis_ok(server, "REPLICAOF", "NO", "ONE", NULL);
	expect_untouched(server);
}

static int run_with_reason(
	struct redis_server *server, char **output, const char *const verb[], const char *reason)
{
	const char *words[STAGE_WORDS_MAX + 2];
	struct rlimit before, small;
	size_t count = 0;

	for (; verb[count] != NULL; count++) {
		words[count] = verb[count];
	}
	words[count] = "--reason";
	words[count + 1] = reason;
	words[count + 2] = NULL;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = DISK_BYTES;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int code = stage_say(server, output, words);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	return code;
}

/* The record in the audit finds room, the first one of the journal does not: nothing is sent. */
static void a_disk_that_is_full(void **state)
{
	struct redis_server *server = *state;
	char reason[REASON_BYTES] = "", *output;

	stage_fill(server, ENTRIES);
	memset(reason, 'x', sizeof reason - 1);
	signal(SIGXFSZ, SIG_IGN);
	for (int i = 0; i < VERBS; i++) {
		stage_forget();
		int code = run_with_reason(server, &output, verbs[i], reason);
		bool told = strstr(output, "cannot write to it") != NULL ||
			strcmp(verbs[i][0], "redrive") == 0;
		if (code == 0 || !told) {
			fail_msg("%s: %d: %s", verbs[i][0], code, output);
		}
		free(output);
	}
	expect_untouched(server);
}

/* Paused, given up after a minute, or interrupted before: here, and resumed when there is room. */
static void a_server_without_memory(void **state)
{
	struct redis_server *server = *state;
	char job[STAGE_JOB_MAX];
	int status;

	stage_fill(server, ENTRIES);
	redis_ok(server, "CONFIG", "SET", "maxmemory", "1", NULL);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		stage_child(redis_url(server), NULL, verbs[0]);
	}
	while (!stage_find_job(server, job)) {
		if (waitpid(pid, &status, WNOHANG) != 0) {
			fail_msg("it ended before it had a job: %x", (unsigned)status);
		}
	}
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	redis_ok(server, "CONFIG", "SET", "maxmemory", "0", NULL);
	expect_untouched(server);
	EXPECT(server, 0, "is done", "jobs", "resume", job, "--yes");
	stage_expect_copies(server, "orders:dlq", ENTRIES);
	stage_expect_pending(server, 0, "", 0);
}

static void what_went_meanwhile_is_told_entry_by_entry(void **state)
{
	struct redis_server *server = *state;
	static const char gone[] = "1-0 skipped: the entry is gone from the topic";

	for (int i = 0; i < 4; i++) {
		stage_fill(server, ENTRIES);
		redis_ok(server, "XDEL", "orders", "1-0", NULL);
		if (i != 2) {
			EXPECT(server, 0, gone, verbs[i][0], verbs[i][1],
				i == 1 ? "1-0" : verbs[i][2], i == 1 ? "2-0" : "1-0", "2-0",
				"--yes", i == 3 ? "--consumer" : NULL, "w2");
		}
		stage_fill(server, ENTRIES);
		redis_ok(server, "XACK", "orders", "billing", "1-0", NULL);
		if (i != 1 && i != 2) {
			EXPECT(server, 0, "1-0 skipped: not pending", verbs[i][0], verbs[i][1],
				verbs[i][2], "1-0", "2-0", "--yes", i == 3 ? "--consumer" : NULL,
				"w2");
		}
	}
}

static void a_job_that_there_is_not(void **state)
{
	static const char *const acts[] = {"show", "resume", "cancel", "undo"};
	static const char none[] = "aaaaaaaaaaaaaaaaaaaaaaaaaa";

	stage_fill(*state, ENTRIES);
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		EXPECT(*state, 1, "there is no job", "jobs", acts[i], none, "--yes");
	}
	expect_untouched(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_that_is_missing_or_no_stream),
		cmocka_unit_test(a_group_that_is_missing),
		cmocka_unit_test(a_user_who_may_only_look),
		cmocka_unit_test(a_server_that_must_not_be_written_to),
		cmocka_unit_test(a_disk_that_is_full),
		cmocka_unit_test(a_server_without_memory),
		cmocka_unit_test(what_went_meanwhile_is_told_entry_by_entry),
		cmocka_unit_test(a_job_that_there_is_not),
	};

	return cmocka_run_group_tests(tests, stage_open_tcp, stage_close);
}
