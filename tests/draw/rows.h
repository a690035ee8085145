/*
 * A source of rows for the table's tests: what it holds can be changed at will, and it counts what
 * it is asked. A table over it.
 */
#ifndef TESTS_DRAW_ROWS_H
#define TESTS_DRAW_ROWS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "draw/table.h"

enum { ROWS_MAX = 10000, ROW_NAME_MAX = 24 };

struct row {
	char name[ROW_NAME_MAX];
	int lag, pending;
};

struct rows {
	struct row rows[ROWS_MAX];
	size_t count;
	size_t cells_asked, compared;
};

static const struct table_column row_columns[] = {
	{.name = "name",
		.title = "NAME",
		.min = 6,
		.preferred = 16,
		.weight = 2,
		.ascending = true},
	{.name = "lag", .title = "LAG", .min = 5, .preferred = 7, .align = ALIGN_RIGHT},
	{.name = "pending",
		.title = "PENDING",
		.min = 7,
		.preferred = 7,
		.priority = 1,
		.align = ALIGN_RIGHT},
	{.name = "note",
		.title = "NOTE",
		.min = 8,
		.preferred = 10,
		.priority = 3,
		.weight = 1,
		.ascending = true},
	{.name = "trend",
		.title = "TREND",
		.min = 5,
		.preferred = 6,
		.priority = 2,
		.align = ALIGN_RIGHT},
};

enum { ROW_COLUMNS = sizeof(row_columns) / sizeof(*row_columns) };

static inline size_t rows_count(const void *data)
{
	return ((const struct rows *)data)->count;
}

static const struct row *row_at(const void *data, size_t row)
{
	const struct rows *rows = data;

	assert(row < rows->count);
	return &rows->rows[row];
}

static inline struct text rows_key(const void *data, size_t row)
{
	return text_of(row_at(data, row)->name);
}

static inline void rows_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct row *r = row_at(data, row);
	char number[32];

	/* The table holds its source const; counting is the test's business. */
	((struct rows *)(uintptr_t)data)->cells_asked++;
	switch (column) {
	case 0:
		canvas_name(cell, 0, 0, cell->width, r->lag > 100 ? ROLE_WARN : ROLE_TEXT,
			text_of(r->name));
		break;
	case 3:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of("a note on it"));
		break;
	default:
		snprintf(number, sizeof(number), "%d", column == 1 ? r->lag : r->pending);
		canvas_right(cell, 0, 0, cell->width, ROLE_TEXT, text_of(number));
		break;
	}
}

static inline int rows_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct row *x = row_at(data, a), *y = row_at(data, b);

	((struct rows *)(uintptr_t)data)->compared++;
	switch (column) {
	case 0:
		return strcmp(x->name, y->name);
	case 1:
		return (x->lag > y->lag) - (x->lag < y->lag);
	case 2:
		return (x->pending > y->pending) - (x->pending < y->pending);
	default:
		return 0;
	}
}

static inline bool rows_match(const void *data, size_t row, struct text filter)
{
	return text_contains_fold(rows_key(data, row), filter);
}

static inline enum role rows_role(const void *data, size_t row)
{
	return row_at(data, row)->lag > 100 ? ROLE_CRIT : ROLE_TEXT;
}

/* For those tables only that are told to ask. */
static inline int rows_wanted(const void *data, size_t row, size_t column)
{
	return column == 0 ? canvas_text_width(CHARSET_UTF8, rows_key(data, row)) : 0;
}

static inline struct table_source rows_source(const struct rows *rows)
{
	return (struct table_source){
		.data = rows,
		.count = rows_count,
		.key = rows_key,
		.cell = rows_cell,
		.compare = rows_compare,
		.match = rows_match,
		.role = rows_role,
	};
}

static inline void rows_add(struct rows *rows, const char *name, int lag)
{
	struct row *row = &rows->rows[rows->count++];

	assert(rows->count <= ROWS_MAX);
	snprintf(row->name, sizeof(row->name), "%s", name);
	row->lag = lag;
	row->pending = lag / 3;
}

static inline void rows_remove(struct rows *rows, size_t row)
{
	memmove(rows->rows + row, rows->rows + row + 1,
		(rows->count - row - 1) * sizeof(*rows->rows));
	rows->count--;
}

static inline void rows_shuffle(struct rows *rows, struct rng *rng)
{
	size_t i;

	for (i = rows->count; i > 1; i--) {
		size_t other = (size_t)rng_below(rng, i);
		struct row kept = rows->rows[i - 1];

		rows->rows[i - 1] = rows->rows[other];
		rows->rows[other] = kept;
	}
}

struct fixture {
	struct rows rows;
	struct table table;
	struct table_source source;
	int64_t now_ms;
};

static inline int fixture_set_up(void **state)
{
	struct fixture *f = mem_alloc(1, sizeof(*f));

	f->source = rows_source(&f->rows);
	f->now_ms = 1000000;
	table_init(&f->table, row_columns, ROW_COLUMNS, "lag");
	table_layout(&f->table, 6);
	*state = f;
	return 0;
}

static inline int fixture_tear_down(void **state)
{
	struct fixture *f = *state;

	table_finish(&f->table);
	mem_free(f);
	return 0;
}

static inline void refresh(struct fixture *f)
{
	table_refresh(&f->table, &f->source, f->now_ms);
}

static inline void act(struct fixture *f, const char *action)
{
	assert_true(table_act(&f->table, &f->source, action, f->now_ms));
}

static inline const char *selected(struct fixture *f)
{
	size_t row;

	assert_true(table_selected(&f->table, &row));
	return f->rows.rows[row].name;
}

static inline void assert_order(struct fixture *f, const char *expected)
{
	char order[256] = {0};
	size_t i;

	for (i = 0; i < f->table.shown && i < 20; i++) {
		size_t length = strlen(order);

		snprintf(order + length, sizeof(order) - length, "%s%s", i ? " " : "",
			f->rows.rows[f->table.order[i]].name);
	}
	assert_string_equal(order, expected);
}

static inline void add_five(struct fixture *f)
{
	rows_add(&f->rows, "d", 10);
	rows_add(&f->rows, "b", 40);
	rows_add(&f->rows, "e", 30);
	rows_add(&f->rows, "a", 20);
	rows_add(&f->rows, "c", 30);
	refresh(f);
}

#define TABLE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

#endif
