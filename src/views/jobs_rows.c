/* The rows of the screen `jobs`: what a cell looks like, what comes before what. */
#include <string.h>

#include "base/number.h"
#include "events_when.h"
#include "jobs_private.h"

const struct table_column jobs_titles[JOBS_COLUMNS] = {
	[JOBS_STATE] = {.name = "state", .title = "STATE", .min = 9, .preferred = 9},
	[JOBS_OPERATION] = {.name = "operation",
		.title = "OPERATION",
		.min = 11,
		.preferred = 14,
		.ascending = true},
	[JOBS_OBJECT] = {.name = "object",
		.title = "OBJECT",
		.min = 16,
		.preferred = 28,
		.weight = 2,
		.ascending = true},
	[JOBS_PROGRESS] = {.name = "progress", .title = "PROGRESS", .min = 11, .preferred = 15},
	[JOBS_DONE] =
		{.name = "done", .title = "DONE", .min = 6, .preferred = 7, .align = ALIGN_RIGHT},
	[JOBS_STARTED] =
		{.name = "started", .title = "STARTED", .min = 12, .preferred = 12, .priority = 1},
	[JOBS_WHO] = {.name = "who",
		.title = "WHO",
		.min = 8,
		.preferred = 14,
		.priority = 2,
		.weight = 1,
		.ascending = true},
	[JOBS_WHERE] = {.name = "where",
		.title = "KEPT",
		.min = 6,
		.preferred = 6,
		.priority = 3,
		.ascending = true},
	[JOBS_JOB] = {.name = "job",
		.title = "JOB",
		.min = 8,
		.preferred = 26,
		.priority = 4,
		.ascending = true},
};

const struct job_row *jobs_row_at(const struct jobs_screen *screen, size_t row)
{
	return screen->model && row < screen->count
		? job_list_find(model_jobs(screen->model), text_of(screen->keys[row]))
		: NULL;
}

static size_t source_count(const void *data)
{
	return ((const struct jobs_screen *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	return text_of(((const struct jobs_screen *)data)->keys[row]);
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static double share_of(const struct job_row *row)
{
	uint64_t settled = row->done + row->skipped + row->failed;

	return settled + row->remaining == 0 ? 1
					     : (double)settled / (double)(settled + row->remaining);
}

static int compare_state(const struct job_row *a, const struct job_row *b)
{
	int ranks = job_state_rank(a->state) - job_state_rank(b->state);

	return ranks != 0 ? ranks : order(a->started_ms, b->started_ms);
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct job_row *left = jobs_row_at(data, a), *right = jobs_row_at(data, b);

	if (!left || !right) {
		return (left != NULL) - (right != NULL);
	}
	switch (column) {
	case JOBS_OPERATION:
		return text_compare(left->operation, right->operation);
	case JOBS_OBJECT:
		return text_compare(left->topic, right->topic);
	case JOBS_PROGRESS:
		return (share_of(left) > share_of(right)) - (share_of(left) < share_of(right));
	case JOBS_DONE:
		return order((int64_t)left->done, (int64_t)right->done);
	case JOBS_STARTED:
		return order(left->started_ms, right->started_ms);
	case JOBS_WHO:
		return text_compare(left->who, right->who);
	case JOBS_WHERE:
		return left->local - right->local;
	case JOBS_JOB:
		return text_compare(left->job, right->job);
	default:
		return compare_state(left, right);
	}
}

static const char *kept(const struct job_row *row)
{
	return row->local ? "here" : "server";
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct job_row *one = jobs_row_at(data, row);

	return one &&
		(text_contains_fold(one->state, filter) || text_contains_fold(one->job, filter) ||
			text_contains_fold(one->operation, filter) ||
			text_contains_fold(one->topic, filter) ||
			text_contains_fold(one->group, filter) ||
			text_contains_fold(one->target, filter) ||
			text_contains_fold(one->reason, filter) ||
			text_contains_fold(one->who, filter) ||
			text_contains_fold(one->host, filter) ||
			text_contains_fold(text_of(kept(one)), filter));
}

static void draw_started(const struct model *model, const struct job_row *row, struct canvas *cell)
{
	char when[WHEN_MAX] = "?";
	int64_t now_ms;

	if (row->started_ms > 0) {
		when_say(when, (uint64_t)row->started_ms,
			model_server_now_ms(model, &now_ms) ? now_ms : 0);
	}
	canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, text_of(when));
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct jobs_screen *screen = data;
	const struct job_row *one = jobs_row_at(screen, row);
	char words[JOB_WORDS_MAX], number[NUMBER_MAX];

	if (!one) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	switch (column) {
	case JOBS_STATE:
		canvas_text(cell, 0, 0, cell->width, job_state_role(one->state), one->state);
		break;
	case JOBS_OPERATION:
		canvas_text(cell, 0, 0, cell->width, ROLE_STRONG, one->operation);
		break;
	case JOBS_OBJECT:
		job_say_object(words, one);
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, text_of(words));
		break;
	case JOBS_PROGRESS:
		job_draw_bar(one, cell);
		break;
	case JOBS_DONE:
		canvas_right(cell, 0, 0, cell->width, one->failed > 0 ? ROLE_WARN : ROLE_TEXT,
			text_of(number_count(number, (int64_t)one->done, cell->width)));
		break;
	case JOBS_STARTED:
		draw_started(screen->model, one, cell);
		break;
	case JOBS_WHO:
		job_say_who(words, one->who, one->host);
		canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, text_of(words));
		break;
	case JOBS_WHERE:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of(kept(one)));
		break;
	default:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, one->job);
	}
}

struct table_source jobs_source(const struct jobs_screen *screen)
{
	return (struct table_source){
		.data = screen,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
	};
}
