#include "ops_file.h"

#include <signal.h>

/* Each step of the protocol is there for a reason: what would go wrong without it. */

/* The script whole: the server did not have it when it was called by its name. */
static const char put[] = "\r\nEVAL\r\n";

enum { ENTRIES = 5, MANY = 250 };

static const char *const replay[] = {
	"replay", "orders", "--into", "again", "--create", "--yes", NULL};
static const char *const import[] = {"import", stage_file, "--create", "--yes", NULL};
static const char *const dead_letter[] = {
	"dead-letter", "orders", "billing", "--min-idle", "0s", "--yes", NULL};

static int run_until(struct redis_server *server, enum proxy_act act, const char *said,
	const char *script, const char *const words[])
{
	struct proxy *proxy = proxy_start(server);

	proxy_arm_words(proxy, act, said, script);
	int code = stage_run(proxy_url(proxy), proxy, words);
	assert_true(proxy_has_acted(proxy));
	proxy_stop(proxy);
	return code;
}

static void expect_state(struct redis_server *server, const char *job, const char *state)
{
	char *output, wanted[64];

	STAGE_SAY(server, &output, "jobs", "show", job, "--json");
	snprintf(wanted, sizeof wanted, "\"state\":\"%s\"", state);
	if (strstr(output, wanted) == NULL) {
		fail_msg("%s is not in %s", wanted, output);
	}
	free(output);
}

/* The append fails inside the script, when all of its checks have passed. */
static void what_cannot_be_appended_is_not_acknowledged(void **state)
{
	struct redis_server *server = *state;

	stage_fill(server, ENTRIES);
	redis_ok(server, "XADD", "orders:dlq", "18446744073709551615-18446744073709551615", "n",
		"last", NULL);
	assert_int_not_equal(stage_run(redis_url(server), NULL, dead_letter), 0);
	stage_expect_pending(server, ENTRIES, "w1", 1);
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 1);
}

/* The intent stands in the journal before anything is sent. */
static void a_batch_without_its_answer_is_in_doubt(void **state)
{
	struct redis_server *server = *state;
	char job[STAGE_JOB_MAX];

	stage_fill(server, ENTRIES);
	assert_int_equal(run_until(server, PROXY_KILL, put, "", replay), 128 + SIGKILL);
	assert_true(stage_find_job(server, job));
	expect_state(server, job, "in_doubt");

	char key[64], *output;
	snprintf(key, sizeof key, "{again}:rm:job:%s", job);
	redis_ok(server, "DEL", key, NULL);
	assert_int_equal(STAGE_SAY(server, &output, "jobs", "resume", job, "--yes"), 4);
	assert_non_null(strstr(output, "the server has no marker of this job any more"));
	free(output);
	stage_expect_copies(server, "again", ENTRIES);
}

static void expect_all_done(struct redis_server *server)
{
	char job[STAGE_JOB_MAX], *output;

	assert_true(stage_find_job(server, job));
	STAGE_SAY(server, &output, "jobs", "show", job, "--json");
	if (strstr(output, "\"failed\":0,\"skipped\":0,") == NULL) {
		fail_msg("not all is done: %s", output);
	}
	free(output);
}

/* The same batch is sent again by the same program, and the position tells that it was put. */
static void a_batch_whose_answer_is_lost_is_put_once(void **state)
{
	struct redis_server *server = *state;

	stage_fill(server, MANY);
	assert_int_equal(run_until(server, PROXY_CUT, put, "", replay), 0);
	stage_expect_copies(server, "again", MANY);
	stage_fill(server, ENTRIES);
	assert_int_equal(run_until(server, PROXY_CUT, put, "", dead_letter), 0);
	stage_expect_copies(server, "orders:dlq", ENTRIES);
	stage_expect_pending(server, 0, "", 0);
	expect_all_done(server);
	stage_fill(server, ENTRIES);
	assert_int_equal(run_until(server, PROXY_CUT, put, "", import), 0);
	file_check(server, MANY);
	expect_all_done(server);
}

/* As though the server had kept something else than it was told. */
static void a_copy_that_differs_stops_the_job(void **state)
{
	static const char alter[] = "local all = redis.call('XRANGE', 'again', '-', '+')\n"
				    "redis.call('DEL', 'again')\n"
				    "for i, e in ipairs(all) do\n"
				    "  if i == 3 then e[2][6] = 'y' end\n"
				    "  redis.call('XADD', 'again', e[1], unpack(e[2]))\n"
				    "end\n"
				    "return 1\n";
	struct redis_server *server = *state;
	char job[STAGE_JOB_MAX];

	stage_fill(server, ENTRIES);
	assert_int_equal(run_until(server, PROXY_SLIP, "XRANGE\r\n$5\r\nagain", alter, replay), 1);
	assert_true(stage_find_job(server, job));
	expect_state(server, job, "in_doubt");
}

static int open_with_file(void **state)
{
	file_make(MANY);
	return stage_open(state);
}

static int close_with_file(void **state)
{
	file_remove();
	return stage_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_appended_is_not_acknowledged),
		cmocka_unit_test(a_batch_without_its_answer_is_in_doubt),
		cmocka_unit_test(a_batch_whose_answer_is_lost_is_put_once),
		cmocka_unit_test(a_copy_that_differs_stops_the_job),
	};

	return cmocka_run_group_tests(tests, open_with_file, close_with_file);
}
