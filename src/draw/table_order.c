#include "order.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

struct ordering {
	const struct table *table;
	const struct table_source *source;
	const size_t *places; /* by row, from 1; NULL: by the sort column */
};

/* Rows that compare equal stand by key, whatever the direction: nothing dances. */
static int compare_rows(const struct ordering *ordering, size_t a, size_t b)
{
	const struct table_source *source = ordering->source;
	const struct table *table = ordering->table;
	int order;

	if (ordering->places) {
		return (ordering->places[a] > ordering->places[b]) -
			(ordering->places[a] < ordering->places[b]);
	}
	order = source->compare(source->data, a, b, table->sort_column);
	if (order == 0) {
		return text_compare(source->key(source->data, a), source->key(source->data, b));
	}
	return table->sort_descending ? -order : order;
}

/* Merge sort, since qsort is neither stable nor takes an argument. Sorted input costs one
 * comparison a row. */
static void sort_rows(const struct ordering *ordering, size_t *rows, size_t *scratch, size_t count)
{
	size_t half = count / 2, left = 0, right = half, out = 0;

	if (count < 2) {
		return;
	}
	sort_rows(ordering, rows, scratch, half);
	sort_rows(ordering, rows + half, scratch, count - half);
	if (compare_rows(ordering, rows[half - 1], rows[half]) <= 0) {
		return;
	}
	memcpy(scratch, rows, half * sizeof(*rows));
	while (left < half && right < count) {
		if (compare_rows(ordering, scratch[left], rows[right]) <= 0) {
			rows[out++] = scratch[left++];
		} else {
			rows[out++] = rows[right++];
		}
	}
	memcpy(rows + out, scratch + left, (half - left) * sizeof(*rows));
}

static struct text key_of(const struct table_source *source, size_t row)
{
	return source->key(source->data, row);
}

static bool is_shown(const struct table *table, const struct table_source *source, size_t row)
{
	struct text filter = buf_text(&table->filter);
	bool inverts = text_starts(filter, "!");

	if (inverts) {
		filter = text_from(filter.at + 1, filter.length - 1);
	}
	return filter.length == 0 || source->match(source->data, row, filter) != inverts;
}

static void collect(struct table *table, const struct table_source *source)
{
	size_t row;

	table->total = source->count(source->data);
	table->order = mem_resize(table->order, table->total + 1, sizeof(*table->order));
	table->shown = 0;
	for (row = 0; row < table->total; row++) {
		if (is_shown(table, source, row)) {
			table->order[table->shown++] = row;
		}
	}
}

static void sort_order(struct table *table, const struct table_source *source, const size_t *places)
{
	struct ordering ordering = {.table = table, .source = source, .places = places};
	size_t *scratch = mem_alloc(table->shown / 2 + 1, sizeof(*scratch));

	sort_rows(&ordering, table->order, scratch, table->shown);
	mem_free(scratch);
}

/* The place is the value itself: a number that is never NULL. */
static size_t place_of(struct table *table, struct text key)
{
	void *place = map_get(table->places, key);

	if (!place) {
		place = (void *)(uintptr_t)++table->places_used;
		map_put(table->places, key, place);
	}
	return (size_t)(uintptr_t)place;
}

static void order_by_places(struct table *table, const struct table_source *source)
{
	size_t *places = mem_alloc(table->total + 1, sizeof(*places)), i;

	for (i = 0; i < table->shown; i++) {
		places[table->order[i]] = place_of(table, key_of(source, table->order[i]));
	}
	sort_order(table, source, places);
	mem_free(places);
}

static void thaw(struct table *table)
{
	map_destroy(table->places);
	table->places = NULL;
	table->places_used = 0;
}

static void remember_places(struct table *table, const struct table_source *source)
{
	size_t i;

	table->places = map_create();
	for (i = 0; i < table->shown; i++) {
		place_of(table, key_of(source, table->order[i]));
	}
}

static bool is_selected(const struct table *table, struct text key)
{
	return table->selected &&
		text_equal(key, text_from(table->selected, table->selected_length));
}

void order_select(struct table *table, const struct table_source *source, size_t at)
{
	struct text key = key_of(source, table->order[at]);

	assert(at < table->shown);
	table->selected_at = at;
	if (!is_selected(table, key)) {
		mem_free(table->selected);
		table->selected = text_dup(key);
		table->selected_length = key.length;
	}
}

static bool find_selected(struct table *table, const struct table_source *source)
{
	size_t i;

	for (i = 0; table->selected && i < table->shown; i++) {
		if (is_selected(table, key_of(source, table->order[i]))) {
			table->selected_at = i;
			return true;
		}
	}
	return false;
}

/* A row that went leaves the selection to the one that took its place; an empty table keeps it
 * in mind. */
static void follow_selection(struct table *table, const struct table_source *source)
{
	if (table->shown == 0) {
		table->top = 0;
		return;
	}
	if (!table->held) {
		order_select(table, source, 0);
	} else if (!find_selected(table, source)) {
		order_select(table, source,
			table->selected_at < table->shown ? table->selected_at : table->shown - 1);
	}
	order_scroll(table);
}

void order_scroll(struct table *table)
{
	size_t rows = table->rows_shown > 0 ? (size_t)table->rows_shown : 1;
	size_t last_top = table->shown > rows ? table->shown - rows : 0;

	if (table->top > table->selected_at) {
		table->top = table->selected_at;
	}
	if (table->selected_at - table->top >= rows) {
		table->top = table->selected_at - rows + 1;
	}
	if (table->top > last_top) {
		table->top = last_top;
	}
}

void order_sort(struct table *table, const struct table_source *source)
{
	thaw(table);
	collect(table, source);
	sort_order(table, source, NULL);
	table->order_valid = true;
	follow_selection(table, source);
}

void order_freeze(struct table *table, const struct table_source *source, int64_t until_ms)
{
	table->frozen_until_ms = until_ms;
	if (!table->places) {
		remember_places(table, source);
	}
}

static int widest_in_sight(
	const struct table *table, const struct table_source *source, size_t column)
{
	int widest = 0;
	size_t i, row;

	for (i = 0; table_visible(table, i, &row); i++) {
		int cells = source->wanted(source->data, row, column);

		widest = cells > widest ? cells : widest;
	}
	return widest;
}

/* A column that breathes with every row that comes and goes cannot be read. */
static void hold_wish(struct table_wish *wish, int cells, int64_t now_ms)
{
	if (cells >= wish->cells) {
		wish->cells = cells;
		wish->less_since_ms = 0;
	} else if (wish->less_since_ms == 0) {
		wish->less_since_ms = now_ms;
	} else if (now_ms - wish->less_since_ms >= TABLE_SHRINK_MS) {
		wish->cells = cells;
		wish->less_since_ms = 0;
	}
}

static void take_wishes(struct table *table, const struct table_source *source, int64_t now_ms)
{
	size_t i;

	for (i = 0; source->wanted && i < table->column_count; i++) {
		hold_wish(&table->wishes[i], widest_in_sight(table, source, i), now_ms);
	}
}

static void bring_order(struct table *table, const struct table_source *source, int64_t now_ms)
{
	bool frozen = table->places && now_ms < table->frozen_until_ms;

	if (!frozen || !table->order_valid) {
		order_sort(table, source);
		if (frozen) {
			remember_places(table, source);
		}
		return;
	}
	collect(table, source);
	order_by_places(table, source);
	follow_selection(table, source);
}

void table_refresh(struct table *table, const struct table_source *source, int64_t now_ms)
{
	bring_order(table, source, now_ms);
	take_wishes(table, source, now_ms);
}
