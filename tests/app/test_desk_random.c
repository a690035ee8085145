/* Whatever is pressed, in whatever order, on whatever facts, at whatever size. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rng.h"
#include "desk_stage.h"

enum { ACTIONS = 2000 };

static uint64_t seed_of(void)
{
	const char *given = getenv("SEED");

	return given ? strtoull(given, NULL, 10) : 20240412;
}

static const char *const keys[] = {
	"j",
	"k",
	"Down",
	"Up",
	"PgDn",
	"PgUp",
	"G",
	"g",
	"h",
	"l",
	"Left",
	"v",
	"U",
	"<",
	">",
	"I",
	"/",
	":",
	"Enter",
	"Esc",
	"q",
	"[",
	"]",
	"1",
	"2",
	"3",
	"4",
	"e",
	"=",
	"s",
	"?",
	"p",
	"C-p",
	"C-d",
	"C-u",
	"Tab",
	"S-Tab",
	"x",
	"o",
	"r",
	"Space",
	"a",
	"+",
	"-",
	"!",
	"C-c",
	"F5",
	"C-l",
	"Up",
	"C-w",
	"End",
	"Home",
	"F1",
	"C-z",
	"Backspace",
};

static void press_anything(struct stage *stage, struct rng *rng)
{
	static const int widths[] = {1, 2, 10, 59, 60, 79, 80, 81, 99, 100, 120, 223, 300};
	static const int heights[] = {1, 2, 3, 5, 14, 15, 16, 24, 30, 36, 60, 120};
	size_t key_count = sizeof(keys) / sizeof(*keys);

	if (rng_below(rng, 20) == 0) {
		stage_resize(stage, widths[rng_below(rng, sizeof(widths) / sizeof(*widths))],
			heights[rng_below(rng, sizeof(heights) / sizeof(*heights))]);
		stage->canvas->charset = rng_below(rng, 2) ? CHARSET_UTF8 : CHARSET_ASCII;
	}
	stage_press(stage, keys[rng_below(rng, key_count)]);
	stage->desk.quits = false;
}

static void move_the_world(struct stage *stage, struct rng *rng)
{
	switch (rng_below(rng, 30)) {
	case 0:
		world_link(&stage->world, rng_below(rng, 2) == 0, "gone away");
		break;
	case 1:
		stage->world.without = rng_next(rng) & rng_next(rng);
		world_run(&stage->world, 2);
		break;
	case 2:
		world_run(&stage->world, (int)rng_below(rng, 40));
		break;
	case 3:
		stage_paste(stage, "pasted \033[31m words\n");
		break;
	default:
		break;
	}
	stage->now_ms = stage->world.now_ms;
	if (rng_below(rng, 3) == 0) {
		desk_refresh(&stage->desk, stage->now_ms);
	}
}

static void anything_pressed_in_any_order_leaves_a_whole_screen_and_a_way_back(void **state)
{
	uint64_t seed = seed_of();
	struct stage stage;
	struct rng rng;
	int i, back;

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	stage_open(&stage, NULL, 3);
	for (i = 0; i < ACTIONS; i++) {
		struct interest interest;

		press_anything(&stage, &rng);
		move_the_world(&stage, &rng);
		desk_interest(&stage.desk, &interest);
		if (i % 50 != 0) {
			continue;
		}
		stage_resize(&stage, 80, 24);
		stage_draw(&stage);
		stage_press(&stage, "Esc Esc Esc");
		stage_press(&stage, stage.desk.pause.holds ? "p" : "Esc");
		for (back = 0; back < 5; back++) {
			stage_press(&stage, "Esc");
		}
		assert_int_equal(stage.desk.stack.depth, 0);
		assert_int_equal(stage.desk.prompt.kind, PROMPT_NONE);
	}
	stage_close(&stage);
}

static void no_screen_draws_outside_of_what_it_was_given(void **state)
{
	struct canvas *whole = canvas_create(160, 60, CHARSET_UTF8);
	struct world world;
	const struct view *view;
	size_t i;
	int size;

	(void)state;
	world_open(&world);
	world_run(&world, 20);
	for (i = 0; (view = view_at(i)) != NULL; i++) {
		struct ref ref = view->subject == SUBJECT_GROUP
			? ref_group(text_of("orders.created"), text_of("billing"))
			: ref_none();
		void *self = calloc(1, view->size);

		view->open(self, &ref);
		for (size = 0; size < 60; size++) {
			struct canvas part = canvas_part(whole, 10, 0, size * 2, size);
			int x, y;

			canvas_clear(whole);
			view->layout(self, part.width, part.height);
			view->refresh(self, world.model);
			view->draw(self, world.model, &part);
			for (y = 0; y < 60; y++) {
				for (x = 0; x < 160; x++) {
					bool inside =
						x >= 10 && x < 10 + part.width && y < part.height;
					const struct cell *cell =
						&whole->cells[y * whole->stride + x];

					assert_true(inside || cell->glyph[0] == ' ');
				}
			}
		}
		view->close(self);
		free(self);
	}
	world_close(&world);
	canvas_destroy(whole);
}

static void ten_thousand_topics_are_only_sorted_when_facts_come(void **state)
{
	struct stage stage;
	int i;

	(void)state;
	stage_open(&stage, NULL, 1);
	world_find(&stage.world, 10000);
	stage.now_ms = stage.world.now_ms;
	desk_refresh(&stage.desk, stage.now_ms);
	stage_draw(&stage);
	assert_int_equal(desk_table(&stage.desk)->total, 10009);
	for (i = 0; i < 200; i++) {
		stage_press(&stage, i % 50 == 49 ? "I" : "j");
	}
	stage_press(&stage, "/");
	stage_type(&stage, "0009999");
	assert_int_equal(desk_table(&stage.desk)->shown, 1);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			anything_pressed_in_any_order_leaves_a_whole_screen_and_a_way_back),
		cmocka_unit_test(no_screen_draws_outside_of_what_it_was_given),
		cmocka_unit_test(ten_thousand_topics_are_only_sorted_when_facts_come),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
