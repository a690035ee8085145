#include "ops_user.h"

/* Users who may do a part of what an operation sends. */

enum { ENTRIES = 5 };

#define EXPECT(server, ...) STAGE_EXPECT(url_of(server), __VA_ARGS__)
#define PARK "dead-letter", "orders", "billing", "--min-idle", "0s"

static void whoever_may_do_it_all_does_it(void **state)
{
	stage_fill(*state, ENTRIES);
	user(*state, NULL);
	EXPECT(*state, 0, "5 done", PARK, "--yes");
	EXPECT(*state, 0, "5 done", "replay", "orders", "--into", "again", "--create", "--yes");
	EXPECT(*state, 0, "2 done", "delete", "orders", "1-0", "2-0", "--yes");
	stage_expect_no_leftovers(*state);
}

/* Before anything is sent, and as the line that is to be added. */
static void what_is_missing_is_named_before_the_run(void **state)
{
	struct redis_server *server = *state;

	stage_fill(server, ENTRIES);
	user(server, "-xack");
	EXPECT(server, 0,
		"it will be refused: this user may not do that; what is missing: ACL "
		"SETUSER oper +xack",
		PARK);
	EXPECT(server, 4, "ACL SETUSER oper +xack", PARK, "--yes");
	user(server, "-hset");
	EXPECT(server, 4, "ACL SETUSER oper +hset", PARK, "--yes");
	user(server, "-xtrim");
	EXPECT(server, 4, "ACL SETUSER oper +xtrim", "trim", "orders", "--maxlen", "1", "--yes");
	EXPECT(server, 4, "+xgroup|destroy", "group", "destroy", "orders", "billing", "--yes");
	user(server, NULL);
	redis_ok(server, "ACL", "SETUSER", "oper", "resetkeys", "%R~*", "~orders", NULL);
	EXPECT(server, 4, "ACL SETUSER oper ~{orders:dlq}:rm:* ~orders:dlq", PARK, "--yes");
	assert_int_equal(redis_int(server, "EXISTS", "orders:dlq", NULL), 0);
	stage_expect_pending(server, ENTRIES, "w1", 1);
	stage_expect_no_leftovers(server);
}

/* Where it cannot be asked before, the run says it, and has done nothing by halves. */
static void what_is_denied_in_the_run_is_named_too(void **state)
{
	static const char *const rules[] = {"-xack", "-xadd", "-hset", "-eval", "-xpending"};
	static const char *const says[] = {"+xack", "+xadd", "+hset", "+eval", "+xpending"};
	struct redis_server *server = *state;

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		stage_fill(server, ENTRIES);
		user(server, rules[i]);
		hide_dryrun(server);
		EXPECT(server, 4, says[i], PARK, "--yes");
		assert_int_equal(redis_int(server, "EXISTS", "orders:dlq", NULL), 0);
		stage_expect_pending(server, ENTRIES, "w1", 1);
	}
	stage_fill(server, ENTRIES);
	user(server, "-xack");
	hide_dryrun(server);
	EXPECT(server, 4, "the ACL rule that is missing: +xack", "ack", "orders", "billing", "1-0",
		"--yes");
	/* When it may, it goes on with what was begun. */
	char job[STAGE_JOB_MAX];
	assert_true(stage_find_job(server, job));
	redis_ok(server, "ACL", "SETUSER", "oper", "+xack", NULL);
	EXPECT(server, 0, "1 done", "jobs", "resume", job, "--yes");
	stage_expect_pending(server, ENTRIES - 1, "w1", 1);
	stage_expect_no_leftovers(server);
}

static void a_key_that_is_denied_in_the_run_is_named(void **state)
{
	struct redis_server *server = *state;

	stage_fill(server, ENTRIES);
	user(server, NULL);
	redis_ok(server, "ACL", "SETUSER", "oper", "resetkeys", "%R~*", "~orders",
		"~{orders:dlq}:rm:*", NULL);
	hide_dryrun(server);
	EXPECT(server, 4, "the ACL rule that is missing: ~orders ~orders:dlq", PARK, "--yes");
	stage_expect_pending(server, ENTRIES, "w1", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_may_do_it_all_does_it),
		cmocka_unit_test(what_is_missing_is_named_before_the_run),
		cmocka_unit_test(what_is_denied_in_the_run_is_named_too),
		cmocka_unit_test(a_key_that_is_denied_in_the_run_is_named),
	};

	return cmocka_run_group_tests(tests, stage_open_tcp, stage_close);
}
