/* The rows of the screen `causes`: what a cell looks like, what comes before what. */
#include "base/number.h"
#include "causes_private.h"
#include "draw/chart.h"
#include "events_when.h"

enum { REASON_BYTES_MAX = 1 << 16 };

const struct table_column causes_titles[CAUSE_COLUMNS] = {
	[CAUSE_COUNT] =
		{.name = "count", .title = "COUNT", .min = 8, .preferred = 9, .align = ALIGN_RIGHT},
	[CAUSE_REASON] = {.name = "reason",
		.title = "REASON",
		.min = 20,
		.preferred = 32,
		.weight = 1,
		.ascending = true},
	[CAUSE_TYPE] = {.name = "type",
		.title = "TYPE",
		.min = 8,
		.preferred = 14,
		.priority = 3,
		.ascending = true},
	[CAUSE_SOURCE] = {.name = "source",
		.title = "OF",
		.min = 8,
		.preferred = 14,
		.priority = 2,
		.ascending = true},
	[CAUSE_GROUP] = {.name = "group",
		.title = "GROUP",
		.min = 7,
		.preferred = 10,
		.priority = 4,
		.ascending = true},
	[CAUSE_LAST] = {.name = "last", .title = "LAST (UTC)", .min = 12, .preferred = 12},
	[CAUSE_TREND] =
		{.name = "trend", .title = "TREND", .min = 10, .preferred = 20, .priority = 1},
	[CAUSE_FIRST] = {.name = "first",
		.title = "FIRST (UTC)",
		.min = 12,
		.preferred = 12,
		.priority = 5},
};

const struct dead_group *causes_at(const struct causes *causes, size_t row)
{
	const struct dead_list *list;
	const struct dead_group *cause;
	size_t i;

	if (!causes->model || row >= causes->count) {
		return NULL;
	}
	list = model_dead(causes->model);
	for (i = 0; (cause = dead_list_cause(list, i)) != NULL; i++) {
		if (cause->fingerprint == causes->prints[row]) {
			return cause;
		}
	}
	return NULL;
}

static size_t source_count(const void *data)
{
	return ((const struct causes *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct causes *causes = data;

	return text_from((const char *)&causes->prints[row], sizeof(causes->prints[row]));
}

static struct text text_at(const struct dead_group *cause, size_t column)
{
	switch (column) {
	case CAUSE_TYPE:
		return cause->error_type;
	case CAUSE_SOURCE:
		return cause->source;
	case CAUSE_GROUP:
		return cause->group;
	default:
		return cause->reason;
	}
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct dead_group *left = causes_at(data, a), *right = causes_at(data, b);

	if (!left || !right) {
		return (left != NULL) - (right != NULL);
	}
	switch (column) {
	case CAUSE_COUNT:
	case CAUSE_TREND:
		return (left->count > right->count) - (left->count < right->count);
	case CAUSE_LAST:
		return id_compare(left->last, right->last);
	case CAUSE_FIRST:
		return id_compare(left->first, right->first);
	default:
		return text_compare(text_at(left, column), text_at(right, column));
	}
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct dead_group *cause = causes_at(data, row);
	size_t column;

	for (column = CAUSE_REASON; cause && column <= CAUSE_GROUP; column++) {
		if (text_contains_fold(text_at(cause, column), filter)) {
			return true;
		}
	}
	return false;
}

static void draw_text(const struct causes *causes, const struct dead_group *cause, size_t column,
	struct canvas *cell)
{
	static const char *const names[] = {[CAUSE_REASON] = "reason",
		[CAUSE_TYPE] = "type",
		[CAUSE_SOURCE] = "source",
		[CAUSE_GROUP] = "group"};
	struct text raw = text_at(cause, column);
	struct buf masked;

	if (raw.length == 0) {
		canvas_text(cell, 0, 0, cell->width, ROLE_UNKNOWN, text_of("?"));
		return;
	}
	buf_init(&masked, REASON_BYTES_MAX);
	mask_value(model_mask(causes->model), text_of(names[column]), raw, &masked);
	canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, buf_text(&masked));
	buf_finish(&masked);
}

static void draw_trend(
	const struct causes *causes, const struct dead_group *cause, struct canvas *cell)
{
	struct dead_axis axis = dead_list_axis(model_dead(causes->model));
	float values[DEAD_BUCKETS], bars[DEAD_BUCKETS];
	size_t width = cell->width < DEAD_BUCKETS ? (size_t)cell->width : DEAD_BUCKETS, i;
	double most = 0;

	for (i = 0; i < axis.buckets; i++) {
		values[i] = (float)cause->buckets[i];
		most = values[i] > most ? values[i] : most;
	}
	if (axis.buckets == 0 || width == 0) {
		return;
	}
	if (axis.buckets <= width) {
		chart_spark(cell, values, axis.buckets, chart_scale(most), ROLE_CHART_LINE);
		return;
	}
	chart_buckets(bars, width, values, axis.buckets);
	chart_spark(cell, bars, width, chart_scale(most), ROLE_CHART_LINE);
}

static int64_t server_now_ms(const struct model *model)
{
	int64_t now_ms;

	return model_server_now_ms(model, &now_ms) ? now_ms : 0;
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct causes *causes = data;
	const struct dead_group *cause = causes_at(causes, row);
	char words[NUMBER_MAX + WHEN_MAX];

	if (!cause) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	switch (column) {
	case CAUSE_COUNT:
		canvas_right(cell, 0, 0, cell->width, ROLE_TEXT,
			text_of(number_count(words, (int64_t)cause->count, cell->width)));
		break;
	case CAUSE_LAST:
	case CAUSE_FIRST:
		when_say(words, column == CAUSE_LAST ? cause->last.ms : cause->first.ms,
			server_now_ms(causes->model));
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of(words));
		break;
	case CAUSE_TREND:
		draw_trend(causes, cause, cell);
		break;
	default:
		draw_text(causes, cause, column, cell);
	}
}

struct table_source causes_source(const struct causes *causes)
{
	return (struct table_source){
		.data = causes,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
	};
}
