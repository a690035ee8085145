#include "listing.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "base/sanitise.h"
#include "base/utf8.h"

/* Room for every number in its exact form. */
enum { GAP = 2, NUMBER_WIDTH = 26, CELL_BYTES_MAX = 1 << 20 };
/* One long name does not widen every row. */
enum { NAME_WIDTH_MAX = 60 };

struct cell {
	char *text; /* safe */
	int width;
	enum severity severity;
};

struct track {
	const struct column *column;
	const char *title;
	int title_width, natural, width; /* width 0: left out */
	int priority, sentence;
	bool elastic; /* text; numbers and verdicts are whole or not there */
	bool left;
};

struct table {
	size_t columns, rows;
	struct track *tracks;
	struct cell *cells; /* by row */
};

static const struct column *find_column(const struct listing *rows, const char *name)
{
	const struct column *found = NULL;

	for (size_t i = rows->column_count; i > 0; i--) {
		const struct column *column = &rows->columns[i - 1];
		const char *called = column->name != NULL ? column->name : column->json;

		if (strcmp(called, name) == 0 && (found == NULL || column->name != NULL)) {
			found = column;
		}
	}
	assert(found != NULL);
	return found;
}

static void fill_cell(struct cell *cell, struct track *track, const struct value *value)
{
	char room[VALUE_TEXT_MAX];
	struct buf safe;

	buf_init(&safe, CELL_BYTES_MAX);
	sanitise_text(&safe, value_format(value, NUMBER_WIDTH, room));
	cell->width = sanitise_width(buf_text(&safe));
	cell->text = buf_take(&safe);
	buf_finish(&safe);
	cell->severity = value->kind == VALUE_VERDICT ? verdict_severity((enum verdict_id)value->n)
						      : SEVERITY_OK;
	track->elastic = track->elastic || value->kind == VALUE_TEXT;
	bool name = value->kind == VALUE_TEXT && track->sentence == 0;
	int width = name && cell->width > NAME_WIDTH_MAX ? NAME_WIDTH_MAX : cell->width;
	track->natural = width > track->natural ? width : track->natural;
}

static void fill_track(struct table *table, size_t j, const struct listing *rows)
{
	struct track *track = &table->tracks[j];

	track->column = find_column(rows, rows->shown[j].name);
	track->title = rows->shown[j].title != NULL ? rows->shown[j].title : track->column->title;
	track->title_width = sanitise_width(text_of(track->title));
	track->natural = track->title_width;
	track->priority = rows->shown[j].priority;
	track->sentence = rows->shown[j].sentence;
	for (size_t i = 0; i < table->rows; i++) {
		struct value value = {.kind = VALUE_UNKNOWN};

		track->column->get(rows->model, rows->at[i], &value);
		fill_cell(&table->cells[i * table->columns + j], track, &value);
	}
	track->left = track->column->left || track->elastic;
	track->width = track->natural;
}

static struct table table_of(const struct listing *rows)
{
	struct table table = {.rows = rows->count, .columns = rows->shown_count};

	table.tracks = mem_alloc(table.columns + 1, sizeof(*table.tracks));
	table.cells = mem_alloc(table.rows * table.columns + 1, sizeof(*table.cells));
	for (size_t j = 0; j < table.columns; j++) {
		fill_track(&table, j, rows);
	}
	return table;
}

static void table_finish(struct table *table)
{
	for (size_t i = 0; i < table->rows * table->columns; i++) {
		mem_free(table->cells[i].text);
	}
	mem_free(table->cells);
	mem_free(table->tracks);
}

/* Cells that the columns take with the gaps between them. */
static int total(const struct table *table)
{
	int sum = 0;

	for (size_t j = 0; j < table->columns; j++) {
		int width = table->tracks[j].width;

		sum += width == 0 ? 0 : width + (sum > 0 ? GAP : 0);
	}
	return sum;
}

/* Text gives way, down to its preferred or its least width. */
static void shrink(struct table *table, bool to_least)
{
	for (size_t j = 0; j < table->columns; j++) {
		struct track *track = &table->tracks[j];
		int floor = to_least ? track->column->min : track->column->preferred;

		floor = floor < track->sentence ? track->sentence : floor;
		floor = floor < track->title_width ? track->title_width : floor;
		if (track->elastic && track->width > floor) {
			track->width = floor;
		}
	}
}

/* Leaves out the column that is missed least; false where all that are left must stay. */
static bool hide_one(struct table *table)
{
	struct track *least = NULL;

	for (size_t j = 0; j < table->columns; j++) {
		struct track *track = &table->tracks[j];

		if (track->width > 0 && track->priority > 0 &&
			(least == NULL || track->priority > least->priority)) {
			least = track;
		}
	}
	if (least != NULL) {
		least->width = 0;
	}
	return least != NULL;
}

static void grow(struct table *table, int left_over)
{
	for (size_t j = 0; j < table->columns && left_over > 0; j++) {
		struct track *track = &table->tracks[j];
		int wish = track->width == 0 ? 0 : track->natural - track->width;
		int grant = wish < left_over ? wish : left_over;

		track->width += grant;
		left_over -= grant;
	}
}

static void fit(struct table *table, int width)
{
	bool hidden = true;

	if (total(table) > width) {
		shrink(table, false);
	}
	while (total(table) > width && hidden) {
		hidden = hide_one(table);
	}
	if (total(table) > width) {
		shrink(table, true);
	}
	grow(table, width - total(table));
}

static void add_blanks(struct buf *out, int count)
{
	for (int i = 0; i < count; i++) {
		buf_add_byte(out, ' ');
	}
}

static const char *color_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
		return "\033[1;31m";
	case SEVERITY_WARNING:
		return "\033[33m";
	case SEVERITY_OK:
	case SEVERITY_UNKNOWN:
		break;
	}
	return NULL;
}

/* The front of it and the mark: the beginning of a sentence says more than both its ends. */
static void add_front(struct buf *out, struct text safe, int width, const char *mark)
{
	int room = width - 1; /* the mark takes a cell */
	size_t at = 0;

	while (at < safe.length) {
		uint32_t code = 0;
		size_t length = utf8_decode(text_from(safe.at + at, safe.length - at), &code);

		room -= utf8_width(code);
		if (room < 0) {
			break;
		}
		at += length;
	}
	buf_add(out, safe.at, at);
	buf_add_string(out, mark);
}

static void add_cell(struct buf *out, const struct cell *cell, const struct track *track,
	const struct listing_style *style)
{
	const char *color = style->color ? color_of(cell->severity) : NULL;
	int blanks = track->width > cell->width ? track->width - cell->width : 0;
	int room = style->width == 0 ? INT_MAX : track->width;
	const char *mark = style->unicode ? "\u2026" : "~";

	add_blanks(out, track->left ? 0 : blanks);
	buf_add_string(out, color != NULL ? color : "");
	if (track->sentence > 0 && cell->width > room) {
		add_front(out, text_of(cell->text), room, mark);
	} else {
		sanitise_cut_middle(out, text_of(cell->text), room, mark);
	}
	buf_add_string(out, color != NULL ? "\033[0m" : "");
	add_blanks(out, track->left ? blanks : 0);
}

static void add_line(struct buf *out, const struct table *table, const struct cell *cells,
	const struct listing_style *style)
{
	size_t start = out->length, end;

	for (size_t j = 0; j < table->columns; j++) {
		if (table->tracks[j].width > 0) {
			add_blanks(out, out->length > start ? GAP : 0);
			add_cell(out, &cells[j], &table->tracks[j], style);
		}
	}
	for (end = out->length; end > start && out->at[end - 1] == ' '; end--) {
	}
	buf_cut(out, end);
	buf_add_byte(out, '\n');
}

static void add_titles(
	struct buf *out, const struct table *table, const struct listing_style *style)
{
	struct cell *titles = mem_alloc(table->columns + 1, sizeof(*titles));

	for (size_t j = 0; j < table->columns; j++) {
		titles[j].text = text_dup(text_of(table->tracks[j].title));
		titles[j].width = table->tracks[j].title_width;
	}
	add_line(out, table, titles, style);
	for (size_t j = 0; j < table->columns; j++) {
		mem_free(titles[j].text);
	}
	mem_free(titles);
}

void listing_table(const struct listing *rows, const struct listing_style *style, struct buf *out)
{
	struct table table = table_of(rows);

	if (style->width > 0) {
		fit(&table, style->width);
	}
	add_titles(out, &table, style);
	for (size_t i = 0; i < table.rows; i++) {
		add_line(out, &table, &table.cells[i * table.columns], style);
	}
	table_finish(&table);
}
