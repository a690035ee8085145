/* The rows of the screen `journey`: what a cell looks like, what comes before what. */
#include <stdio.h>

#include "base/number.h"
#include "waterfall_private.h"

const struct table_column fall_titles[FALL_COLUMNS] = {
	[FALL_MARKER] = {.name = "severity", .title = "SV", .min = 2, .preferred = 2},
	[FALL_NUMBER] = {.name = "order",
		.title = "#",
		.min = 3,
		.preferred = 3,
		.priority = 5,
		.align = ALIGN_RIGHT,
		.ascending = true},
	[FALL_STEP] = {.name = "step",
		.title = "STEP",
		.min = 10,
		.preferred = 18,
		.weight = 1,
		.ascending = true},
	[FALL_SERVICE] = {.name = "service",
		.title = "SERVICE",
		.min = 7,
		.preferred = 9,
		.priority = 3,
		.ascending = true},
	[FALL_TOOK] =
		{.name = "took", .title = "TOOK", .min = 6, .preferred = 6, .align = ALIGN_RIGHT},
	[FALL_WAIT] = {.name = "wait",
		.title = "WAIT",
		.min = 6,
		.preferred = 6,
		.priority = 1,
		.align = ALIGN_RIGHT},
	[FALL_WORK] = {.name = "work",
		.title = "WORK",
		.min = 6,
		.preferred = 6,
		.priority = 2,
		.align = ALIGN_RIGHT},
	[FALL_USUAL] = {.name = "p95",
		.title = "P95",
		.min = 6,
		.preferred = 6,
		.priority = 4,
		.align = ALIGN_RIGHT},
};

void fall_choose_columns(struct waterfall *fall)
{
	bool split = false, usual = false;
	struct fall_usual known;

	for (size_t i = 0; i < fall->row_count && !(split && usual); i++) {
		const struct fall_row *row = &fall->rows[i];

		split = split || (row->kind == FALL_EVENT && fall->events[row->first].is_split);
		usual = usual || fall_usual(fall, row, &known);
	}
	fall->table.column_count = split ? FALL_COLUMNS : usual ? FALL_USUAL + 1 : FALL_TOOK + 1;
	if (fall->table.sort_column >= fall->table.column_count) {
		fall->table.sort_column = FALL_NUMBER;
		fall->table.sort_descending = false;
	}
}

static const struct fall_row *row_at(const struct waterfall *fall, size_t row)
{
	return row < fall->row_count ? &fall->rows[row] : NULL;
}

const struct fall_row *fall_selected(const struct waterfall *fall)
{
	size_t row;

	return table_selected(&fall->table, &row) ? row_at(fall, row) : NULL;
}

static size_t source_count(const void *data)
{
	return ((const struct waterfall *)data)->row_count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct waterfall *fall = data;

	return text_from(fall->rows[row].key, sizeof(fall->rows[row].key));
}

static struct text service_of(const struct waterfall *fall, const struct fall_row *row)
{
	return row->kind == FALL_EVENT || row->kind == FALL_LANE
		? journeys_service(fall->source.journeys, fall->events[row->first].service)
		: text_of("");
}

static struct text step_of(const struct waterfall *fall, const struct fall_row *row)
{
	return row->kind == FALL_EVENT
		? journeys_step(fall->source.journeys, fall->events[row->first].step)
		: text_of("");
}

void fall_say_step(const struct waterfall *fall, const struct fall_row *row, struct buf *out)
{
	struct journey_view view;
	struct text service, step;

	buf_reset(out);
	switch (row->kind) {
	case FALL_EVENT:
		step = journeys_step(fall->source.journeys, fall->events[row->first].step);
		buf_add_text(out, step.length > 0 ? step : text_of("?"));
		if (row->events > 1) {
			buf_addf(out, " x%zu", row->events);
		}
		break;
	case FALL_LANE:
		service = service_of(fall, row);
		buf_add_text(out, service.length > 0 ? service : text_of("(no service)"));
		if (row->key[1] != fall->events[row->last].service) {
			buf_add_string(out, " and others");
		}
		break;
	default:
		if (row->step != DEFINITION_NONE && fall_journey(fall, &view) &&
			row->step < view.definition->step_count) {
			buf_add_string(out, view.definition->steps[row->step].name);
		} else {
			buf_add_string(out, "...");
		}
	}
}

/* From what it waited for; of a lane from its first event to its last. */
static bool took(const struct waterfall *fall, const struct fall_row *row, int64_t *ms)
{
	switch (row->kind) {
	case FALL_EVENT:
		*ms = fall->events[row->last].at_ms - fall->events[row->first].from_ms;
		return row->last > 0;
	case FALL_LANE:
		*ms = fall->events[row->last].at_ms - fall->events[row->first].at_ms;
		return true;
	case FALL_OPEN:
		*ms = fall->now_ms - fall->events[row->last].at_ms;
		return fall->now_ms > 0;
	default:
		return false;
	}
}

static bool split_of(const struct waterfall *fall, const struct fall_row *row, int64_t *queue_ms,
	int64_t *work_ms)
{
	if (row->kind != FALL_EVENT || row->events > 1 || !fall->events[row->first].is_split) {
		return false;
	}
	*queue_ms = fall->events[row->first].queue_ms;
	*work_ms = fall->events[row->first].work_ms;
	return true;
}

bool fall_usual(const struct waterfall *fall, const struct fall_row *row, struct fall_usual *out)
{
	const struct fall_event *event = &fall->events[row->first];
	/* Measured anew between two refreshes: asked for when it is shown. */
	const struct variants *variants =
		fall->shown != 0 ? fall->source.variants : model_live(fall->model)->variants;
	const struct variant_edge *edge;

	if (row->kind != FALL_EVENT || variants == NULL || event->before == row->first) {
		return false;
	}
	edge = variants_edge(variants, fall->events[event->before].step, event->step);
	if (edge == NULL || edge->count == 0) {
		return false;
	}
	*out = (struct fall_usual){
		.p50_ms = sketch_quantile(&edge->gaps, 0.5),
		.p95_ms = sketch_quantile(&edge->gaps, 0.95),
		.p99_ms = sketch_quantile(&edge->gaps, 0.99),
		.count = edge->count,
	};
	return true;
}

const struct hop *fall_hop(const struct waterfall *fall, const struct fall_row *row)
{
	const struct fall_event *event = &fall->events[row->first];
	const struct hops *hops = model_live(fall->model)->hops;

	return row->kind != FALL_EVENT || hops == NULL || event->before == row->first
		? NULL
		: hops_between(hops, fall->events[event->before].step, event->step);
}

static int64_t span_at(const struct waterfall *fall, size_t at, size_t column)
{
	const struct fall_row *row = row_at(fall, at);
	struct fall_usual usual;
	int64_t queue_ms = 0, work_ms = 0, ms = -1;

	switch (column) {
	case FALL_TOOK:
		return took(fall, row, &ms) ? ms : -1;
	case FALL_WAIT:
		return split_of(fall, row, &queue_ms, &work_ms) ? queue_ms : -1;
	case FALL_WORK:
		return split_of(fall, row, &queue_ms, &work_ms) ? work_ms : -1;
	default:
		return fall_usual(fall, row, &usual) ? usual.p95_ms : -1;
	}
}

static enum role role_of(const struct waterfall *fall, const struct fall_row *row)
{
	unsigned flags = row->kind == FALL_EVENT ? fall->events[row->last].flags : 0;

	if (row->failed > 0) {
		return ROLE_CRIT;
	}
	if (row->kind == FALL_OPEN) {
		return journey_role(fall->state);
	}
	return (flags & EVENT_STUCK) != 0    ? ROLE_CRIT
		: (flags & EVENT_LATE) != 0  ? ROLE_WARN
		: row->kind == FALL_EXPECTED ? ROLE_MUTED
					     : ROLE_TEXT;
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct waterfall *fall = data;

	switch (column) {
	case FALL_NUMBER:
		return order((int64_t)a, (int64_t)b);
	case FALL_MARKER:
		return order(role_of(fall, row_at(fall, a)), role_of(fall, row_at(fall, b)));
	case FALL_STEP:
		return text_compare(step_of(fall, row_at(fall, a)), step_of(fall, row_at(fall, b)));
	case FALL_SERVICE:
		return text_compare(
			service_of(fall, row_at(fall, a)), service_of(fall, row_at(fall, b)));
	default:
		return order(span_at(fall, a, column), span_at(fall, b, column));
	}
}

static bool source_match(const void *data, size_t at, struct text filter)
{
	const struct waterfall *fall = data;
	const struct fall_row *row = row_at(fall, at);

	fall_say_step(fall, row, fall->scratch);
	return text_contains_fold(buf_text(fall->scratch), filter) ||
		text_contains_fold(service_of(fall, row), filter) ||
		(row->kind == FALL_EVENT &&
			text_contains_fold(journeys_topic(fall->source.journeys,
						   fall->events[row->first].topic),
				filter));
}

static void draw_step(const struct waterfall *fall, const struct fall_row *row, struct canvas *cell)
{
	int x = row->depth < cell->width / 2 ? row->depth : cell->width / 2;

	if (x > 0) {
		canvas_glyph(cell, x - 1, 0, ROLE_BORDER, GLYPH_BL);
	}
	fall_say_step(fall, row, fall->scratch);
	canvas_name(cell, x, 0, cell->width - x, role_of(fall, row), buf_text(fall->scratch));
}

static void draw_span(const struct waterfall *fall, size_t at, size_t column, struct canvas *cell)
{
	const struct fall_row *row = row_at(fall, at);
	int64_t ms = span_at(fall, at, column);
	char words[NUMBER_MAX + 1], span[NUMBER_MAX];
	struct fall_usual usual;
	enum role role = column == FALL_USUAL ? ROLE_MUTED : ROLE_TEXT;
	bool at_least = (column == FALL_WAIT || column == FALL_WORK) && row->kind == FALL_EVENT &&
		fall->events[row->first].either_ms > 0;

	if (ms >= 0) {
		if (column == FALL_TOOK && fall_usual(fall, row, &usual) && ms > usual.p99_ms) {
			role = ROLE_WARN;
		}
		snprintf(words, sizeof(words), "%s%s", number_duration(span, ms),
			at_least ? "+" : "");
		canvas_right(cell, 0, 0, cell->width, role, text_of(words));
	} else if (row->kind == FALL_EVENT && row->first > 0 && column != FALL_TOOK) {
		canvas_right(cell, 0, 0, cell->width, ROLE_UNKNOWN, text_of("?"));
	}
}

static const char *marker_of(const struct waterfall *fall, const struct fall_row *row)
{
	enum role role = role_of(fall, row);

	return role == ROLE_CRIT ? "!!" : role == ROLE_WARN ? "!" : role == ROLE_UNKNOWN ? "?" : "";
}

static void source_cell(const void *data, size_t at, size_t column, struct canvas *cell)
{
	const struct waterfall *fall = data;
	const struct fall_row *row = row_at(fall, at);
	char number[NUMBER_MAX];
	struct text service;

	switch (column) {
	case FALL_MARKER:
		canvas_text(
			cell, 0, 0, cell->width, role_of(fall, row), text_of(marker_of(fall, row)));
		break;
	case FALL_NUMBER:
		canvas_right(cell, 0, 0, cell->width, ROLE_MUTED,
			text_of(number_count(number, (int64_t)at + 1, cell->width)));
		break;
	case FALL_STEP:
		draw_step(fall, row, cell);
		break;
	case FALL_SERVICE:
		service = service_of(fall, row);
		if (row->kind == FALL_LANE) {
			canvas_printf(cell, 0, 0, cell->width, ROLE_MUTED, "%zu ev", row->events);
		} else if (row->kind == FALL_EVENT) {
			canvas_name(cell, 0, 0, cell->width,
				service.length > 0 ? ROLE_MUTED : ROLE_UNKNOWN,
				service.length > 0 ? service : text_of("?"));
		}
		break;
	default:
		draw_span(fall, at, column, cell);
	}
}

static int source_wanted(const void *data, size_t at, size_t column)
{
	const struct waterfall *fall = data;
	const struct fall_row *row = row_at(fall, at);

	if (column != FALL_STEP || !row) {
		return 0;
	}
	fall_say_step(fall, row, fall->scratch);
	return row->depth + canvas_text_width(CHARSET_UTF8, buf_text(fall->scratch));
}

static enum role source_role(const void *data, size_t row)
{
	const struct waterfall *fall = data;

	return row < fall->row_count ? role_of(fall, row_at(fall, row)) : ROLE_TEXT;
}

struct table_source fall_source(const struct waterfall *fall)
{
	return (struct table_source){
		.data = fall,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
		.role = source_role,
	};
}
