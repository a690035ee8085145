#include "rows.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "rows_source.h"
#include "samples.h"

/* A marker has two cells; its title has room for the arrow of the order besides. */
enum { MARKER_CELLS = 3, SHARE_CELLS = 12, SHARE_CELLS_MIN = 6, FILTER_SHOWN = 60 };

static void add_column(struct rows *rows, const struct column *column, struct table_column title)
{
	assert(rows->column_count < ROWS_COLUMNS_MAX);
	rows->shown[rows->column_count] = column;
	rows->titles[rows->column_count] = title;
	rows->column_count++;
}

static struct table_column title_of(const struct column *column)
{
	return (struct table_column){
		.name = column->name,
		.title = column->title,
		.min = column->min,
		.preferred = column->preferred,
		.priority = column->priority,
		.weight = column->weight,
		.align = column->left ? ALIGN_LEFT : ALIGN_RIGHT,
		.ascending = column->ascending,
	};
}

static void add_columns(struct rows *rows)
{
	size_t i;

	for (i = 0; i < *rows->kind->column_count; i++) {
		const struct column *column = &rows->kind->columns[i];

		if (!column->title) {
			continue;
		}
		if (strcmp(column->name, "lag") == 0) {
			rows->tie_column = rows->column_count;
		}
		add_column(rows, column, title_of(column));
	}
	if (rows->kind->verdict) {
		rows->titles[0].min = rows->titles[0].preferred = MARKER_CELLS;
	}
	if (rows->kind->share) {
		add_column(rows, NULL,
			(struct table_column){
				.name = "share",
				.title = "SHARE",
				.min = SHARE_CELLS_MIN,
				.preferred = SHARE_CELLS,
				.priority = 1,
				.weight = 1,
			});
	}
}

void rows_init(struct rows *rows, const struct row_kind *kind, const char *sort)
{
	*rows = (struct rows){.kind = kind};
	add_columns(rows);
	rows_set_span(rows, 300);
	table_init(&rows->table, rows->titles, rows->column_count, sort);
}

void rows_leave_out(struct rows *rows, const char *column)
{
	size_t i = 1, after;

	while (i < rows->column_count && strcmp(rows->titles[i].name, column) != 0) {
		i++;
	}
	if (i == rows->column_count) {
		return;
	}
	after = --rows->column_count - i;
	memmove(&rows->shown[i], &rows->shown[i + 1], after * sizeof(*rows->shown));
	memmove(&rows->titles[i], &rows->titles[i + 1], after * sizeof(*rows->titles));
	rows->tie_column -= rows->tie_column > i ? 1 : 0;
	rows->table.sort_column -= rows->table.sort_column > i ? 1 : 0;
	rows->table.column_count = rows->column_count;
}

/* What a spark shows is said with how far back it looks. */
void rows_set_span(struct rows *rows, int span_s)
{
	size_t i;

	rows->span_s = span_s;
	for (i = 0; i < rows->column_count; i++) {
		if (rows->shown[i] && strcmp(rows->shown[i]->name, "spark") == 0) {
			snprintf(rows->spark_title, sizeof(rows->spark_title), "%s %s 0..own max",
				rows->shown[i]->title, span_name(span_s));
			rows->titles[i].title = rows->spark_title;
		}
	}
}

void rows_finish(struct rows *rows)
{
	table_finish(&rows->table);
	mem_free(rows->at);
	mem_free(rows->names);
}

static size_t put_name(struct rows *rows, struct text name)
{
	size_t at = rows->names_length;

	if (name.length > rows->names_room - at) {
		rows->names_room = 2 * rows->names_room + name.length + 1024;
		rows->names = mem_resize(rows->names, rows->names_room, 1);
	}
	if (name.length > 0) {
		memcpy(rows->names + at, name.at, name.length);
	}
	rows->names_length += name.length;
	return at;
}

void rows_add(struct rows *rows, const void *now, struct text topic, struct text name)
{
	struct row *row;
	char length[24];

	if (rows->count == rows->room) {
		rows->room = 2 * rows->room + 64;
		rows->at = mem_resize(rows->at, rows->room, sizeof(*rows->at));
	}
	row = &rows->at[rows->count++];
	*row = (struct row){
		.now = now,
		.topic_at = put_name(rows, topic),
		.topic_length = topic.length,
		.name_length = name.length,
	};
	put_name(rows, name);
	/* Where topic and name meet is part of the identity: `ab` + `c` is not `a` + `bc`. */
	snprintf(length, sizeof(length), "/%020zu", topic.length);
	put_name(rows, text_of(length));
}

struct text rows_topic_of(const struct rows *rows, size_t row)
{
	return text_from(rows->names + rows->at[row].topic_at, rows->at[row].topic_length);
}

struct text rows_name_of(const struct rows *rows, size_t row)
{
	const struct row *at = &rows->at[row];

	return text_from(rows->names + at->topic_at + at->topic_length, at->name_length);
}

/* From here to leave() the rows are the model's own and may be compared. */
static void enter(struct rows *rows, const struct model *model)
{
	rows->model = model;
	rows->count = 0;
	rows->names_length = 0;
	rows->kind->gather(rows);
	rows->cache = mem_alloc(1, sizeof(*rows->cache));
}

static void leave(struct rows *rows)
{
	mem_free(rows->cache->values);
	mem_free(rows->cache);
	rows->cache = NULL;
}

void rows_refresh(struct rows *rows, const struct model *model)
{
	struct table_source source = rows_source(rows);

	enter(rows, model);
	table_refresh(&rows->table, &source, model_now_ms(model));
	leave(rows);
}

void rows_draw(const struct rows *rows, struct canvas *canvas, bool focus)
{
	struct table_source source = rows_source(rows);

	table_draw(&rows->table, &source, canvas, focus);
}

bool rows_cuts(const struct rows *rows, int width)
{
	struct table_source source = rows_source(rows);

	return rows->model && table_cuts(&rows->table, &source, width);
}

bool rows_act(struct rows *rows, const struct model *model, const char *action)
{
	struct table_source source = rows_source(rows);
	bool sorts = strncmp(action, "sort-", 5) == 0, known;

	if (sorts) {
		enter(rows, model);
	}
	known = table_act(&rows->table, &source, action, model_now_ms(model));
	if (sorts) {
		leave(rows);
	}
	return known;
}

const void *rows_selected(const struct rows *rows)
{
	size_t row;

	if (!rows->model || !table_selected(&rows->table, &row) || row >= rows->count) {
		return NULL;
	}
	return rows->kind->find(rows, row);
}

bool rows_visible(const struct rows *rows, size_t i, const void **row)
{
	size_t at;

	if (!rows->model || !table_visible(&rows->table, i, &at) || at >= rows->count) {
		return false;
	}
	*row = rows->kind->find(rows, at);
	return true;
}

size_t rows_marked(const struct rows *rows, struct text *topics, size_t room)
{
	const struct table *table = &rows->table;
	struct table_source source = rows_source(rows);
	size_t i, count = 0;

	for (i = 0; i < table->shown && count < room && map_count(table->marks) > 0; i++) {
		size_t row = table->order[i];

		if (row < rows->count && table_marked(table, source.key(rows, row))) {
			topics[count++] = rows_topic_of(rows, row);
		}
	}
	return count;
}

void rows_title(const struct rows *rows, const char *what, char *out, size_t size)
{
	const struct table *table = &rows->table;
	struct text filter = buf_text(&table->filter);

	snprintf(out, size, "%s  %zu of %zu   filter: %.*s   sort: %s %s", what, table->shown,
		table->total, filter.length ? (int)filter.length : 4,
		filter.length ? filter.at : "none", rows->titles[table->sort_column].title,
		table->sort_descending ? "v" : "^");
}

void rows_say_none(const struct rows *rows, char *out, size_t size)
{
	struct text filter = buf_text(&rows->table.filter);

	snprintf(out, size, "nothing here matches \"%.*s\": Esc clears the filter",
		(int)(filter.length < FILTER_SHOWN ? filter.length : FILTER_SHOWN), filter.at);
}

void rows_place(const struct rows *rows, char *out, size_t size)
{
	const struct table *table = &rows->table;
	size_t last = table->top + (table->rows_shown > 0 ? (size_t)table->rows_shown : 0);
	size_t marked = map_count(table->marks);

	last = last < table->shown ? last : table->shown;
	snprintf(out, size, "%zu-%zu of %zu", last > 0 ? table->top + 1 : 0, last, table->shown);
	if (marked > 0) {
		char place[64];

		snprintf(place, sizeof(place), "%s", out);
		snprintf(out, size, "marks %zu   %s", marked, place);
	}
}
