/* How far the operation is, and what became of each entry. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "draw/chart.h"
#include "operation_private.h"
#include "panel.h"
#include "say.h"

enum { WORDS_MAX = 600, HEAD_ROWS = 5, ID_CELLS = 22, FATE_CELLS = 9, NAME_BYTES = 60 };

bool operation_shows_run(const struct operation *operation, const struct model *model)
{
	const struct work *work = model_work(model);

	return operation->step == STEP_SHOW && work &&
		(work->stage == WORK_RUNNING || work->stage == WORK_ENDED);
}

bool run_selected(const struct operation *operation, const struct work *work, size_t *at)
{
	uint64_t end = work->items_gone + work->item_count;
	uint64_t wanted = operation->away ? operation->item : end - 1;

	if (work->item_count == 0) {
		return false;
	}
	wanted = wanted < work->items_gone ? work->items_gone : wanted >= end ? end - 1 : wanted;
	*at = (size_t)(wanted - work->items_gone);
	return true;
}

void run_move(struct operation *operation, const struct work *work, int64_t by)
{
	size_t at;
	int64_t wanted;

	if (!run_selected(operation, work, &at)) {
		return;
	}
	wanted = (int64_t)at + by;
	wanted = wanted < 0                           ? 0
		: wanted >= (int64_t)work->item_count ? (int64_t)work->item_count - 1
						      : wanted;
	operation->away = wanted + 1 < (int64_t)work->item_count;
	operation->item = work->items_gone + (uint64_t)wanted;
}

static void say_title(const struct work *work, char *out, size_t size)
{
	struct text topic = say_name(buf_text(&work->topic), NAME_BYTES);
	struct text target = say_name(buf_text(&work->target), NAME_BYTES);

	snprintf(out, size, "%s%s%s %s   %.*s%s%.*s", work->verb, work->verb[0] ? " of " : "",
		work->operation[0] ? work->operation : "job",
		work->stops && work->stage == WORK_RUNNING ? "STOPPING"
			: work->paused                     ? "PAUSED"
			: work->stage == WORK_RUNNING      ? "RUNNING"
							   : (work->state ? work->state : ""),
		(int)topic.length * (work->topic.length > 0), topic.at,
		work->target.length > 0 ? " -> " : "",
		(int)target.length * (work->target.length > 0), target.at);
}

static uint64_t settled_of(const struct work *work)
{
	return work->done + work->skipped + work->failed;
}

static void draw_bar(const struct work *work, const struct model *model, struct canvas *canvas)
{
	uint64_t settled = settled_of(work), whole = settled + work->remaining;
	int64_t end_ms = work->ended_ms > 0 ? work->ended_ms : model_now_ms(model);
	double elapsed_s = (double)(end_ms - work->began_ms) / 1000;
	double per_s = elapsed_s > 0 ? (double)settled / elapsed_s : 0;
	char words[WORDS_MAX], left[NUMBER_MAX], rate[NUMBER_MAX];
	struct canvas bar = canvas_part(canvas, 1, 0, canvas->width / 2, 1);

	chart_bar(&bar, (double)settled, whole > 0 ? (double)whole : 1, ROLE_CHART_FILL);
	snprintf(words, sizeof(words), "%" PRIu64 " of %" PRIu64 "  %.0f%%  %s/s", settled, whole,
		whole > 0 ? 100.0 * (double)settled / (double)whole : 100.0,
		number_rate(rate, per_s, 8));
	if (work->stage == WORK_RUNNING && per_s > 0 && !work->paused) {
		size_t used = strlen(words);

		snprintf(words + used, sizeof(words) - used, "  %s left",
			number_duration(left, (int64_t)((double)work->remaining / per_s * 1000)));
	}
	canvas_text(canvas, canvas->width / 2 + 2, 0, canvas->width / 2 - 3, ROLE_STRONG,
		text_of(words));
}

static void draw_counts(const struct work *work, struct canvas *canvas)
{
	char words[WORDS_MAX], rate[NUMBER_MAX];

	snprintf(words, sizeof(words),
		"done %" PRIu64 "   skipped %" PRIu64 "   failed %" PRIu64 "   remaining %" PRIu64
		"%s",
		work->done, work->skipped, work->failed, work->remaining,
		work->again > 0 ? "   (some had been done before)" : "");
	canvas_text(canvas, 1, 1, canvas->width - 2, work->failed > 0 ? ROLE_CRIT : ROLE_TEXT,
		text_of(words));
	snprintf(words, sizeof(words), "job %s   rate %s%s", work->job,
		work->per_s > 0 ? number_rate(rate, work->per_s, 10) : "as fast as it goes",
		work->per_s > 0 ? "/s at most" : "");
	canvas_text(canvas, 1, 2, canvas->width - 2, ROLE_MUTED, text_of(words));
}

/* How it ended, and what can be done now. */
static void draw_end(const struct work *work, struct canvas *canvas)
{
	char words[WORDS_MAX];
	enum role role = ROLE_INFO;

	if (work->stage == WORK_RUNNING) {
		snprintf(words, sizeof(words), "other screens can be looked at meanwhile%s",
			work->stops ? "; it stops after this batch" : "");
		role = ROLE_MUTED;
	} else if (work->error.code != ERROR_NONE) {
		snprintf(words, sizeof(words), "%s", work->error.text);
		role = ROLE_CRIT;
	} else if (!work->ended) {
		snprintf(words, sizeof(words),
			"%s: `c` goes on from here, `x` ends it as it stands", work->state);
		role = ROLE_WARN;
	} else {
		snprintf(words, sizeof(words), "%s%s", work->state,
			work->unverified > 0 ? "; some could not be compared: a source is gone"
					     : ": each copy was compared with its source");
		if (work->done == 0 || work->verb[0] != '\0' || work->target.length == 0) {
			snprintf(words, sizeof(words), "%s", work->state);
		}
	}
	canvas_text(canvas, 1, 3, canvas->width - 2, role, text_of(words));
}

static void draw_item(const struct work_item *item, bool selected, struct canvas *row)
{
	static const char *const fates[] = {
		[WORK_DONE] = "done", [WORK_SKIPPED] = "SKIPPED", [WORK_FAILED] = "FAILED"};
	static const enum role roles[] = {
		[WORK_DONE] = ROLE_OK, [WORK_SKIPPED] = ROLE_WARN, [WORK_FAILED] = ROLE_CRIT};
	char id[ID_TEXT_MAX];
	int x = 3 + ID_CELLS;

	canvas_text(row, 1, 0, ID_CELLS, ROLE_TEXT,
		text_of(item->whole ? "(all of it)" : id_format(id, item->id)));
	canvas_text(row, x, 0, FATE_CELLS, roles[item->fate], text_of(fates[item->fate]));
	x += FATE_CELLS + 1;
	if (item->has_new_id) {
		x += canvas_text(row, x, 0, ID_CELLS, ROLE_ACCENT,
			     text_of(id_format(id, item->new_id))) +
			2;
	}
	canvas_text(row, x, 0, row->width - x - 1, ROLE_MUTED, text_of(item->why));
	if (selected) {
		canvas_select_row(row, 0);
		canvas_set_cursor(row, 0, 0);
	}
}

static void draw_items(
	const struct operation *operation, const struct work *work, struct canvas *canvas)
{
	char title[WORDS_MAX], right[WORDS_MAX] = "";
	struct canvas inside;
	size_t at = 0, first = 0;
	int rows;

	snprintf(title, sizeof(title), "Entries  %" PRIu64, work->items_gone + work->item_count);
	if (work->items_gone > 0) {
		snprintf(right, sizeof(right), "the last %zu; the journal has all",
			work->item_count);
	}
	inside = panel_draw(canvas, title, right[0] ? right : NULL, true);
	if (!run_selected(operation, work, &at)) {
		panel_say(&inside, ROLE_MUTED,
			text_of(work->stage == WORK_RUNNING ? "none is settled yet" : "none"));
		return;
	}
	canvas_text(&inside, 1, 0, inside.width, ROLE_TITLE,
		text_of("ENTRY                   RESULT    NEW ID / WHY"));
	rows = inside.height - 1;
	if (rows > 0 && at >= (size_t)rows) {
		first = at - (size_t)rows + 1;
	}
	for (int y = 0; y < rows && first + (size_t)y < work->item_count; y++) {
		struct canvas row = canvas_part(&inside, 0, y + 1, inside.width, 1);

		draw_item(work_item_at(work, first + (size_t)y), first + (size_t)y == at, &row);
	}
}

void run_draw(const struct operation *operation, const struct model *model, struct canvas *canvas)
{
	const struct work *work = model_work(model);
	int border = canvas->height - panel_inner_height(canvas->width, canvas->height);
	int head = HEAD_ROWS - 1 + border;
	struct canvas upper = canvas_part(canvas, 0, 0, canvas->width, head);
	struct canvas lower = canvas_part(canvas, 0, head, canvas->width, canvas->height - head);
	char title[WORDS_MAX];
	struct canvas inside;

	say_title(work, title, sizeof(title));
	inside = panel_draw(&upper, title, NULL, false);
	draw_bar(work, model, &inside);
	draw_counts(work, &inside);
	draw_end(work, &inside);
	draw_items(operation, work, &lower);
}
