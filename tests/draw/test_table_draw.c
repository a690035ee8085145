#include "draw/table.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>

#include "rows.h"
#include "support/golden.h"

static void draw(struct fixture *f, int width, int height, enum charset charset, struct buf *out)
{
	struct canvas *canvas = canvas_create(width, height, charset);

	table_layout(&f->table, height);
	table_draw(&f->table, &f->source, canvas, true);
	canvas_dump(canvas, out);
	canvas_dump_roles(canvas, out);
	canvas_destroy(canvas);
}

static void add_topics(struct fixture *f)
{
	rows_add(&f->rows, "orders.created.v3.dlq", 12331);
	rows_add(&f->rows, "orders.paid", 20);
	rows_add(&f->rows, "caf\xc3\xa9.\xe6\xbc\xa2\xe5\xad\x97", 418);
	rows_add(&f->rows, "bad\x1b[31m", 3);
	rows_add(&f->rows, "email.outbox", 77);
	refresh(f);
}

static void check_tables(struct fixture *f, enum charset charset, const char *golden)
{
	static const int widths[] = {72, 50, 40, 32, 26, 20, 14, 5, 1};
	struct buf out;
	size_t i;

	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		draw(f, widths[i], 5, charset, &out);
	}
	act(f, "mark");
	act(f, "right");
	draw(f, 40, 7, charset, &out);
	draw(f, 72, 7, charset, &out);
	draw(f, 27, 7, charset, &out);
	assert_true(golden_check("draw", golden, out.at));
	buf_finish(&out);
}

static void columns_give_way_by_priority_in_utf8(void **state)
{
	add_topics(*state);
	check_tables(*state, CHARSET_UTF8, "table-utf8");
}

static void columns_give_way_by_priority_in_ascii(void **state)
{
	add_topics(*state);
	check_tables(*state, CHARSET_ASCII, "table-ascii");
}

static void an_empty_table_is_its_titles(void **state)
{
	struct buf out;

	refresh(*state);
	buf_init(&out, 1 << 12);
	draw(*state, 40, 2, CHARSET_ASCII, &out);
	assert_memory_equal(out.at, " NAME", 5);
	assert_non_null(strstr(out.at, "LAGv"));
	assert_int_equal(((struct fixture *)*state)->rows.cells_asked, 0);
	buf_finish(&out);
}

static void only_rows_in_sight_are_asked_for(void **state)
{
	struct fixture *f = *state;
	struct canvas *canvas = canvas_create(80, 25, CHARSET_UTF8);
	char name[ROW_NAME_MAX];
	int i;

	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "topic-%d", i);
		rows_add(&f->rows, name, i);
	}
	refresh(f);
	table_layout(&f->table, 25);
	act(f, "last");
	table_draw(&f->table, &f->source, canvas, true);
	assert_int_equal(f->rows.cells_asked, 24 * ROW_COLUMNS);
	canvas_destroy(canvas);
}

static void the_terminals_cursor_rests_on_the_selected_row(void **state)
{
	struct fixture *f = *state;
	struct canvas *canvas = canvas_create(40, 10, CHARSET_UTF8);
	struct canvas part = canvas_part(canvas, 2, 3, 30, 5);

	add_topics(f);
	act(f, "down");
	table_draw(&f->table, &f->source, &part, true);
	assert_int_equal(canvas->cursor[0], 2);
	assert_int_equal(canvas->cursor[1], 5);
	assert_true(canvas->cells[5 * 40 + 2].selected);
	assert_true(canvas->cells[5 * 40 + 31].selected);
	assert_false(canvas->cells[5 * 40 + 32].selected);
	canvas_clear(canvas);
	table_draw(&f->table, &f->source, &part, false);
	assert_int_equal(canvas->cursor[0], -1);
	assert_false(canvas->cells[5 * 40 + 2].selected);
	canvas_destroy(canvas);
}

static void the_selection_is_drawn_whatever_height_was_said(void **state)
{
	struct fixture *f = *state;
	struct canvas *canvas = canvas_create(40, 3, CHARSET_UTF8);

	add_topics(f);
	table_layout(&f->table, 20);
	act(f, "last");
	table_draw(&f->table, &f->source, canvas, true);
	assert_int_equal(canvas->cursor[1], 2);
	canvas_destroy(canvas);
}

static int name_width(struct fixture *f, int width)
{
	struct canvas *canvas = canvas_create(width, 8, CHARSET_UTF8);
	struct buf out;
	int at;

	buf_init(&out, 1 << 16);
	table_draw(&f->table, &f->source, canvas, false);
	canvas_dump(canvas, &out);
	at = (int)(strstr(out.at, "LAG") - strstr(out.at, "NAME"));
	buf_finish(&out);
	canvas_destroy(canvas);
	return at - 1;
}

static void names_are_whole_before_others_get_their_room(void **state)
{
	struct fixture *f = *state;
	size_t row;

	f->source.wanted = rows_wanted;
	add_topics(f);
	for (row = 0; row < f->rows.count; row++) {
		assert_true(table_select(&f->table, rows_key(&f->rows, row)) || row == 0);
		refresh(f);
		assert_false(table_cuts(&f->table, &f->source, 46));
		assert_int_equal(table_cuts(&f->table, &f->source, 26), row == 0);
	}
	assert_true(name_width(f, 46) > 20);
}

static void a_mark_costs_a_name_one_cell_at_most(void **state)
{
	struct fixture *f = *state;
	int before[80], width;

	f->source.wanted = rows_wanted;
	add_topics(f);
	for (width = 20; width < 80; width++) {
		before[width] = name_width(f, width);
	}
	act(f, "mark");
	for (width = 20; width < 80; width++) {
		assert_true(name_width(f, width) >= before[width] - 1);
	}
}

static void a_column_of_names_grows_at_once_and_shrinks_late(void **state)
{
	struct fixture *f = *state;
	int wide;

	f->source.wanted = rows_wanted;
	add_topics(f);
	wide = name_width(f, 72);
	rows_remove(&f->rows, 0);
	refresh(f);
	f->now_ms += TABLE_SHRINK_MS - 1;
	refresh(f);
	assert_int_equal(name_width(f, 72), wide);
	f->now_ms += 1;
	refresh(f);
	assert_true(name_width(f, 72) < wide);
	rows_add(&f->rows, "orders.created.v3.dlq", 1);
	refresh(f);
	assert_int_equal(name_width(f, 72), wide);
}

static void any_size_is_survived_and_the_same_size_looks_the_same(void **state)
{
	static const int widths[] = {1, 2, 10, 40, 79, 80, 81, 120, 223, 224, 300};
	static const int heights[] = {1, 2, 3, 5, 24, 36, 60, 120};
	struct fixture *f = *state;
	struct buf before, after, storm;
	size_t i, j;

	add_topics(f);
	act(f, "last");
	buf_init(&before, 1 << 16);
	buf_init(&after, 1 << 16);
	buf_init(&storm, 1 << 24);
	draw(f, 120, 36, CHARSET_UTF8, &before);
	for (i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		for (j = 0; j < sizeof(heights) / sizeof(*heights); j++) {
			draw(f, widths[i], heights[j], CHARSET_UTF8, &storm);
		}
	}
	draw(f, 120, 36, CHARSET_UTF8, &after);
	assert_string_equal(before.at, after.at);
	buf_finish(&before);
	buf_finish(&after);
	buf_finish(&storm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TABLE_TEST(columns_give_way_by_priority_in_utf8),
		TABLE_TEST(columns_give_way_by_priority_in_ascii),
		TABLE_TEST(an_empty_table_is_its_titles),
		TABLE_TEST(only_rows_in_sight_are_asked_for),
		TABLE_TEST(the_terminals_cursor_rests_on_the_selected_row),
		TABLE_TEST(the_selection_is_drawn_whatever_height_was_said),
		TABLE_TEST(names_are_whole_before_others_get_their_room),
		TABLE_TEST(a_mark_costs_a_name_one_cell_at_most),
		TABLE_TEST(a_column_of_names_grows_at_once_and_shrinks_late),
		TABLE_TEST(any_size_is_survived_and_the_same_size_looks_the_same),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
