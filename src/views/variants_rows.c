/* The rows of the screen `variants`: which ways there are, and what a cell looks like. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "draw/chart.h"
#include "variants_private.h"

enum { SHARE_CELLS = 6, NAME_CELLS = 44, KEY_UNITS = sizeof(void *) / sizeof(uint16_t) };

const struct table_column way_titles[WAY_COLUMNS] = {
	[WAY_SEVERITY] = {.name = "severity", .title = "SV", .min = 2, .preferred = 2},
	[WAY_COUNT] =
		{.name = "count", .title = "COUNT", .min = 6, .preferred = 7, .align = ALIGN_RIGHT},
	[WAY_SHARE] = {.name = "share",
		.title = "SHARE",
		.min = SHARE_CELLS,
		.preferred = SHARE_CELLS + 9,
		.align = ALIGN_RIGHT},
	[WAY_P50] = {.name = "p50",
		.title = "P50",
		.min = 6,
		.preferred = 6,
		.priority = 1,
		.align = ALIGN_RIGHT},
	[WAY_P95] = {.name = "p95",
		.title = "P95",
		.min = 6,
		.preferred = 6,
		.priority = 2,
		.align = ALIGN_RIGHT},
	[WAY_BREAKS] = {.name = "breaks",
		.title = "BREAKS",
		.min = 6,
		.preferred = 6,
		.priority = 3,
		.align = ALIGN_RIGHT},
	[WAY_STEPS] = {.name = "way",
		.title = "WAY",
		.min = 16,
		.preferred = 24,
		.weight = 1,
		.ascending = true},
	[WAY_FAILED] = {.name = "failed",
		.title = "FAILED",
		.min = 6,
		.preferred = 6,
		.priority = 5,
		.align = ALIGN_RIGHT},
	[WAY_OPEN] = {.name = "open",
		.title = "OPEN",
		.min = 6,
		.preferred = 6,
		.priority = 6,
		.align = ALIGN_RIGHT},
	[WAY_LENGTH] = {.name = "steps",
		.title = "STEPS",
		.min = 5,
		.preferred = 5,
		.priority = 7,
		.align = ALIGN_RIGHT},
	[WAY_KIND] = {.name = "definition",
		.title = "KIND",
		.min = 8,
		.preferred = 10,
		.priority = 4,
		.ascending = true},
};

void ways_forget(struct ways *ways)
{
	for (size_t i = 0; i < ways->count; i++) {
		mem_free((void *)(uintptr_t)ways->rows[i].example.at);
	}
	mem_free(ways->rows);
	mem_free(ways->numbers);
	ways->rows = NULL;
	ways->numbers = NULL;
	ways->count = ways->unlisted = 0;
	ways->totals = (struct variants_totals){.journeys = 0};
}

static int by_count(const void *left, const void *right)
{
	const struct variant *const *a = left, *const *b = right;

	return ((*a)->count < (*b)->count) - ((*a)->count > (*b)->count);
}

/* Returns the units that its key takes. */
static size_t take_one(struct ways *ways, const struct variant *variant, uint16_t *units)
{
	const struct variants *variants = model_live(ways->model)->variants;
	size_t length = KEY_UNITS + variant->step_count;

	memcpy(units, &variant->definition, sizeof(variant->definition));
	memcpy(units + KEY_UNITS, variant->steps, variant->step_count * sizeof(*units));
	ways->rows[ways->count++] = (struct way){
		.definition = variant->definition,
		.steps = units + KEY_UNITS,
		.step_count = variant->step_count,
		.key = text_from(units, length * sizeof(*units)),
		.count = variant->count,
		.of = variants_journeys(variants, variant->definition),
		.open = variant->open,
		.failed = variant->failed,
		.deviating = variant->deviating,
		.breaks = variant->breaks,
		.p50_ms = sketch_quantile(&variant->durations, 0.5),
		.p95_ms = sketch_quantile(&variant->durations, 0.95),
		.example = text_from(mem_dup(variant->example, variant->example_length),
			variant->example_length),
	};
	return length;
}

static void take_all(struct ways *ways, const struct variants *variants)
{
	size_t all = 0, units = 0, at = 0, count;
	const struct variant **list = mem_alloc(ways->totals.variants + 1, sizeof(*list));
	const struct variant *variant;

	for (size_t i = 0; (variant = variants_any(variants, i)) != NULL; i++) {
		if (!ways->over || variant->open < variant->count) {
			list[all++] = variant;
		}
	}
	count = all < WAYS_MAX ? all : WAYS_MAX;
	qsort(list, all, sizeof(*list), by_count);
	for (size_t i = 0; i < count; i++) {
		units += KEY_UNITS + list[i]->step_count;
	}
	ways->rows = mem_alloc(count + 1, sizeof(*ways->rows));
	ways->numbers = mem_alloc(units + 1, sizeof(*ways->numbers));
	for (size_t i = 0; i < count; i++) {
		at += take_one(ways, list[i], ways->numbers + at);
	}
	ways->unlisted = all - count;
	mem_free(list);
}

void ways_take(struct ways *ways)
{
	const struct live_journeys *live = model_live(ways->model);
	bool same = ways->source.journeys == live->journeys && ways->measured == live->measured;

	if (same && live->journeys) {
		return;
	}
	ways_forget(ways);
	ways->source = journey_source_of(ways->model);
	ways->measured = live->measured;
	if (live->journeys && live->variants) {
		ways->totals = variants_totals(live->variants);
		take_all(ways, live->variants);
	}
}

void way_say(const struct ways *ways, const struct way *way, struct buf *out)
{
	buf_reset(out);
	for (size_t i = 0; i < way->step_count && out->length < WAY_BYTES_MAX / 2; i++) {
		struct text step = journeys_step(ways->source.journeys, way->steps[i]);

		buf_add_string(out, i > 0 ? " > " : "");
		buf_add_text(out, step.length > 0 ? step : text_of("?"));
	}
}

static size_t source_count(const void *data)
{
	return ((const struct ways *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	return ((const struct ways *)data)->rows[row].key;
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static double share_of(const struct way *way)
{
	return way->of == 0 ? 0 : (double)way->count / (double)way->of;
}

static int order_steps(const struct ways *ways, const struct way *a, const struct way *b)
{
	for (size_t i = 0; i < a->step_count && i < b->step_count; i++) {
		int turn = text_compare(journeys_step(ways->source.journeys, a->steps[i]),
			journeys_step(ways->source.journeys, b->steps[i]));

		if (turn != 0) {
			return turn;
		}
	}
	return order((int64_t)a->step_count, (int64_t)b->step_count);
}

static int64_t value_of(const struct way *way, size_t column)
{
	switch (column) {
	case WAY_P50:
		return way->p50_ms;
	case WAY_P95:
		return way->p95_ms;
	case WAY_BREAKS:
	case WAY_SEVERITY:
		return (int64_t)breaks_count(&way->breaks);
	case WAY_FAILED:
		return (int64_t)way->failed;
	case WAY_OPEN:
		return (int64_t)way->open;
	case WAY_LENGTH:
		return (int64_t)way->step_count;
	default:
		return (int64_t)way->count;
	}
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct ways *ways = data;
	const struct way *left = &ways->rows[a], *right = &ways->rows[b];

	switch (column) {
	case WAY_SHARE:
		return (share_of(left) > share_of(right)) - (share_of(left) < share_of(right));
	case WAY_STEPS:
		return order_steps(ways, left, right);
	case WAY_KIND:
		return text_compare(
			text_of(left->definition->name), text_of(right->definition->name));
	default:
		return order(value_of(left, column), value_of(right, column));
	}
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct ways *ways = data;
	const struct way *way = &ways->rows[row];

	way_say(ways, way, ways->scratch);
	return text_contains_fold(buf_text(ways->scratch), filter) ||
		text_contains_fold(text_of(way->definition->name), filter);
}

/* `62.1 %`, and as a bar where there is room for one. */
static void draw_share(const struct way *way, struct canvas *cell)
{
	int room = cell->width - SHARE_CELLS - 1;

	canvas_printf(cell, 0, 0, SHARE_CELLS, ROLE_TEXT, "%5.1f%%", 100 * share_of(way));
	if (room > 2) {
		struct canvas bar = canvas_part(cell, SHARE_CELLS + 1, 0, room, 1);

		chart_bar(&bar, share_of(way), 1, ROLE_CHART_LINE);
	}
}

static void draw_number(const struct way *way, size_t column, struct canvas *cell)
{
	bool grave = column == WAY_BREAKS || column == WAY_FAILED;
	int64_t value = value_of(way, column);
	char words[NUMBER_MAX];

	if (column == WAY_P50 || column == WAY_P95) {
		number_duration(words, value);
	} else if (value == 0) {
		canvas_right(cell, 0, 0, cell->width, ROLE_MUTED, text_of("-"));
		return;
	} else {
		number_count(words, value, cell->width);
	}
	canvas_right(cell, 0, 0, cell->width, grave ? ROLE_WARN : ROLE_TEXT, text_of(words));
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct ways *ways = data;
	const struct way *way = &ways->rows[row];
	const char *name = way->definition->name;

	switch (column) {
	case WAY_SEVERITY:
		canvas_text(
			cell, 0, 0, cell->width, ROLE_WARN, text_of(way->deviating > 0 ? "!" : ""));
		break;
	case WAY_SHARE:
		draw_share(way, cell);
		break;
	case WAY_STEPS:
		way_say(ways, way, ways->scratch);
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, buf_text(ways->scratch));
		break;
	case WAY_KIND:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of(name ? name : "-"));
		break;
	default:
		draw_number(way, column, cell);
	}
}

static int source_wanted(const void *data, size_t row, size_t column)
{
	const struct ways *ways = data;
	int cells;

	if (column != WAY_STEPS || row >= ways->count) {
		return 0;
	}
	way_say(ways, &ways->rows[row], ways->scratch);
	cells = canvas_text_width(CHARSET_UTF8, buf_text(ways->scratch));
	return cells < NAME_CELLS ? cells : NAME_CELLS;
}

static enum role source_role(const void *data, size_t row)
{
	const struct ways *ways = data;

	return row < ways->count && ways->rows[row].deviating > 0 ? ROLE_WARN : ROLE_TEXT;
}

struct table_source ways_source(const struct ways *ways)
{
	return (struct table_source){
		.data = ways,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
		.role = source_role,
	};
}
