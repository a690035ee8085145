#include "op_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "engine/gate.h"
#include "op_look.h"
#include "op_permit.h"

enum {
	PATIENCE_MS = 10000,
	KEPT_S = 7 * 24 * 3600, /* the marker, after the end */
	UNSYNCED_MAX = 64,      /* records */
	SENTENCE_BYTES_MAX = 256,
};

void run_init(struct run *run, const struct operate_options *options, const struct request *request,
	struct operate_result *result)
{
	*run = (struct run){.options = options,
		.request = request,
		.result = result,
		.control = {.per_s = options->per_s, .bytes_per_s = options->bytes_per_s}};
	run->journal.fd = -1;
	buf_init(&run->record, JOURNAL_BYTES_MAX);
	buf_init(&run->loaded, JOURNAL_BYTES_MAX);
	buf_init(&run->marker, KEY_BYTES_MAX);
}

bool run_open(struct run *run, struct error *error)
{
	if (!gate_writes(run->options->config, run->request->topic, run->options->confirm, error)) {
		return false;
	}
	run->op = op_find(run->request->operation);
	run->batch = mem_alloc(1, sizeof *run->batch);
	key_job(&run->marker, request_beside(run->request), run->request->job);
	run->talk = talk_open(run->options->config, CONN_WRITE, error);
	if (run->talk == NULL) {
		return false;
	}
	op_page_init(&run->copies, run->talk);
	op_page_init(&run->sources, run->talk);
	if (run->op == NULL) {
		return error_set(error, ERROR_REFUSED, "this version does not know that operation");
	}
	if (!talk_ready(run->talk, 0, error) || !op_look_server(run->talk, &run->server, error)) {
		return false;
	}
	if (run->server.replica) {
		return error_set(
			error, ERROR_REFUSED, "the server is a replica, which takes no writes");
	}
	run->connections = talk_connections(run->talk);
	comeback_init(&run->comeback, run->request);
	run->plain = request_has(run->request, "no-scripts");
	op_wait_read(&run->wait, run->options, run->request);
	run->unwaited = !op_wait_was_answered(&run->wait);
	return true;
}

bool run_may(struct run *run, struct error *error)
{
	return op_permit(run->talk, run->op, run->request, &run->server, error) &&
		(run->plain || op_permit_script(run->talk, run->op, error));
}

void run_close(struct run *run)
{
	comeback_finish(&run->comeback);
	feed_destroy(run->feed);
	if (run->talk != NULL) {
		op_page_finish(&run->copies);
		op_page_finish(&run->sources);
	}
	talk_close(run->talk);
	journal_file_close(&run->journal);
	buf_finish(&run->record);
	buf_finish(&run->loaded);
	buf_finish(&run->marker);
	mem_free(run->batch);
}

static bool add_record(struct run *run, bool sync, struct error *error)
{
	bool good = run->record.full
		? error_set(error, ERROR_FAILED, "a record of the journal is too long")
		: (sync ? journal_file_add : journal_file_write)(
			  &run->journal, buf_text(&run->record), error);

	run->unsynced = sync ? 0 : run->unsynced + 1;
	buf_reset(&run->record);
	run->seq++;
	return good;
}

bool run_journal(struct run *run, struct error *error)
{
	return add_record(run, true, error);
}

/* Where the marker is a position the journal adds nothing that is needed to go on, once the first
 * batch is in it: its records reach the disk together. */
static bool journal_batch(struct run *run, struct error *error)
{
	bool needed = (run->op->flags & OP_POSITION) == 0 || run->moved == 0 || run->plain;

	return add_record(run, needed || run->unsynced >= UNSYNCED_MAX, error);
}

enum job_state run_state_of(const struct run *run, const struct error *error)
{
	if (run->result->state == JOB_IN_DOUBT || run->result->state == JOB_PAUSED) {
		return run->result->state;
	}
	return error->code == ERROR_CONNECT ? JOB_IN_DOUBT : JOB_STOPPED;
}

static bool send_words(
	struct run *run, const char *first, struct text key, const char *rest, struct error *error)
{
	struct command command;
	int64_t n;
	bool good;

	command_init(&command);
	command_add_string(&command, first);
	command_add(&command, key);
	command_words(&command, rest);
	good = run_one(run, &command, &n, error);
	command_finish(&command);
	return good;
}

/* The marker holds the whole request before anything else is written;
 * that fields can be set in it is tried here, not behind the first copy. */
bool run_mark(struct run *run, struct error *error)
{
	struct command command;
	struct buf packed;
	int64_t n;
	bool good;

	buf_init(&packed, KEY_BYTES_MAX);
	request_pack(run->request, &packed);
	command_init(&command);
	command_add_string(&command, "HSETNX");
	command_add(&command, buf_text(&run->marker));
	command_add_string(&command, "plan");
	command_add(&command, buf_text(&packed));
	good = run_one(run, &command, &n, error) &&
		send_words(run, "HSET", buf_text(&run->marker), "at 0", error);
	command_finish(&command);
	buf_finish(&packed);
	return good;
}

/* Not where nobody may remove consumers: an idle one more does no harm. */
static void release_owner(struct run *run)
{
	struct command command;
	struct error none;
	int64_t n;

	if ((run->op->flags & OP_OWNER) != 0) {
		command_init(&command);
		op_release_owner(run->request, &command);
		run_one(run, &command, &n, &none);
		command_finish(&command);
	}
}

/* The marker has an end. Not where the server turns out to have come back with less: `stale`. */
static bool end_marker(struct run *run, enum job_state state, struct error *error)
{
	struct text marker = buf_text(&run->marker);
	char kept[SENTENCE_BYTES_MAX];

	snprintf(kept, sizeof kept, "state %s", job_state_name(state));
	if (!send_words(run, "HSET", marker, kept, error)) {
		return false;
	}
	snprintf(kept, sizeof kept, "%d", KEPT_S);
	if (!send_words(run, "EXPIRE", marker, kept, error) || !run_know_server(run, error)) {
		return false;
	}
	return !run->stale ||
		(send_words(run, "HDEL", marker, "state", error) &&
			send_words(run, "PERSIST", marker, "", error));
}

bool run_end(struct run *run, enum job_state state, const char *sentence, struct error *error)
{
	if (!end_marker(run, state, error)) {
		return false;
	}
	if (run->stale) {
		return true;
	}
	run->result->state = state;
	release_owner(run);
	if (run->journal.fd >= 0) {
		journal_state(&run->record, run->seq, state, text_of(sentence));
		if (!run_journal(run, error)) {
			return false;
		}
	}
	return run_audit(run, sentence, error);
}

void run_tell(struct run *run)
{
	struct operate_result *result = run->result;
	uint64_t settled;

	for (size_t i = 0; i < run->batch->count; i++) {
		const struct item *item = &run->batch->items[i];

		if (item->none) {
			continue;
		}
		result->done += item->fate != FATE_DONE ? 0 : item->count > 0 ? item->count : 1;
		result->failed += item->fate == FATE_FAILED;
		result->skipped += item->fate == FATE_SKIPPED;
		bool again = item->fate == FATE_DONE && item->again;
		result->again += again;
		run->moved += !again;
		run->moved_bytes += again ? 0 : item->bytes;
		if (run->options->on_item != NULL && item->fate != FATE_OPEN &&
			!(again && result->passes > 1)) {
			run->options->on_item(run->options->arg, item);
		}
	}
	settled = result->done + result->failed + result->skipped;
	result->remaining = run->request->entries > settled ? run->request->entries - settled : 0;
	if (run->options->on_progress != NULL) {
		run->options->on_progress(run->options->arg, result);
	}
}

static bool perform_batch(struct run *run, struct error *error)
{
	journal_intent(&run->record, run->seq, run->batch);
	if (!journal_batch(run, error)) {
		return false;
	}
	run->batch->after = run->position;
	run->batch_ms = talk_now_ms(run->talk);
	if (!run_batch(run, error)) {
		return false;
	}
	run->batch_ms = talk_now_ms(run->talk) - run->batch_ms;
	run->position = run->batch->after;
	if (!run_verify(run, error)) {
		return false;
	}
	journal_done(&run->record, run->seq, run->batch);
	if (!journal_batch(run, error)) {
		return false;
	}
	run_tell(run);
	return true;
}

static bool next_batch(struct run *run, struct error *error)
{
	feed_set_most(run->feed, run_most(run));
	while (!feed_next(run->feed, run->batch, error)) {
		if (error->code != ERROR_CONNECT || !talk_ready(run->talk, PATIENCE_MS, error)) {
			return false;
		}
		error->code = ERROR_NONE;
	}
	return true;
}

/* To the end of the selection, or until the server turns out to be stale. */
static bool perform(struct run *run, struct error *error)
{
	for (;;) {
		if (!run_keep_rate(run, error) || !run_know_server(run, error)) {
			return false;
		}
		if (run->stale) {
			return true;
		}
		if (!run_guard(run, error) || !next_batch(run, error)) {
			return false;
		}
		if (run->batch->count == 0) {
			return true;
		}
		if (!perform_batch(run, error)) {
			return run_has_gone_back(run, error);
		}
	}
}

/* What was counted for the plan and was not there any more. */
static void count_missing(struct run *run)
{
	run->result->skipped += run->result->remaining;
	run->result->remaining = 0;
}

static bool conclude(struct run *run, struct error *error)
{
	const struct operate_result *result = run->result;
	enum job_state state = result->failed > 0 && result->done == 0 ? JOB_FAILED : JOB_DONE;
	char sentence[SENTENCE_BYTES_MAX];

	count_missing(run);
	snprintf(sentence, sizeof sentence,
		"%s: %" PRIu64 " written, %" PRIu64 " failed, %" PRIu64 " skipped",
		job_state_name(state), result->done, result->failed, result->skipped);
	return run_end(run, state, sentence, error);
}

bool run_stop(struct run *run, struct error *why)
{
	char sentence[SENTENCE_BYTES_MAX];
	struct error late;

	run->result->state = run_state_of(run, why);
	journal_state(&run->record, run->seq, run->result->state, text_of(why->text));
	run_journal(run, &late);
	snprintf(sentence, sizeof sentence, "%s: %" PRIu64 " written: %.120s",
		job_state_name(run->result->state), run->result->done, why->text);
	run_audit(run, sentence, &late);
	if (run->asked) {
		why->code = ERROR_NONE;
	}
	return run->asked;
}

static bool begin_journal(struct run *run, struct error *error)
{
	if (!journal_file_create(&run->journal, run->request->job, error)) {
		return false;
	}
	journal_begin(&run->record, run->seq, run->request);
	return run_journal(run, error);
}

bool run_work(struct run *run, struct error *error)
{
	run_begin_pace(run);
	do {
		if (!run_begin_pass(run, error) || !perform(run, error)) {
			return false;
		}
		if (!run->stale && !run_wait(run, error) && !run_has_gone_back(run, error)) {
			return false;
		}
		if (!run->stale && !conclude(run, error)) {
			return false;
		}
	} while (run->stale);
	return true;
}

bool operate_run(const struct operate_options *options, const struct request *request,
	struct operate_result *result, struct error *error)
{
	struct run run;
	bool good;

	run_init(&run, options, request, result);

	*result = (struct operate_result){.remaining = request->entries, .state = JOB_FAILED};
	good = run_open(&run, error) && run_may(&run, error) && run_audit(&run, "begun", error) &&
		begin_journal(&run, error);
	if (good) {
		result->state = JOB_RUNNING;
		good = run_work(&run, error) || run_stop(&run, error);
	}
	run_close(&run);
	return good;
}
