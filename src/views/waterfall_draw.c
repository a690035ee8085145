/* One journey drawn: what it is, its steps, and beside each its place in time. */
#include <inttypes.h>
#include <stdio.h>

#include "base/number.h"
#include "draw/chart.h"
#include "panel.h"
#include "waterfall_private.h"

enum {
	WORDS_MAX = 400,
	HEAD_ROWS = 2,
	DETAIL_ROWS = 7, /* with its title */
	DETAIL_BODY_MIN = 17,
	LIST_MIN = 6,
	LEFT_MIN = 23,
	LEFT_MAX = 66,
	BAR_CELLS = 10,
};

struct fall_parts fall_parts(const struct waterfall *fall, int width, int height)
{
	int inner = panel_inner_width(width);
	struct fall_parts parts = {.head = HEAD_ROWS + fall->seeks, .left = inner * 55 / 100};

	parts.left = parts.left < LEFT_MIN ? LEFT_MIN : parts.left;
	parts.left = parts.left > LEFT_MAX ? LEFT_MAX : parts.left;
	if (height >= DETAIL_BODY_MIN) {
		parts.detail = DETAIL_ROWS + (width >= PANEL_WIDE ? 2 : 0);
	}
	parts.list = panel_inner_height(width, height - parts.detail) - parts.head;
	if (parts.list < LIST_MIN && parts.detail > 0) {
		parts.list = panel_inner_height(width, height) - parts.head;
		parts.detail = 0;
	}
	return parts;
}

/* Appends a word with its role, returns where the next one stands. */
static int put(struct canvas *row, int x, enum role role, struct text words)
{
	return x + canvas_text(row, x, 0, row->width - x, role, words) + 2;
}

static int put_sla(
	const struct waterfall *fall, const struct journey_view *view, struct canvas *row, int x)
{
	int64_t sla_ms = view->definition->sla_ms;
	int64_t end_ms =
		journey_goes_on(fall->state) && fall->now_ms > 0 ? fall->now_ms : view->last_ms;
	int64_t used_ms = end_ms - view->started_ms;
	struct canvas bar;
	char sla[NUMBER_MAX], words[2 * NUMBER_MAX];
	enum role role = used_ms > sla_ms ? ROLE_CRIT : ROLE_TEXT;
	int64_t percent;
	int cells;

	if (sla_ms <= 0) {
		return x;
	}
	percent = (int64_t)((double)used_ms * 100 / (double)sla_ms);
	snprintf(words, sizeof(words), "SLA %s", number_duration(sla, sla_ms));
	cells = canvas_text(row, x, 0, row->width - x, ROLE_MUTED, text_of(words)) + 1;
	bar = canvas_part(row, x + cells, 0, BAR_CELLS, 1);
	chart_bar(&bar, used_ms > sla_ms ? (double)sla_ms : (double)used_ms, (double)sla_ms, role);
	snprintf(words, sizeof(words), used_ms > 0 && percent == 0 ? "<1%%" : "%" PRId64 "%%",
		percent);
	return put(row, x + cells + BAR_CELLS + 1, role, text_of(words));
}

/* `STUCK 47s`: for how long nothing came, where something should. */
static void say_state(
	const struct waterfall *fall, const struct journey_view *view, char *out, size_t size)
{
	const char *state = journey_state_name(fall->state);
	char since[NUMBER_MAX];

	if (journey_goes_on(fall->state) && fall->now_ms > view->last_ms) {
		snprintf(out, size, "%s %s", state,
			number_duration(since, fall->now_ms - view->last_ms));
	} else {
		snprintf(out, size, "%s", state);
	}
}

static void say_steps(
	const struct waterfall *fall, const struct journey_view *view, char *out, size_t size)
{
	struct journey_steps steps = journey_count_steps(&fall->source, view);

	if (steps.expected > 0) {
		snprintf(out, size, "%zu of %zu steps", steps.done, steps.done + steps.expected);
	} else {
		snprintf(out, size, "%zu step%s", steps.done, steps.done == 1 ? "" : "s");
	}
}

/* `order 990017  C-881  STUCK  5 of 8 steps  wall 3h14m  SLA 48h ##-------- 7%`. */
static void draw_what(
	const struct waterfall *fall, const struct journey_view *view, struct canvas *row)
{
	char words[WORDS_MAX], wall[NUMBER_MAX];
	int x = 1;

	x = put(row, x, ROLE_MUTED,
		    text_of(view->definition->name ? view->definition->name : "journey")) -
		1;
	journey_say_name(&fall->source, view, fall->scratch);
	x = put(row, x, ROLE_STRONG, buf_text(fall->scratch));
	if (view->party.length > 0) {
		journey_say_party(&fall->source, view, fall->scratch);
		x = put(row, x, ROLE_ACCENT, buf_text(fall->scratch));
	}
	say_state(fall, view, words, sizeof(words));
	x = put(row, x, journey_role(fall->state), text_of(words));
	say_steps(fall, view, words, sizeof(words));
	x = put(row, x, ROLE_TEXT, text_of(words));
	snprintf(words, sizeof(words), "wall %s",
		number_duration(wall, view->last_ms - view->started_ms));
	x = put(row, x, ROLE_TEXT, text_of(words));
	if (view->incarnation > 1) {
		snprintf(words, sizeof(words), "the %" PRIu32 "th of this name", view->incarnation);
		x = put(row, x, ROLE_WARN, text_of(words));
	}
	put_sla(fall, view, row, x);
}

/* Why it is so, then what is to be known of it. */
static void draw_why(
	const struct waterfall *fall, const struct journey_view *view, struct canvas *row)
{
	int x = 1;

	buf_reset(fall->scratch);
	if (fall->is_learned) {
		buf_add_string(fall->scratch, "journeys end there (learned)");
	} else {
		journey_say_reason(&fall->source, view, fall->scratch);
	}
	x = put(row, x, journey_rank(fall->state) < 3 ? journey_role(fall->state) : ROLE_MUTED,
		buf_text(fall->scratch));
	for (int bit = 0; bit < JOURNEY_FLAGS; bit++) {
		if ((view->flags >> bit & 1) != 0) {
			x = put(row, x, ROLE_WARN, text_of(journey_flag_name(bit)));
		}
	}
}

static void draw_lane(
	const struct waterfall *fall, const struct fall_row *row, size_t lane, struct canvas *line)
{
	for (size_t i = row->first; i <= row->last; i++) {
		const struct fall_event *event = &fall->events[i];
		struct fall_row one = {.first = i, .last = i, .events = 1};

		one.failed = (event->flags & (EVENT_FAILED | EVENT_DEAD)) != 0;
		if (event->lane == lane) {
			fall_draw_hop(fall, &one, line);
		}
	}
}

static void draw_gutter(const struct canvas *line, int x, enum role role, enum glyph glyph)
{
	struct canvas gutter = canvas_part(line, x, 0, FALL_GUTTER, 1);

	for (int i = 0; i < gutter.width; i++) {
		canvas_glyph(&gutter, i, 0, role, glyph);
	}
}

/* Beside row `at` of the list. */
static void draw_time(const struct waterfall *fall, size_t at, struct canvas *line)
{
	const struct fall_row *row = &fall->rows[at];
	struct canvas time = canvas_part(line, 0, 0, line->width - FALL_GUTTER, 1);

	switch (row->kind) {
	case FALL_EVENT:
		fall_draw_hop(fall, row, &time);
		fall_draw_shares(fall, row, &time);
		break;
	case FALL_LANE:
		draw_lane(fall, row, at, &time);
		break;
	case FALL_OPEN:
		fall_draw_open(fall, row, &time);
		canvas_glyph(line, time.width, 0, journey_role(fall->state), GLYPH_GOES_ON);
		break;
	default:
		draw_gutter(line, time.width, ROLE_MUTED, GLYPH_MISSING);
	}
}

/* What the bars mean, where the list leaves a row for it. */
static void draw_legend(const struct waterfall *fall, struct canvas *time)
{
	static const struct {
		enum glyph glyph;
		const char *words;
	} rows[] = {
		{GLYPH_WAIT, "waits"},
		{GLYPH_UP8, "worked on"},
		{GLYPH_H, "either"},
		{GLYPH_GROWING, "goes on"},
		{GLYPH_MISSING, "to come"},
	};
	int y = time->height - 1, x = 0;

	if (fall->table.shown + 2 > (size_t)(y > 0 ? y : 0)) {
		return;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && x < time->width; i++) {
		canvas_glyph(time, x, y, ROLE_MUTED, rows[i].glyph);
		x += 4 +
			canvas_text(time, x + 2, y, time->width - x - 2, ROLE_MUTED,
				text_of(rows[i].words));
	}
}

static void draw_list(const struct waterfall *fall, int left, struct canvas *canvas)
{
	struct table_source source = fall_source(fall);
	struct canvas list = canvas_part(canvas, 0, 0, left, canvas->height);
	struct canvas time =
		canvas_part(canvas, left + 1, 0, canvas->width - left - 1, canvas->height);
	struct canvas line = canvas_part(&time, 0, 0, time.width - FALL_GUTTER, 1);
	size_t row;

	table_draw(&fall->table, &source, &list, true);
	draw_legend(fall, &time);
	axis_draw_ruler(&fall->axis, &line, ROLE_CHART_AXIS);
	for (size_t i = 0; table_visible(&fall->table, i, &row); i++) {
		line = canvas_part(&time, 0, (int)i + 1, time.width, 1);
		if (line.height == 0 || row >= fall->row_count) {
			continue;
		}
		draw_time(fall, row, &line);
		if (&fall->rows[row] == fall_selected(fall)) {
			canvas_select_row(&line, 0);
		}
	}
}

static void say_title(const struct waterfall *fall, char *out, size_t size)
{
	static const char *const shapes[FALL_SHAPES] = {
		[FALL_STEPS] = "steps", [FALL_TREE] = "causal tree", [FALL_LANES] = "services"};

	snprintf(out, size, "Journey  %s%s", shapes[fall->shape],
		fall->folded ? ", equal ones folded" : "");
}

static void say_place(const struct waterfall *fall, char *out, size_t size)
{
	const struct table *table = &fall->table;
	size_t last = table->top + (size_t)table->rows_shown;
	char zoom[NUMBER_MAX] = "";

	last = last < table->shown ? last : table->shown;
	if (fall->zoom > 1) {
		snprintf(zoom, sizeof(zoom), "zoom x%d, ", fall->zoom);
	}
	snprintf(out, size, "%s%zu-%zu of %zu", zoom, table->shown > 0 ? table->top + 1 : 0, last,
		table->shown);
}

void fall_draw(const struct waterfall *fall, struct canvas *canvas)
{
	struct fall_parts parts = fall_parts(fall, canvas->width, canvas->height);
	struct canvas top = canvas_part(canvas, 0, 0, canvas->width, canvas->height - parts.detail);
	struct canvas below =
		canvas_part(canvas, 0, canvas->height - parts.detail, canvas->width, parts.detail);
	struct canvas inside, row;
	struct journey_view view;
	char title[WORDS_MAX], place[WORDS_MAX];

	say_title(fall, title, sizeof(title));
	say_place(fall, place, sizeof(place));
	inside = panel_draw(&top, title, place, true);
	if (fall_journey(fall, &view)) {
		row = canvas_part(&inside, 0, 0, inside.width, 1);
		draw_what(fall, &view, &row);
		row = canvas_part(&inside, 0, 1, inside.width, 1);
		draw_why(fall, &view, &row);
	}
	if (fall->seeks) {
		enum role role = fall_say_past(fall, title, sizeof(title));

		canvas_text(&inside, 1, HEAD_ROWS, inside.width - 2, role, text_of(title));
	}
	row = canvas_part(&inside, 0, parts.head, inside.width, inside.height - parts.head);
	draw_list(fall, parts.left, &row);
	if (parts.detail > 0) {
		fall_draw_detail(fall, &below);
	}
}
