#include "draw/table.h"

#include <assert.h>

enum { FROZEN_COLUMNS = 2, HIDDEN = -1, GAP = 1, NAMES_SHARE_PERCENT = 52 };

/* Width in cells of each column, or HIDDEN. */
struct widths {
	int of[TABLE_COLUMNS_MAX];
	int skipped; /* by horizontal scroll */
	bool dropped;
};

/* Of the columns, and of the mark that says that some are hidden. */
static int used_width(const struct table *table, const struct widths *widths)
{
	int total = widths->dropped ? 0 : -GAP;
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		if (widths->of[i] != HIDDEN) {
			total += widths->of[i] + GAP;
		}
	}
	return total;
}

/* The least wanted column that is still there; the rightmost of equals. False: none may go. */
static bool drop_one(const struct table *table, struct widths *widths)
{
	int worst = 0;
	size_t i, found = 0;

	for (i = 0; i < table->column_count; i++) {
		if (widths->of[i] != HIDDEN && table->columns[i].priority > 0 &&
			table->columns[i].priority >= worst) {
			worst = table->columns[i].priority;
			found = i;
		}
	}
	if (worst > 0) {
		widths->of[found] = HIDDEN;
		widths->dropped = true;
	}
	return worst > 0;
}

static int wish_of(const struct table *table, size_t column)
{
	int wish = table->wishes[column].cells, least = table->columns[column].min;

	return wish > 0 && wish < least ? least : wish;
}

static int names_width(const struct table *table, const struct widths *widths, int most)
{
	int total = 0;
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		int wish = widths->of[i] != HIDDEN ? wish_of(table, i) : 0;

		total += wish < most ? wish : most;
	}
	return total;
}

/* What tells rows apart is served first: all of it as far as its share of the room goes, beyond
 * that the longest give way. */
static void grant_names(const struct table *table, struct widths *widths, int share)
{
	int most = share;
	size_t i;

	while (most > 0 && names_width(table, widths, most) > share) {
		most--;
	}
	for (i = 0; i < table->column_count; i++) {
		int wish = wish_of(table, i) < most ? wish_of(table, i) : most;

		if (widths->of[i] != HIDDEN && wish > widths->of[i]) {
			widths->of[i] = wish;
		}
	}
}

/* Where nothing more may be hidden. */
static bool shrink_one(const struct table *table, struct widths *widths)
{
	size_t i, widest = table->column_count;

	for (i = 0; i < table->column_count; i++) {
		if (widths->of[i] > table->columns[i].min &&
			(widest == table->column_count || widths->of[i] > widths->of[widest])) {
			widest = i;
		}
	}
	if (widest < table->column_count) {
		widths->of[widest]--;
	}
	return widest < table->column_count;
}

/* Up to `wish`; returns the room left over. */
static int grow(struct widths *widths, size_t column, int wish, int room)
{
	int more = wish - widths->of[column];

	if (widths->of[column] == HIDDEN || more <= 0) {
		return room;
	}
	more = more < room ? more : room;
	widths->of[column] += more;
	return room - more;
}

/* Names up to what they want, then up to what each column prefers, the most wanted first. */
static int grow_to_preferred(const struct table *table, struct widths *widths, int room)
{
	int priority, highest = 0;
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		room = grow(widths, i, wish_of(table, i), room);
		if (table->columns[i].priority > highest) {
			highest = table->columns[i].priority;
		}
	}
	for (priority = 0; priority <= highest; priority++) {
		for (i = 0; i < table->column_count; i++) {
			if (wish_of(table, i) == 0 && table->columns[i].priority == priority) {
				room = grow(widths, i, table->columns[i].preferred, room);
			}
		}
	}
	return room;
}

/* A column that has what it wants would only be given blanks. */
static int weight_of(const struct table *table, const struct widths *widths, size_t column)
{
	bool takes = widths->of[column] != HIDDEN && wish_of(table, column) == 0;

	return takes ? table->columns[column].weight : 0;
}

static void grow_by_weight(const struct table *table, struct widths *widths, int room)
{
	int weights = 0;
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		weights += weight_of(table, widths, i);
	}
	for (i = 0; i < table->column_count && weights > 0; i++) {
		int weight = weight_of(table, widths, i), share = room * weight / weights;

		widths->of[i] += share;
		room -= share;
		weights -= weight;
	}
}

static void fit_columns(const struct table *table, struct widths *widths, int room, int skipped)
{
	size_t i;
	int left;

	*widths = (struct widths){.skipped = skipped};
	for (i = 0; i < table->column_count; i++) {
		bool scrolled_off = i >= FROZEN_COLUMNS && i < (size_t)(FROZEN_COLUMNS + skipped);

		widths->of[i] = scrolled_off ? HIDDEN : table->columns[i].min;
	}
	grant_names(table, widths, room * NAMES_SHARE_PERCENT / 100);
	while (used_width(table, widths) > room &&
		(drop_one(table, widths) || shrink_one(table, widths))) {
		;
	}
	left = room - used_width(table, widths);
	if (left > 0) {
		grow_by_weight(table, widths, grow_to_preferred(table, widths, left));
	}
}

/* Scrolling sideways is for columns that are hidden; where there are none it does nothing. */
static struct widths widths_for(const struct table *table, int room)
{
	struct widths widths;

	fit_columns(table, &widths, room, 0);
	if (widths.dropped && table->first_column > 0) {
		fit_columns(table, &widths, room, table->first_column);
	}
	return widths;
}

/* Marker cell, and one for marks where there are any. */
static int lead_width(const struct table *table)
{
	return map_count(table->marks) > 0 ? 2 : 1;
}

bool table_cuts(const struct table *table, const struct table_source *source, int width)
{
	struct widths widths = widths_for(table, width - lead_width(table));
	size_t row, i;

	if (!source->wanted || !table_selected(table, &row) || row >= source->count(source->data)) {
		return false;
	}
	for (i = 0; i < table->column_count; i++) {
		int cells = source->wanted(source->data, row, i);

		if (cells > 0 && cells > widths.of[i]) {
			return true;
		}
	}
	return false;
}

static void draw_title(const struct table *table, size_t column, struct canvas *cell)
{
	bool sorted = column == table->sort_column;
	enum role role = sorted ? ROLE_STRONG : ROLE_TITLE;
	struct text title = text_of(table->columns[column].title);
	int room = sorted ? cell->width - 1 : cell->width, used = room;

	if (table->columns[column].align == ALIGN_RIGHT) {
		canvas_right(cell, 0, 0, room, role, title);
	} else {
		used = canvas_text(cell, 0, 0, room, role, title);
	}
	if (sorted) {
		canvas_glyph(cell, used, 0, role, table->sort_descending ? GLYPH_DESC : GLYPH_ASC);
	}
}

static void draw_titles(const struct table *table, const struct widths *widths, struct canvas *row)
{
	int x = lead_width(table);
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		if (widths->of[i] != HIDDEN) {
			struct canvas cell = canvas_part(row, x, 0, widths->of[i], 1);

			draw_title(table, i, &cell);
			x += widths->of[i] + GAP;
		}
	}
	if (widths->skipped > 0) {
		canvas_glyph(row, 0, 0, ROLE_MUTED, GLYPH_LEFT);
	}
	if (widths->dropped) {
		canvas_glyph(row, row->width - 1, 0, ROLE_MUTED, GLYPH_RIGHT);
	}
}

struct drawing {
	const struct table *table;
	const struct table_source *source;
	struct widths widths;
	bool focus;
};

static void draw_lead(const struct drawing *drawing, size_t row, bool selected, struct canvas *line)
{
	const struct table_source *source = drawing->source;
	enum role role = source->role ? source->role(source->data, row) : ROLE_TEXT;

	if (selected) {
		canvas_text(line, 0, 0, 1, drawing->focus ? role : ROLE_SELECTION_INACTIVE,
			text_of(">"));
	}
	if (lead_width(drawing->table) > 1 &&
		table_marked(drawing->table, source->key(source->data, row))) {
		canvas_text(line, 1, 0, 1, ROLE_MARK, text_of("*"));
	}
}

static void draw_row(const struct drawing *drawing, size_t at, struct canvas *line)
{
	const struct table *table = drawing->table;
	bool selected = at == table->selected_at;
	size_t row = table->order[at], i;
	int x = lead_width(table);

	draw_lead(drawing, row, selected, line);
	for (i = 0; i < table->column_count; i++) {
		if (drawing->widths.of[i] != HIDDEN) {
			struct canvas cell = canvas_part(line, x, 0, drawing->widths.of[i], 1);

			drawing->source->cell(drawing->source->data, row, i, &cell);
			x += drawing->widths.of[i] + GAP;
		}
	}
	if (selected && drawing->focus) {
		canvas_select_row(line, 0);
		canvas_set_cursor(line, 0, 0);
	}
}

/* The first row to draw, so that the selection is seen even where the layout was told another
 * height. */
static size_t top_for(const struct table *table, size_t rows)
{
	size_t top = table->top;

	if (table->selected_at < top) {
		top = table->selected_at;
	} else if (table->selected_at - top >= rows) {
		top = table->selected_at - rows + 1;
	}
	return top;
}

void table_draw(const struct table *table, const struct table_source *source, struct canvas *canvas,
	bool focus)
{
	struct drawing drawing = {
		.table = table,
		.source = source,
		.widths = widths_for(table, canvas->width - lead_width(table)),
		.focus = focus,
	};
	struct canvas titles = canvas_part(canvas, 0, 0, canvas->width, 1);
	size_t rows = canvas->height > 1 ? (size_t)canvas->height - 1 : 0, i;
	size_t top = top_for(table, rows > 0 ? rows : 1), total = source->count(source->data);

	draw_titles(table, &drawing.widths, &titles);
	for (i = 0; i < rows && top + i < table->shown; i++) {
		struct canvas line = canvas_part(canvas, 0, (int)i + 1, canvas->width, 1);

		if (table->order[top + i] < total) {
			draw_row(&drawing, top + i, &line);
		}
	}
}
