#include "ops_under.h"

/* The server killed under an operation, and started again from what it had written down before it
 * answered. */

enum { ENTRIES = 400, ROUNDS = 2 };

static void expect_order(struct redis_server *server, const char *topic)
{
	stage_expect_copies(server, topic, ENTRIES);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
}

static void check_replay(struct redis_server *server)
{
	expect_order(server, "again");
}

static void check_dead_letter(struct redis_server *server)
{
	expect_order(server, "orders:dlq");
	stage_expect_pending(server, 0, "", 0);
}

static const struct played plays[] = {
	{"replay", {"replay", "orders", "--into", "again", "--create", "--rate", "2000", "--yes"},
		check_replay, NULL},
	{"dead-letter",
		{"dead-letter", "orders", "billing", "--min-idle", "0s", "--rate", "2000", "--yes"},
		check_dead_letter, NULL},
};

static void kill_under(
	struct redis_server *server, const struct played *play, const char *topic, struct rng *rng)
{
	int64_t at = 1 + (int64_t)rng_below(rng, ENTRIES - 1);
	int status;

	stage_fill(server, ENTRIES);
	pid_t pid = under_begin(server, play);
	int runs = under_await(server, pid, topic, at);
	print_message("%s: the server is killed at %lld\n", play->name, (long long)at);
	redis_kill(server);
	redis_restart(server);
	if (runs) {
		assert_int_equal(waitpid(pid, &status, 0), pid);
		runs = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	}
	if (runs) {
		bring_to_end(server, play, at % 2 == 1);
	}
	play->check(server);
	stage_expect_no_leftovers(server);
}

static void a_replay_outlives_its_server(void **state)
{
	struct rng rng = seeded_rng();

	for (int i = 0; i < ROUNDS; i++) {
		kill_under(*state, &plays[0], "again", &rng);
	}
}

static void a_dead_letter_outlives_its_server(void **state)
{
	struct rng rng = seeded_rng();

	for (int i = 0; i < ROUNDS; i++) {
		kill_under(*state, &plays[1], "orders:dlq", &rng);
	}
}

static int open_written_down(void **state)
{
	const char *const arguments[] = {"--appendonly", "yes", "--appendfsync", "always", NULL};

	if (stage_open(state) != 0) {
		return 1;
	}
	redis_stop(*state);
	*state = redis_start(arguments);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replay_outlives_its_server),
		cmocka_unit_test(a_dead_letter_outlives_its_server),
	};

	return cmocka_run_group_tests(tests, open_written_down, stage_close);
}
