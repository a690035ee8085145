/* What the operation would do, and the word that has to be typed before it does. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "clock.h"
#include "job_words.h"
#include "operation_private.h"
#include "panel.h"
#include "say.h"

enum { WORDS_MAX = 600, CONFIRM_ROWS = 4, NAME_BYTES = 80, FIELD_CELLS = 44 };

/* Lines on a canvas that is scrolled; without one they are counted. */
struct page {
	struct canvas *canvas; /* NULL: count */
	int width, top, y;
};

static void put(struct page *page, enum role role, struct text line)
{
	int rows = panel_rows(page->width, line), y = page->y - page->top;

	page->y += rows > 0 ? rows : 1;
	if (page->canvas && y + rows > 0 && y < page->canvas->height && y >= 0) {
		struct canvas part = canvas_part(
			page->canvas, 0, y, page->canvas->width, page->canvas->height - y);

		panel_wrap(&part, 0, role, line);
	}
}

static void put_lines(struct page *page, const struct work *work, const struct buf *lines,
	const char *before, enum role role)
{
	struct text rest = buf_text(lines);
	char words[WORDS_MAX];

	while (rest.length > 0) {
		struct text line = text_cut(&rest, '\n');
		bool fresh = !work_was_there(work, line);

		snprintf(words, sizeof(words), "%s%s%.*s", fresh ? "* " : before,
			fresh ? "changed: " : "", (int)line.length, line.at);
		put(page, fresh ? ROLE_CRIT : role, text_of(words));
	}
}

static void put_touches(struct page *page, const struct work *work)
{
	char words[WORDS_MAX], entries[NUMBER_MAX], bytes[NUMBER_MAX];

	snprintf(words, sizeof(words), "touches     %s entr%s%s%s",
		number_count(entries, (int64_t)work->entries, NUMBER_MAX - 1),
		work->entries == 1 ? "y" : "ies", work->bytes > 0 ? ", " : "",
		work->bytes > 0 ? number_bytes(bytes, work->bytes) : "");
	put(page, ROLE_TEXT, text_of(words));
	if (work->groups == 0) {
		snprintf(words, sizeof(words), "seen by     no group, again");
	} else {
		snprintf(words, sizeof(words), "seen by     %zu group%s", work->groups,
			work->groups == 1 ? "" : "s");
	}
	put(page, ROLE_TEXT, text_of(words));
}

static void put_plan(struct page *page, const struct model *model, const struct work *work)
{
	char words[WORDS_MAX], clock[CLOCK_MAX];
	struct text effect = buf_text(&work->effect);

	if (work->stage == WORK_REFUSED) {
		snprintf(words, sizeof(words), "this cannot be done: %s", work->error.text);
		put(page, ROLE_CRIT, text_of(words));
		return;
	}
	snprintf(words, sizeof(words), "%s%s %.*s",
		work_was_there(work, effect) ? "" : "* changed: ", work->operation,
		(int)effect.length, effect.at);
	put(page, ROLE_STRONG, text_of(words));
	put(page, ROLE_TEXT, text_of(""));
	put_touches(page, work);
	put_lines(page, work, &work->radius, "            ", ROLE_INFO);
	if (work->edits.length > 0) {
		put(page, ROLE_MUTED, text_of("what changes:"));
		put_lines(page, work, &work->edits, "  ", ROLE_DIFF_NEW);
	}
	put_lines(page, work, &work->warnings, "! ", ROLE_WARN);
	put(page, ROLE_TEXT, text_of(""));
	put(page, ROLE_MUTED, text_of("commands that would be sent:"));
	put_lines(page, work, &work->commands, "  ", ROLE_TEXT);
	put(page, ROLE_TEXT, text_of(""));
	put(page, work->undo ? ROLE_TEXT : ROLE_WARN,
		text_of(work->undo ? "undo        `u` afterwards takes it back"
				   : "undo        there is no undo"));
	snprintf(words, sizeof(words), "plan        %.12s of %s; nothing was changed", work->sha256,
		clock_of(model, work->planned_ms, clock));
	put(page, ROLE_MUTED, text_of(words));
}

int plan_lines(const struct operation *operation, const struct model *model, int width)
{
	struct page page = {.width = width};

	(void)operation;
	put_plan(&page, model, model_work(model));
	return page.y;
}

static void say_title(const struct work *work, char *out, size_t size)
{
	struct text topic = say_name(buf_text(&work->topic), NAME_BYTES);
	struct text group = say_name(buf_text(&work->group), NAME_BYTES);

	snprintf(out, size, "%s %.*s%s%.*s   2 plan", work->operation, (int)topic.length, topic.at,
		work->group.length > 0 ? " / " : "", work->group.length > 0 ? (int)group.length : 0,
		group.at);
}

static void say_confirm(const struct operation *operation, const struct work *work,
	const struct model *model, char *out, size_t size)
{
	const struct model_server *server = model_server(model);
	struct text word = operation_word(operation, work);
	static const char *const doing[] = {[ORDER_PLAN] = "",
		[ORDER_RUN] = "",
		[ORDER_RESUME] = "resume job ",
		[ORDER_UNDO] = "undo job ",
		[ORDER_CANCEL] = "cancel job "};

	if (operation->carries == ORDER_RUN) {
		snprintf(out, size,
			"This %s %" PRIu64 " entr%s on this server (%s %s). Type %.*s and press "
			"Enter:",
			work->operation[0] ? "changes" : "", work->entries,
			work->entries == 1 ? "y" : "ies", server->name, server->version,
			(int)word.length, word.at);
	} else {
		snprintf(out, size, "%s%s: type %.*s and press Enter:", doing[operation->carries],
			operation->job, (int)word.length, word.at);
	}
}

static void draw_confirm(
	const struct operation *operation, const struct model *model, struct canvas *canvas)
{
	char words[WORDS_MAX];
	struct canvas inside = panel_draw(canvas, "3 confirm", "Esc goes back", true);
	struct canvas text = canvas_part(&inside, 1, 0, inside.width - 2, inside.height);
	int y;

	say_confirm(operation, model_work(model), model, words, sizeof(words));
	y = panel_wrap(&text, 0, ROLE_WARN, text_of(words));
	field_draw(&operation->confirm, &inside, 1, y,
		inside.width > FIELD_CELLS ? FIELD_CELLS : inside.width - 2, "> ");
	canvas_text(&text, 0, y + 1, text.width, ROLE_WARN, text_of(operation->says));
}

/* What is asked about is a job, and not what was planned last. */
static bool is_of_another(const struct operation *operation, const struct work *work)
{
	return operation->step == STEP_CONFIRM && operation->carries != ORDER_RUN &&
		strcmp(work->job, operation->job) != 0;
}

static void draw_job(
	const struct operation *operation, const struct model *model, struct canvas *canvas)
{
	const struct job_row *row = job_list_find(model_jobs(model), text_of(operation->job));
	struct canvas inside = panel_draw(canvas, "Job", operation->job, false);
	struct canvas text = canvas_part(&inside, 1, 0, inside.width - 2, inside.height);
	char words[JOB_WORDS_MAX], line[2 * JOB_WORDS_MAX];
	int y;

	if (!row) {
		panel_say(&inside, ROLE_MUTED,
			text_of("what it did is looked up: in a journal here, or on the server"));
		return;
	}
	job_say_object(words, row);
	snprintf(line, sizeof(line), "%.*s %s", (int)row->operation.length, row->operation.at,
		words);
	y = panel_wrap(&text, 0, ROLE_STRONG, text_of(line));
	job_say_counts(words, row);
	snprintf(line, sizeof(line), "%.*s: %s", (int)row->state.length, row->state.at, words);
	y = panel_wrap(&text, y, job_state_role(row->state), text_of(line));
	job_say_who(words, row->who, row->host);
	snprintf(line, sizeof(line), "by %s%s%.*s", words, row->reason.length > 0 ? ": " : "",
		(int)row->reason.length, row->reason.length > 0 ? row->reason.at : "");
	y = panel_wrap(&text, y, ROLE_TEXT, text_of(line));
	if (row->server.length > 0) {
		snprintf(line, sizeof(line), "planned for %.*s", (int)row->server.length,
			row->server.at);
		panel_wrap(&text, y, ROLE_TEXT, text_of(line));
	}
}

void plan_draw(const struct operation *operation, const struct model *model, struct canvas *canvas)
{
	const struct work *work = model_work(model);
	bool confirms = operation->step == STEP_CONFIRM;
	int border = canvas->height - panel_inner_height(canvas->width, canvas->height);
	int low = confirms ? CONFIRM_ROWS + border : 0;
	struct canvas upper = canvas_part(canvas, 0, 0, canvas->width, canvas->height - low);
	struct canvas lower = canvas_part(canvas, 0, canvas->height - low, canvas->width, low);
	struct canvas inside, text;
	struct page page;
	char title[WORDS_MAX], right[64];

	if (is_of_another(operation, work)) {
		draw_job(operation, model, &upper);
		draw_confirm(operation, model, &lower);
		return;
	}
	say_title(work, title, sizeof(title));
	snprintf(right, sizeof(right), "line %d of %d", operation->top + 1, operation->lines);
	inside = panel_draw(&upper, title, work->stage == WORK_PLANNING ? NULL : right, !confirms);
	if (work->stage == WORK_PLANNING) {
		panel_say(&inside, ROLE_MUTED,
			text_of("looking at the server; nothing is changed by that"));
	} else {
		text = canvas_part(&inside, 1, 0, inside.width - 2, inside.height);
		page = (struct page){.canvas = &text, .width = text.width, .top = operation->top};
		put_plan(&page, model, work);
		canvas_set_cursor(&inside, 0, 0);
	}
	if (confirms) {
		draw_confirm(operation, model, &lower);
	}
}
