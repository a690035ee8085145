#include "verb_stage.h"

/* Where a job pauses by itself, and how fast it goes. */

static void expect_job(struct redis_server *server, const char *state, char job[27])
{
	struct run run = ON(server, "jobs");

	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), state);
	snprintf(job, 27, "%.26s", run_out(&run));
	run_finish(&run);
}

static void the_first_few_are_looked_at_before_the_rest(void **state)
{
	struct redis_server *server = *state;
	struct run run = ON(
		server, "replay", "orders", "--into", "new", "--create", "--first", "2", "--yes");
	char job[27];

	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "2 done, 0 skipped, 0 failed, 4 remaining");
	run_expect_text(run_out(&run), "is paused");
	run_finish(&run);
	assert_int_equal(redis_int(server, "XLEN", "new", NULL), 2);
	expect_job(server, "paused", job);
	run = ON(server, "jobs", "resume", job, "--yes", "--first", "3");
	expect(&run, 0, "is paused");
	assert_int_equal(redis_int(server, "XLEN", "new", NULL), 5);
	run = ON(server, "jobs", "resume", job, "--yes", "--bytes-rate", "1G");
	expect(&run, 0, "is done");
	assert_int_equal(redis_int(server, "XLEN", "new", NULL), ENTRIES);
	run = ON(server, "dead-letter", "orders", "billing", "--min-idle", "0s", "--first", "6",
		"--yes");
	expect(&run, 0, "is done");
}

static void a_group_that_is_behind_holds_it_up(void **state)
{
	struct redis_server *server = *state;

	redis_ok(server, "XADD", "new", "1-0", "n", "0", NULL);
	redis_ok(server, "XADD", "new", "2-0", "n", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "new", "g", "0", NULL);
	struct run run = ON(server, "replay", "orders", "--into", "new", "--max-lag", "1", "--yes");
	char job[27];

	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "g has 2 entries before it, more than --max-lag");
	run_finish(&run);
	assert_int_equal(redis_int(server, "XLEN", "new", NULL), 2);
	expect_job(server, "paused", job);
	redis_ok(server, "XREADGROUP", "GROUP", "g", "c", "STREAMS", "new", ">", NULL);
	run = ON(server, "jobs", "resume", job, "--yes", "--max-lag", "1");
	expect(&run, 0, "is done");
	assert_int_equal(redis_int(server, "XLEN", "new", NULL), ENTRIES + 2);
}

static void a_lag_that_is_not_known_is_not_held(void **state)
{
	struct redis_server *server = *state;

	redis_ok(server, "XADD", "new", "1-0", "n", "0", NULL);
	redis_ok(server, "XADD", "new", "2-0", "n", "0", NULL);
	redis_ok(server, "XADD", "new", "3-0", "n", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "new", "g", "1-0", NULL);
	redis_ok(server, "XDEL", "new", "2-0", NULL);
	struct run run =
		ON(server, "replay", "orders", "--into", "new", "--max-lag", "99", "--yes");

	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "the server does not know the lag of g");
	run_finish(&run);
	assert_int_equal(redis_int(server, "XLEN", "new", NULL), 2);
}

static void wrong_limits_are_told(void **state)
{
	struct run run = ON(*state, "replay", "orders", "--first", "0");

	expect(&run, 2, "--first needs a whole number from 1 on");
	run = ON(*state, "replay", "orders", "--max-latency", "fast");
	expect(&run, 2, "--max-latency needs a whole number");
}

/* What is not there is told before, and not counted. */
static void a_plan_counts_only_what_is_there(void **state)
{
	struct run run = ON(*state, "replay", "orders", "1-0", "77-0");

	run_expect_text(run_out(&run), "appends 1 entry of orders");
	run_expect_text(run_out(&run), "1 entry not in the topic any more");
	run_finish(&run);
	run = ON(*state, "redeliver", "orders", "billing", "1-0", "77-0");
	run_expect_text(run_out(&run), "gives 1 entry of orders");
	run_expect_text(run_out(&run), "1 entry not pending there");
	run_finish(&run);
	run = ON(*state, "replay", "orders", "77-0");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "appends 0 entries");
	run_finish(&run);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(the_first_few_are_looked_at_before_the_rest),
		TEST(a_group_that_is_behind_holds_it_up),
		TEST(a_lag_that_is_not_known_is_not_held),
		TEST(wrong_limits_are_told),
		TEST(a_plan_counts_only_what_is_there),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
