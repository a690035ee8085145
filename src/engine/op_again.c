#include "op_job.h"
#include "op_permit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/entry_file.h"
#include "op_file.h"
#include "ops/runs.h"
#include "wire/address.h"

enum { SENTENCE_BYTES_MAX = 256 };

/* A job that was begun before. */
struct again {
	struct run run;
	struct request request;
	enum job_state state;
	bool stump; /* a journal of it is here and tells nothing */
	bool begun; /* something may have been written */
};

static bool find_on_server(struct again *again, const char *job, struct error *error)
{
	again->begun = true;
	return job_marker_request(
		again->run.options->config, job, &again->request, &again->state, error);
}

/* The journal goes on behind its last whole record. */
static bool open_journal(struct again *again, const char *job, struct error *error)
{
	struct run *run = &again->run;
	struct journal journal;
	bool good;

	if (!journal_file_open(&run->journal, job, error) ||
		!journal_file_load(&run->journal, &run->loaded, error)) {
		return false;
	}
	good = journal_read(&journal, buf_text(&run->loaded), NULL, NULL, error);
	if (good) {
		again->request = journal.request;
		request_init(&journal.request);
		again->state = journal.state;
		again->begun = journal.open || journal.done + journal.failed + journal.skipped > 0;
		run->seq = journal.records;
		good = journal_file_cut(&run->journal, journal.whole, error);
	}
	journal_finish(&journal);
	return good;
}

static bool has_begun(struct text bytes, struct error *error)
{
	struct journal journal;
	bool begun = journal_read(&journal, bytes, NULL, NULL, error);

	journal_finish(&journal);
	return begun;
}

/* Where a journal is here and tells what the job is. One that was cut off before its first record
 * was whole belongs to a job that never existed. */
static bool find(struct again *again, const char *job, struct error *error)
{
	struct buf bytes;
	bool busy, there, whole;

	if (!job_id_valid(text_of(job))) {
		return error_set(error, ERROR_USAGE, "a JOB is 26 letters and digits");
	}
	buf_init(&bytes, JOURNAL_BYTES_MAX);
	there = journal_peek(job, &bytes, &busy);
	struct error why = {.code = ERROR_NONE};
	whole = there && has_begun(buf_text(&bytes), &why);
	buf_finish(&bytes);
	again->stump = there && !whole;
	if (whole) {
		return open_journal(again, job, error);
	}
	if (why.code == ERROR_REFUSED) {
		return error_set(error, why.code, "the journal of job %s: %s", job, why.text);
	}
	return find_on_server(again, job, error);
}

/* A server that was killed behind the end of a job may have lost that end, and some of what was
 * before it: by its marker the job has not ended. */
static bool lost_its_end(struct again *again)
{
	struct talk *talk;
	struct job_marker marker;
	struct error none = {.code = ERROR_NONE};
	bool lost = false;

	if (again->run.journal.fd < 0 || (again->state != JOB_DONE && again->state != JOB_FAILED)) {
		return false;
	}
	job_marker_of(&marker, &again->request);
	talk = talk_open(again->run.options->config, CONN_READ, &none);
	if (talk != NULL && talk_ready(talk, 0, &none) && job_marker_look(talk, &marker, &none)) {
		lost = marker.found && !marker.expires;
	}
	talk_close(talk);
	job_marker_finish(&marker);
	return lost;
}

static bool begin(struct again *again, const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error)
{
	*again = (struct again){.state = JOB_STOPPED};
	request_init(&again->request);
	run_init(&again->run, options, &again->request, result);
	if (!find(again, job, error)) {
		return false;
	}
	again->state = lost_its_end(again) ? JOB_STOPPED : again->state;
	return true;
}

/* By its address, or, as there are tunnels, by its process; of what was planned before these were
 * kept nothing is known. */
static bool was_planned_here(const struct again *again)
{
	struct text server = request_text(&again->request, REQUEST_SERVER);
	struct text process = request_text(&again->request, REQUEST_SERVER_RUN);
	struct address address;
	struct error none;
	bool here = !address_parse(text_of(again->run.options->config->url), &address, &none) ||
		server.length == 0 || text_is(server, address.shown) || process.length == 0 ||
		text_is(process, again->run.server.run_id);

	address_finish(&address);
	return here;
}

/* As much as was written must be known to the server; and what has not begun, begins where it was
 * planned. */
static bool check_marker(struct again *again, struct error *error)
{
	struct text server = request_text(&again->request, REQUEST_SERVER);
	struct buf plan;
	bool found, good;

	buf_init(&plan, KEY_BYTES_MAX);
	good = run_marker_get(&again->run, "plan", &plan, &found, error);
	buf_finish(&plan);
	if (!good || found) {
		return good;
	}
	if (again->begun) {
		return error_set(error, ERROR_REFUSED,
			"the server has no marker of this job any more: what was written cannot be "
			"told, and nothing is written again");
	}
	return was_planned_here(again) ||
		error_set(error, ERROR_REFUSED,
			"this job was planned for another server (%.*s), and nothing of it is on "
			"this one",
			(int)(server.length < SENTENCE_BYTES_MAX ? server.length
								 : SENTENCE_BYTES_MAX),
			server.at);
}

static bool go_on(struct again *again, struct error *error)
{
	struct run *run = &again->run;

	if (run->journal.fd < 0) {
		bool good = again->stump
			? journal_file_open(&run->journal, again->request.job, error) &&
				journal_file_cut(&run->journal, 0, error)
			: journal_file_create(&run->journal, again->request.job, error);
		if (!good) {
			return false;
		}
		journal_begin(&run->record, run->seq, &again->request);
		if (!run_journal(run, error)) {
			return false;
		}
	}
	if (!check_marker(again, error)) {
		return false;
	}
	run->result->state = JOB_RUNNING;
	return run_work(run, error) || run_stop(run, error);
}

bool operate_resume(const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error)
{
	struct again again;
	bool good = begin(&again, options, job, result, error);

	*result = (struct operate_result){.remaining = again.request.entries, .state = again.state};
	if (good && job_state_has_ended(again.state)) {
		good = error_set(error, ERROR_REFUSED, "the job has ended: it is %s",
			job_state_name(again.state));
	}
	good = good && run_open(&again.run, error);
	if (good && (again.run.op->flags & OP_FILE) != 0) {
		good = op_file_again(&again.request, options->file, error);
	}
	good = good && run_may(&again.run, error) && run_audit(&again.run, "resumed", error) &&
		go_on(&again, error);
	run_close(&again.run);
	entry_file_close(again.request.file);
	request_finish(&again.request);
	return good;
}

/* --- the way back --- */

/* The copies of the batch behind a position, by the marker's own list. */
static bool next_by_marker(struct run *run, struct error *error)
{
	char field[ID_TEXT_MAX + 4], id[ID_TEXT_MAX];
	struct batch *batch = run->batch;
	struct buf kept;
	bool found, good;

	batch->count = 0;
	batch->after = run->position;
	snprintf(field, sizeof field, "b|%s", id_format(id, run->position));
	buf_init(&kept, KEY_BYTES_MAX);
	good = run_marker_get(run, field, &kept, &found, error);
	if (good && found) {
		struct runs runs = {.rest = buf_text(&kept)};
		struct item item = {.deliveries = -1};

		good = id_parse(text_cut(&runs.rest, ' '), &run->position);
		text_cut(&runs.rest, ' ');
		while (batch->count < BATCH_ENTRIES_MAX && runs_next(&runs, &item.id)) {
			batch->items[batch->count++] = item;
		}
		good = (good && batch->count > 0) ||
			error_set(error, ERROR_FAILED, "the marker of the job was altered");
	}
	buf_finish(&kept);
	return good;
}

static bool next_back(struct run *run, struct error *error)
{
	if ((run->op->flags & OP_POSITION) != 0) {
		return next_by_marker(run, error);
	}
	return feed_next(run->feed, run->batch, error);
}

/* From the beginning: what is taken back already is passed over. */
static bool begin_back(struct run *run, struct error *error)
{
	struct operate_result *result = run->result;

	result->done = result->failed = result->skipped = result->again = 0;
	run->position = (struct id){0, 0};
	run->stale = false;
	feed_destroy(run->feed);
	run->feed = feed_create(&(struct feed_options){.talk = run->talk,
					.config = run->options->config,
					.request = run->request,
					.entries = (run->op->flags & OP_BACK) != 0},
		error);
	return run->feed != NULL;
}

/* To the end, or until the server turns out to be stale. */
static bool take_back(struct run *run, struct error *error)
{
	if (!begin_back(run, error)) {
		return false;
	}
	run_begin_pace(run);
	for (;;) {
		if (!run_keep_rate(run, error) || !run_know_server(run, error)) {
			return false;
		}
		if (run->stale) {
			return true;
		}
		if (!next_back(run, error)) {
			return false;
		}
		if (run->batch->count == 0) {
			return true;
		}
		if (!run_batch(run, error)) {
			return run_has_gone_back(run, error);
		}
		run_tell(run);
	}
}

static bool finish_back(struct run *run, struct error *error)
{
	const struct operate_result *result = run->result;
	bool whole = result->failed + result->skipped == 0;
	char sentence[SENTENCE_BYTES_MAX];

	run->result->remaining = 0;
	snprintf(sentence, sizeof sentence, "%s: %" PRIu64 " taken back, %" PRIu64 " not",
		whole ? "undone" : "undone in part", result->done,
		result->failed + result->skipped);
	return run_end(run, whole ? JOB_UNDONE : JOB_DONE, sentence, error) &&
		(whole || run->stale ||
			error_set(error, ERROR_FAILED,
				"%" PRIu64 " could not be taken back, %" PRIu64 " were",
				result->failed + result->skipped, result->done));
}

static bool undo(struct again *again, struct error *error)
{
	struct run *run = &again->run;

	if (run->op->unbuild == NULL) {
		return error_set(error, ERROR_REFUSED, "there is no undo of %s", run->op->name);
	}
	if (run->plain) {
		return error_set(
			error, ERROR_REFUSED, "there is no undo of what was done without scripts");
	}
	run->back = again->begun = true;
	if ((!run->plain && !op_permit_script(run->talk, run->op, error)) ||
		!check_marker(again, error) || !run_audit(run, "undo begun", error)) {
		return false;
	}
	do {
		if (!take_back(run, error) || (!run->stale && !finish_back(run, error))) {
			return false;
		}
	} while (run->stale);
	return true;
}

bool operate_undo(const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error)
{
	struct again again;
	bool good = begin(&again, options, job, result, error);

	*result = (struct operate_result){.remaining = again.request.entries, .state = again.state};
	if (good && again.state == JOB_UNDONE) {
		good = error_set(error, ERROR_REFUSED, "the job is undone already");
	}
	good = good && run_open(&again.run, error) && undo(&again, error);
	run_close(&again.run);
	request_finish(&again.request);
	return good;
}

bool operate_cancel(const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error)
{
	struct again again;
	bool good = begin(&again, options, job, result, error);

	*result = (struct operate_result){.remaining = again.request.entries, .state = again.state};
	if (good && job_state_has_ended(again.state)) {
		good = error_set(error, ERROR_REFUSED, "the job has ended: it is %s",
			job_state_name(again.state));
	}
	good = good && run_open(&again.run, error);
	do {
		again.run.stale = false;
		good = good &&
			run_end(&again.run, JOB_CANCELLED, "cancelled: what was written stays",
				error);
	} while (good && again.run.stale);
	run_close(&again.run);
	request_finish(&again.request);
	return good;
}
