/* All journeys of one customer, in order of time. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "board_private.h"
#include "operation_keys.h"
#include "panel.h"
#include "say.h"

enum { STATE_ROWS = 1, WORDS_MAX = 700, TIME_MIN = 100, GUTTER = 2, NAME_MAX = 120 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the journey: its steps, what it waits for",
		.hint = "open"},
	{.key = "d",
		.action = "compare",
		.label = "two marked journeys, or this one and the usual",
		.hint = "compare"},
	{.key = "s",
		.action = "sort-turn",
		.label = "sort by deadline, by value, by age",
		.hint = "by"},
	{.key = "a", .action = "show-all", .label = "leave out what is over, or failed, too"},
	{.key = "yi", .action = "copy-id", .label = "copy what the journey is called"},
	{.key = "yc",
		.action = "copy-command",
		.label = "copy the rivermaster command that shows it"},
	BIND_REDELIVER,
	BIND_DEAD_LETTER,
	BIND_REPLAY,
	BIND_EDIT,
	BIND_REDRIVE,
	BIND_CLAIM,
	BIND_ACK,
	{.key = NULL},
};

static void customer_open(void *self, const struct ref *ref)
{
	struct board *board = self;

	board_open(self, ref);
	board->lists = BOARD_ALL;
	table_sort_by(&board->table, "age", false);
}

static int compare_ms(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* Cells of the list; the rest is time. */
static int left_of(int width)
{
	int inner = panel_inner_width(width);

	return width < TIME_MIN ? inner : inner * 62 / 100;
}

static int64_t end_of(const struct board *board, const struct board_row *row)
{
	int64_t now_ms;

	return journey_goes_on(row->state) && model_server_now_ms(board->model, &now_ms) &&
			now_ms > row->last_ms
		? now_ms
		: row->last_ms;
}

static void make_axis(struct board *board)
{
	size_t count = board->now.count;
	int64_t *moments = mem_alloc(2 * count + 1, sizeof(*moments));

	for (size_t i = 0; i < count; i++) {
		moments[2 * i] = board->now.rows[i].started_ms;
		moments[2 * i + 1] = end_of(board, &board->now.rows[i]);
	}
	qsort(moments, 2 * count, sizeof(*moments), compare_ms);
	axis_make(&board->axis, moments, 2 * count,
		panel_inner_width(board->width) - left_of(board->width) - GUTTER);
	mem_free(moments);
}

static void customer_refresh(void *self, const struct model *model)
{
	board_refresh(self, model);
	make_axis(self);
}

static void customer_layout(void *self, int width, int height)
{
	struct board *board = self;

	board->width = width;
	board->height = height;
	table_layout(&board->table, panel_inner_height(width, height) - STATE_ROWS);
	make_axis(board);
}

static void draw_bar(const struct board *board, size_t at, struct canvas *line)
{
	const struct board_row *row = &board->now.rows[at];
	enum role role = journey_role(row->state);
	bool goes_on = journey_goes_on(row->state);
	struct axis_bar bar = {
		.from_ms = row->started_ms,
		.to_ms = end_of(board, row),
		.fill = goes_on ? AXIS_GROWING : AXIS_UNKNOWN,
		.role = role,
	};

	axis_draw_bar(&board->axis, &bar, line);
	axis_draw_mark(&board->axis, bar.to_ms, role, goes_on ? GLYPH_GOES_ON : GLYPH_MOMENT, line);
}

static void draw_time(const struct board *board, struct canvas *time)
{
	struct canvas line = canvas_part(time, 0, 0, time->width, 1);
	size_t row, selected;

	axis_draw_ruler(&board->axis, &line, ROLE_CHART_AXIS);
	for (size_t i = 0; table_visible(&board->table, i, &row); i++) {
		line = canvas_part(time, 0, (int)i + 1, time->width, 1);
		if (line.height == 0 || row >= board->now.count) {
			continue;
		}
		draw_bar(board, row, &line);
		if (table_selected(&board->table, &selected) && selected == row) {
			canvas_select_row(&line, 0);
		}
	}
}

/* As it may be seen: masked by the definition of one of its journeys. */
static void say_party(const struct board *board, struct buf *out)
{
	struct journey_view view;

	buf_reset(out);
	if (board->now.count > 0 && board_journey(board, 0, &view)) {
		journey_say_party(&board->source, &view, out);
	} else {
		mask_value(board->source.mask, text_of("customer"), board->within.journey, out);
	}
}

static void say_none(const struct board *board, char *out, size_t size)
{
	if (!model_link(board->model)->ready) {
		say_why_empty(out, size, board->model, "journeys");
	} else if (!board->source.journeys) {
		snprintf(out, size, "journeys are not followed here");
	} else if (board->table.total > 0) {
		snprintf(out, size, "nothing here matches: Esc clears the filter");
	} else if (board->looked) {
		snprintf(out, size, "none of this one's journeys is held any more%s",
			board->lists == BOARD_ALL ? "" : ", or all are over: a shows them");
	} else {
		snprintf(out, size, "looking at the journeys ...");
	}
}

static void customer_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct board *board = self;
	struct table_source source = board_source(board);
	int left = left_of(canvas->width);
	char title[WORDS_MAX], words[WORDS_MAX];
	struct canvas inside, rows, part;

	(void)model;
	say_party(board, board->scratch);
	snprintf(title, sizeof(title), "Customer %.*s  %zu of %zu",
		(int)(board->scratch->length < NAME_MAX ? board->scratch->length : NAME_MAX),
		board->scratch->at, board->table.shown, board->table.total);
	board_say_place(board, words, sizeof(words));
	inside = panel_draw(canvas, title, words, true);
	part = canvas_part(&inside, 0, 0, inside.width, STATE_ROWS);
	board_draw_states(board, &part);
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (board->table.shown == 0) {
		say_none(board, words, sizeof(words));
		panel_say(&rows, ROLE_MUTED, text_of(words));
		canvas_set_cursor(&inside, 0, 0);
		return;
	}
	part = canvas_part(&rows, 0, 0, left, rows.height);
	table_draw(&board->table, &source, &part, true);
	if (left < rows.width) {
		part = canvas_part(&rows, left + 1, 0, rows.width - left - GUTTER, rows.height);
		draw_time(board, &part);
	}
}

const struct view customer_view = {
	.name = "customer",
	.title = "Customer",
	.help = "all journeys of one customer that are held, in order of time",
	.subject = SUBJECT_PARTY,
	.size = sizeof(struct board),
	.bindings = bindings,
	.open = customer_open,
	.interest = board_interest,
	.refresh = customer_refresh,
	.layout = customer_layout,
	.draw = customer_draw,
	.act = board_act,
	.chosen = board_chosen,
	.table = board_table,
	.note = board_note,
	.close = board_close,
};
