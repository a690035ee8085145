/* The rows of the screen `indicators`: what a cell looks like, what comes before what. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "events_when.h"
#include "indicators_private.h"
#include "journey_words.h"
#include "verdict_role.h"

const struct table_column figures_titles[FIGURE_COLUMNS] = {
	[FIGURE_SEVERITY] = {.name = "severity", .title = "SV", .min = 3, .preferred = 3},
	[FIGURE_NAME] = {.name = "indicator",
		.title = "INDICATOR",
		.min = 12,
		.preferred = 20,
		.weight = 1,
		.ascending = true},
	[FIGURE_VALUE] =
		{.name = "value", .title = "VALUE", .min = 7, .preferred = 8, .align = ALIGN_RIGHT},
	[FIGURE_TREND] = {.name = "trend",
		.title = "TREND",
		.min = 7,
		.preferred = 8,
		.priority = 1,
		.align = ALIGN_RIGHT},
	[FIGURE_TARGET] = {.name = "target",
		.title = "TARGET",
		.min = 14,
		.preferred = 16,
		.priority = 2,
		.ascending = true},
	[FIGURE_SAMPLES] = {.name = "samples",
		.title = "OF",
		.min = 6,
		.preferred = 6,
		.priority = 3,
		.align = ALIGN_RIGHT},
	[FIGURE_FLIGHT] = {.name = "flight",
		.title = "FLIGHT",
		.min = 6,
		.preferred = 6,
		.priority = 4,
		.align = ALIGN_RIGHT},
	[FIGURE_NOTE] = {.name = "note",
		.title = "NOTE",
		.min = 12,
		.preferred = 24,
		.priority = 5,
		.weight = 2,
		.ascending = true},
};

const struct table_column behind_titles[BEHIND_COLUMNS] = {
	[BEHIND_OUTCOME] = {.name = "outcome",
		.title = "OUTCOME",
		.min = 9,
		.preferred = 9,
		.ascending = true},
	[BEHIND_VALUE] =
		{.name = "value", .title = "VALUE", .min = 7, .preferred = 8, .align = ALIGN_RIGHT},
	[BEHIND_WHOSE] = {.name = "journey",
		.title = "JOURNEY",
		.min = 10,
		.preferred = 18,
		.weight = 1,
		.ascending = true},
	[BEHIND_WHEN] = {.name = "when", .title = "WHEN", .min = 12, .preferred = 12},
	[BEHIND_TOPIC] = {.name = "topic",
		.title = "TOPIC",
		.min = 10,
		.preferred = 20,
		.priority = 1,
		.ascending = true},
	[BEHIND_ID] = {.name = "id", .title = "ID", .min = 15, .preferred = 20, .priority = 2},
};

const struct indicator_result *figures_result(const struct figures *figures, size_t row)
{
	const struct indicators *all =
		figures->model == NULL ? NULL : model_indicators(figures->model);

	if (row >= indicators_count(all) || indicators_result(all, row)->indicator == NULL) {
		return NULL;
	}
	return indicators_result(all, row);
}

const struct indicator_behind *figures_behind(const struct figures *figures, size_t row)
{
	return figures->shown == NULL || row >= figures->shown->behind_count
		? NULL
		: &figures->shown->behind[row];
}

static bool is_missed(const struct indicator_result *result)
{
	return result != NULL && !indicator_is_met(result);
}

static enum role role_of(const struct indicator_result *result)
{
	return is_missed(result) ? severity_role(result->indicator->severity) : ROLE_TEXT;
}

static int order(double a, double b)
{
	return (a > b) - (a < b);
}

static size_t figure_count(const void *data)
{
	return ((const struct figures *)data)->count;
}

static struct text figure_key(const void *data, size_t row)
{
	const struct indicator_result *result = figures_result(data, row);

	return text_of(result == NULL ? "" : result->indicator->name);
}

static int by_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int rank(const struct indicator_result *result)
{
	return is_missed(result) ? (int)result->indicator->severity : 0;
}

static int figure_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct indicator_result *left = figures_result(data, a),
				      *right = figures_result(data, b);

	if (left == NULL || right == NULL) {
		return (left != NULL) - (right != NULL);
	}
	switch (column) {
	case FIGURE_SEVERITY:
		return rank(left) - rank(right);
	case FIGURE_NAME:
		return strcmp(left->indicator->name, right->indicator->name);
	case FIGURE_VALUE:
		return order(left->value, right->value);
	case FIGURE_TREND:
		return order(left->trend, right->trend);
	case FIGURE_TARGET:
		return by_text(left->indicator->target_text, right->indicator->target_text);
	case FIGURE_SAMPLES:
		return order((double)left->samples, (double)right->samples);
	case FIGURE_FLIGHT:
		return order((double)left->in_flight, (double)right->in_flight);
	default:
		return strcmp(left->reason, right->reason);
	}
}

static bool figure_match(const void *data, size_t row, struct text filter)
{
	const struct indicator_result *result = figures_result(data, row);

	return result != NULL && text_contains_fold(text_of(result->indicator->name), filter);
}

static void add_note(const struct indicator_result *result, struct buf *words)
{
	buf_add_string(words, result->reason);
	if (words->length > 0 && result->missing + result->not_numbers > 0) {
		buf_add_string(words, "; ");
	}
	indicator_print_troubles(result, words);
}

static void add_count(struct buf *words, uint64_t count)
{
	char text[NUMBER_MAX];

	buf_add_string(words, number_count(text, (int64_t)count, 6));
}

static void figure_words(const struct indicator_result *result, size_t column, struct buf *words)
{
	switch (column) {
	case FIGURE_SEVERITY:
		buf_add_string(words,
			is_missed(result) ? severity_marker(result->indicator->severity) : "");
		break;
	case FIGURE_NAME:
		buf_add_string(words, result->indicator->name);
		break;
	case FIGURE_VALUE:
		indicator_print_value(result, words);
		break;
	case FIGURE_TREND:
		indicator_print_trend(result, words);
		break;
	case FIGURE_TARGET:
		buf_add_string(words,
			result->indicator->target_text == NULL ? "-"
							       : result->indicator->target_text);
		break;
	case FIGURE_SAMPLES:
		add_count(words, result->samples);
		break;
	case FIGURE_FLIGHT:
		add_count(words, result->in_flight);
		break;
	default:
		add_note(result, words);
	}
}

static void put(struct canvas *cell, enum align align, enum role role, const struct buf *words)
{
	if (align == ALIGN_RIGHT) {
		canvas_right(cell, 0, 0, cell->width, role, buf_text(words));
	} else {
		canvas_text(cell, 0, 0, cell->width, role, buf_text(words));
	}
}

static void figure_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct indicator_result *result = figures_result(data, row);
	struct buf words;

	if (result == NULL) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	buf_init(&words, JOURNEY_WORDS_MAX * 2);
	figure_words(result, column, &words);
	put(cell, figures_titles[column].align,
		column == FIGURE_SEVERITY || column == FIGURE_VALUE ? role_of(result)
			: column == FIGURE_NOTE                     ? ROLE_MUTED
								    : ROLE_TEXT,
		&words);
	buf_finish(&words);
}

static enum role figure_role(const void *data, size_t row)
{
	return role_of(figures_result(data, row));
}

struct table_source figures_source(const struct figures *figures)
{
	return (struct table_source){
		.data = figures,
		.count = figure_count,
		.key = figure_key,
		.cell = figure_cell,
		.compare = figure_compare,
		.match = figure_match,
		.role = figure_role,
	};
}

static size_t behind_count(const void *data)
{
	return ((const struct figures *)data)->behind_count;
}

static struct text behind_key(const void *data, size_t row)
{
	return text_of(((const struct figures *)data)->keys[row]);
}

static int behind_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct indicator_behind *left = figures_behind(data, a),
				      *right = figures_behind(data, b);

	if (left == NULL || right == NULL) {
		return (left != NULL) - (right != NULL);
	}
	switch (column) {
	case BEHIND_OUTCOME:
		return a < b ? -1 : a > b;
	case BEHIND_VALUE:
		return order(left->value, right->value);
	case BEHIND_WHOSE:
		return text_compare(left->journey, right->journey);
	case BEHIND_TOPIC:
		return text_compare(left->topic, right->topic);
	default:
		return id_compare(left->id, right->id);
	}
}

static bool behind_match(const void *data, size_t row, struct text filter)
{
	const struct indicator_behind *behind = figures_behind(data, row);

	return behind != NULL &&
		(text_contains_fold(behind->journey, filter) ||
			text_contains_fold(behind->topic, filter) ||
			text_contains_fold(
				text_of(indicator_outcome_name(behind->outcome)), filter));
}

/* By which key it is known: of a journey, or the one that fell silent. */
static void add_whose(
	const struct figures *figures, const struct indicator_behind *behind, struct buf *words)
{
	struct journey_source source = journey_source_of(figures->model);
	struct text field, path = text_of(figures->shown->indicator->path);

	if (behind->journey.length > 0) {
		journey_source_text(
			&source, behind->definition, KEY_USE_ANCHOR, behind->journey, words);
		return;
	}
	if (behind->key.length == 0) {
		buf_add_byte(words, '-');
		return;
	}
	do {
		field = text_cut(&path, '.');
	} while (path.length > 0);
	mask_value(model_mask(figures->model), field, behind->key, words);
}

static void behind_words(const struct figures *figures, const struct indicator_behind *behind,
	size_t column, struct buf *words)
{
	char text[WHEN_MAX + ID_TEXT_MAX];
	struct indicator_result one = {.indicator = figures->shown->indicator,
		.is_known = behind->has_value,
		.value = behind->value};
	int64_t now_ms;

	switch (column) {
	case BEHIND_OUTCOME:
		buf_add_string(words, indicator_outcome_name(behind->outcome));
		break;
	case BEHIND_VALUE:
		if (!behind->has_value) {
			buf_add_byte(words, '-');
		} else if (behind->key.length > 0) {
			buf_add_string(words, number_duration(text, (int64_t)behind->value));
		} else {
			indicator_print_value(&one, words);
		}
		break;
	case BEHIND_WHOSE:
		add_whose(figures, behind, words);
		break;
	case BEHIND_WHEN:
		now_ms = model_server_now_ms(figures->model, &now_ms) ? now_ms : 0;
		buf_add_string(words, when_say(text, behind->id.ms, now_ms));
		break;
	case BEHIND_TOPIC:
		buf_add_text(words, behind->topic);
		break;
	default:
		buf_add_string(words, id_format(text, behind->id));
	}
}

static void behind_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct figures *figures = data;
	const struct indicator_behind *behind = figures_behind(figures, row);
	struct buf words;

	if (behind == NULL) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	buf_init(&words, JOURNEY_WORDS_MAX * 2);
	behind_words(figures, behind, column, &words);
	put(cell, behind_titles[column].align,
		column == BEHIND_OUTCOME && behind->outcome == OUTCOME_LOST ? ROLE_WARN : ROLE_TEXT,
		&words);
	buf_finish(&words);
}

struct table_source behind_source(const struct figures *figures)
{
	return (struct table_source){
		.data = figures,
		.count = behind_count,
		.key = behind_key,
		.cell = behind_cell,
		.compare = behind_compare,
		.match = behind_match,
	};
}
