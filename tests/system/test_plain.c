#include "ops_strike.h"
#include "ops_user.h"

/* Without scripts: copying and acknowledging, and nothing that moves. */

#define EXPECT(server, ...) STAGE_EXPECT(url_of(server), __VA_ARGS__)

static void set_user(struct redis_server *server)
{
	stage_fill(server, STRIKE_ENTRIES);
	user(server, "-@scripting");
}

static void what_can_do_without_scripts_does(void **state)
{
	struct redis_server *server = *state;
	char job[STAGE_JOB_MAX];

	set_user(server);
	EXPECT(server, 0, "in MULTI", "replay", "orders", "--into", "again", "--create");
	EXPECT(server, 0, "There is no undo", "ack", "orders", "billing", "1-0");
	EXPECT(server, 0, "5 done", "replay", "orders", "--into", "again", "--create", "--yes");
	stage_expect_copies(server, "again", STRIKE_ENTRIES);
	assert_true(stage_find_job(server, job));
	EXPECT(server, 4, "no undo of what was done without scripts", "jobs", "undo", job, "--yes");
	redis_ok(server, "XACK", "orders", "billing", "2-0", NULL);
	EXPECT(server, 0, "1 done, 1 skipped", "ack", "orders", "billing", "1-0", "2-0", "--yes");
	stage_expect_pending(server, STRIKE_ENTRIES - 2, "w1", 1);
	stage_expect_no_leftovers(server);
}

static void what_moves_is_refused_with_the_reason(void **state)
{
	static const char says[] =
		"this user may not run scripts (+eval +evalsha): without scripts "
		"an entry could be lost or doubled";
	struct redis_server *server = *state;

	set_user(server);
	EXPECT(server, 4, says, "dead-letter", "orders", "billing", "--all", "--yes");
	EXPECT(server, 4, says, "redeliver", "orders", "billing", "1-0", "--yes");
	EXPECT(server, 4, says, "trim", "orders", "--maxlen", "1", "--yes");
	hide_dryrun(server);
	EXPECT(server, 4, "this user may not run scripts", "dead-letter", "orders", "billing",
		"--min-idle", "0s", "--yes");
	EXPECT(server, 4, "--no-scripts does it without", "replay", "orders", "--yes");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), STRIKE_ENTRIES);
	stage_expect_pending(server, STRIKE_ENTRIES, "w1", 1);
	stage_expect_no_leftovers(server);
	EXPECT(server, 0, "5 done", "replay", "orders", "--into", "again", "--create",
		"--no-scripts", "--yes");
	stage_expect_copies(server, "again", STRIKE_ENTRIES);
}

static void a_server_without_eval_is_told_apart(void **state)
{
	struct redis_server *bare = redis_start((const char *const[]){
		"--rename-command", "EVAL", "", "--rename-command", "EVALSHA", "", NULL});

	(void)state;
	redis_ok(bare, "XADD", "orders", "1-0", "n", "1", NULL);
	redis_ok(bare, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	STAGE_EXPECT(
		redis_url(bare), 4, "the server has no scripts (EVAL)", "purge", "orders", "--yes");
	STAGE_EXPECT(redis_url(bare), 0, "1 done", "replay", "orders", "--yes");
	assert_int_equal(redis_int(bare, "XLEN", "orders", NULL), 2);
	redis_stop(bare);
}

/* Another console gets in between the look and the act. */
static void what_two_do_at_once_is_told(void **state)
{
	static const char slip[] = "local key = redis.call('KEYS', '*:rm:job:*')[1]\n"
				   "redis.call('HSET', key, 'orders|3-0', '9-9')\nreturn 1\n";
	struct redis_server *server = *state;
	struct proxy *proxy;

	stage_fill(server, STRIKE_ENTRIES);
	proxy = proxy_start(server);
	proxy_arm_words(proxy, PROXY_SLIP, "MULTI\r\n", slip);
	STAGE_EXPECT(proxy_url(proxy), 1, "3-0 failed: doubled: another console wrote it", "replay",
		"orders", "--into", "again", "--create", "--no-scripts", "--yes");
	assert_true(proxy_has_acted(proxy));
	proxy_stop(proxy);
	assert_int_equal(redis_int(server, "XLEN", "again", NULL), STRIKE_ENTRIES);
}

static void check_copies(struct redis_server *server)
{
	stage_expect_copies(server, "again", STRIKE_ENTRIES);
	stage_expect_pending(server, STRIKE_ENTRIES, "w1", 1);
}

static void check_acks(struct redis_server *server)
{
	stage_expect_pending(server, 0, "", 0);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), STRIKE_ENTRIES);
}

static const struct played replay = {.name = "replay without scripts",
	.words = {"replay", "orders", "--into", "again", "--create", "--no-scripts", "--yes"},
	.check = check_copies};
static const struct played ack = {.name = "ack without scripts",
	.words = {"ack", "orders", "billing", "--all", "--no-scripts", "--yes"},
	.check = check_acks};

static void struck_anywhere_they_are_whole(void **state)
{
	enum { SAMPLES = 7 };

	strike_through(*state, &replay, PROXY_KILL, SAMPLES);
	strike_through(*state, &replay, PROXY_CUT, SAMPLES);
	strike_through(*state, &ack, PROXY_KILL, SAMPLES / 2);
	strike_through(*state, &ack, PROXY_CUT, SAMPLES / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_do_without_scripts_does),
		cmocka_unit_test(what_moves_is_refused_with_the_reason),
		cmocka_unit_test(a_server_without_eval_is_told_apart),
		cmocka_unit_test(what_two_do_at_once_is_told),
		cmocka_unit_test(struck_anywhere_they_are_whole),
	};

	return cmocka_run_group_tests(tests, stage_open_tcp, stage_close);
}
