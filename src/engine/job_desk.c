#include "job_desk.h"

#include <stdio.h>
#include <string.h>

#include "op_job.h"

enum { LOOK_MS = 1000, LOOK_TIMES = 10, SOON_MS = 5 };

void job_desk_init(struct job_desk *desk)
{
	buf_init(&desk->beside, KEY_BYTES_MAX);
	desk->marks.model = desk->model;
	desk->marks.tell = desk->tell;
	desk->marks.arg = desk->arg;
	job_marks_init(&desk->marks);
}

void job_desk_finish(struct job_desk *desk)
{
	desk->closed = true;
	job_files_destroy(desk->files);
	desk->files = NULL;
	job_marks_finish(&desk->marks);
	buf_finish(&desk->beside);
}

bool job_desk_wants(const struct job_desk *desk)
{
	return desk->list || *desk->job != '\0';
}

void job_desk_set(struct job_desk *desk, const struct interest_log *log)
{
	char job[JOB_ID_MAX] = "";

	if (job_id_valid(log->job)) {
		snprintf(job, sizeof job, "%.*s", (int)log->job.length, log->job.at);
	}
	if (strcmp(job, desk->job) != 0) {
		snprintf(desk->job, sizeof desk->job, "%s", job);
		desk->knows = desk->local = false;
		desk->next_ms = 0;
	}
	buf_reset(&desk->beside);
	buf_add_text(&desk->beside, log->beside);
	desk->next_ms = log->jobs && !desk->list ? 0 : desk->next_ms;
	desk->list = log->jobs;
	job_marks_set_list(&desk->marks, desk->list, log->jobs_turn);
}

static void tell_job(struct job_desk *desk, const struct job_found *found)
{
	const struct journal *journal = &found->journal;
	const struct job_row *before = job_list_find(model_jobs(desk->model), text_of(found->job));
	uint64_t settled = journal->done + journal->failed + journal->skipped;
	struct job_row row = {.local = true,
		.state = text_of(job_state_name(journal->state)),
		.ended = job_state_has_ended(journal->state),
		.done = journal->done,
		.failed = journal->failed,
		.skipped = journal->skipped};
	struct fact fact = {.kind = FACT_JOB, .job_row = found->fresh ? &row : before};
	struct buf selected;

	buf_init(&selected, KEY_BYTES_MAX);
	if (found->fresh) {
		job_row_fill(&row, &journal->request, &selected);
		row.remaining = job_remaining(&journal->request, journal->state, settled);
	}
	if (fact.job_row != NULL) {
		desk->tell(desk->arg, &fact);
	}
	buf_finish(&selected);
}

static void tell_entries(struct job_desk *desk, const struct job_seen *seen)
{
	if (strcmp(seen->job, desk->job) != 0 || *desk->job == '\0') {
		return;
	}
	desk->knows = true;
	desk->local = seen->has_journal;
	if (seen->items != NULL && desk->local) {
		job_items_tell(seen->items,
			&(struct fact){.kind = FACT_JOB_READ,
				.job = text_of(desk->job),
				.job_read = {.local = true, .more = seen->more}},
			desk->tell, desk->arg);
	}
}

static void on_seen(void *arg, const struct job_seen *seen)
{
	struct job_desk *desk = arg;
	struct fact fact = {.kind = FACT_JOBS_READ, .jobs_read = {.begins = true}};
	int64_t pause_ms = seen->took_ms * LOOK_TIMES;

	desk->next_ms = (int64_t)uv_now(desk->loop) + (pause_ms > LOOK_MS ? pause_ms : LOOK_MS);
	if (seen->all) {
		desk->tell(desk->arg, &fact);
	}
	for (size_t i = 0; i < seen->count; i++) {
		tell_job(desk, &seen->jobs[i]);
	}
	if (seen->all) {
		fact.jobs_read = (struct fact_jobs_read){.ends = true};
		desk->tell(desk->arg, &fact);
	}
	tell_entries(desk, seen);
}

static void files_turn(struct job_desk *desk, int64_t now_ms)
{
	const struct job_close *close_up = job_list_close_up(model_jobs(desk->model));

	if (desk->files == NULL) {
		desk->files = job_files_create(desk->loop, on_seen, desk);
	}
	if (now_ms >= desk->next_ms &&
		job_files_look(
			desk->files, desk->list, desk->job, !text_is(close_up->job, desk->job))) {
		desk->next_ms = INT64_MAX;
	}
}

int64_t job_desk_turn(struct job_desk *desk, struct conn *conn, int64_t now_ms)
{
	if (!job_desk_wants(desk)) {
		return -1;
	}
	files_turn(desk, now_ms);
	job_marks_set_job(&desk->marks, desk->knows && !desk->local ? desk->job : "",
		buf_text(&desk->beside));
	if (conn != NULL) {
		job_marks_turn(&desk->marks, conn, now_ms);
	}
	return conn != NULL && (desk->marks.walking || desk->marks.reading) ? SOON_MS : -1;
}

void job_desk_drop(struct job_desk *desk)
{
	job_marks_drop(&desk->marks);
}

void job_desk_refresh(struct job_desk *desk)
{
	desk->next_ms = desk->next_ms == INT64_MAX ? INT64_MAX : 0;
	job_marks_refresh(&desk->marks);
}
