#include "rows_source.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "draw/chart.h"
#include "samples.h"
#include "verdict_role.h"

enum { MARKER_CELLS = 2 };

static size_t source_count(const void *data)
{
	const struct rows *rows = data;

	return rows->count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct rows *rows = data;
	size_t end = row + 1 < rows->count ? rows->at[row + 1].topic_at : rows->names_length;

	return text_from(rows->names + rows->at[row].topic_at, end - rows->at[row].topic_at);
}

/* An empty name is a name. */
static struct text shown_name(struct text name)
{
	return name.length > 0 ? name : text_of("\"\"");
}

static bool is_name(const struct rows *rows, size_t column)
{
	return rows->shown[column] && rows->shown[column]->left && rows->shown[column]->weight > 0;
}

/* Measured as UTF-8: what an ASCII canvas spells out may be cut. */
static int source_wanted(const void *data, size_t row, size_t column)
{
	const struct rows *rows = data;
	const void *now =
		is_name(rows, column) && row < rows->count ? rows->kind->find(rows, row) : NULL;
	struct value value = {.kind = VALUE_UNKNOWN};

	if (now) {
		rows->shown[column]->get(rows->model, now, &value);
	}
	return value.kind == VALUE_TEXT ? canvas_text_width(CHARSET_UTF8, shown_name(value.text))
					: 0;
}

static void draw_spark(const struct rows *rows, const struct series *series, struct canvas *cell)
{
	float samples[SAMPLES_MAX], bars[SAMPLES_MAX];
	size_t count, width = (size_t)cell->width, i;
	double max = 0;

	if (!series || width == 0 || width > SAMPLES_MAX) {
		return;
	}
	count = samples_get(rows->model, series, rows->span_s, samples);
	chart_buckets(bars, width, samples, count);
	for (i = 0; i < width; i++) {
		max = bars[i] > max ? bars[i] : max;
	}
	max = max < rows->kind->spark_least ? rows->kind->spark_least : max;
	chart_spark(cell, bars, width, chart_scale(max), ROLE_CHART_LINE);
}

static enum role value_role(const struct value *value)
{
	if (value->kind == VALUE_VERDICT) {
		return severity_role(verdict_severity((enum verdict_id)value->n));
	}
	if (value->kind == VALUE_UNKNOWN) {
		return ROLE_UNKNOWN;
	}
	if (value->kind == VALUE_NEVER) {
		return ROLE_WARN;
	}
	return value->stale || value->kind == VALUE_NONE ? ROLE_MUTED : ROLE_TEXT;
}

/* The mark is a glyph of its own: which one is for the canvas to say. */
static void draw_value(const struct column *column, struct value value, struct canvas *cell)
{
	char room[VALUE_TEXT_MAX];
	enum role role = value_role(&value);
	enum glyph mark = value.mark == MARK_APPROX ? GLYPH_APPROX : GLYPH_AT_MOST;
	int marked = value.mark != MARK_EXACT, width = cell->width - marked, used;
	struct text text;

	value.mark = MARK_EXACT;
	if (value.kind == VALUE_VERDICT && column->preferred > MARKER_CELLS) {
		text = text_of(verdict_name((enum verdict_id)value.n));
	} else {
		text = value_format(
			&value, value.kind == VALUE_VERDICT ? MARKER_CELLS : width, room);
	}
	if (column->left) {
		canvas_name(cell, 0, 0, cell->width, role, shown_name(text));
		return;
	}
	used = canvas_right(cell, marked, 0, cell->width - marked, role, text);
	if (marked) {
		canvas_glyph(cell, cell->width - used - 1, 0, role, mark);
	}
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct rows *rows = data;
	const struct column *shown = rows->shown[column];
	const void *now = row < rows->count ? rows->kind->find(rows, row) : NULL;
	struct value value = {.kind = VALUE_UNKNOWN};

	if (!now) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	if (!shown) {
		chart_bar(cell, rows->kind->share(rows, now), 1, ROLE_CHART_LINE);
		return;
	}
	shown->get(rows->model, now, &value);
	if (value.kind == VALUE_SERIES) {
		draw_spark(rows, value.series, cell);
	} else {
		draw_value(shown, value, cell);
	}
}

static const struct value *value_at(const struct rows *rows, size_t row, size_t column)
{
	struct row_cache *cache = rows->cache;
	size_t i;

	if (!cache->values || cache->column != column) {
		mem_free(cache->values);
		cache->values = mem_alloc(rows->count, sizeof(*cache->values));
		cache->column = column;
		for (i = 0; i < rows->count; i++) {
			rows->shown[column]->get(rows->model, rows->at[i].now, &cache->values[i]);
		}
	}
	return &cache->values[row];
}

/* Of rows that are well the numbers are left out: these would change places all the time. */
static int compare_verdict(const struct rows *rows, size_t a, size_t b)
{
	enum verdict_id left = rows->kind->verdict(rows->at[a].now);
	enum verdict_id right = rows->kind->verdict(rows->at[b].now);
	int order = verdict_compare(left, right);

	if (order != 0 || verdict_severity(left) == SEVERITY_OK) {
		return order;
	}
	return value_compare(
		value_at(rows, a, rows->tie_column), value_at(rows, b, rows->tie_column));
}

static int compare_share(const struct rows *rows, size_t a, size_t b)
{
	double left = rows->kind->share(rows, rows->at[a].now);
	double right = rows->kind->share(rows, rows->at[b].now);

	return (left > right) - (left < right);
}

/* Called within a refresh only, where the rows are the model's own. */
static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct rows *rows = data;

	if (!rows->shown[column]) {
		return compare_share(rows, a, b);
	}
	if (column == 0 && rows->kind->verdict) {
		return compare_verdict(rows, a, b);
	}
	return value_compare(value_at(rows, a, column), value_at(rows, b, column));
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct rows *rows = data;
	const char *verdict = "";
	enum query_result result;

	if (rows->filter.query) {
		result = column_query_match(
			rows->filter.query, rows->model, rows->at[row].now, NULL);
		rows->cache->undecided += result == QUERY_FAILED;
		return result == QUERY_YES;
	}
	/* No query yet that reads: nothing is left out. */
	if (rows->filter.trouble[0] != '\0') {
		return !rows->filter.inverts;
	}
	if (rows->kind->verdict) {
		verdict = verdict_name(rows->kind->verdict(rows->at[row].now));
	}
	return text_contains_fold(rows_topic_of(rows, row), filter) ||
		text_contains_fold(rows_name_of(rows, row), filter) ||
		text_contains_fold(text_of(verdict), filter);
}

static enum role source_role(const void *data, size_t row)
{
	const struct rows *rows = data;
	const void *now = row < rows->count ? rows->kind->find(rows, row) : NULL;

	if (!now || !rows->kind->verdict) {
		return ROLE_TEXT;
	}
	return severity_role(verdict_severity(rows->kind->verdict(now)));
}

struct table_source rows_source(const struct rows *rows)
{
	return (struct table_source){
		.data = rows,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
		.role = source_role,
	};
}
