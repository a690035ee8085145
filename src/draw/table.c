#include "draw/table.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "order.h"

enum { FILTER_BYTES_MAX = 4096 };

void table_init(struct table *table, const struct table_column *columns, size_t count,
	const char *sort_column)
{
	*table = (struct table){.columns = columns, .column_count = count};
	buf_init(&table->filter, FILTER_BYTES_MAX);
	table->marks = map_create();
	assert(count >= 1 && count <= TABLE_COLUMNS_MAX);
	if (sort_column) {
		table_sort_by(table, sort_column, false);
	}
	table->sort_descending = !columns[table->sort_column].ascending;
}

void table_finish(struct table *table)
{
	buf_finish(&table->filter);
	map_destroy(table->marks);
	map_destroy(table->places);
	mem_free(table->selected);
	mem_free(table->anchor.at);
	mem_free(table->parked.at);
	mem_free(table->order);
	*table = (struct table){.columns = NULL};
}

void table_layout(struct table *table, int height)
{
	table->rows_shown = height > 1 ? height - 1 : 0;
	order_scroll(table);
}

bool table_sort_by(struct table *table, const char *column, bool descending)
{
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		if (strcmp(table->columns[i].name, column) == 0) {
			table->sort_column = i;
			table->sort_descending = descending;
			table->order_valid = false;
			return true;
		}
	}
	return false;
}

static struct text key_text(const struct table_key *key)
{
	return text_from(key->at, key->length);
}

static void set_key(struct table_key *key, struct text text)
{
	char *copy = text_dup(text);

	mem_free(key->at);
	*key = (struct table_key){.at = copy, .length = text.length};
}

static void forget_key(struct table_key *key)
{
	mem_free(key->at);
	*key = (struct table_key){.at = NULL};
}

static struct text selected_text(const struct table *table)
{
	return text_from(table->selected, table->selected_length);
}

/* Clearing the filter goes back to where it began, unless the selection was moved since. */
void table_set_filter(struct table *table, struct text filter)
{
	bool had = table->filter.length > 0;

	if (!had && filter.length > 0 && table->held) {
		set_key(&table->parked, selected_text(table));
		table->parked_top = table->top;
	} else if (had && filter.length == 0 && table->parked.at) {
		table_select(table, key_text(&table->parked));
		table->top = table->parked_top;
		forget_key(&table->parked);
	}
	buf_reset(&table->filter);
	buf_add_text(&table->filter, filter);
	table->order_valid = false;
}

bool table_select(struct table *table, struct text key)
{
	table->held = true;
	if (table->selected && text_equal(key, selected_text(table))) {
		return false;
	}
	mem_free(table->selected);
	table->selected = text_dup(key);
	table->selected_length = key.length;
	return true;
}

bool table_selected(const struct table *table, size_t *row)
{
	if (table->shown == 0) {
		return false;
	}
	*row = table->order[table->selected_at];
	return true;
}

bool table_visible(const struct table *table, size_t index, size_t *row)
{
	if (index >= (size_t)table->rows_shown || table->top + index >= table->shown) {
		return false;
	}
	*row = table->order[table->top + index];
	return true;
}

bool table_marked(const struct table *table, struct text key)
{
	return map_get(table->marks, key) != NULL;
}

struct acting {
	struct table *table;
	const struct table_source *source;
};

static void move_by(const struct acting *acting, ptrdiff_t rows)
{
	struct table *table = acting->table;
	ptrdiff_t at = (ptrdiff_t)table->selected_at + rows, last = (ptrdiff_t)table->shown - 1;

	forget_key(&table->parked);
	table->held = true;
	if (last >= 0) {
		at = at < 0 ? 0 : at > last ? last : at;
		order_select(table, acting->source, (size_t)at);
		order_scroll(table);
	}
}

static ptrdiff_t page_of(const struct acting *acting)
{
	return acting->table->rows_shown > 1 ? acting->table->rows_shown : 1;
}

static void move_up(const struct acting *acting)
{
	move_by(acting, -1);
}

static void move_down(const struct acting *acting)
{
	move_by(acting, 1);
}

static void move_half_up(const struct acting *acting)
{
	move_by(acting, -((page_of(acting) + 1) / 2));
}

static void move_half_down(const struct acting *acting)
{
	move_by(acting, (page_of(acting) + 1) / 2);
}

static void move_page_up(const struct acting *acting)
{
	move_by(acting, -page_of(acting));
}

static void move_page_down(const struct acting *acting)
{
	move_by(acting, page_of(acting));
}

/* And stays there, whichever row comes first. */
static void move_first(const struct acting *acting)
{
	move_by(acting, -(ptrdiff_t)acting->table->shown);
	acting->table->held = false;
}

static void move_last(const struct acting *acting)
{
	move_by(acting, (ptrdiff_t)acting->table->shown);
}

static void scroll_left(const struct acting *acting)
{
	if (acting->table->first_column > 0) {
		acting->table->first_column--;
	}
}

static void scroll_right(const struct acting *acting)
{
	if (acting->table->first_column + 3 < (int)acting->table->column_count) {
		acting->table->first_column++;
	}
}

static struct text key_at(const struct acting *acting, size_t at)
{
	return acting->source->key(acting->source->data, acting->table->order[at]);
}

static void set_mark(struct table *table, struct text key)
{
	map_put(table->marks, key, table->marks);
}

static void mark(const struct acting *acting)
{
	struct table *table = acting->table;
	struct text key;

	if (table->shown == 0) {
		return;
	}
	key = key_at(acting, table->selected_at);
	if (!map_remove(table->marks, key)) {
		set_mark(table, key);
		set_key(&table->anchor, key);
	}
	move_by(acting, 1);
}

/* From the row marked last to the selected one, both included; without one, the selected row
 * begins a range. */
static void mark_range(const struct acting *acting)
{
	struct table *table = acting->table;
	size_t at, from = table->selected_at, to = table->selected_at;

	if (table->shown == 0) {
		return;
	}
	for (at = 0; table->anchor.at && at < table->shown; at++) {
		if (text_equal(key_at(acting, at), key_text(&table->anchor))) {
			from = at < from ? at : from;
			to = at > to ? at : to;
		}
	}
	for (at = from; at <= to; at++) {
		set_mark(table, key_at(acting, at));
	}
	set_key(&table->anchor, key_at(acting, table->selected_at));
}

/* Every row that the filter leaves. */
static void mark_all(const struct acting *acting)
{
	for (size_t at = 0; at < acting->table->shown; at++) {
		set_mark(acting->table, key_at(acting, at));
	}
}

static void unmark_all(const struct acting *acting)
{
	map_destroy(acting->table->marks);
	acting->table->marks = map_create();
	forget_key(&acting->table->anchor);
}

static void sort_by_column(const struct acting *acting, size_t column)
{
	acting->table->sort_column = column;
	acting->table->sort_descending = !acting->table->columns[column].ascending;
	order_sort(acting->table, acting->source);
}

static void sort_next(const struct acting *acting)
{
	sort_by_column(acting, (acting->table->sort_column + 1) % acting->table->column_count);
}

static void sort_previous(const struct acting *acting)
{
	size_t count = acting->table->column_count;

	sort_by_column(acting, (acting->table->sort_column + count - 1) % count);
}

static void sort_invert(const struct acting *acting)
{
	acting->table->sort_descending = !acting->table->sort_descending;
	order_sort(acting->table, acting->source);
}

static const struct {
	const char *name;
	void (*act)(const struct acting *acting);
} actions[] = {
	{.name = "up", .act = move_up},
	{.name = "down", .act = move_down},
	{.name = "half-up", .act = move_half_up},
	{.name = "half-down", .act = move_half_down},
	{.name = "page-up", .act = move_page_up},
	{.name = "page-down", .act = move_page_down},
	{.name = "first", .act = move_first},
	{.name = "last", .act = move_last},
	{.name = "left", .act = scroll_left},
	{.name = "right", .act = scroll_right},
	{.name = "mark", .act = mark},
	{.name = "mark-range", .act = mark_range},
	{.name = "mark-all", .act = mark_all},
	{.name = "unmark-all", .act = unmark_all},
	{.name = "sort-next", .act = sort_next},
	{.name = "sort-previous", .act = sort_previous},
	{.name = "sort-invert", .act = sort_invert},
};

bool table_act(
	struct table *table, const struct table_source *source, const char *action, int64_t now_ms)
{
	struct acting acting = {.table = table, .source = source};
	size_t i;

	if (source->count(source->data) != table->total) {
		table_refresh(table, source, now_ms);
	}
	for (i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(action, actions[i].name) == 0) {
			actions[i].act(&acting);
			order_freeze(table, source, now_ms + TABLE_FREEZE_MS);
			return true;
		}
	}
	return false;
}
