#include "job_marks_private.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"

enum {
	STEP_MS = 25, /* between two steps of a walk: 1 % of a server's time */
	AGAIN_MS = 2000,
	HASH_COUNT = 500,
};

static struct mark_asked *begin(
	struct job_marks *marks, enum mark_question question, int64_t now_ms)
{
	struct mark_asked *asked = mem_alloc(1, sizeof *asked);

	asked->marks = marks;
	asked->question = question;
	asked->asked_ms = now_ms;
	job_marker_init(&asked->marker);
	marks->asked = asked;
	return asked;
}

static void send_one(struct mark_asked *asked, struct conn *conn, struct command *command)
{
	struct error error = {.code = ERROR_NONE};

	asked->left++;
	if (!conn_send(conn, command, mark_answered, asked, &error)) {
		asked->left--;
		asked->error = error;
	}
	command_finish(command);
}

/* What could not be sent is answered here. */
static void end_sending(struct mark_asked *asked)
{
	if (asked->left == 0) {
		mark_settle(asked);
	}
}

static void ask_step(struct job_marks *marks, struct conn *conn, int64_t now_ms)
{
	struct mark_asked *asked = begin(marks, ASK_STEP, now_ms);
	struct command command;

	marks->step_ms = now_ms;
	command_init(&command);
	command_add_string(&command, "SCAN");
	command_add_string(&command, marks->cursor);
	command_words(&command, "MATCH *:rm:job:* COUNT");
	command_add_i64(&command, MARK_SCAN_COUNT);
	send_one(asked, conn, &command);
	end_sending(asked);
}

static void ask_marker(struct job_marks *marks, struct conn *conn, struct text key, int64_t now_ms)
{
	struct mark_asked *asked = begin(marks, ASK_MARKER, now_ms);
	char job[JOB_ID_MAX] = "";

	asked->of_job = key_is_job(key, job) && *marks->job != '\0' && strcmp(job, marks->job) == 0;
	for (size_t i = 0; i < JOB_MARKER_COMMANDS; i++) {
		struct command command;

		job_marker_command(&command, i, key);
		send_one(asked, conn, &command);
	}
	end_sending(asked);
}

static void ask_items(struct job_marks *marks, struct conn *conn, struct text key, int64_t now_ms)
{
	struct mark_asked *asked = begin(marks, ASK_ITEMS, now_ms);
	struct command command;

	asked->of_job = true;
	command_init(&command);
	command_add_string(&command, "HSCAN");
	command_add(&command, key);
	command_add_string(&command, marks->items_cursor);
	command_words(&command, "COUNT");
	command_add_i64(&command, HASH_COUNT);
	send_one(asked, conn, &command);
	end_sending(asked);
}

/* Where the marker of the one that is looked at stands; empty: not known. */
static void find_key(const struct job_marks *marks, struct buf *key)
{
	const struct job_row *row = job_list_find(model_jobs(marks->model), text_of(marks->job));
	struct text beside = buf_text(&marks->beside);

	if (row != NULL) {
		beside = row->target.length > 0 ? row->target : row->topic;
	}
	if (beside.length > 0) {
		key_job(key, beside, marks->job);
	}
}

static void job_turn(struct job_marks *marks, struct conn *conn, int64_t now_ms)
{
	bool due = marks->job_ms == 0 || now_ms - marks->job_ms >= AGAIN_MS;
	struct buf key;

	if (!marks->reading && !due) {
		return;
	}
	buf_init(&key, KEY_BYTES_MAX);
	find_key(marks, &key);
	if (key.length == 0) {
		marks->job_ms = now_ms;
		marks_tell_close(marks, true, false, NULL);
	} else if (marks->reading) {
		ask_items(marks, conn, buf_text(&key), now_ms);
	} else {
		marks->job_ms = now_ms;
		ask_marker(marks, conn, buf_text(&key), now_ms);
	}
	buf_finish(&key);
}

/* The next of those that had not ended; false where there is none. */
static bool ask_again(struct job_marks *marks, struct conn *conn, int64_t now_ms)
{
	const struct job_row *row;
	struct buf key;

	if (marks->again == 0 && now_ms - marks->again_ms < AGAIN_MS && marks->again_ms > 0) {
		return false;
	}
	marks->again_ms = marks->again == 0 ? now_ms : marks->again_ms;
	while ((row = job_list_at(model_jobs(marks->model), marks->again)) != NULL) {
		char job[JOB_ID_MAX];

		marks->again++;
		if (row->local || row->ended || row->job.length >= JOB_ID_MAX) {
			continue;
		}
		snprintf(job, sizeof job, "%.*s", (int)row->job.length, row->job.at);
		buf_init(&key, KEY_BYTES_MAX);
		key_job(&key, row->target.length > 0 ? row->target : row->topic, job);
		ask_marker(marks, conn, buf_text(&key), now_ms);
		buf_finish(&key);
		return true;
	}
	marks->again = 0;
	return false;
}

static void walk(struct job_marks *marks, struct conn *conn, int64_t now_ms)
{
	struct unpack from = {.rest = text_from(marks->keys.at + marks->keys_at,
				      marks->keys.length - marks->keys_at)};

	if (!marks->walking && now_ms >= marks->next_walk_ms) {
		marks->walking = true;
		marks->walked_ms = now_ms;
		marks->looked = 0;
		marks->keys_at = 0;
		buf_reset(&marks->keys);
		snprintf(marks->cursor, sizeof marks->cursor, "0");
		marks_tell_walk(marks, true, false, NULL);
		ask_step(marks, conn, now_ms);
	} else if (marks->walking && from.rest.length > 0) {
		struct text key = unpack_text(&from);

		marks->keys_at = marks->keys.length - from.rest.length;
		ask_marker(marks, conn, key, now_ms);
	} else if (marks->walking && text_is(text_of(marks->cursor), "0")) {
		marks_end_walk(marks, now_ms, NULL);
	} else if (marks->walking && now_ms - marks->step_ms >= STEP_MS) {
		marks_tell_walk(marks, false, false, NULL);
		ask_step(marks, conn, now_ms);
	}
}

void job_marks_turn(struct job_marks *marks, struct conn *conn, int64_t now_ms)
{
	if (marks->asked == NULL && *marks->job != '\0') {
		job_turn(marks, conn, now_ms);
	}
	if (marks->asked == NULL && marks->list && !ask_again(marks, conn, now_ms)) {
		walk(marks, conn, now_ms);
	}
}
