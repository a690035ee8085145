#include "verb_stage.h"

/* Operations that append nothing: on pending entries, groups, consumers, and topics as a whole. */

static void expect_pending(
	struct redis_server *server, const char *id, const char *owner, int count)
{
	redisReply *row = redis_raw(server, "XPENDING", "orders", "billing", id, id, "1", NULL);

	if (owner == NULL) {
		assert_int_equal(row->elements, 0);
	} else {
		assert_int_equal(row->elements, 1);
		assert_string_equal(row->element[0]->element[1]->str, owner);
		assert_int_equal(row->element[0]->element[3]->integer, count);
	}
	freeReplyObject(row);
}

/* The one job that is done and not undone. */
static void undo_last(struct redis_server *server, int code, const char *text)
{
	char job[32];
	struct run run = ON(server, "jobs");
	const char *done = strstr(run_out(&run), "  done  ");

	assert_non_null(done);
	snprintf(job, sizeof job, "%.26s", done - 26);
	run_finish(&run);
	run = ON(server, "jobs", "undo", job, "--yes");
	expect(&run, code, text);
}

static void without_yes_nothing_is_written(void **state)
{
	struct redis_server *server = *state;
	struct run runs[9];

	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	runs[0] = ON(server, "claim", "orders", "billing", "--all", "--consumer", "w2");
	runs[1] = ON(server, "ack", "orders", "billing", "1-0");
	runs[2] = ON(server, "group", "create", "orders", "new", "0");
	runs[3] = ON(server, "group", "seek", "orders", "audit", "3-0");
	runs[4] = ON(server, "group", "destroy", "orders", "audit");
	runs[5] = ON(server, "consumer", "remove", "orders", "billing", "w1");
	runs[6] = ON(server, "trim", "orders", "--maxlen", "2");
	runs[7] = ON(server, "purge", "orders");
	runs[8] = ON(server, "delete", "orders", "1-0");
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		expect(&runs[i], 0, "nothing was changed");
	}
	assert_no_write_was_sent(server);
}

static void a_claim_moves_entries_and_counts_no_delivery(void **state)
{
	struct run run = ON(*state, "claim", "orders", "billing", "1-0", "2-0", "9-0", "--consumer",
		"w2", "--yes", "--json");

	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\"done\": 2, \"failed\": 0, \"skipped\": 1");
	run_finish(&run);
	expect_pending(*state, "1-0", "w2", 1);
	expect_pending(*state, "3-0", "w1", 1);
	redis_ok(*state, "XACK", "orders", "billing", "2-0", NULL);
	undo_last(*state, 1, "1 done");
	expect_pending(*state, "1-0", "w1", 1);
	expect_pending(*state, "2-0", NULL, 0);
	run = ON(*state, "claim", "orders", "billing", "1-0", "--yes");
	expect(&run, 2, "--consumer NAME");
	run = ON(*state, "claim", "orders", "billing", "--consumer", "w2", "--yes");
	expect(&run, 2, "which entries?");
}

static void what_is_acknowledged_can_be_pending_again(void **state)
{
	redis_ok(*state, "XCLAIM", "orders", "billing", "w1", "0", "2-0", "RETRYCOUNT", "7", NULL);
	struct run run = ON(*state, "ack", "orders", "billing", "2-0", "3-0", "--reason",
		"done by hand", "--yes");

	expect(&run, 0, "2 done");
	expect_pending(*state, "2-0", NULL, 0);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES);
	redis_ok(*state, "XDEL", "orders", "3-0", NULL);
	undo_last(*state, 1, "1 done");
	expect_pending(*state, "2-0", "w1", 7);
	expect_pending(*state, "3-0", NULL, 0);
}

/* The `last-delivered-id` of a group; false: there is none. */
static bool cursor_is(struct redis_server *server, const char *name, const char *id)
{
	char *text = group(server, name, "last-delivered-id");
	bool is = strncmp(text, id, strlen(id)) == 0 && *text != '\0';

	free(text);
	return is;
}

static void a_group_is_made_where_it_is_said(void **state)
{
	struct run run = ON(*state, "group", "create", "orders", "new", "4-0", "--yes");

	expect(&run, 0, "1 done");
	assert_true(cursor_is(*state, "new", "4-0"));
	run = ON(*state, "group", "create", "orders", "new", "0", "--yes");
	expect(&run, 4, "there is a group new on orders already");
	undo_last(*state, 0, "undone");
	assert_false(cursor_is(*state, "new", "4-0"));
	run = ON(*state, "group", "create", "orders", "new", "$", "--yes");
	expect(&run, 0, "1 done");
	assert_true(cursor_is(*state, "new", "6-0"));
	redis_ok(*state, "XGROUP", "CREATECONSUMER", "orders", "new", "somebody", NULL);
	undo_last(*state, 1, "the group has been used since");
	run = ON(*state, "group", "create", "missing", "new", "0", "--yes");
	expect(&run, 1, "");
	run = ON(*state, "group", "create", "missing", "new", "0", "--create", "--yes");
	expect(&run, 0, "1 done");
	assert_int_equal(redis_int(*state, "EXISTS", "missing", NULL), 1);
	run = ON(*state, "group", "create", "orders", "other", "soon", "--yes");
	expect(&run, 2, "not `soon`");
}

static void a_seek_says_how_many_and_can_be_undone(void **state)
{
	struct run run = ON(*state, "group", "seek", "orders", "billing", "2-0");

	expect(&run, 0, "from 6-0 to 2-0: 4 entries will be delivered again");
	run = ON(*state, "group", "seek", "orders", "audit", "4-0", "--json");
	run_expect_text(run_out(&run), "4 entries will never be delivered");
	run_expect_text(run_out(&run), "\"entries\":4");
	run_finish(&run);
	run = ON(*state, "group", "seek", "orders", "audit", "4-0", "--yes");
	expect(&run, 0, "1 done");
	assert_true(cursor_is(*state, "audit", "4-0"));
	undo_last(*state, 0, "undone");
	assert_true(cursor_is(*state, "audit", "0-0"));
	run = ON(*state, "group", "seek", "orders", "audit", "0", "--yes");
	expect(&run, 0, "1 done");
	redis_ok(*state, "XREADGROUP", "GROUP", "audit", "a", "COUNT", "1", "STREAMS", "orders",
		">", NULL);
	undo_last(*state, 1, "the group has been used since");
	run = ON(*state, "group", "seek", "orders", "nobody", "0", "--yes");
	expect(&run, 1, "");
	run = ON(*state, "group", "seek", "orders", "audit");
	expect(&run, 2, "TOPIC GROUP ID");
}

static void a_group_is_destroyed_and_nothing_else(void **state)
{
	char *billing = group(*state, "billing", NULL);
	struct run run = ON(*state, "group", "destroy", "orders", "audit", "--yes");

	expect(&run, 0, "1 done");
	assert_false(cursor_is(*state, "audit", "0-0"));
	char *after = group(*state, "billing", NULL);
	assert_string_equal(after, billing);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES);
	undo_last(*state, 4, "there is no undo of group destroy");
	free(billing);
	free(after);
}

static void a_consumer_goes_and_its_entries_stay(void **state)
{
	enum { MANY_MORE = 250 };
	char id[16];

	for (int i = 10; i < 10 + MANY_MORE; i++) {
		snprintf(id, sizeof id, "%d-0", i);
		redis_ok(*state, "XADD", "orders", id, "n", "1", NULL);
	}
	redis_ok(*state, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	struct run run = ON(*state, "consumer", "remove", "orders", "billing", "w1", "--yes");
	expect(&run, 0, "256 done");
	assert_int_equal(pending(*state), ENTRIES + MANY_MORE);
	expect_pending(*state, "1-0", "rivermaster", 1);
	expect_pending(*state, "259-0", "rivermaster", 1);
	run = ON(*state, "consumer", "remove", "orders", "billing", "w1", "--yes");
	expect(&run, 1, "");
	run = ON(*state, "consumer", "remove", "orders", "billing", "rivermaster", "--yes");
	expect(&run, 4, "the console's own consumer");
}

static void a_trim_keeps_what_it_says(void **state)
{
	struct run run = ON(*state, "trim", "orders", "--maxlen", "4");

	run_expect_text(run_out(&run),
		"the group audit has not read all of them: it loses events, 2 entries");
	run_expect_no_text(run_out(&run), "the group billing has not read");
	run_expect_text(run_out(&run), "2 entries of them are pending in the group billing");
	run_finish(&run);
	run = ON(*state, "trim", "orders", "--maxlen", "4", "--yes", "--json");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\"done\": 2");
	run_finish(&run);
	run = ON(*state, "trim", "orders", "--minid", "6-0", "--yes");
	expect(&run, 0, "3 done");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), 1);
	run = ON(*state, "trim", "orders", "--maxlen", "1", "--minid", "1-0", "--yes");
	expect(&run, 2, "--maxlen N or --minid ID");
	run = ON(*state, "trim", "orders", "--minid", "x", "--yes");
	expect(&run, 2, "--minid needs an ID");
}

/* Too many to count them all: what is not known is not said. */
static void a_long_trim_says_only_what_it_knows(void **state)
{
	redis_ok(*state, "EVAL",
		"for i = 10, 45059 do redis.call('XADD', 'orders', i .. '-0', 'n', i) end", "0",
		NULL);
	redis_ok(*state, "XACK", "orders", "billing", "1-0", "2-0", "3-0", "4-0", "5-0", "6-0",
		NULL);
	redis_ok(*state, "XGROUP", "SETID", "orders", "billing", "45058-0", NULL);
	redis_ok(*state, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	struct run run = ON(*state, "trim", "orders", "--maxlen", "45040");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "what is added until then");
	run_expect_text(
		run_out(&run), "audit has not read all of them: it loses events, 16 entries");
	run_expect_no_text(run_out(&run), "the group billing");
	run_finish(&run);
	redis_ok(*state, "XACK", "orders", "billing", "45059-0", NULL);
	redis_ok(*state, "XGROUP", "SETID", "orders", "billing", "30-0", NULL);
	redis_ok(*state, "XREADGROUP", "GROUP", "billing", "w1", "COUNT", "1", "STREAMS", "orders",
		">", NULL);
	run = ON(*state, "trim", "orders", "--maxlen", "22000");
	run_expect_text(
		run_out(&run), "whether some of them are pending in the group billing is not");
	run_finish(&run);
	run = ON(*state, "purge", "orders");
	run_expect_text(run_out(&run), "it loses events, more than 20,000 entries");
	run_expect_text(run_out(&run), "1 entry of them is pending in the group billing");
	run_finish(&run);
}

static void a_purge_empties_a_topic_and_keeps_its_groups(void **state)
{
	struct run run = ON(*state, "purge", "orders", "--yes");

	expect(&run, 0, "6 done");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), 0);
	assert_true(cursor_is(*state, "billing", "6-0"));
	run = ON(*state, "purge", "nothing", "--yes");
	expect(&run, 1, "");
}

static void what_is_deleted_is_told_entry_by_entry(void **state)
{
	struct run run = ON(*state, "delete", "orders", "2-0", "3-0", "77-0");

	run_expect_text(run_out(&run), "2 entries pending in the group billing");
	run_expect_text(run_out(&run), "1 entry of them gone already");
	run_finish(&run);
	run = ON(*state, "delete", "orders", "2-0", "3-0", "77-0", "--yes");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "2 done, 1 skipped");
	run_expect_text(run_out(&run), "77-0 skipped: the entry is gone from the topic");
	run_finish(&run);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES - 2);
	run = ON(*state, "delete", "orders", "--yes");
	expect(&run, 2, "name their IDs");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(without_yes_nothing_is_written),
		TEST(a_claim_moves_entries_and_counts_no_delivery),
		TEST(what_is_acknowledged_can_be_pending_again),
		TEST(a_group_is_made_where_it_is_said),
		TEST(a_seek_says_how_many_and_can_be_undone),
		TEST(a_group_is_destroyed_and_nothing_else),
		TEST(a_consumer_goes_and_its_entries_stay),
		TEST(a_trim_keeps_what_it_says),
		TEST(a_long_trim_says_only_what_it_knows),
		TEST(a_purge_empties_a_topic_and_keeps_its_groups),
		TEST(what_is_deleted_is_told_entry_by_entry),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
