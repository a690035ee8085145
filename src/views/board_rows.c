/* The rows of the screen `journeys`: what a cell looks like, what comes before what. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "draw/chart.h"
#include "board_private.h"

enum { BAR_CELLS = 8, STEPS_CELLS = 6, NAME_CELLS = 24 };

const struct table_column board_titles[BOARD_COLUMNS] = {
	[BOARD_MARKER] = {.name = "severity", .title = "SV", .min = 2, .preferred = 2},
	[BOARD_STATE] =
		{.name = "state", .title = "STATE", .min = 9, .preferred = 9, .ascending = true},
	[BOARD_JOURNEY] = {.name = "journey",
		.title = "JOURNEY",
		.min = 8,
		.preferred = 14,
		.weight = 1,
		.ascending = true},
	[BOARD_DUE] = {.name = "due",
		.title = "DUE IN",
		.min = 7,
		.preferred = 8,
		.priority = 1,
		.align = ALIGN_RIGHT,
		.ascending = true},
	[BOARD_AGE] = {.name = "age",
		.title = "AGE",
		.min = 6,
		.preferred = 7,
		.priority = 3,
		.align = ALIGN_RIGHT},
	[BOARD_REASON] = {.name = "reason",
		.title = "REASON, OR LAST STEP",
		.min = 28,
		.preferred = 30,
		.priority = 2,
		.weight = 3,
		.ascending = true},
	[BOARD_STEPS] = {.name = "steps",
		.title = "STEPS",
		.min = STEPS_CELLS,
		.preferred = STEPS_CELLS + 1 + BAR_CELLS,
		.priority = 4,
		.align = ALIGN_RIGHT},
	[BOARD_VALUE] = {.name = "value",
		.title = "VALUE",
		.min = 7,
		.preferred = 9,
		.priority = 5,
		.align = ALIGN_RIGHT},
	[BOARD_PARTY] = {.name = "party",
		.title = "PARTY",
		.min = 8,
		.preferred = 10,
		.priority = 6,
		.ascending = true},
	[BOARD_IDLE] = {.name = "idle",
		.title = "IDLE",
		.min = 6,
		.preferred = 7,
		.priority = 7,
		.align = ALIGN_RIGHT},
	[BOARD_DEFINITION] = {.name = "definition",
		.title = "KIND",
		.min = 8,
		.preferred = 10,
		.priority = 8,
		.ascending = true},
};

bool board_journey(const struct board *board, size_t row, struct journey_view *view)
{
	const struct board_row *at = &board->now.rows[row];

	if (row >= board->now.count || !board->source.journeys ||
		!journeys_holds(board->source.journeys, at->number, at->serial)) {
		return false;
	}
	journeys_view(board->source.journeys, at->number, view);
	return true;
}

static size_t source_count(const void *data)
{
	return ((const struct board *)data)->now.count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct board *board = data;

	return text_from(&board->now.rows[row].serial, sizeof(board->now.rows[row].serial));
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int order_texts(const struct board *board, size_t a, size_t b, size_t column)
{
	struct journey_view left, right;
	bool has_left = board_journey(board, a, &left), has_right = board_journey(board, b, &right);

	if (!has_left || !has_right) {
		return has_left - has_right;
	}
	switch (column) {
	case BOARD_PARTY:
		return text_compare(left.party, right.party);
	case BOARD_DEFINITION:
		return text_compare(
			text_of(left.definition->name), text_of(right.definition->name));
	default:
		return text_compare(left.name, right.name);
	}
}

/* What is not known stands last, and the newest of it first, whichever way the list runs. */
static int order_known(const struct board *board, const struct board_row *rows[2],
	const bool known[2], const double values[2])
{
	int turn = board->table.sort_descending ? -1 : 1;

	if (known[0] != known[1]) {
		return (known[0] ? -1 : 1) * turn;
	}
	if (!known[0]) {
		return order(rows[1]->last_ms, rows[0]->last_ms) * turn;
	}
	return (values[0] > values[1]) - (values[0] < values[1]);
}

static int order_within(const struct board *board, size_t a, size_t b, size_t column)
{
	const struct board_row *left = &board->now.rows[a], *right = &board->now.rows[b];

	switch (column) {
	case BOARD_DUE:
		return order_known(board, (const struct board_row *[2]){left, right},
			(bool[2]){left->has_due, right->has_due},
			(double[2]){(double)left->due_ms, (double)right->due_ms});
	case BOARD_VALUE:
		return order_known(board, (const struct board_row *[2]){left, right},
			(bool[2]){left->has_value, right->has_value},
			(double[2]){left->value, right->value});
	case BOARD_AGE:
		return order(right->started_ms, left->started_ms);
	case BOARD_STEPS:
		return order(left->events, right->events);
	case BOARD_IDLE:
		return order(right->last_ms, left->last_ms);
	case BOARD_JOURNEY:
	case BOARD_PARTY:
	case BOARD_DEFINITION:
		return order_texts(board, a, b, column);
	default:
		return order(left->state, right->state);
	}
}

/* STUCK, LATE and FAILED stand first, whichever way the list runs. */
static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct board *board = data;
	int ranks = journey_rank(board->now.rows[a].state) - journey_rank(board->now.rows[b].state);

	if (ranks != 0 && board->within.subject != SUBJECT_PARTY) {
		return board->table.sort_descending ? -ranks : ranks;
	}
	return order_within(board, a, b, column);
}

static bool matches_words(
	const struct board *board, const struct journey_view *view, struct text filter)
{
	if (text_contains_fold(view->name, filter) || text_contains_fold(view->party, filter) ||
		text_contains_fold(text_of(journey_state_name(view->state)), filter) ||
		text_contains_fold(text_of(view->definition->name), filter)) {
		return true;
	}
	journey_say_reason(&board->source, view, board->scratch);
	return text_contains_fold(buf_text(board->scratch), filter);
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct board *board = data;
	struct board_live live = {.board = board};

	if (board->filter.query) {
		return board_journey(board, row, &live.view) &&
			column_query_match(board->filter.query, board->model, &live, NULL) ==
			QUERY_YES;
	}
	if (board->filter.trouble[0] != '\0') {
		return !board->filter.inverts;
	}
	return board_journey(board, row, &live.view) && matches_words(board, &live.view, filter);
}

static void draw_buf(struct canvas *cell, enum role role, const struct buf *words)
{
	if (words->length > 0) {
		canvas_text(cell, 0, 0, cell->width, role, buf_text(words));
	} else {
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of("-"));
	}
}

static void draw_span(struct canvas *cell, enum role role, bool known, int64_t ms)
{
	char words[NUMBER_MAX];

	canvas_right(cell, 0, 0, cell->width, known ? role : ROLE_MUTED,
		text_of(known ? number_duration(words, ms) : "-"));
}

/* `5/8`, and as a bar where there is room for one. */
static void draw_steps(
	const struct board *board, const struct journey_view *view, struct canvas *cell)
{
	struct journey_steps steps = journey_count_steps(&board->source, view);
	struct canvas bar = canvas_part(cell, 0, 0, BAR_CELLS, 1);
	char words[2 * NUMBER_MAX + 2];
	size_t all = steps.done + steps.expected;

	if (steps.expected > 0) {
		snprintf(words, sizeof(words), "%zu/%zu", steps.done, all);
	} else {
		snprintf(words, sizeof(words), "%zu", steps.done);
	}
	canvas_right(cell, 0, 0, cell->width, ROLE_TEXT, text_of(words));
	if (cell->width > STEPS_CELLS + BAR_CELLS && steps.expected > 0) {
		size_t filled = steps.done * BAR_CELLS / all;

		for (int x = 0; x < BAR_CELLS; x++) {
			canvas_glyph(&bar, x, 0, (size_t)x < filled ? ROLE_TEXT : ROLE_MUTED,
				(size_t)x < filled ? GLYPH_UP8 : GLYPH_MISSING);
		}
	}
}

static void draw_due(
	const struct board *board, const struct journey_view *view, struct canvas *cell)
{
	int64_t now_ms, due_ms = 0;
	bool known = journey_deadline(view, &due_ms) && model_server_now_ms(board->model, &now_ms);

	draw_span(cell, known && due_ms < now_ms ? ROLE_CRIT : ROLE_TEXT, known,
		known ? due_ms - now_ms : 0);
}

static void draw_since(const struct board *board, int64_t since_ms, struct canvas *cell)
{
	int64_t now_ms;
	bool known = model_server_now_ms(board->model, &now_ms);

	draw_span(cell, ROLE_TEXT, known, known ? now_ms - since_ms : 0);
}

static void draw_value(const struct journey_view *view, struct canvas *cell)
{
	char words[NUMBER_MAX];

	canvas_right(cell, 0, 0, cell->width, view->has_value ? ROLE_TEXT : ROLE_MUTED,
		text_of(view->has_value ? number_rate(words, view->value, cell->width) : "-"));
}

static void draw_words(const struct board *board, const struct journey_view *view, size_t column,
	struct canvas *cell)
{
	struct buf *words = board->scratch;

	switch (column) {
	case BOARD_MARKER:
		canvas_text(cell, 0, 0, cell->width, journey_role(view->state),
			text_of(journey_marker(view->state)));
		break;
	case BOARD_STATE:
		canvas_text(cell, 0, 0, cell->width, journey_role(view->state),
			text_of(journey_state_name(view->state)));
		break;
	case BOARD_JOURNEY:
		journey_say_name(&board->source, view, words);
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, buf_text(words));
		break;
	case BOARD_PARTY:
		journey_say_party(&board->source, view, words);
		draw_buf(cell, ROLE_TEXT, words);
		break;
	case BOARD_DEFINITION:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED,
			text_of(view->definition->name ? view->definition->name : "-"));
		break;
	default:
		journey_say_short(&board->source, view, words);
		draw_buf(cell, journey_rank(view->state) < 3 ? ROLE_TEXT : ROLE_MUTED, words);
	}
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct board *board = data;
	struct journey_view view;

	if (!board_journey(board, row, &view)) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	switch (column) {
	case BOARD_DUE:
		draw_due(board, &view, cell);
		break;
	case BOARD_AGE:
		draw_since(board, view.started_ms, cell);
		break;
	case BOARD_IDLE:
		draw_since(board, view.last_ms, cell);
		break;
	case BOARD_STEPS:
		draw_steps(board, &view, cell);
		break;
	case BOARD_VALUE:
		draw_value(&view, cell);
		break;
	default:
		draw_words(board, &view, column, cell);
	}
}

static int source_wanted(const void *data, size_t row, size_t column)
{
	const struct board *board = data;
	struct journey_view view;
	int cells;

	if (column != BOARD_JOURNEY || !board_journey(board, row, &view)) {
		return 0;
	}
	journey_say_name(&board->source, &view, board->scratch);
	cells = canvas_text_width(CHARSET_UTF8, buf_text(board->scratch));
	return cells < NAME_CELLS ? cells : NAME_CELLS;
}

static enum role source_role(const void *data, size_t row)
{
	const struct board *board = data;
	enum role role =
		row < board->now.count ? journey_role(board->now.rows[row].state) : ROLE_TEXT;

	return role == ROLE_MUTED ? ROLE_TEXT : role;
}

struct table_source board_source(const struct board *board)
{
	return (struct table_source){
		.data = board,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
		.role = source_role,
	};
}
