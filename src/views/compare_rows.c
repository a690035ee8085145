/* The rows of the screen `compare`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "compare_private.h"
#include "draw/chart.h"

const struct table_column compare_titles[COMPARE_COLUMNS] = {
	[COMPARE_NUMBER] = {.name = "order",
		.title = "#",
		.min = 3,
		.preferred = 3,
		.priority = 2,
		.align = ALIGN_RIGHT,
		.ascending = true},
	[COMPARE_STEP] = {.name = "step",
		.title = "STEP",
		.min = 10,
		.preferred = 24,
		.weight = 1,
		.ascending = true},
	[COMPARE_A] = {.name = "a", .title = "A", .min = 6, .preferred = 7, .align = ALIGN_RIGHT},
	[COMPARE_B] = {.name = "b", .title = "B", .min = 6, .preferred = 7, .align = ALIGN_RIGHT},
	[COMPARE_MORE] =
		{.name = "more", .title = "A - B", .min = 7, .preferred = 8, .align = ALIGN_RIGHT},
	[COMPARE_BAR] = {.name = "bar",
		.title = "A, AND B AS |",
		.min = 12,
		.preferred = 24,
		.priority = 1,
		.weight = 2},
};

/* An event of a side by its step, and which of that step it is. */
struct turn {
	uint16_t step;
	size_t at, turn;
};

static int by_step(const void *left, const void *right)
{
	const struct turn *a = left, *b = right;

	if (a->step != b->step) {
		return a->step < b->step ? -1 : 1;
	}
	return (a->at > b->at) - (a->at < b->at);
}

static struct turn *turns_of(const struct waterfall *fall)
{
	struct turn *turns = mem_alloc(fall->count + 1, sizeof(*turns));

	for (size_t i = 0; i < fall->count; i++) {
		turns[i] = (struct turn){.step = fall->events[i].step, .at = i};
	}
	qsort(turns, fall->count, sizeof(*turns), by_step);
	for (size_t i = 1; i < fall->count; i++) {
		turns[i].turn = turns[i].step == turns[i - 1].step ? turns[i - 1].turn + 1 : 0;
	}
	return turns;
}

static void set_side(struct compare *compare, struct compare_row *row, int side, size_t at)
{
	const struct fall_event *event = &compare->sides[side].events[at];

	row->has[side] = true;
	row->at[side] = at;
	row->knows[side] = at > 0;
	row->took_ms[side] = event->at_ms - event->from_ms;
}

/* What is usual of the hop to that event. */
static void set_usual(struct compare *compare, struct compare_row *row)
{
	const struct fall_row hop = {
		.kind = FALL_EVENT, .first = row->at[0], .last = row->at[0], .events = 1};
	struct fall_usual usual;

	row->knows[1] = fall_usual(&compare->sides[0], &hop, &usual);
	row->took_ms[1] = row->knows[1] ? usual.p50_ms : 0;
}

/* Rows of the first side are by the place of its events; `pair` tells which of them the second
 * side's events are beside. */
static void pair_up(const struct compare *compare, size_t *pair)
{
	const struct waterfall *a = &compare->sides[0], *b = &compare->sides[1];
	struct turn *left = turns_of(a), *right = turns_of(b);
	size_t i = 0, k = 0;

	for (size_t at = 0; at < b->count; at++) {
		pair[at] = SIZE_MAX;
	}
	while (i < a->count && k < b->count) {
		if (left[i].step == right[k].step && left[i].turn == right[k].turn) {
			pair[right[k++].at] = left[i++].at;
		} else if (left[i].step < right[k].step ||
			(left[i].step == right[k].step && left[i].turn < right[k].turn)) {
			i++;
		} else {
			k++;
		}
	}
	mem_free(left);
	mem_free(right);
}

static struct compare_row *add_row(struct compare *compare, int side, size_t at)
{
	struct compare_row *row = &compare->rows[compare->count++];

	*row = (struct compare_row){.key = {(uint32_t)side, (uint32_t)at}};
	set_side(compare, row, side, at);
	return row;
}

/* Those of the second side that the first does not have stand behind the one they came after. */
static void arrange_two(struct compare *compare)
{
	const struct waterfall *a = &compare->sides[0], *b = &compare->sides[1];
	size_t *pair = mem_alloc(b->count + 1, sizeof(*pair)), next = 0;
	size_t *beside = mem_alloc(a->count + 1, sizeof(*beside));

	pair_up(compare, pair);
	for (size_t at = 0; at < b->count; at++) {
		if (pair[at] != SIZE_MAX) {
			beside[pair[at]] = at + 1;
		}
	}
	for (size_t at = 0; at < a->count; at++) {
		struct compare_row *row = add_row(compare, 0, at);

		if (beside[at] > 0) {
			set_side(compare, row, 1, beside[at] - 1);
			next = beside[at] > next ? beside[at] : next;
		}
		while (next < b->count && pair[next] == SIZE_MAX) {
			add_row(compare, 1, next++);
		}
	}
	for (; next < b->count; next++) {
		if (pair[next] == SIZE_MAX) {
			add_row(compare, 1, next);
		}
	}
	mem_free(pair);
	mem_free(beside);
}

void compare_arrange(struct compare *compare)
{
	size_t most = compare->sides[0].count + compare->sides[1].count + 1;

	mem_free(compare->rows);
	compare->rows = mem_alloc(most, sizeof(*compare->rows));
	compare->count = 0;
	compare->longest_ms = 0;
	if (compare->usual) {
		for (size_t at = 0; at < compare->sides[0].count; at++) {
			set_usual(compare, add_row(compare, 0, at));
		}
	} else {
		arrange_two(compare);
	}
	for (size_t i = 0; i < compare->count; i++) {
		for (int side = 0; side < 2; side++) {
			if (compare->rows[i].knows[side] &&
				compare->rows[i].took_ms[side] > compare->longest_ms) {
				compare->longest_ms = compare->rows[i].took_ms[side];
			}
		}
	}
}

static bool more_of(const struct compare_row *row, int64_t *ms)
{
	*ms = row->took_ms[0] - row->took_ms[1];
	return row->knows[0] && row->knows[1];
}

static struct text step_of(const struct compare *compare, const struct compare_row *row)
{
	int side = row->has[0] ? 0 : 1;
	const struct waterfall *fall = &compare->sides[side];
	struct text step = journeys_step(fall->source.journeys, fall->events[row->at[side]].step);

	return step.length > 0 ? step : text_of("?");
}

void compare_say_worst(const struct compare *compare, char *out, size_t size)
{
	const struct compare_row *worst = NULL;
	int64_t most = 0, ms;
	char words[NUMBER_MAX];
	struct text step;

	for (size_t i = 0; i < compare->count; i++) {
		if (more_of(&compare->rows[i], &ms) && ms > most) {
			most = ms;
			worst = &compare->rows[i];
		}
	}
	out[0] = '\0';
	if (worst) {
		step = step_of(compare, worst);
		snprintf(out, size, "A lost most at %.*s: %s more than B",
			(int)(step.length < 200 ? step.length : 200), step.at,
			number_duration(words, most));
	}
}

static size_t source_count(const void *data)
{
	return ((const struct compare *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct compare *compare = data;

	return text_from(compare->rows[row].key, sizeof(compare->rows[row].key));
}

static int64_t value_at(const struct compare *compare, size_t at, size_t column)
{
	const struct compare_row *row = &compare->rows[at];
	int64_t ms;

	switch (column) {
	case COMPARE_A:
		return row->knows[0] ? row->took_ms[0] : INT64_MIN;
	case COMPARE_B:
		return row->knows[1] ? row->took_ms[1] : INT64_MIN;
	default:
		return more_of(row, &ms) ? ms : INT64_MIN;
	}
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct compare *compare = data;
	int64_t left = (int64_t)a, right = (int64_t)b;

	if (column == COMPARE_STEP) {
		return text_compare(
			step_of(compare, &compare->rows[a]), step_of(compare, &compare->rows[b]));
	}
	if (column != COMPARE_NUMBER) {
		left = value_at(compare, a, column);
		right = value_at(compare, b, column);
	}
	return (left > right) - (left < right);
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct compare *compare = data;

	return text_contains_fold(step_of(compare, &compare->rows[row]), filter);
}

static void draw_bar(
	const struct compare *compare, const struct compare_row *row, struct canvas *cell)
{
	int x;

	if (compare->longest_ms <= 0) {
		return;
	}
	if (row->knows[0]) {
		chart_bar(cell, (double)row->took_ms[0], (double)compare->longest_ms,
			ROLE_CHART_LINE);
	}
	if (row->knows[1]) {
		x = (int)((double)row->took_ms[1] * cell->width / (double)compare->longest_ms);
		canvas_glyph(cell, x < cell->width ? x : cell->width - 1, 0, ROLE_ACCENT, GLYPH_V);
	}
}

static void draw_value(const struct compare *compare, size_t at, size_t column, struct canvas *cell)
{
	const struct compare_row *row = &compare->rows[at];
	int64_t ms = value_at(compare, at, column);
	bool is_more = column == COMPARE_MORE, there = true;
	char words[NUMBER_MAX + 1] = "+";

	if (!is_more) {
		there = row->has[column == COMPARE_A ? 0 : 1];
	}
	if (ms != INT64_MIN) {
		number_duration(words + 1, ms);
		canvas_right(cell, 0, 0, cell->width, is_more && ms > 0 ? ROLE_WARN : ROLE_TEXT,
			text_of(is_more && ms > 0 ? words : words + 1));
	} else if (!is_more && !there && !(compare->usual && column == COMPARE_B)) {
		canvas_right(cell, 0, 0, cell->width, ROLE_MUTED, text_of("-"));
	} else if (!is_more && row->at[0] > 0) {
		canvas_right(cell, 0, 0, cell->width, ROLE_UNKNOWN, text_of("?"));
	}
}

static void source_cell(const void *data, size_t at, size_t column, struct canvas *cell)
{
	const struct compare *compare = data;
	const struct compare_row *row = &compare->rows[at];
	char number[NUMBER_MAX];

	switch (column) {
	case COMPARE_NUMBER:
		canvas_right(cell, 0, 0, cell->width, ROLE_MUTED,
			text_of(number_count(number, (int64_t)at + 1, cell->width)));
		break;
	case COMPARE_STEP:
		canvas_name(cell, 0, 0, cell->width,
			row->has[0] && (row->has[1] || compare->usual) ? ROLE_TEXT : ROLE_WARN,
			step_of(compare, row));
		break;
	case COMPARE_BAR:
		draw_bar(compare, row, cell);
		break;
	default:
		draw_value(compare, at, column, cell);
	}
}

static int source_wanted(const void *data, size_t row, size_t column)
{
	const struct compare *compare = data;

	return column == COMPARE_STEP && row < compare->count
		? canvas_text_width(CHARSET_UTF8, step_of(compare, &compare->rows[row]))
		: 0;
}

struct table_source compare_source(const struct compare *compare)
{
	return (struct table_source){
		.data = compare,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
	};
}
