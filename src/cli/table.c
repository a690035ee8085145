#include "listing.h"

#include <limits.h>

#include "base/mem.h"
#include "base/sanitise.h"

/* Room for every number in its exact form. */
enum { GAP = 2, NUMBER_WIDTH = 26, CELL_BYTES_MAX = 1 << 20 };

struct cell {
	char *text; /* safe */
	int width;
	enum severity severity;
};

struct table {
	size_t columns, rows;
	const struct column **column;
	int *natural, *width; /* width 0: left out */
	struct cell *cells;   /* by row */
};

static void fill_cell(struct cell *cell, const struct value *value)
{
	char room[VALUE_TEXT_MAX];
	struct buf safe;

	buf_init(&safe, CELL_BYTES_MAX);
	sanitise_text(&safe, value_format(value, NUMBER_WIDTH, room));
	cell->width = sanitise_width(buf_text(&safe));
	cell->text = buf_take(&safe);
	cell->severity = value->kind == VALUE_VERDICT ? verdict_severity((enum verdict_id)value->n)
						      : SEVERITY_OK;
}

static void choose_columns(struct table *table, const struct listing *rows)
{
	table->column = mem_alloc(rows->column_count + 1, sizeof(*table->column));
	table->natural = mem_alloc(rows->column_count + 1, sizeof(*table->natural));
	table->width = mem_alloc(rows->column_count + 1, sizeof(*table->width));
	for (size_t i = 0; i < rows->column_count; i++) {
		if (rows->columns[i].title != NULL && rows->columns[i].json != NULL) {
			table->column[table->columns++] = &rows->columns[i];
		}
	}
}

static struct table table_of(const struct listing *rows)
{
	struct table table = {.rows = rows->count};

	choose_columns(&table, rows);
	table.cells = mem_alloc(table.rows * table.columns + 1, sizeof(*table.cells));
	for (size_t j = 0; j < table.columns; j++) {
		table.natural[j] = sanitise_width(text_of(table.column[j]->title));
		for (size_t i = 0; i < table.rows; i++) {
			struct cell *cell = &table.cells[i * table.columns + j];
			struct value value = {.kind = VALUE_UNKNOWN};

			table.column[j]->get(rows->model, rows->at[i], &value);
			fill_cell(cell, &value);
			table.natural[j] =
			    cell->width > table.natural[j] ? cell->width : table.natural[j];
		}
		table.width[j] = table.natural[j];
	}
	return table;
}

static void table_finish(struct table *table)
{
	for (size_t i = 0; i < table->rows * table->columns; i++) {
		mem_free(table->cells[i].text);
	}
	mem_free(table->cells);
	mem_free(table->width);
	mem_free(table->natural);
	mem_free(table->column);
}

/* Cells that the columns take with the gaps between them. */
static int total(const struct table *table)
{
	int sum = 0;

	for (size_t j = 0; j < table->columns; j++) {
		sum += table->width[j] == 0 ? 0 : table->width[j] + (sum > 0 ? GAP : 0);
	}
	return sum;
}

/* Text gives way, down to its preferred or its least width; numbers are whole or not there. */
static void shrink(struct table *table, bool to_least)
{
	for (size_t j = 0; j < table->columns; j++) {
		const struct column *column = table->column[j];
		int floor = to_least ? column->min : column->preferred;
		int title = sanitise_width(text_of(column->title));

		floor = floor < title ? title : floor;
		if (column->left && table->width[j] > floor) {
			table->width[j] = floor;
		}
	}
}

/* Leaves out the column that is missed least; false where all that are left must stay. */
static bool hide_one(struct table *table)
{
	size_t least = table->columns;

	for (size_t j = 0; j < table->columns; j++) {
		int priority = table->width[j] == 0 ? 0 : table->column[j]->priority;

		if (priority > 0 &&
		    (least == table->columns || priority >= table->column[least]->priority)) {
			least = j;
		}
	}
	if (least == table->columns) {
		return false;
	}
	table->width[least] = 0;
	return true;
}

static void fit(struct table *table, int width)
{
	if (total(table) > width) {
		shrink(table, false);
	}
	while (total(table) > width && hide_one(table)) {
	}
	if (total(table) > width) {
		shrink(table, true);
	}
	int left_over = width - total(table);
	for (size_t j = 0; j < table->columns && left_over > 0; j++) {
		int wish = table->width[j] == 0 ? 0 : table->natural[j] - table->width[j];
		int grant = wish < left_over ? wish : left_over;

		table->width[j] += grant;
		left_over -= grant;
	}
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

/* The cell in `width` cells, without blanks behind the last one of a line. */
static void add_cell(struct buf *out, const struct cell *cell, const struct column *column,
		     int width, const struct listing_style *style)
{
	const char *color = style->color ? color_of(cell->severity) : NULL;
	int blanks = width > cell->width ? width - cell->width : 0;

	add_blanks(out, column->left ? 0 : blanks);
	buf_add_string(out, color != NULL ? color : "");
	sanitise_cut_middle(out, text_of(cell->text), style->width == 0 ? INT_MAX : width,
			    style->unicode ? "\u2026" : "~");
	buf_add_string(out, color != NULL ? "\033[0m" : "");
	add_blanks(out, column->left ? blanks : 0);
}

static void add_line(struct buf *out, const struct table *table, const struct cell *cells,
		     const struct listing_style *style)
{
	size_t last = table->columns;
	bool first = true;

	while (last > 0 && table->width[last - 1] == 0) {
		last--;
	}
	for (size_t j = 0; j < last; j++) {
		if (table->width[j] == 0) {
			continue;
		}
		add_blanks(out, first ? 0 : GAP);
		bool ragged =
		    j + 1 == last && table->column[j]->left && cells[j].width < table->width[j];
		add_cell(out, &cells[j], table->column[j],
			 ragged ? cells[j].width : table->width[j], style);
		first = false;
	}
	buf_add_byte(out, '\n');
}

void listing_table(const struct listing *rows, const struct listing_style *style, struct buf *out)
{
	struct table table = table_of(rows);
	struct cell *titles = mem_alloc(table.columns + 1, sizeof(*titles));

	if (style->width > 0) {
		fit(&table, style->width);
	}
	for (size_t j = 0; j < table.columns; j++) {
		titles[j].text = text_dup(text_of(table.column[j]->title));
		titles[j].width = sanitise_width(text_of(titles[j].text));
	}
	add_line(out, &table, titles, style);
	for (size_t i = 0; i < table.rows; i++) {
		add_line(out, &table, &table.cells[i * table.columns], style);
	}
	for (size_t j = 0; j < table.columns; j++) {
		mem_free(titles[j].text);
	}
	mem_free(titles);
	table_finish(&table);
}
