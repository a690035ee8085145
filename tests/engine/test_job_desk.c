#include "../../src/engine/journal_file.h"
#include "engine/state_folder.h"
#include "ops/journal.h"

#include <unistd.h>

static const char here[] = "abcdefghijklmnopqrstuvwxyz", there[] = "bbcdefghijklmnopqrstuvwxyz";

static const struct job_list *jobs_of(struct rig *rig)
{
	return model_jobs(engine_model(rig->engine));
}

static const struct job_row *row_of(struct rig *rig, const char *job)
{
	return job_list_find(jobs_of(rig), text_of(job));
}

static void fill(struct request *request, const char *job)
{
	request_init(request);
	request->operation = text_of("dead-letter");
	request->topic = text_of("orders");
	request->group = text_of("billing");
	request->target = text_of("orders:dlq");
	request->who = text_of("sam");
	request->host = text_of("bastion");
	request->reason = text_of("poison");
	request->listed = true;
	request->entries = 5;
	request->at_ms = 1700000000000;
	assert_true(request_add(request, text_of("set"), text_of("card=4111")));
	snprintf(request->job, sizeof request->job, "%s", job);
}

static struct item item_of(uint64_t ms, enum fate fate, const char *why)
{
	struct item item = {.id = {ms, 0}, .fate = fate};

	if (fate == FATE_DONE) {
		item.new_id = (struct id){1000 + ms, 0};
	}
	snprintf(item.why, sizeof item.why, "%s", why);
	return item;
}

static void write_journal(struct journal_file *file)
{
	struct batch *batch = calloc(1, sizeof *batch);
	struct error error = {.code = ERROR_NONE};
	struct request request;
	struct buf bytes;

	buf_init(&bytes, 1 << 20);
	fill(&request, here);
	batch->count = 3;
	batch->items[0] = item_of(1, FATE_DONE, "");
	batch->items[1] = item_of(2, FATE_SKIPPED, "not pending");
	batch->items[2] = item_of(3, FATE_FAILED, "OOM");
	journal_begin(&bytes, 0, &request);
	journal_intent(&bytes, 1, batch);
	journal_done(&bytes, 2, batch);
	assert_true(journal_file_create(file, here, &error));
	assert_true(journal_file_add(file, buf_text(&bytes), &error));
	buf_finish(&bytes);
	request_finish(&request);
	free(batch);
}

static void write_marker(struct redis_server *server, struct buf *key)
{
	const char *words[] = {
		"HSET", NULL, "plan", NULL, "orders|4-0", "2004-0", "orders|5-0", "2005-0"};
	size_t lengths[] = {4, 0, 4, 0, 10, 6, 10, 6};
	struct request request;
	struct buf plan;

	buf_init(&plan, 1 << 20);
	buf_init(key, 1000);
	fill(&request, there);
	request_pack(&request, &plan);
	key_job(key, text_of("orders:dlq"), there);
	words[1] = key->at;
	lengths[1] = key->length;
	words[3] = plan.at;
	lengths[3] = plan.length;
	freeReplyObject(redis_argv(server, 8, words, lengths));
	buf_finish(&plan);
	request_finish(&request);
}

static bool both_are_known(struct rig *rig)
{
	return row_of(rig, here) != NULL && row_of(rig, there) != NULL &&
		job_list_about(jobs_of(rig))->told[1];
}

static bool here_is_stopped(struct rig *rig)
{
	return text_is(row_of(rig, here)->state, "stopped");
}

static bool there_is_done(struct rig *rig)
{
	return text_is(row_of(rig, there)->state, "done");
}

static bool is_closely(struct rig *rig, const char *job)
{
	const struct job_close *close_up = job_list_close_up(jobs_of(rig));

	return text_is(close_up->job, job) && close_up->ended && !close_up->on;
}

static bool here_is_close(struct rig *rig)
{
	return is_closely(rig, here);
}

static bool there_is_close(struct rig *rig)
{
	return is_closely(rig, there);
}

static bool none_is_close(struct rig *rig)
{
	return is_closely(rig, "cbcdefghijklmnopqrstuvwxyz");
}

static void jobs_are_found_here_and_there(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct journal_file file;
	struct job_item item;
	struct buf key;
	struct rig rig;

	(void)state;
	write_journal(&file);
	write_marker(server, &key);
	rig_init(&rig, server);
	rig_start(&rig);
	look_at_log(&rig, (struct interest_log){.jobs = true, .jobs_turn = 1});
	rig_until(&rig, both_are_known);
	assert_true(text_is(row_of(&rig, here)->state, "running"));
	assert_int_equal(row_of(&rig, here)->done, 1);
	assert_int_equal(row_of(&rig, here)->failed, 1);
	assert_int_equal(row_of(&rig, here)->remaining, 2);
	assert_true(text_is(row_of(&rig, here)->reason, "poison"));
	/* What a field is set to is payload. */
	assert_true(text_is(row_of(&rig, here)->selected, "0 chosen  set=card=..."));
	assert_true(text_is(row_of(&rig, there)->state, "running"));
	assert_int_equal(row_of(&rig, there)->done, 2);
	assert_int_equal(row_of(&rig, there)->remaining, 3);
	/* Its process ends, the other one's marker gets its end. */
	journal_file_close(&file);
	rig_until(&rig, here_is_stopped);
	redis_ok(server, "EXPIRE", key.at, "1000", NULL);
	rig_until(&rig, there_is_done);

	look_at_log(&rig, (struct interest_log){.job = text_of(here)});
	rig_until(&rig, here_is_close);
	assert_true(job_list_close_up(jobs_of(&rig))->local);
	assert_int_equal(job_list_close_up(jobs_of(&rig))->count, 3);
	assert_true(job_list_item(jobs_of(&rig), 2, &item));
	assert_int_equal(item.fate, JOB_FATE_FAILED);
	assert_true(text_is(item.why, "OOM"));
	assert_true(job_list_item(jobs_of(&rig), 0, &item));
	assert_int_equal(item.new_id.ms, 1001);

	look_at_log(&rig,
		(struct interest_log){.job = text_of(there), .beside = text_of("orders:dlq")});
	rig_until(&rig, there_is_close);
	assert_false(job_list_close_up(jobs_of(&rig))->local);
	assert_int_equal(job_list_close_up(jobs_of(&rig))->count, 2);
	assert_true(job_list_item(jobs_of(&rig), 0, &item));
	assert_true(text_is(item.source, "orders"));
	assert_int_equal(item.new_id.ms, 2000 + item.id.ms);

	look_at_log(&rig,
		(struct interest_log){
			.job = text_of("cbcdefghijklmnopqrstuvwxyz"), .beside = text_of("orders")});
	rig_until(&rig, none_is_close);
	assert_true(job_list_close_up(jobs_of(&rig))->absent);
	rig_finish(&rig);
	buf_finish(&key);
	redis_stop(server);
}

static bool is_half_way(struct rig *rig)
{
	return job_list_about(jobs_of(rig))->looked >= 2000;
}

static bool it_failed(struct rig *rig)
{
	return job_list_about(jobs_of(rig))->failed;
}

/* In the middle of a walk over many keys. */
static void a_server_that_goes_is_told(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	redis_ok(server, "EVAL",
		"for i = 1, 50000 do redis.call('SET', 'key:' .. i, i) end redis.call('XADD', "
		"'orders', '*', 'n', '1')",
		"0", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	look_at_log(&rig, (struct interest_log){.jobs = true, .jobs_turn = 1});
	rig_until(&rig, is_half_way);
	redis_kill(server);
	rig_until(&rig, it_failed);
	assert_true(job_list_about(jobs_of(&rig))->told[0]);
	rig_finish(&rig);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			jobs_are_found_here_and_there, state_begin, state_end),
		cmocka_unit_test_setup_teardown(a_server_that_goes_is_told, state_begin, state_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
