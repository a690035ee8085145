#include "import_stage.h"

#include <signal.h>

/* An import is a job: it is stopped, goes on, and is taken back. */

static void expect_each_once(struct redis_server *server, const char *topic, size_t count)
{
	redisReply *all = range(server, topic);
	char n[24];

	assert_int_equal(all->elements, count);
	for (size_t i = 0; i < count; i++) {
		snprintf(n, sizeof n, "%zu", i);
		assert_string_equal(all->element[i]->element[1]->element[1]->str, n);
	}
	freeReplyObject(all);
}

static void find_job(struct redis_server *server, char job[27])
{
	struct run run = RUN("jobs", "--url", redis_url(server));

	run_expect_code(&run, 0);
	snprintf(job, 27, "%.26s", run_out(&run));
	run_finish(&run);
}

/* As far as the first batch: then the topic is something else for a while. */
static void a_refusal_on_the_way_can_be_mended(void **state)
{
	struct redis_server *server = *state;
	char job[27], other[160];

	put_many(MANY);
	redis_ok(server, "XGROUP", "CREATE", "orders", "g", "0", "MKSTREAM", NULL);
	struct run first =
		RUN("import", file, "--url", redis_url(server), "--yes", "--first", "250");
	run_expect_code(&first, 0);
	run_expect_text(run_out(&first), "250 done, 0 skipped, 0 failed, 750 remaining");
	run_finish(&first);
	find_job(server, job);
	redis_ok(server, "RENAME", "orders", "aside", NULL);
	for (int text = 0; text < 2; text++) {
		if (text) {
			redis_ok(server, "SET", "orders", "x", NULL);
		}
		struct run gone = RUN("jobs", "resume", job, "--url", redis_url(server), "--yes");
		run_expect_code(&gone, 1);
		run_expect_text(run_err(&gone), "a topic is gone or no stream any more");
		run_expect_text(run_out(&gone), "250 done, 0 skipped, 0 failed, 750 remaining");
		run_finish(&gone);
	}
	redis_ok(server, "DEL", "orders", NULL);
	redis_ok(server, "RENAME", "aside", "orders", NULL);
	snprintf(other, sizeof other, "%s.elsewhere", file);
	assert_int_equal(rename(file, other), 0);
	struct run lost = RUN("jobs", "resume", job, "--url", redis_url(server), "--yes");
	run_expect_code(&lost, 2);
	run_expect_text(run_err(&lost), "the job needs its file again");
	run_finish(&lost);
	struct run last = RUN("jobs", "resume", job, other, "--url", redis_url(server), "--yes");
	run_expect_code(&last, 0);
	run_expect_text(run_out(&last), "1000 done, 0 skipped, 0 failed, 0 remaining");
	run_finish(&last);
	expect_each_once(server, "orders", MANY);
	unlink(other);
}

/* A connection that is lost comes back, and nothing is written twice. */
static void a_lost_connection_doubles_nothing(void **state)
{
	put_many(MANY);
	redis_ok(*state, "XADD", "orders", "0-1", "n", "", NULL);
	redis_ok(*state, "XTRIM", "orders", "MAXLEN", "0", NULL);
	struct run run = run_begin((const char *const[]){
		"import", file, "--url", redis_url(*state), "--yes", "--rate", "1000", NULL});
	while (redis_int(*state, "XLEN", "orders", NULL) < 20) {
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	}
	redis_ok(*state, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes", NULL);
	run_end(&run);
	run_expect_code(&run, 0);
	run_finish(&run);
	expect_each_once(*state, "orders", MANY);
}

/* To several topics, in the order of the file; what nobody has read is taken back. */
static void several_topics_are_one_job(void **state)
{
	struct redis_server *server = *state;
	char job[27];
	struct buf out;

	buf_init(&out, NDJSON_MAX);
	for (int i = 0; i < 300; i++) {
		buf_addf(&out, "{\"topic\": \"t%d\", \"fields\": [[\"n\", \"%d\"]]}\n%s",
			i % 7 == 0 ? 1 : i % 3, i, i % 50 == 0 ? "\n" : "");
	}
	put(buf_text(&out));
	buf_finish(&out);
	struct run run =
		RUN("import", file, "--url", redis_url(server), "--create", "--yes", "--json");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "{\"ids\": [{\"from\": null, \"to\": \"");
	run_expect_text(run_out(&run), "\"done\": 300, \"failed\": 0");
	run_expect_text(run_out(&run), "\"unverified\": 0");
	run_finish(&run);
	for (int t = 0; t < 3; t++) {
		char topic[16];
		int before = -1;

		snprintf(topic, sizeof topic, "t%d", t);
		redisReply *all = range(server, topic);
		for (size_t i = 0; i < all->elements; i++) {
			int n = atoi(all->element[i]->element[1]->element[1]->str);

			assert_true(n > before);
			assert_int_equal(t, n % 7 == 0 ? 1 : n % 3);
			before = n;
		}
		freeReplyObject(all);
	}
	find_job(server, job);
	struct run same = RUN("import", file, "--url", redis_url(server));
	run_expect_text(run_out(&same), "import was done before on 300 entries of these");
	run_finish(&same);
	redis_ok(server, "XGROUP", "CREATE", "t1", "g", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", "t1", ">", NULL);
	redis_ok(server, "DEL", "t2", NULL);
	int64_t gone =
		300 - redis_int(server, "XLEN", "t0", NULL) - redis_int(server, "XLEN", "t1", NULL);
	struct run undo = RUN("jobs", "undo", job, "--url", redis_url(server), "--yes", "--json");
	char wanted[64];
	snprintf(wanted, sizeof wanted, "\"done\": %lld, \"failed\": 0, \"skipped\": %lld",
		(long long)(298 - gone), (long long)(2 + gone));
	run_expect_code(&undo, 1);
	run_expect_text(run_out(&undo), wanted);
	assert_int_equal(redis_int(server, "XLEN", "t0", NULL), 0);
	assert_int_equal(redis_int(server, "XLEN", "t1", NULL), 2);
	run_finish(&undo);
}

/* With the same file, and no other. */
static void a_job_goes_on_with_its_own_file_alone(void **state)
{
	struct redis_server *server = *state;
	char job[27];

	put_many(MANY);
	struct run run = RUN(
		"import", file, "--url", redis_url(server), "--create", "--yes", "--first", "5");
	run_expect_code(&run, 0);
	run_finish(&run);
	find_job(server, job);
	put_many(MANY + 1);
	struct run other = RUN("jobs", "resume", job, "--url", redis_url(server), "--yes");
	run_expect_code(&other, 4);
	run_expect_text(run_err(&other), "is not what the job began with");
	run_finish(&other);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 5);
	put_many(MANY);
	forget_jobs();
	struct run same = RUN("jobs", "resume", job, file, "--url", redis_url(server), "--yes");
	run_expect_code(&same, 0);
	run_finish(&same);
	expect_each_once(server, "orders", MANY);
	struct run late = RUN("jobs", "undo", job, file, "--url", redis_url(server), "--yes");
	run_expect_code(&late, 2);
	run_finish(&late);
}

/* Ctrl-C: the batch under way is finished. */
static void an_interruption_stops_behind_the_batch(void **state)
{
	char job[27];

	put_many(MANY);
	struct run run = run_begin((const char *const[]){"import", file, "--url", redis_url(*state),
		"--create", "--yes", "--rate", "100", NULL});
	while (redis_int(*state, "XLEN", "orders", NULL) < 20) {
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	}
	kill(run.pid, SIGINT);
	run_end(&run);
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "interrupted");
	run_finish(&run);
	find_job(*state, job);
	struct run rest = RUN("jobs", "resume", job, "--url", redis_url(*state), "--yes");
	run_expect_code(&rest, 0);
	run_finish(&rest);
	expect_each_once(*state, "orders", MANY);
}

/* `orders` is new; of `capped`, which has lost three, `g` has read nothing of five. */
static void put_for_two(struct redis_server *server)
{
	char id[16];

	for (int i = 1; i <= 8; i++) {
		snprintf(id, sizeof id, "%d-0", i);
		redis_ok(server, "XADD", "capped", "MAXLEN", "5", id, "n", "0", NULL);
	}
	redis_ok(server, "XGROUP", "CREATE", "capped", "g", "0", NULL);
	put(text_of("{\"topic\": \"orders\", \"id\": \"1-0\", \"fields\": [[\"n\", \"1\"]]}\n"
		    "{\"topic\": \"capped\", \"id\": \"2-0\", \"fields\": [[\"n\", \"2\"]]}\n"));
}

static void the_plan_counts_what_is_pushed_out_of_each_topic(void **state)
{
	put_for_two(*state);
	struct run run = RUN("import", file, "--url", redis_url(*state), "--create");

	run_expect_code(&run, 0);
	run_expect_text(run_out(&run),
		"capped is trimmed: it holds 5 entries and has lost 3 entries; 1 entry more push "
		"out 1 entry");
	run_expect_text(run_out(&run), "out of capped the group g has not read 1 entry");
	run_expect_no_text(run_out(&run), "orders is trimmed");
	run_finish(&run);
}

static void a_group_of_any_topic_holds_it_up(void **state)
{
	put_for_two(*state);
	struct run run = RUN(
		"import", file, "--url", redis_url(*state), "--create", "--max-lag", "1", "--yes");

	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "g has ");
	run_expect_text(run_err(&run), " entries before it, more than --max-lag");
	run_finish(&run);
	assert_int_equal(redis_int(*state, "XLEN", "capped", NULL), 5);
	assert_int_equal(redis_int(*state, "EXISTS", "orders", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_refusal_on_the_way_can_be_mended, forget),
		cmocka_unit_test_setup(a_lost_connection_doubles_nothing, forget),
		cmocka_unit_test_setup(several_topics_are_one_job, forget),
		cmocka_unit_test_setup(a_job_goes_on_with_its_own_file_alone, forget),
		cmocka_unit_test_setup(an_interruption_stops_behind_the_batch, forget),
		cmocka_unit_test_setup(the_plan_counts_what_is_pushed_out_of_each_topic, forget),
		cmocka_unit_test_setup(a_group_of_any_topic_holds_it_up, forget),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
