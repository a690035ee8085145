#include "verb_stage.h"

enum { PATH_BYTES = 256, MANY = 1000, WIDE = 5000, BIG = 10 << 20 };

static void without_yes_nothing_is_written(void **state)
{
	struct redis_server *server = *state;
	struct run runs[7];

	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	runs[0] = ON(server, "replay", "orders", "--json");
	runs[1] = ON(server, "replay", "orders", "--into", "new", "--create", "--where", "n == 1");
	runs[2] = ON(server, "dead-letter", "orders", "billing", "1-0", "--json");
	runs[3] = ON(server, "dead-letter", "orders", "billing", "--all", "--yes", "--dry-run");
	runs[4] = ON(server, "redeliver", "orders", "billing", "--min-idle", "0s");
	runs[5] = ON(server, "jobs");
	runs[6] = ON(server, "replay", "orders", "1-0", "--set", "n=7");
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		run_expect_code(&runs[i], 0);
		if (i != 5) {
			run_expect_text(run_out(&runs[i]),
				i % 2 == 0 && i < 4 ? "\"changed\":false" : "nothing was changed");
		}
		run_finish(&runs[i]);
	}
	assert_no_write_was_sent(server);
}

static void a_plan_has_the_fields_of_the_contract(void **state)
{
	static const char *const parts[] = {"\"operation\":\"dead-letter\"", "\"job\":null",
		"\"touches\":{\"topics\":2,\"groups\":0,\"entries\":2,\"bytes\":",
		"\"blast_radius\":[", "\"effect\":\"copies 2 entries of orders to orders:dlq",
		"\"warnings\":[", "\"commands\":[", "\"plan_sha256\":\"", "\"changed\":false"};
	struct run run = ON(*state, "dead-letter", "orders", "billing", "1-0", "3-0", "--json");

	run_expect_code(&run, 0);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		run_expect_text(run_out(&run), parts[i]);
	}
	run_finish(&run);
}

static void expect_numbers(struct redis_server *server, const char *key, const char *numbers)
{
	redisReply *all = redis_raw(server, "XRANGE", key, "-", "+", NULL);
	struct buf found;

	buf_init(&found, RUN_BYTES_MAX);
	for (size_t i = 0; i < all->elements; i++) {
		buf_addf(&found, "%s%s", i == 0 ? "" : " ",
			all->element[i]->element[1]->element[1]->str);
	}
	assert_string_equal(found.at == NULL ? "" : found.at, numbers);
	buf_finish(&found);
	freeReplyObject(all);
}

static void a_replay_keeps_the_order_and_tells_where_from(void **state)
{
	struct redis_server *server = *state;
	struct run run = ON(server, "replay", "orders", "--into", "new", "--create", "--from", "2",
		"--where", "type == \"order.placed\"", "--yes", "--json", "--reason", "test");

	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "{\"ids\": [{\"from\": \"2-0\", \"to\": \"");
	run_expect_text(
		run_out(&run), "\"done\": 3, \"failed\": 0, \"skipped\": 0, \"remaining\": 0");
	run_expect_text(run_out(&run), "\"changed\": true}\n");
	run_finish(&run);
	expect_numbers(server, "new", "2 4 6");
	redisReply *all = redis_raw(server, "XRANGE", "new", "-", "+", NULL);
	const redisReply *fields = all->element[0]->element[1];
	assert_string_equal(fields->element[4]->str, "n");
	assert_string_equal(fields->element[6]->str, "_rm.topic");
	assert_string_equal(fields->element[7]->str, "orders");
	assert_string_equal(fields->element[9]->str, "2-0");
	freeReplyObject(all);
	run = ON(server, "audit", "--verify");
	expect(&run, 0, "2 records, each as it was written");
	assert_true(redis_int(server, "XLEN", "rivermaster:audit", NULL) == 2);
}

static void chosen_ids_are_replayed_once_and_in_order(void **state)
{
	struct redis_server *server = *state;
	struct run run = ON(server, "replay", "orders", "5-0", "1-0", "5-0", "77-0", "--set", "n=7",
		"--into", "new", "--create", "--yes", "--no-provenance");

	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "2 done, 1 skipped, 0 failed");
	run_expect_text(run_out(&run), "77-0 skipped: the entry is gone");
	run_finish(&run);
	expect_numbers(server, "new", "7 7");
	run = ON(server, "replay", "orders", "1-0", "--set", "typo=7", "--yes");
	run_expect_code(&run, 1);
	run_expect_text(run_out(&run), "it has no field `typo`");
	run_finish(&run);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
}

static void find_job(struct redis_server *server, char job[27])
{
	struct run run = ON(server, "jobs");

	run_expect_code(&run, 0);
	snprintf(job, 27, "%.26s", run_out(&run));
	run_finish(&run);
}

static void undo(struct redis_server *server, int code, const char *text)
{
	char job[27];

	find_job(server, job);
	struct run run = ON(server, "jobs", "undo", job, "--yes");
	expect(&run, code, text);
}

static void undoing_a_dead_letter_gives_back_owner_deliveries_and_time(void **state)
{
	struct redis_server *server = *state;

	redis_ok(server, "XCLAIM", "orders", "billing", "w2", "0", "3-0", "IDLE", "100000",
		"RETRYCOUNT", "7", NULL);
	char *before = group(server, "billing", "pel");
	struct run run = ON(server, "dead-letter", "orders", "billing", "1-0", "3-0", "--yes");
	expect(&run, 0, "2 done");
	expect_numbers(server, "orders:dlq", "1 3");
	assert_int_equal(pending(server), ENTRIES - 2);
	undo(server, 0, "2 done");
	char *after = group(server, "billing", "pel");
	assert_string_equal(before, after);
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 0);
	mem_free(before);
	mem_free(after);
	undo(server, 4, "undone already");
}

static void a_redelivery_reaches_its_group_alone(void **state)
{
	struct redis_server *server = *state;
	char *before = group(server, "audit", NULL), *pel = group(server, "billing", "pel");

	redis_ok(server, "XACK", "orders", "billing", "2-0", NULL);
	struct run run = ON(server, "redeliver", "orders", "billing", "2-0", "4-0", "--yes");
	expect(&run, 0, "2 done");
	char *after = group(server, "audit", NULL);
	assert_string_equal(before, after);
	assert_int_equal(pending(server), ENTRIES);
	undo(server, 0, "2 done");
	assert_int_equal(pending(server), ENTRIES - 1);
	redis_ok(server, "XCLAIM", "orders", "billing", "w1", "0", "2-0", "FORCE", "JUSTID", NULL);
	/* The console's own consumer is gone with the last that was pending on it. */
	redisReply *consumers = redis_raw(server, "XINFO", "CONSUMERS", "orders", "billing", NULL);
	assert_int_equal(consumers->elements, 1);
	freeReplyObject(consumers);
	mem_free(before);
	mem_free(after);
	mem_free(pel);
}

static void an_entry_that_is_still_to_come_is_not_redelivered(void **state)
{
	struct redis_server *server = *state;
	char *before = full(server, "orders");
	struct run run = ON(server, "redeliver", "orders", "audit", "1-0", "--yes");

	expect(&run, 0, "it would be delivered twice");
	char *after = full(server, "orders");
	assert_string_equal(before, after);
	mem_free(before);
	mem_free(after);
}

static void undoing_a_replay_leaves_what_was_read(void **state)
{
	struct redis_server *server = *state;
	struct run run = ON(server, "replay", "orders", "1-0", "2-0", "--yes");

	expect(&run, 0, "2 done");
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "COUNT", "1", "STREAMS", "orders",
		">", NULL);
	undo(server, 1, "1 done, 1 skipped");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES + 1);
}

static void what_must_not_be_done_is_refused(void **state)
{
	struct redis_server *server = *state;
	struct run run = ON(server, "replay", "orders", "--into", "new", "--yes");

	expect(&run, 4, "there is no topic new; --create makes it");
	/* Which has no such option. */
	run = ON(*state, "dead-letter", "orders", "billing", "1-0", "--into", "new", "--yes");
	expect(&run, 4, "there is no topic new; --into TOPIC names another");
	redis_ok(server, "SET", "text", "x", NULL);
	run = ON(server, "dead-letter", "orders", "billing", "--all", "--into", "text", "--yes");
	expect(&run, 4, "the key text is no stream");
	run = ON(server, "dead-letter", "orders", "billing", "--all", "--into", "orders", "--yes");
	expect(&run, 4, "not its own dead-letter topic");
	run = ON(server, "dead-letter", "orders", "billing", "--yes");
	expect(&run, 2, "--all says it on purpose");
	run = ON(server, "dead-letter", "orders", "nobody", "--all", "--yes");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "there is no group nobody on orders");
	run_finish(&run);
	run = ON(server, "replay", "nothing");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "there is no topic nothing");
	run_finish(&run);
	redis_ok(server, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru", NULL);
	run = ON(server, "replay", "orders", "--yes");
	expect(&run, 4, "may evict any key");
	redis_ok(server, "CONFIG", "SET", "maxmemory-policy", "noeviction", NULL);
	redis_ok(server, "REPLICAOF", "127.0.0.1", "1", NULL);
	run = ON(server, "replay", "orders", "--yes");
	expect(&run, 4, "is a replica");
	redis_ok(server, "REPLICAOF", "NO", "ONE", NULL);
	run = ON(server, "replay", "orders", "--min-idle", "5s");
	expect(&run, 2, "no option --min-idle here");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
	assert_int_equal(pending(server), ENTRIES);
}

static void write_profiles(char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "%s/profiles", folder);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs("[profile strict]\noperations = type-the-name\n"
	      "[profile closed]\noperations = forbidden\n",
		file);
	fclose(file);
}

#define UNDER(server, profile, ...) ON(server, __VA_ARGS__, "--config", path, "--profile", profile)

/* Also what goes on with a job, or takes it back. */
static void a_profile_asks_for_the_name(void **state)
{
	struct redis_server *server = *state;
	char path[PATH_BYTES], job[32];

	write_profiles(path);
	struct run run = UNDER(server, "strict", "purge", "orders", "--yes");
	expect(&run, 4, "operations = type-the-name: --confirm orders");
	run = UNDER(server, "strict", "replay", "orders", "--confirm", "orders2", "--yes");
	expect(&run, 4, "--confirm orders");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
	run = UNDER(server, "strict", "replay", "orders");
	expect(&run, 0, "nothing was changed");
	run = UNDER(server, "strict", "replay", "orders", "1-0", "--confirm", "orders", "--yes");
	expect(&run, 0, "1 done");
	run = ON(server, "jobs");
	snprintf(job, sizeof job, "%.26s", run_out(&run));
	run_finish(&run);
	run = UNDER(server, "strict", "jobs", "undo", job, "--yes");
	expect(&run, 4, "--confirm orders");
	run = UNDER(server, "closed", "jobs", "undo", job, "--yes", "--confirm", "orders");
	expect(&run, 4, "operations = forbidden");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES + 1);
	run = UNDER(server, "strict", "jobs", "undo", job, "--yes", "--confirm", "orders");
	expect(&run, 0, "undone");
	unlink(path);
}

/* It writes by another way, and obeys the same. */
static void a_profile_holds_for_an_import(void **state)
{
	char path[PATH_BYTES], file[PATH_BYTES];

	write_profiles(path);
	snprintf(file, sizeof file, "%s/events", folder);
	FILE *events = fopen(file, "w");
	fputs("{\"topic\": \"orders\", \"fields\": [[\"n\", \"9\"]]}\n", events);
	fclose(events);
	struct run run = UNDER(*state, "closed", "import", file, "--yes");
	expect(&run, 4, "operations = forbidden");
	run = UNDER(*state, "strict", "import", file, "--yes");
	expect(&run, 4, "type-the-name");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES);
	run = UNDER(*state, "strict", "import", file, "--yes", "--confirm", file);
	expect(&run, 0, "");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES + 1);
	unlink(file);
	unlink(path);
}

static void a_fresh_entry_is_left_to_its_consumer(void **state)
{
	struct redis_server *server = *state;
	struct run run = ON(server, "dead-letter", "orders", "billing", "--all", "--yes");

	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "0 done, 6 skipped");
	run_expect_text(run_out(&run), "its consumer may be at work on it");
	run_finish(&run);
	run = ON(server, "dead-letter", "orders", "billing", "--where", "idle >= 0s", "--yes");
	expect(&run, 0, "6 done");
}

static void add_wide_and_big(struct redis_server *server)
{
	const char **argv = mem_alloc(2 * WIDE + 3, sizeof *argv);
	size_t *lengths = mem_alloc(2 * WIDE + 3, sizeof *lengths);
	char *big = mem_alloc(BIG, 1);

	memcpy(argv, (const char *[]){"XADD", "orders", "100-0"}, 3 * sizeof *argv);
	memcpy(lengths, (size_t[]){4, 6, 5}, 3 * sizeof *lengths);
	for (size_t i = 3; i < 2 * WIDE + 3; i++) {
		argv[i] = "n";
		lengths[i] = 1;
	}
	freeReplyObject(redis_argv(server, 2 * WIDE + 3, argv, lengths));
	for (size_t i = 0; i < BIG; i++) {
		big[i] = (char)(i * 31 + i / 251);
	}
	argv[2] = "101-0";
	argv[4] = big;
	lengths[4] = BIG;
	freeReplyObject(redis_argv(server, 5, argv, lengths));
	mem_free(big);
	mem_free(argv);
	mem_free(lengths);
}

static void wide_and_big_entries_are_told_or_copied(void **state)
{
	struct redis_server *server = *state;

	add_wide_and_big(server);
	struct run run = ON(server, "replay", "orders", "--into", "new", "--create", "--yes");
	run_expect_code(&run, 1);
	run_expect_text(run_out(&run), "7 done, 0 skipped, 1 failed");
	run_expect_text(run_out(&run), "100-0 failed: it has more than 3,900 fields");
	run_finish(&run);
	redisReply *last = redis_raw(server, "XREVRANGE", "new", "+", "-", "COUNT", "1", NULL);
	assert_int_equal(last->element[0]->element[1]->element[1]->len, BIG);
	freeReplyObject(last);
}

static void two_consoles_park_each_entry_once(void **state)
{
	struct redis_server *server = *state;
	const char *const words[] = {"dead-letter", "orders", "billing", "--min-idle", "0s",
		"--yes", "--url", redis_url(server), NULL};

	fill(server, MANY);
	struct run one = run_begin(words), other = run_begin(words);
	run_end(&one);
	run_end(&other);
	/* The audit record is theirs both: whoever had to wait too long for it stopped. */
	run_expect_code(&one, 0);
	run_expect_code(&other, 0);
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), MANY);
	assert_int_equal(pending(server), 0);
	run_finish(&one);
	run_finish(&other);
}

/* From the end to the beginning; a byte for each that the consumer itself finished. */
static void finish_some(struct redis_server *server, char finished[MANY + 1])
{
	char id[16];

	for (int i = MANY; i >= 1; i--) {
		snprintf(id, sizeof id, "%d-0", i);
		finished[i] = redis_int(server, "XACK", "orders", "billing", id, NULL) == 1;
	}
}

static void an_entry_is_finished_or_parked_and_never_both(void **state)
{
	struct redis_server *server = *state;
	const char *const words[] = {"dead-letter", "orders", "billing", "--min-idle", "0s",
		"--yes", "--url", redis_url(server), NULL};
	char finished[MANY + 1] = {0};

	fill(server, MANY);
	struct run run = run_begin(words);
	while (redis_int(server, "EXISTS", "orders:dlq", NULL) == 0) {
		/* It is under way from the first one on. */
	}
	finish_some(server, finished);
	run_end(&run);
	run_expect_code(&run, 0);
	run_finish(&run);
	redisReply *parked = redis_raw(server, "XRANGE", "orders:dlq", "-", "+", NULL);
	for (size_t i = 0; i < parked->elements; i++) {
		int n = atoi(parked->element[i]->element[1]->element[1]->str);
		if (finished[n]) {
			fail_msg("%d is parked, and finished or parked before", n);
		}
		finished[n] = 1;
	}
	for (int i = 1; i <= MANY; i++) {
		assert_true(finished[i]);
	}
	freeReplyObject(parked);
	assert_int_equal(pending(server), 0);
}

static void a_plan_tells_what_was_done_before(void **state)
{
	struct run run = ON(*state, "replay", "orders", "--into", "again", "--create", "--yes");

	run_expect_code(&run, 0);
	run_finish(&run);
	run = ON(*state, "replay", "orders", "2-0", "3-0", "--into", "again");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "warning: replay was done before on 2 entries of these");
	run_finish(&run);
	run = ON(*state, "replay", "orders", "--from", "2-0", "--into", "again");
	run_expect_text(run_out(&run), "warning: replay was done before on some of these");
	run_finish(&run);
	/* Not the same: elsewhere, or beyond it. */
	run = ON(*state, "replay", "orders", "2-0", "--into", "other", "--create");
	run_expect_no_text(run_out(&run), "before on");
	run_finish(&run);
	redis_ok(*state, "XADD", "orders", "900-0", "n", "900", NULL);
	run = ON(*state, "replay", "orders", "900-0", "--into", "again");
	run_expect_no_text(run_out(&run), "before on");
	run_finish(&run);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(without_yes_nothing_is_written),
		TEST(a_plan_has_the_fields_of_the_contract),
		TEST(a_replay_keeps_the_order_and_tells_where_from),
		TEST(chosen_ids_are_replayed_once_and_in_order),
		TEST(undoing_a_dead_letter_gives_back_owner_deliveries_and_time),
		TEST(a_redelivery_reaches_its_group_alone),
		TEST(an_entry_that_is_still_to_come_is_not_redelivered),
		TEST(undoing_a_replay_leaves_what_was_read),
		TEST(what_must_not_be_done_is_refused),
		TEST(a_profile_asks_for_the_name),
		TEST(a_profile_holds_for_an_import),
		TEST(a_fresh_entry_is_left_to_its_consumer),
		TEST(wide_and_big_entries_are_told_or_copied),
		TEST(two_consoles_park_each_entry_once),
		TEST(an_entry_is_finished_or_parked_and_never_both),
		TEST(a_plan_tells_what_was_done_before),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
