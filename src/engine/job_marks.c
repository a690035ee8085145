#include "job_marks.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "job_marks_private.h"

enum {
	WALK_MS = 10000, /* between two walks, or so many times as long as one took */
	WALK_TIMES = 20,
	KEYS_BYTES_MAX = 1 << 20,
};

void job_marks_init(struct job_marks *marks)
{
	buf_init(&marks->keys, KEYS_BYTES_MAX);
	buf_init(&marks->beside, KEY_BYTES_MAX);
}

void job_marks_drop(struct job_marks *marks)
{
	if (marks->asked != NULL) {
		marks->asked->marks = NULL;
		marks->asked = NULL;
	}
}

void job_marks_finish(struct job_marks *marks)
{
	job_marks_drop(marks);
	job_items_finish(&marks->items);
	buf_finish(&marks->keys);
	buf_finish(&marks->beside);
}

void job_marks_set_list(struct job_marks *marks, bool list, unsigned turn)
{
	if (list && turn != marks->turn) {
		marks->turn = turn;
		marks->next_walk_ms = 0;
	}
	marks->list = list;
}

void job_marks_set_job(struct job_marks *marks, const char *job, struct text beside)
{
	if (strcmp(job, marks->job) != 0) {
		snprintf(marks->job, sizeof marks->job, "%s", job);
		marks->reading = false;
		marks->job_ms = 0;
		job_items_finish(&marks->items);
	}
	if (!text_equal(beside, buf_text(&marks->beside))) {
		buf_reset(&marks->beside);
		buf_add_text(&marks->beside, beside);
	}
}

void job_marks_refresh(struct job_marks *marks)
{
	marks->next_walk_ms = marks->job_ms = marks->again_ms = 0;
}

void marks_tell_walk(struct job_marks *marks, bool begins, bool ends, const struct error *error)
{
	struct fact fact = {.kind = FACT_JOBS_READ,
		.jobs_read = {.begins = begins,
			.ends = ends,
			.on_server = true,
			.looked = marks->looked}};

	if (error != NULL && error->code != ERROR_NONE) {
		fact.outcome = error->code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
		fact.error = *error;
	}
	marks->tell(marks->arg, &fact);
}

void marks_tell_close(struct job_marks *marks, bool absent, bool more, const struct error *error)
{
	struct fact fact = {.kind = FACT_JOB_READ,
		.job = text_of(marks->job),
		.job_read = {.absent = absent, .more = more}};

	if (error != NULL) {
		fact.outcome = error->code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
		fact.error = *error;
	}
	if (error != NULL &&
		text_is(job_list_close_up(model_jobs(marks->model))->job, marks->job)) {
		/* What was read of it before is still what is known. */
		fact.job_read.ends = true;
		marks->tell(marks->arg, &fact);
	} else {
		job_items_tell(&marks->items, &fact, marks->tell, marks->arg);
	}
	job_items_finish(&marks->items);
	marks->reading = false;
}

void marks_end_walk(struct job_marks *marks, int64_t now_ms, const struct error *error)
{
	int64_t pause_ms = (now_ms - marks->walked_ms) * WALK_TIMES;

	marks->walking = false;
	marks->next_walk_ms = now_ms + (pause_ms > WALK_MS ? pause_ms : WALK_MS);
	marks_tell_walk(marks, false, true, error);
}

static void take_step(struct mark_asked *asked, const struct reply *reply)
{
	struct job_marks *marks = asked->marks;
	const struct reply *keys = reply_item(reply, 1);
	struct text cursor = text_of("0"), key;
	char job[JOB_ID_MAX];

	reply_text(reply_item(reply, 0), &cursor);
	buf_reset(&marks->keys);
	marks->keys_at = 0;
	for (size_t i = 0; keys != NULL && i < keys->count; i++) {
		if (reply_text(&keys->items[i], &key) && key_is_job(key, job)) {
			pack_text(&marks->keys, key);
		}
	}
	marks->looked += MARK_SCAN_COUNT;
	snprintf(marks->cursor, sizeof marks->cursor, "%.*s", (int)cursor.length, cursor.at);
}

static bool tell_marker(struct job_marks *marks, const struct job_marker *marker)
{
	struct request request;
	struct error none = {.code = ERROR_NONE};
	struct job_row row = {.state = text_of(job_state_name(marker->state)),
		.ended = job_state_has_ended(marker->state),
		.done = marker->done};
	struct buf selected;
	bool good;

	request_init(&request);
	buf_init(&selected, KEY_BYTES_MAX);
	good = request_unpack(&request, buf_text(&marker->plan), &none);
	if (good) {
		job_row_fill(&row, &request, &selected);
		row.remaining = job_remaining(&request, marker->state, marker->done);
		marks->tell(marks->arg, &(struct fact){.kind = FACT_JOB, .job_row = &row});
	}
	buf_finish(&selected);
	request_finish(&request);
	return good;
}

/* The entries are read again where there may be others. */
static void take_marker(struct mark_asked *asked)
{
	struct job_marks *marks = asked->marks;
	const struct job_close *close_up = job_list_close_up(model_jobs(marks->model));
	bool known = asked->marker.found && tell_marker(marks, &asked->marker);
	bool told = close_up->ended && !close_up->absent && !close_up->failed &&
		text_is(close_up->job, marks->job);

	if (!asked->of_job) {
		return;
	}
	if (!known) {
		marks_tell_close(marks, true, false, NULL);
	} else if (!told || marks->told_done != asked->marker.done) {
		marks->told_done = asked->marker.done;
		marks->reading = true;
		marks->items_read = 0;
		job_items_finish(&marks->items);
		snprintf(marks->items_cursor, sizeof marks->items_cursor, "0");
	}
}

static void take_items(struct mark_asked *asked, const struct reply *reply)
{
	struct job_marks *marks = asked->marks;
	const struct reply *fields = reply_item(reply, 1);
	struct text cursor = text_of("0"), field, value;
	struct fact_job_item item;
	bool more;

	reply_text(reply_item(reply, 0), &cursor);
	for (size_t i = 0; fields != NULL && i + 1 < fields->count; i += 2) {
		item = (struct fact_job_item){.fate = JOB_FATE_DONE};
		if (reply_text(&fields->items[i], &field) &&
			reply_text(&fields->items[i + 1], &value) &&
			job_marker_field(field, &item.source, &item.id)) {
			if (!id_parse(value, &item.new_id)) {
				item.new_id = (struct id){0, 0};
			}
			job_items_add(&marks->items, &item);
		}
		marks->items_read++;
	}
	snprintf(marks->items_cursor, sizeof marks->items_cursor, "%.*s", (int)cursor.length,
		cursor.at);
	more = !text_is(cursor, "0");
	if (!more || marks->items_read > JOB_ITEMS_MAX) {
		marks_tell_close(marks, false, more, NULL);
	}
}

static void fail(struct mark_asked *asked, int64_t now_ms)
{
	struct job_marks *marks = asked->marks;

	if (asked->of_job) {
		marks_tell_close(marks, false, false, &asked->error);
	} else if (asked->question == ASK_STEP) {
		marks_end_walk(marks, now_ms, &asked->error);
	}
}

void mark_settle(struct mark_asked *asked)
{
	struct job_marks *marks = asked->marks;

	if (marks != NULL) {
		marks->asked = NULL;
		if (asked->error.code != ERROR_NONE) {
			fail(asked, asked->asked_ms);
		} else if (asked->question == ASK_MARKER) {
			take_marker(asked);
		} else if (asked->question == ASK_STEP && text_is(text_of(marks->cursor), "0") &&
			marks->keys.length == 0) {
			marks_end_walk(marks, asked->asked_ms, NULL);
		}
	}
	job_marker_finish(&asked->marker);
	mem_free(asked);
}

void mark_answered(void *arg, const struct reply *reply, const struct error *error)
{
	struct mark_asked *asked = arg;
	size_t at = asked->at++;

	if (reply == NULL) {
		error_set(&asked->error, ERROR_CONNECT, "%s", error->text);
	} else if (reply->kind == REPLY_ERROR) {
		error_set(&asked->error, ERROR_FAILED, "%.*s",
			(int)(reply->text.length < ERROR_TEXT_MAX ? reply->text.length
								  : ERROR_TEXT_MAX - 1),
			reply->text.at);
	} else if (asked->marks != NULL && asked->error.code == ERROR_NONE) {
		switch (asked->question) {
		case ASK_STEP:
			take_step(asked, reply);
			break;
		case ASK_MARKER:
			job_marker_answer(&asked->marker, at, reply);
			break;
		case ASK_ITEMS:
			take_items(asked, reply);
			break;
		}
	}
	if (--asked->left == 0) {
		mark_settle(asked);
	}
}
