/* The rows of the screen `merges`: what a cell looks like, what comes before what. */
#include "merges_private.h"

enum { SAID_BYTES_MAX = 4096 };

const struct table_column merges_titles[MERGES_COLUMNS] = {
	[MERGES_JOINED] = {.name = "joined",
		.title = "JOINED",
		.min = 12,
		.preferred = 24,
		.ascending = true},
	[MERGES_WHY] = {.name = "why", .title = "WHY", .min = 20, .preferred = 36, .weight = 1},
	[MERGES_TOPIC] = {.name = "topic",
		.title = "TOPIC",
		.min = 10,
		.preferred = 20,
		.priority = 2,
		.ascending = true},
	[MERGES_EVENT] = {.name = "event",
		.title = "EVENT",
		.min = 15,
		.preferred = 20,
		.priority = 1,
		.ascending = true},
};

bool merges_at(const struct merges *merges, size_t row, struct journey_merge *merge)
{
	return merges->source.journeys &&
		journeys_holds(merges->source.journeys, merges->number, merges->serial) &&
		journeys_merge_at(merges->source.journeys, merges->number, row, merge);
}

static size_t row_count(const void *data)
{
	return ((const struct merges *)data)->count;
}

static struct text row_key(const void *data, size_t row)
{
	struct journey_merge merge;

	return merges_at(data, row, &merge) ? merge.name : text_of("");
}

static int row_compare(const void *data, size_t a, size_t b, size_t column)
{
	struct journey_merge left = {.topic = text_of("")}, right = {.topic = text_of("")};

	merges_at(data, a, &left);
	merges_at(data, b, &right);
	switch (column) {
	case MERGES_JOINED:
		return text_compare(left.name, right.name);
	case MERGES_WHY:
		return (left.link > right.link) - (left.link < right.link);
	case MERGES_TOPIC:
		return text_compare(left.topic, right.topic);
	default:
		return id_compare(left.id, right.id);
	}
}

static bool row_match(const void *data, size_t row, struct text filter)
{
	struct journey_merge merge;

	return merges_at(data, row, &merge) &&
		(text_contains_fold(merge.name, filter) ||
			text_contains_fold(merge.topic, filter) ||
			text_contains_fold(text_of(journey_link_name(merge.link)), filter));
}

void merges_say_key(const struct merges *merges, struct text key, struct buf *out)
{
	struct journey_view view;

	journeys_view(merges->source.journeys, merges->number, &view);
	view.name = key;
	journey_say_name(&merges->source, &view, out);
}

static void row_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct merges *merges = data;
	struct journey_merge merge;
	char id[ID_TEXT_MAX];
	struct buf key;

	if (!merges_at(merges, row, &merge)) {
		return;
	}
	switch (column) {
	case MERGES_JOINED:
		buf_init(&key, SAID_BYTES_MAX);
		merges_say_key(merges, merge.name, &key);
		canvas_text(cell, 0, 0, cell->width, ROLE_STRONG, buf_text(&key));
		buf_finish(&key);
		break;
	case MERGES_WHY:
		canvas_text(
			cell, 0, 0, cell->width, ROLE_TEXT, text_of(journey_link_name(merge.link)));
		break;
	case MERGES_TOPIC:
		canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, merge.topic);
		break;
	default:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of(id_format(id, merge.id)));
	}
}

struct table_source merges_source(const struct merges *merges)
{
	return (struct table_source){
		.data = merges,
		.count = row_count,
		.key = row_key,
		.cell = row_cell,
		.compare = row_compare,
		.match = row_match,
	};
}
