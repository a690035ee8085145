/* What the job of the screen `job` is, and what is on record of it. */
#include <stdio.h>

#include "base/number.h"
#include "events_when.h"
#include "job_private.h"
#include "panel.h"

enum { LABEL_CELLS = 9, RESULT_BYTES = 200 };

static int draw_line(
	struct canvas *inside, int y, const char *label, enum role role, struct text line)
{
	if (line.length == 0 || y >= inside->height) {
		return y;
	}
	canvas_text(inside, 1, y, LABEL_CELLS, ROLE_MUTED, text_of(label));
	canvas_text(inside, 1 + LABEL_CELLS, y, inside->width - LABEL_CELLS - 2, role, line);
	return y + 1;
}

static void say_when(char when[WHEN_MAX], const struct model *model, int64_t at_ms)
{
	int64_t now_ms;

	snprintf(when, WHEN_MAX, "?");
	if (at_ms > 0) {
		when_say(when, (uint64_t)at_ms, model_server_now_ms(model, &now_ms) ? now_ms : 0);
	}
}

static int draw_job(
	const struct job_row *row, const struct model *model, int y, struct canvas *inside)
{
	char words[JOB_WORDS_MAX], who[JOB_WORDS_MAX], when[WHEN_MAX];

	job_say_counts(words, row);
	y = draw_line(inside, y, "result", job_state_role(row->state), text_of(words));
	job_say_object(words, row);
	y = draw_line(inside, y, "on", ROLE_TEXT, text_of(words));
	y = draw_line(inside, y, "entries", ROLE_TEXT, row->selected);
	job_say_who(who, row->who, row->host);
	say_when(when, model, row->started_ms);
	snprintf(words, sizeof(words), "%.400s, planned at %s UTC%s%.*s, kept %s", who, when,
		row->server.length > 0 ? " for " : "", (int)row->server.length,
		row->server.length > 0 ? row->server.at : "",
		row->local ? "in a journal here" : "by its marker on the server alone");
	y = draw_line(inside, y, "by", ROLE_TEXT, text_of(words));
	return draw_line(inside, y, "reason", ROLE_TEXT, row->reason);
}

/* Where neither journal nor marker is left, the records are all there is. */
static int draw_record(
	const struct log_row *record, const struct model *model, int y, struct canvas *inside)
{
	char words[JOB_WORDS_MAX], who[JOB_WORDS_MAX], when[WHEN_MAX];
	struct text result = record->as.result;

	say_when(when, model, record->as.at_ms);
	job_say_who(who, record->as.who, record->as.host);
	result.length = result.length < RESULT_BYTES ? result.length : RESULT_BYTES;
	snprintf(words, sizeof(words), "%s  %.400s  %.*s", when, who, (int)result.length,
		result.length > 0 ? result.at : "");
	return draw_line(
		inside, y, "record", record->broken ? ROLE_CRIT : ROLE_MUTED, text_of(words));
}

void job_draw_head(
	const struct job_screen *screen, const struct model *model, struct canvas *inside)
{
	const struct job_row *row = job_list_find(model_jobs(model), screen->job.job);
	struct log_row record;
	int y = 0;

	if (row) {
		y = draw_job(row, model, y, inside);
	}
	for (size_t i = 0; i < screen->record_count; i++) {
		if (!log_list_get(model_log(model), screen->records[i], &record)) {
			continue;
		}
		if (i == 0 && !row) {
			y = draw_line(inside, y, "on", ROLE_TEXT, record.as.topic);
			y = draw_line(inside, y, "reason", ROLE_TEXT, record.as.reason);
		}
		if (i == 0) {
			y = draw_line(inside, y, "plan", ROLE_MUTED, record.as.plan_sha256);
		}
		y = draw_record(&record, model, y, inside);
	}
}
