#include "ops_stage.h"

/* A server with a replica: what counts is what the replica has confirmed. */

enum { ENTRIES = 6 };

struct pair {
	struct redis_server *master, *replica;
	char config[64];
};

static int begin(void **state)
{
	static struct pair pair;

	if (stage_make_folder() != 0) {
		return 1;
	}
	pair.master = redis_start_tcp((const char *const[]){
		"--repl-diskless-sync-delay", "0", "--repl-timeout", "600", "--save", "", NULL});
	char port[16];
	snprintf(port, sizeof port, "%d", redis_port(pair.master));
	pair.replica = redis_start((const char *const[]){
		"--replicaof", "127.0.0.1", port, "--repl-timeout", "600", NULL});
	snprintf(pair.config, sizeof pair.config, "%s/config", stage_folder);
	FILE *file = fopen(pair.config, "w");
	fputs("[profile short]\nwait_timeout = 100ms\n"
	      "[profile two]\nwait = 2\n"
	      "[profile none]\nwait = 0\n"
	      "[profile disk]\nwait_aof = 0\n",
		file);
	fclose(file);
	*state = &pair;
	return 0;
}

static int end(void **state)
{
	struct pair *pair = *state;

	redis_stop(pair->replica);
	unlink(pair->config);
	return stage_close((void **)&pair->master);
}

static void until_confirmed(struct pair *pair)
{
	redis_ok(pair->master, "SET", "confirmed", "1", NULL);
	for (int i = 0; redis_int(pair->master, "WAIT", "1", "1000", NULL) < 1; i++) {
		assert_true(i < STAGE_LIMIT_S);
	}
}

#define EXPECT(pair, ...) STAGE_EXPECT(redis_url((pair)->master), __VA_ARGS__)
#define UNDER(profile, ...) __VA_ARGS__, "--config", pair->config, "--profile", profile

static void set_up(struct pair *pair)
{
	redis_continue(pair->replica);
	until_confirmed(pair);
	stage_fill(pair->master, ENTRIES);
	until_confirmed(pair);
}

/* Stopped in the middle: the last batch is in doubt, the job is resumed when the replica is back.
 */
static void a_replay_stops_where_no_replica_confirms_it(void **state)
{
	struct pair *pair = *state;
	char job[STAGE_JOB_MAX];

	set_up(pair);
	EXPECT(pair, 0, "WAIT 1, behind each batch", "replay", "orders");
	EXPECT(pair, 0, "2 done", "replay", "orders", "--into", "again", "--create", "--first", "2",
		"--yes");
	assert_true(stage_find_job(pair->master, job));
	redis_pause(pair->replica);
	EXPECT(pair, 1, "in doubt: 0 replicas of 1 replica confirmed",
		UNDER("short", "jobs", "resume", job, "--yes"));
	/* Nothing is left to write, and still it is not done. */
	EXPECT(pair, 1, "in doubt: 0 replicas", UNDER("short", "jobs", "resume", job, "--yes"));
	EXPECT(pair, 0, "in_doubt", "jobs", "show", job);
	redis_continue(pair->replica);
	until_confirmed(pair);
	EXPECT(pair, 0, "is done", "jobs", "resume", job, "--yes");
	stage_expect_copies(pair->master, "again", ENTRIES);
	until_confirmed(pair);
	stage_expect_copies(pair->replica, "again", ENTRIES);
	stage_expect_no_leftovers(pair->master);
}

static void a_dead_letter_in_doubt_is_finished_once(void **state)
{
	struct pair *pair = *state;
	char job[STAGE_JOB_MAX];

	set_up(pair);
	redis_pause(pair->replica);
	EXPECT(pair, 1, "in doubt",
		UNDER("short", "dead-letter", "orders", "billing", "--min-idle", "0s", "--yes"));
	assert_int_equal(redis_int(pair->master, "XLEN", "orders", NULL), ENTRIES);
	assert_true(stage_find_job(pair->master, job));
	EXPECT(pair, 1, "in doubt", UNDER("short", "jobs", "resume", job, "--yes"));
	/* It is gone for good, and the operator says so. */
	EXPECT(pair, 0, "is done", "jobs", "resume", job, "--yes", "--wait", "0");
	stage_expect_copies(pair->master, "orders:dlq", ENTRIES);
	stage_expect_pending(pair->master, 0, "", 0);
}

static void what_cannot_be_confirmed_is_not_begun(void **state)
{
	struct pair *pair = *state;

	set_up(pair);
	EXPECT(pair, 4, "2 replicas are to confirm each batch and the server has 1",
		UNDER("two", "replay", "orders", "--yes"));
	EXPECT(pair, 4, "9 replicas are to confirm", "ack", "orders", "billing", "1-0", "--wait",
		"9", "--yes");
	EXPECT(pair, 4, "wait_aof, and the server", UNDER("disk", "purge", "orders", "--yes"));
	assert_int_equal(redis_int(pair->master, "XLEN", "orders", NULL), ENTRIES);
	redis_pause(pair->replica);
	EXPECT(pair, 0, "1 done", UNDER("none", "ack", "orders", "billing", "1-0", "--yes"));
}

/* A user who may not wait must hear of it, and not wait for ever. */
static void who_may_not_wait_is_told(void **state)
{
	struct pair *pair = *state;

	set_up(pair);
	redis_ok(pair->master, "ACL", "SETUSER", "default", "-wait", NULL);
	EXPECT(pair, 4, "this user may not", "ack", "orders", "billing", "1-0", "--yes");
	redis_ok(pair->master, "ACL", "SETUSER", "default", "+wait", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replay_stops_where_no_replica_confirms_it),
		cmocka_unit_test(a_dead_letter_in_doubt_is_finished_once),
		cmocka_unit_test(what_cannot_be_confirmed_is_not_begun),
		cmocka_unit_test(who_may_not_wait_is_told),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
