/* The rows of the screen `funnel`: a step each, and what became of those who came to it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "funnel_private.h"
#include "say.h"

enum { NAME_CELLS = 22, NAME_SHOWN = 60, WORDS_MAX = 400 };

const struct table_column funnel_titles[FUNNEL_COLUMNS] = {
	[FUNNEL_NUMBER] = {.name = "order",
		.title = "#",
		.min = 2,
		.preferred = 2,
		.priority = 5,
		.align = ALIGN_RIGHT,
		.ascending = true},
	[FUNNEL_STEP] = {.name = "step",
		.title = "STEP",
		.min = 12,
		.preferred = 20,
		.weight = 1,
		.ascending = true},
	[FUNNEL_COUNT] = {.name = "reached",
		.title = "REACHED",
		.min = 7,
		.preferred = 7,
		.align = ALIGN_RIGHT},
	[FUNNEL_SHARE] = {.name = "share",
		.title = "OF ALL",
		.min = 6,
		.preferred = 6,
		.priority = 1,
		.align = ALIGN_RIGHT},
	[FUNNEL_BAR] = {.name = "bar",
		.title = "WHAT BECAME OF THEM",
		.min = 10,
		.preferred = 20,
		.priority = 3,
		.weight = 3},
	[FUNNEL_WENT_ON] = {.name = "converted",
		.title = "WENT ON",
		.min = 7,
		.preferred = 7,
		.align = ALIGN_RIGHT},
	[FUNNEL_FLIGHT] = {.name = "flight",
		.title = "FLIGHT",
		.min = 6,
		.preferred = 7,
		.align = ALIGN_RIGHT},
	[FUNNEL_GONE] =
		{.name = "lost", .title = "LOST", .min = 6, .preferred = 7, .align = ALIGN_RIGHT},
	[FUNNEL_P50] = {.name = "p50",
		.title = "P50",
		.min = 6,
		.preferred = 6,
		.priority = 4,
		.align = ALIGN_RIGHT},
	[FUNNEL_P95] = {.name = "p95",
		.title = "P95",
		.min = 6,
		.preferred = 6,
		.priority = 2,
		.align = ALIGN_RIGHT},
};

static const struct funnel_step *step_at(const struct funnels *funnels, size_t row)
{
	return &funnels->now.funnel.steps[row];
}

static size_t source_count(const void *data)
{
	return ((const struct funnels *)data)->now.funnel.count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct funnels *funnels = data;

	return text_from(&funnels->keys[row], sizeof(funnels->keys[row]));
}

static uint64_t count_of(const struct funnel_step *step, size_t column)
{
	switch (column) {
	case FUNNEL_WENT_ON:
		return step->converted;
	case FUNNEL_FLIGHT:
		return step->in_flight;
	case FUNNEL_GONE:
		return step->lost;
	default:
		return step->reached;
	}
}

static bool time_of(const struct funnel_step *step, size_t column, int64_t *ms)
{
	if (step->from_previous.count == 0) {
		*ms = -1;
		return false;
	}
	*ms = sketch_quantile(&step->from_previous, column == FUNNEL_P50 ? 0.5 : 0.95);
	return true;
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct funnels *funnels = data;
	int64_t left = (int64_t)a, right = (int64_t)b;

	switch (column) {
	case FUNNEL_NUMBER:
		break;
	case FUNNEL_STEP:
		return text_compare(step_at(funnels, a)->name, step_at(funnels, b)->name);
	case FUNNEL_P50:
	case FUNNEL_P95:
		time_of(step_at(funnels, a), column, &left);
		time_of(step_at(funnels, b), column, &right);
		break;
	default:
		left = (int64_t)count_of(step_at(funnels, a), column);
		right = (int64_t)count_of(step_at(funnels, b), column);
	}
	return order(left, right);
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	return text_contains_fold(step_at(data, row)->name, filter);
}

struct bar_part {
	uint64_t count;
	enum role role;
	enum glyph glyph;
};

static double share_of(const struct funnels *funnels, const struct funnel_step *step)
{
	uint64_t all = step_at(funnels, 0)->reached;

	return all == 0 ? 0 : (double)step->reached / (double)all;
}

/* From x on to where that many are reached; one cell at least where there are some. Returns where
 * the next part begins. */
static int draw_part(struct canvas *cell, int x, double until, const struct bar_part *part)
{
	int last = (int)(until + 0.5);

	last = last <= x && part->count > 0 ? x + 1 : last;
	for (; x < last && x < cell->width; x++) {
		canvas_glyph(cell, x, 0, part->role, part->glyph);
	}
	return x;
}

/* As long as the share of all that came there: went on, in flight, lost. */
static void draw_bar(
	const struct funnels *funnels, const struct funnel_step *step, struct canvas *cell)
{
	const struct bar_part parts[] = {{step->converted, ROLE_CHART_LINE, GLYPH_UP8},
		{step->in_flight, ROLE_CHART_FILL, GLYPH_GROWING},
		{step->lost, ROLE_WARN, GLYPH_FOLD}};
	uint64_t all = step_at(funnels, 0)->reached, until = 0;
	int x = 0;

	for (size_t i = 0; all > 0 && i < sizeof(parts) / sizeof(*parts); i++) {
		until += parts[i].count;
		x = draw_part(cell, x, (double)until * cell->width / (double)all, &parts[i]);
	}
}

/* The step after which most are lost. */
static bool is_worst(const struct funnels *funnels, const struct funnel_step *step)
{
	for (size_t i = 0; i < funnels->now.funnel.count; i++) {
		if (step_at(funnels, i)->lost > step->lost) {
			return false;
		}
	}
	return step->lost > 0;
}

static void draw_count(const struct funnels *funnels, const struct funnel_step *step, size_t column,
	struct canvas *cell)
{
	uint64_t count = count_of(step, column);
	enum role role = column == FUNNEL_GONE && is_worst(funnels, step) ? ROLE_WARN : ROLE_TEXT;
	char words[NUMBER_MAX];

	canvas_right(cell, 0, 0, cell->width, count == 0 ? ROLE_MUTED : role,
		text_of(number_count(words, (int64_t)count, cell->width)));
}

static void draw_time(const struct funnel_step *step, size_t column, struct canvas *cell)
{
	char words[NUMBER_MAX] = "-";
	int64_t ms;
	bool known = time_of(step, column, &ms);

	if (known) {
		number_duration(words, ms);
	}
	canvas_right(cell, 0, 0, cell->width, known ? ROLE_TEXT : ROLE_MUTED, text_of(words));
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct funnels *funnels = data;
	const struct funnel_step *step = step_at(funnels, row);

	switch (column) {
	case FUNNEL_NUMBER:
		canvas_printf(cell, 0, 0, cell->width, ROLE_MUTED, "%2zu", row + 1);
		break;
	case FUNNEL_STEP:
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, step->name);
		break;
	case FUNNEL_SHARE:
		canvas_printf(cell, 0, 0, cell->width, ROLE_TEXT, "%5.1f%%",
			100 * share_of(funnels, step));
		break;
	case FUNNEL_BAR:
		draw_bar(funnels, step, cell);
		break;
	case FUNNEL_P50:
	case FUNNEL_P95:
		draw_time(step, column, cell);
		break;
	default:
		draw_count(funnels, step, column, cell);
	}
}

static int source_wanted(const void *data, size_t row, size_t column)
{
	const struct funnels *funnels = data;
	int cells;

	if (column != FUNNEL_STEP || row >= funnels->now.funnel.count) {
		return 0;
	}
	cells = canvas_text_width(CHARSET_UTF8, step_at(funnels, row)->name);
	return cells < NAME_CELLS ? cells : NAME_CELLS;
}

struct table_source funnels_source(const struct funnels *funnels)
{
	return (struct table_source){
		.data = funnels,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
	};
}

/* `lost 300: 214 FAILED, 80 ABANDONED, 6 ACTIVE and past 30m`. */
static void say_lost(const struct funnels *funnels, const struct funnel_step *step, char *out)
{
	char number[NUMBER_MAX], within[NUMBER_MAX];
	const char *before = ": ";
	int n = snprintf(
		out, WORDS_MAX, "lost %s", number_count(number, (int64_t)step->lost, NUMBER_MAX));

	for (enum journey_state state = 0; state < JOURNEY_STATES; state++) {
		bool too_late = state != JOURNEY_FAILED && state != JOURNEY_ABANDONED &&
			state != JOURNEY_COMPLETED;

		if (step->lost_as[state] == 0) {
			continue;
		}
		n += snprintf(out + n, WORDS_MAX - (size_t)n, "%s%s %s%s%s", before,
			number_count(number, (int64_t)step->lost_as[state], NUMBER_MAX),
			journey_state_name(state),
			state == JOURNEY_COMPLETED ? " another way"
				: too_late         ? " and past "
						   : "",
			too_late ? number_duration(within, funnels->within_ms) : "");
		before = ", ";
	}
}

static void say_hop(const struct funnels *funnels, size_t at, char *out)
{
	const struct funnel *funnel = &funnels->now.funnel;
	const struct funnel_step *step = &funnel->steps[at];
	struct text from = say_name(step->name, NAME_SHOWN), to;
	char p50[NUMBER_MAX], p95[NUMBER_MAX];
	int n = snprintf(out, WORDS_MAX, "%.*s", (int)from.length, from.at);

	if (at + 1 == funnel->count) {
		snprintf(out + n, WORDS_MAX - (size_t)n, " is the last step");
		return;
	}
	to = say_name(funnel->steps[at + 1].name, NAME_SHOWN);
	n += snprintf(out + n, WORDS_MAX - (size_t)n, " > %.*s", (int)to.length, to.at);
	if (step->reached > 0) {
		n += snprintf(out + n, WORDS_MAX - (size_t)n, "   %.1f%% went on",
			100 * (double)step->converted / (double)step->reached);
	}
	if (funnel->steps[at + 1].from_previous.count > 0) {
		const struct sketch *took = &funnel->steps[at + 1].from_previous;

		snprintf(out + n, WORDS_MAX - (size_t)n, " after p50 %s, p95 %s",
			number_duration(p50, sketch_quantile(took, 0.5)),
			number_duration(p95, sketch_quantile(took, 0.95)));
	}
}

static void draw_legend(struct canvas *inside, int y)
{
	static const struct {
		enum role role;
		enum glyph glyph;
		const char *words;
	} parts[] = {{ROLE_CHART_LINE, GLYPH_UP8, "went on"},
		{ROLE_CHART_FILL, GLYPH_GROWING, "in flight: they still may"},
		{ROLE_WARN, GLYPH_FOLD, "lost: they will not"}};
	int x = 1;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		canvas_glyph(inside, x, y, parts[i].role, parts[i].glyph);
		x += 2;
		x += 3 +
			canvas_text(inside, x, y, inside->width - x, ROLE_MUTED,
				text_of(parts[i].words));
	}
}

void funnels_draw_step(const struct funnels *funnels, size_t at, struct canvas *inside)
{
	const struct funnel_step *step = &funnels->now.funnel.steps[at];
	char words[WORDS_MAX];

	say_hop(funnels, at, words);
	canvas_text(inside, 1, 0, inside->width - 2, ROLE_TEXT, text_of(words));
	say_lost(funnels, step, words);
	canvas_text(inside, 1, 1, inside->width - 2, step->lost > 0 ? ROLE_WARN : ROLE_MUTED,
		text_of(words));
	draw_legend(inside, 2);
}
