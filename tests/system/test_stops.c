#include "ops_stage.h"

/* A job that stops by itself, because of what comes of it. */

enum { ENTRIES = 6, MANY = 250 };

#define EXPECT(server, ...) STAGE_EXPECT(redis_url(server), __VA_ARGS__)

/* The server is busy while the batch waits for it. */
static void a_slow_server_is_left_alone(void **state)
{
	static const char busy[] = "for i = 1, 30000000 do end return 1";
	struct redis_server *server = *state;
	char job[STAGE_JOB_MAX];

	stage_fill(server, MANY);
	struct proxy *proxy = proxy_start(server);
	proxy_arm_words(proxy, PROXY_SLIP, "\r\nEVAL\r\n", busy);
	STAGE_EXPECT(proxy_url(proxy), 1, "more than --max-latency", "replay", "orders", "--into",
		"again", "--create", "--max-latency", "1", "--yes");
	assert_true(proxy_has_acted(proxy));
	proxy_stop(proxy);
	assert_true(redis_int(server, "XLEN", "again", NULL) < MANY);
	assert_true(stage_find_job(server, job));
	EXPECT(server, 0, "is done", "jobs", "resume", job, "--yes");
	stage_expect_copies(server, "again", MANY);
}

/* A group of the target gave it up, or sent it where it came from. */
static void an_event_that_comes_round_stops_it(void **state)
{
	static const char *const places[] = {"again:dlq", "orders"};
	struct redis_server *server = *state;
	char job[STAGE_JOB_MAX];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		stage_fill(server, ENTRIES);
		EXPECT(server, 0, "2 done", "replay", "orders", "--into", "again", "--create",
			"--first", "2", "--yes");
		assert_true(stage_find_job(server, job));
		char *id = redis_str(server, "XADD", places[i], "*", "n", "1", "_rm.topic",
			"orders", "_rm.job", job, NULL);
		EXPECT(server, 1, "an event comes round again", "jobs", "resume", job, "--yes");
		EXPECT(server, 0, "paused", "jobs", "show", job);
		assert_int_equal(redis_int(server, "XLEN", "again", NULL), 2);
		redis_ok(server, "XDEL", places[i], id, NULL);
		EXPECT(server, 0, "is done", "jobs", "resume", job, "--yes");
		stage_expect_copies(server, "again", ENTRIES);
		free(id);
	}
}

/* While it goes on, slowly enough. */
static void many_dead_letters_stop_it(void **state)
{
	static const char *const words[] = {"replay", "orders", "--into", "again", "--create",
		"--rate", "4", "--max-dead-letters", "2", "--yes", NULL};
	struct redis_server *server = *state;
	char *output, job[STAGE_JOB_MAX];
	int status;

	stage_fill(server, MANY);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		stage_child(redis_url(server), NULL, words);
	}
	while (redis_int(server, "EXISTS", "again", NULL) == 0) {
		assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
	}
	for (int i = 0; i < 3; i++) {
		redis_ok(server, "XADD", "again:dlq", "*", "n", "1", NULL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_true(stage_find_job(server, job));
	STAGE_SAY(server, &output, "jobs", "show", job, "--json");
	assert_non_null(strstr(output, "\"state\":\"paused\""));
	free(output);
	assert_true(redis_int(server, "XLEN", "again", NULL) < MANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slow_server_is_left_alone),
		cmocka_unit_test(an_event_that_comes_round_stops_it),
		cmocka_unit_test(many_dead_letters_stop_it),
	};

	return cmocka_run_group_tests(tests, stage_open, stage_close);
}
