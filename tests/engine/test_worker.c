#include "engine/rig.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/worker.h"
#include "../../src/engine/journal_file.h"
#include "ops/journal.h"
#include "ops/op.h"

static char folder[] = "/tmp/rivermaster-worker-test-XXXXXX";

struct bench {
	uv_loop_t loop;
	struct config config;
	struct redis_server *server;
	struct worker *worker;
	const struct work *work;
};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL || setenv("XDG_STATE_HOME", folder, 1) != 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void on_change(void *arg)
{
	(void)arg;
}

static void begin(struct bench *bench, int entries)
{
	char count[16];

	*bench = (struct bench){.server = redis_start(NULL)};
	snprintf(count, sizeof count, "%d", entries);
	redis_ok(bench->server, "EVAL",
		"for i = 1, tonumber(ARGV[1]) do redis.call('XADD', 'orders', i .. '-0', 'n', i) "
		"end "
		"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '0') "
		"redis.call('XREADGROUP', 'GROUP', 'billing', 'w1', 'COUNT', ARGV[1], 'STREAMS', "
		"'orders', '>') "
		"for i = 1, tonumber(ARGV[1]) do redis.call('XCLAIM', 'orders', 'billing', 'w1', "
		"'0', "
		"i .. '-0', 'IDLE', '600000') end",
		"0", count, NULL);
	uv_loop_init(&bench->loop);
	bench->config.url = (char *)(uintptr_t)redis_url(bench->server);
	bench->config.url_from = (char *)(uintptr_t) "here";
	bench->worker = worker_create(&bench->loop, &bench->config, on_change, NULL);
	bench->work = worker_work(bench->worker);
}

static void end(struct bench *bench)
{
	worker_close(bench->worker);
	uv_run(&bench->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&bench->loop), 0);
	redis_stop(bench->server);
}

static void wait_idle(struct bench *bench)
{
	while (worker_is_busy(bench->worker)) {
		uv_run(&bench->loop, UV_RUN_ONCE);
	}
}

static void wait_done(struct bench *bench, uint64_t done)
{
	while (worker_is_busy(bench->worker) && bench->work->done < done) {
		uv_run(&bench->loop, UV_RUN_ONCE);
	}
}

static bool order(struct bench *bench, const struct work_order *wanted)
{
	struct error error;
	bool good = worker_order(bench->worker, wanted, &error);

	if (!good) {
		print_message("%s\n", error.text);
	}
	return good;
}

static void plan(struct bench *bench, const char *operation, const char *name, const char *value)
{
	struct request request;

	request_init(&request);
	request.operation = request_keep(&request, text_of(operation));
	request.topic = request_keep(&request, text_of("orders"));
	if (strcmp(operation, "replay") != 0 && strcmp(operation, "purge") != 0) {
		request.group = request_keep(&request, text_of("billing"));
	}
	if (name != NULL) {
		request_add(&request, text_of(name), text_of(value));
	}
	assert_true(order(bench, &(struct work_order){.kind = ORDER_PLAN, .request = &request}));
	assert_true(worker_is_busy(bench->worker));
	assert_int_equal(bench->work->stage, WORK_PLANNING);
	request_finish(&request);
	wait_idle(bench);
}

static void it_is_planned_and_done_and_undone(void **state)
{
	struct bench bench;
	char job[WORK_JOB_MAX];

	(void)state;
	begin(&bench, 5);
	plan(&bench, "dead-letter", "all", "1");
	assert_int_equal(bench.work->stage, WORK_PLANNED);
	assert_int_equal(bench.work->entries, 5);
	assert_true(bench.work->undo);
	assert_int_equal(redis_int(bench.server, "EXISTS", "orders:dlq", NULL), 0);
	assert_false(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "no"}));
	assert_false(order(&bench, &(struct work_order){.kind = ORDER_RUN}));
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	wait_idle(&bench);
	assert_int_equal(bench.work->stage, WORK_ENDED);
	assert_string_equal(bench.work->state, "done");
	assert_true(bench.work->ended);
	assert_int_equal(bench.work->done, 5);
	assert_int_equal(bench.work->item_count, 5);
	assert_true(work_item_at(bench.work, 4)->has_new_id);
	assert_int_equal(redis_int(bench.server, "XLEN", "orders:dlq", NULL), 5);
	snprintf(job, sizeof job, "%s", bench.work->job);
	assert_true(order(
		&bench, &(struct work_order){.kind = ORDER_UNDO, .job = job, .confirm = "yes"}));
	wait_idle(&bench);
	assert_string_equal(bench.work->state, "undone");
	assert_string_equal(bench.work->verb, "undo");
	assert_int_equal(redis_int(bench.server, "XLEN", "orders:dlq", NULL), 0);
	end(&bench);
}

static void what_cannot_be_planned_says_why(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench, 3);
	plan(&bench, "redeliver", "all", "1");
	redis_ok(bench.server, "XGROUP", "DESTROY", "orders", "billing", NULL);
	plan(&bench, "redeliver", "all", "1");
	assert_int_equal(bench.work->stage, WORK_REFUSED);
	assert_non_null(strstr(bench.work->error.text, "no group billing"));
	assert_false(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	end(&bench);
}

static void what_destroys_wants_the_name(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench, 3);
	plan(&bench, "purge", NULL, NULL);
	assert_true(text_is(buf_text(&bench.work->confirm), "orders"));
	assert_false(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	assert_int_equal(redis_int(bench.server, "XLEN", "orders", NULL), 3);
	bench.config.environment = (char *)(uintptr_t) "prod";
	plan(&bench, "replay", NULL, NULL);
	assert_true(text_is(buf_text(&bench.work->confirm), "orders"));
	end(&bench);
}

static void an_edit_shows_what_changes(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench, 1);
	plan(&bench, "replay", "set", "n=2");
	assert_int_equal(bench.work->stage, WORK_PLANNED);
	assert_true(text_is(buf_text(&bench.work->edits), "1-0 n: 1 -> 2\n"));
	end(&bench);
}

static void it_pauses_changes_its_rate_stops_and_goes_on(void **state)
{
	struct bench bench;
	char job[WORK_JOB_MAX];
	uint64_t done;

	(void)state;
	begin(&bench, 400);
	plan(&bench, "replay", "into", "copies");
	assert_int_equal(bench.work->stage, WORK_REFUSED);
	redis_ok(bench.server, "XADD", "copies", "1-1", "n", "0", NULL);
	plan(&bench, "replay", "into", "copies");
	assert_true(order(
		&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes", .per_s = 40}));
	assert_false(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	wait_done(&bench, 1);
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_PAUSE}));
	assert_true(bench.work->paused);
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_GO_ON}));
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_RATE, .per_s = 80}));
	wait_done(&bench, 20);
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_STOP}));
	wait_idle(&bench);
	assert_string_equal(bench.work->state, "stopped");
	assert_false(bench.work->ended);
	done = bench.work->done;
	assert_true(done >= 20 && done < 400);
	assert_int_equal(redis_int(bench.server, "XLEN", "copies", NULL), (int64_t)done + 1);
	snprintf(job, sizeof job, "%s", bench.work->job);
	assert_true(order(
		&bench, &(struct work_order){.kind = ORDER_RESUME, .job = job, .confirm = "yes"}));
	wait_idle(&bench);
	assert_string_equal(bench.work->state, "done");
	assert_int_equal(redis_int(bench.server, "XLEN", "copies", NULL), 401);
	end(&bench);
}

/* Those that were named stay named; what was looked for is looked for again. */
static void what_a_job_was_asked_is_planned_as_things_are_now(void **state)
{
	struct bench bench;
	char job[WORK_JOB_MAX];

	(void)state;
	begin(&bench, 5);
	plan(&bench, "dead-letter", "all", "1");
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	wait_idle(&bench);
	snprintf(job, sizeof job, "%s", bench.work->job);
	redis_ok(bench.server, "XADD", "orders", "6-0", "n", "6", NULL);
	redis_ok(bench.server, "XREADGROUP", "GROUP", "billing", "w1", "COUNT", "1", "STREAMS",
		"orders", ">", NULL);
	redis_ok(bench.server, "XCLAIM", "orders", "billing", "w1", "0", "6-0", "IDLE", "600000",
		NULL);
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_REPEAT, .job = job}));
	assert_int_equal(bench.work->stage, WORK_PLANNING);
	wait_idle(&bench);
	assert_int_equal(bench.work->stage, WORK_PLANNED);
	assert_string_equal(bench.work->operation, "dead-letter");
	assert_string_not_equal(bench.work->job, job);
	assert_int_equal(bench.work->entries, 1);
	assert_int_equal(redis_int(bench.server, "XLEN", "orders:dlq", NULL), 5);
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	wait_idle(&bench);
	assert_int_equal(bench.work->done, 1);
	assert_int_equal(redis_int(bench.server, "XLEN", "orders:dlq", NULL), 6);
	assert_true(order(&bench,
		&(struct work_order){.kind = ORDER_REPEAT, .job = "aaaaaaaaaaaaaaaaaaaaaaaaaa"}));
	wait_idle(&bench);
	assert_int_equal(bench.work->stage, WORK_REFUSED);
	end(&bench);
}

static void entries_that_were_named_stay_named(void **state)
{
	struct bench bench;
	struct request request;
	char job[WORK_JOB_MAX];

	(void)state;
	begin(&bench, 5);
	request_init(&request);
	request.operation = text_of("replay");
	request.topic = text_of("orders");
	request.listed = true;
	request_choose(&request, &(struct request_item){.id = {2, 0}, .deliveries = -1});
	request_choose(&request, &(struct request_item){.id = {4, 0}, .deliveries = -1});
	request_add(&request, text_of("reason"), text_of("first"));
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_PLAN, .request = &request}));
	request_finish(&request);
	wait_idle(&bench);
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	wait_idle(&bench);
	snprintf(job, sizeof job, "%s", bench.work->job);
	redis_ok(bench.server, "XDEL", "orders", "2-0", NULL);
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_REPEAT, .job = job}));
	wait_idle(&bench);
	assert_int_equal(bench.work->stage, WORK_PLANNED);
	assert_int_equal(bench.work->entries, 1);
	assert_non_null(strstr(bench.work->warnings.at, "1 entry not in the topic any more"));
	assert_non_null(strstr(bench.work->warnings.at, "before on"));
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes"}));
	wait_idle(&bench);
	assert_int_equal(redis_int(bench.server, "XLEN", "orders", NULL), 7);
	end(&bench);
}

static const char *run_id_of(struct bench *bench)
{
	static char id[64];
	char *info = redis_str(bench->server, "INFO", "server", NULL);

	assert_int_equal(sscanf(strstr(info, "run_id:"), "run_id:%40s", id), 1);
	free(info);
	return id;
}

/* However often it is repeated. */
static void one_act_stays_one(void **state)
{
	struct bench bench;
	struct request request;
	char job[WORK_JOB_MAX];

	(void)state;
	begin(&bench, 5);
	request_init(&request);
	request.operation = text_of("trim");
	request.topic = text_of("orders");
	request_add(&request, text_of("maxlen"), text_of("3"));
	assert_true(order(&bench, &(struct work_order){.kind = ORDER_PLAN, .request = &request}));
	request_finish(&request);
	wait_idle(&bench);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(bench.work->stage, WORK_PLANNED);
		assert_true(order(
			&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "orders"}));
		wait_idle(&bench);
		assert_string_equal(bench.work->state, "done");
		assert_int_equal(bench.work->item_count, 1);
		snprintf(job, sizeof job, "%s", bench.work->job);
		assert_true(order(&bench, &(struct work_order){.kind = ORDER_REPEAT, .job = job}));
		wait_idle(&bench);
	}
	assert_int_equal(redis_int(bench.server, "XLEN", "orders", NULL), 3);
	end(&bench);
}

/* Planned, and cut off before anything was written. */
static void leave_journal(const char *job, const char *server, const char *process)
{
	struct journal_file file;
	struct request request;
	struct buf record;
	struct error error;

	request_init(&request);
	request.operation = text_of("replay");
	request.topic = request.target = text_of("orders");
	request.target_exists = true;
	request.to = (struct id){5, 0};
	request.entries = 5;
	snprintf(request.job, sizeof request.job, "%s", job);
	request_add(&request, text_of(REQUEST_SERVER), text_of(server));
	request_add(&request, text_of(REQUEST_SERVER_RUN), text_of(process));
	buf_init(&record, 1 << 16);
	journal_begin(&record, 0, &request);
	assert_true(journal_file_create(&file, job, &error));
	assert_true(journal_file_add(&file, buf_text(&record), &error));
	journal_file_close(&file);
	buf_finish(&record);
	request_finish(&request);
}

/* Nothing on a server tells that a job is not its own, before it has begun there. */
static void what_was_planned_elsewhere_does_not_begin_here(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench, 5);
	leave_journal("aaaaaaaaaaaaaaaaaaaaaaaaae", "redis://elsewhere:6379", "another");
	leave_journal("aaaaaaaaaaaaaaaaaaaaaaaaaq", bench.config.url, "before it was restarted");
	leave_journal("aaaaaaaaaaaaaaaaaaaaaaaaay", "redis://tunnel:6379", run_id_of(&bench));
	assert_true(order(&bench,
		&(struct work_order){.kind = ORDER_RESUME,
			.job = "aaaaaaaaaaaaaaaaaaaaaaaaae",
			.confirm = "yes"}));
	wait_idle(&bench);
	assert_int_equal(bench.work->error.code, ERROR_REFUSED);
	assert_non_null(strstr(bench.work->error.text, "another server (redis://elsewhere:6379"));
	assert_int_equal(redis_int(bench.server, "XLEN", "orders", NULL), 5);
	assert_true(order(&bench,
		&(struct work_order){.kind = ORDER_RESUME,
			.job = "aaaaaaaaaaaaaaaaaaaaaaaaaq",
			.confirm = "yes"}));
	wait_idle(&bench);
	assert_string_equal(bench.work->state, "done");
	assert_int_equal(redis_int(bench.server, "XLEN", "orders", NULL), 10);
	assert_true(order(&bench,
		&(struct work_order){.kind = ORDER_RESUME,
			.job = "aaaaaaaaaaaaaaaaaaaaaaaaay",
			.confirm = "yes"}));
	wait_idle(&bench);
	assert_string_equal(bench.work->state, "done");
	end(&bench);
}

static void closing_stops_it_after_its_batch(void **state)
{
	struct bench bench;
	int64_t copies;

	(void)state;
	begin(&bench, 400);
	redis_ok(bench.server, "XADD", "copies", "1-1", "n", "0", NULL);
	plan(&bench, "replay", "into", "copies");
	assert_true(order(
		&bench, &(struct work_order){.kind = ORDER_RUN, .confirm = "yes", .per_s = 40}));
	wait_done(&bench, 1);
	worker_close(bench.worker);
	copies = redis_int(bench.server, "XLEN", "copies", NULL);
	assert_true(copies > 1 && copies < 401);
	uv_run(&bench.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&bench.loop), 0);
	assert_int_equal(redis_int(bench.server, "XLEN", "copies", NULL), copies);
	redis_stop(bench.server);
}

static void a_job_that_is_none_is_refused(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench, 1);
	assert_false(order(&bench, &(struct work_order){.kind = ORDER_UNDO, .job = "x"}));
	assert_true(order(&bench,
		&(struct work_order){.kind = ORDER_CANCEL,
			.job = "aaaaaaaaaaaaaaaaaaaaaaaaaa",
			.confirm = "yes"}));
	wait_idle(&bench);
	assert_int_equal(bench.work->stage, WORK_ENDED);
	assert_int_not_equal(bench.work->error.code, ERROR_NONE);
	assert_false(order(&bench, &(struct work_order){.kind = ORDER_PAUSE}));
	end(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_planned_and_done_and_undone),
		cmocka_unit_test(what_cannot_be_planned_says_why),
		cmocka_unit_test(what_destroys_wants_the_name),
		cmocka_unit_test(an_edit_shows_what_changes),
		cmocka_unit_test(it_pauses_changes_its_rate_stops_and_goes_on),
		cmocka_unit_test(what_a_job_was_asked_is_planned_as_things_are_now),
		cmocka_unit_test(entries_that_were_named_stay_named),
		cmocka_unit_test(one_act_stays_one),
		cmocka_unit_test(what_was_planned_elsewhere_does_not_begin_here),
		cmocka_unit_test(closing_stops_it_after_its_batch),
		cmocka_unit_test(a_job_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
