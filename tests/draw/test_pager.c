#include "draw/pager.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

enum { PARTS = 3, HEIGHT = 4 };

/* Parts of so many lines; none is folded. */
struct lines {
	size_t in[PARTS];
	bool more;
};

static bool step(const void *data, struct pager_place *place, int by)
{
	const struct lines *lines = data;

	if (by > 0 && place->line + 1 < lines->in[place->part]) {
		place->line++;
	} else if (by > 0 && place->part + 1 < PARTS) {
		*place = (struct pager_place){.part = place->part + 1};
	} else if (by < 0 && place->line > 0) {
		place->line--;
	} else if (by < 0 && place->part > 0) {
		place->part--;
		place->line = lines->in[place->part] - 1;
	} else {
		return false;
	}
	return true;
}

static size_t number(const void *data, struct pager_place place)
{
	const struct lines *lines = data;
	size_t part, before = 0;

	for (part = 0; part < place.part; part++) {
		before += lines->in[part];
	}
	return before + place.line;
}

static size_t count(const void *data, bool *more)
{
	const struct lines *lines = data;

	*more = lines->more;
	return number(data, (struct pager_place){.part = PARTS});
}

static void draw(const void *data, struct pager_place place, struct canvas *row)
{
	canvas_printf(row, 0, 0, row->width, ROLE_TEXT, "line %zu", number(data, place));
}

static struct pager_source source_of(const struct lines *lines)
{
	return (struct pager_source){
		.data = lines, .step = step, .draw = draw, .number = number, .count = count};
}

static void check(const struct pager *pager, const struct pager_source *source, size_t at,
	const char *position)
{
	char out[PAGER_POSITION_MAX];

	assert_int_equal(number(source->data, pager->at), at);
	assert_string_equal(pager_position(pager, source, out), position);
}

static void the_window_follows_the_cursor(void **state)
{
	const struct lines lines = {.in = {2, 5, 3}};
	const struct pager_source source = source_of(&lines);
	const struct {
		const char *action;
		size_t at;
		const char *position;
	} steps[] = {
		{"up", 0, "1-4 of 10"},
		{"down", 1, "1-4 of 10"},
		{"half-down", 3, "3-6 of 10"},
		{"page-down", 6, "6-9 of 10"},
		{"page-down", 9, "7-10 of 10"},
		{"down", 9, "7-10 of 10"},
		{"up", 8, "7-10 of 10"},
		{"page-up", 5, "4-7 of 10"},
		{"half-up", 3, "2-5 of 10"},
		{"first", 0, "1-4 of 10"},
		{"last", 9, "7-10 of 10"},
		{"half-up", 7, "5-8 of 10"},
	};
	struct pager pager = {.height = 0};
	size_t i;

	(void)state;
	pager_layout(&pager, HEIGHT);
	for (i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		assert_true(pager_act(&pager, &source, steps[i].action));
		check(&pager, &source, steps[i].at, steps[i].position);
	}
	assert_false(pager_act(&pager, &source, "sort-next"));
	check(&pager, &source, 7, "5-8 of 10");
}

static void what_is_gone_to_is_seen_with_lines_around_it(void **state)
{
	const struct lines lines = {.in = {2, 50, 3}, .more = true};
	const struct pager_source source = source_of(&lines);
	struct pager pager = {.height = 9};

	(void)state;
	pager_go(&pager, &source, (struct pager_place){.part = 1, .line = 30});
	check(&pager, &source, 32, "30-38 of 55+");
	pager_go(&pager, &source, (struct pager_place){.part = 1, .line = 31});
	check(&pager, &source, 33, "30-38 of 55+");
	pager_go(&pager, &source, (struct pager_place){.part = 2, .line = 2});
	check(&pager, &source, 54, "47-55 of 55+");
	pager_go(&pager, &source, (struct pager_place){.part = 0});
	check(&pager, &source, 0, "1-9 of 55+");
}

static void a_window_that_grew_leaves_no_row_empty(void **state)
{
	const struct lines lines = {.in = {2, 5, 3}};
	const struct pager_source source = source_of(&lines);
	struct pager pager = {.height = HEIGHT};

	(void)state;
	pager_act(&pager, &source, "last");
	pager_layout(&pager, 8);
	pager_settle(&pager, &source);
	check(&pager, &source, 9, "3-10 of 10");
	pager_layout(&pager, 20);
	pager_settle(&pager, &source);
	check(&pager, &source, 9, "1-10 of 10");
	pager_layout(&pager, 0);
	pager_settle(&pager, &source);
	check(&pager, &source, 9, "");
	pager_layout(&pager, 1);
	pager_settle(&pager, &source);
	check(&pager, &source, 9, "10-10 of 10");
}

static void matches_are_marked_where_they_stand(void **state)
{
	const struct lines lines = {.in = {1, 1, 1}};
	const struct pager_source source = source_of(&lines);
	struct canvas *canvas = canvas_create(12, 4, CHARSET_UTF8);
	struct pager pager = {.height = 4, .at = {.part = 1}};
	int x;

	(void)state;
	pager_draw(&pager, &source, canvas, text_of("NE 1"));
	for (x = 0; x < 12; x++) {
		assert_int_equal(canvas->cells[x].role, ROLE_TEXT);
		assert_int_equal(canvas->cells[12 + x].role,
			x >= 2 && x < 6 ? ROLE_MATCH_CURRENT : ROLE_TEXT);
		assert_true(canvas->cells[12 + x].selected);
	}
	canvas_clear(canvas);
	pager_draw(&pager, &source, canvas, text_of("line"));
	for (x = 0; x < 4; x++) {
		assert_int_equal(canvas->cells[x].role, ROLE_MATCH);
		assert_int_equal(canvas->cells[12 + x].role, ROLE_MATCH_CURRENT);
		assert_int_equal(canvas->cells[36 + x].role, ROLE_TEXT);
	}
	assert_int_equal(canvas->cursor[1], 1);
	canvas_destroy(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_window_follows_the_cursor),
		cmocka_unit_test(what_is_gone_to_is_seen_with_lines_around_it),
		cmocka_unit_test(a_window_that_grew_leaves_no_row_empty),
		cmocka_unit_test(matches_are_marked_where_they_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
