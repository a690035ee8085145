#include "verb_stage.h"

/* What an append pushes out of a topic that is trimmed, as the plan tells it. */

/* Five of eight entries are left; `g` has read two of them and acknowledged neither. */
static void fill_capped(struct redis_server *server, const char *name)
{
	char id[16];

	for (int i = 1; i <= 8; i++) {
		snprintf(id, sizeof id, "%d-0", i);
		redis_ok(server, "XADD", name, "MAXLEN", "5", id, "n", "0", NULL);
	}
	redis_ok(server, "XGROUP", "CREATE", name, "g", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "g", "w", "COUNT", "2", "STREAMS", name, ">", NULL);
}

static void the_plan_counts_what_is_pushed_out(void **state)
{
	fill_capped(*state, "capped");
	struct run run = ON(*state, "replay", "orders", "1-0", "2-0", "3-0", "--into", "capped");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run),
		"capped is trimmed: it holds 5 entries and has lost 3 entries; 3 entries more push "
		"out 3 entries");
	run_expect_text(run_out(&run), "out of capped the group g has not read 1 entry");
	run_expect_text(run_out(&run), "out of capped the group g has 2 entries pending");
	run_finish(&run);
	run = ON(*state, "replay", "orders", "--into", "capped");
	run_expect_text(run_out(&run), "push out 5 entries");
	run_expect_text(run_out(&run), "the group g has not read 3 entries");
	run_finish(&run);
	fill_capped(*state, "orders:dlq");
	run = ON(*state, "dead-letter", "orders", "billing", "1-0");
	expect(&run, 0, "orders:dlq is trimmed");
}

static void what_goes_back_counts_too(void **state)
{
	struct run run = ON(*state, "dead-letter", "orders", "billing", "1-0", "2-0", "--yes");

	expect(&run, 0, "2 done");
	redis_ok(*state, "XTRIM", "orders", "MAXLEN", "3", NULL);
	run = ON(*state, "redrive", "orders:dlq");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "orders is trimmed: it holds 3 entries and has lost 3");
	run_expect_text(run_out(&run), "the group audit has not read 2 entries");
	run_expect_text(run_out(&run), "the group billing has 2 entries pending");
	run_finish(&run);
}

static void what_is_not_known_is_not_said(void **state)
{
	struct run run = ON(*state, "replay", "orders", "1-0");

	run_expect_code(&run, 0);
	run_expect_no_text(run_out(&run), "trim");
	run_finish(&run);
	redis_ok(*state, "XDEL", "orders", "3-0", NULL);
	run = ON(*state, "replay", "orders", "1-0");
	expect(&run, 0, "whether one does cannot be told");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(the_plan_counts_what_is_pushed_out),
		TEST(what_goes_back_counts_too),
		TEST(what_is_not_known_is_not_said),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
