#include "../../src/views/events_scroll.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "model/model.h"

enum { MANY = 100000, TURNS = 200 };

static void add(struct model *model, enum whence whence, uint64_t from, size_t count)
{
	struct entry entry = {.field_count = 0};
	size_t i;

	for (i = 0; i < count; i++) {
		entry.id = (struct id){.ms = from + i};
		model_apply(model,
			&(struct fact){
				.kind = FACT_ENTRIES,
				.topic = text_of("orders"),
				.entries = {.whence = whence, .count = 1, .entries = &entry},
			});
	}
}

static struct model *with(size_t count)
{
	struct model *model =
		model_create(&(struct model_options){.thresholds = thresholds_default()});

	model_apply(model, &(struct fact){.kind = FACT_SOUGHT, .topic = text_of("orders")});
	add(model, WHENCE_OLDER, 1000000, count);
	return model;
}

static uint64_t selected(const struct events_scroll *scroll, const struct model *model)
{
	return events_scroll_row(scroll, model_events(model))->entry.id.ms;
}

static void begin(struct events_scroll *scroll, const struct model *model)
{
	events_scroll_init(scroll);
	events_scroll_layout(scroll, 10);
	events_scroll_refresh(scroll, model_events(model));
}

static void at_the_last_row_it_stays_at_the_last_row(void **state)
{
	struct model *model = with(50);
	struct events_scroll scroll;

	(void)state;
	begin(&scroll, model);
	assert_int_equal(selected(&scroll, model), 1000049);
	add(model, WHENCE_LIVE, 1000050, 7);
	events_scroll_refresh(&scroll, model_events(model));
	assert_int_equal(selected(&scroll, model), 1000056);
	assert_int_equal(scroll.top, 47);
	assert_int_equal(events_scroll_below(&scroll, model_events(model)), 0);
	events_scroll_finish(&scroll);
	model_destroy(model);
}

static void elsewhere_the_picture_stands_still_whatever_comes(void **state)
{
	struct model *model = with(50);
	struct events_scroll scroll;

	(void)state;
	begin(&scroll, model);
	assert_true(events_scroll_act(&scroll, model_events(model), "page-up"));
	assert_int_equal(selected(&scroll, model), 1000039);
	add(model, WHENCE_LIVE, 1000050, 132);
	add(model, WHENCE_OLDER, 999900, 30);
	events_scroll_refresh(&scroll, model_events(model));
	assert_int_equal(selected(&scroll, model), 1000039);
	assert_int_equal(event_list_at(model_events(model), scroll.top)->entry.id.ms, 1000039);
	assert_int_equal(events_scroll_below(&scroll, model_events(model)), 132);
	events_scroll_act(&scroll, model_events(model), "last");
	assert_true(scroll.sticky);
	assert_int_equal(events_scroll_below(&scroll, model_events(model)), 0);
	events_scroll_finish(&scroll);
	model_destroy(model);
}

static void marks_are_of_rows_not_of_places(void **state)
{
	struct model *model = with(50);
	struct events_scroll scroll;

	(void)state;
	begin(&scroll, model);
	events_scroll_act(&scroll, model_events(model), "first");
	events_scroll_act(&scroll, model_events(model), "mark");
	assert_int_equal(scroll.at, 1);
	events_scroll_act(&scroll, model_events(model), "down");
	events_scroll_act(&scroll, model_events(model), "mark-range");
	assert_int_equal(map_count(scroll.marks), 3);
	add(model, WHENCE_OLDER, 999900, 30);
	events_scroll_refresh(&scroll, model_events(model));
	assert_true(events_scroll_marked(&scroll, event_list_at(model_events(model), 30)));
	assert_false(events_scroll_marked(&scroll, event_list_at(model_events(model), 0)));
	events_scroll_act(&scroll, model_events(model), "unmark-all");
	assert_int_equal(map_count(scroll.marks), 0);
	assert_false(events_scroll_act(&scroll, model_events(model), "sort-next"));
	events_scroll_finish(&scroll);
	model_destroy(model);
}

static void a_pin_is_where_it_begins_until_it_is_moved(void **state)
{
	struct model *model = with(0);
	struct events_scroll scroll;
	struct id pin = {.ms = 1000020};

	(void)state;
	begin(&scroll, model);
	events_scroll_reset(&scroll, &pin);
	add(model, WHENCE_NEWER, 1000020, 30);
	events_scroll_refresh(&scroll, model_events(model));
	add(model, WHENCE_OLDER, 1000000, 20);
	events_scroll_refresh(&scroll, model_events(model));
	assert_int_equal(selected(&scroll, model), 1000020);
	events_scroll_act(&scroll, model_events(model), "up");
	add(model, WHENCE_OLDER, 999900, 20);
	events_scroll_refresh(&scroll, model_events(model));
	assert_int_equal(selected(&scroll, model), 1000019);
	events_scroll_finish(&scroll);
	model_destroy(model);
}

static void an_empty_list_does_nothing(void **state)
{
	static const char *const keys[] = {"up", "down", "first", "last", "mark", "mark-range"};
	struct model *model = with(0);
	struct events_scroll scroll;
	size_t i;

	(void)state;
	begin(&scroll, model);
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		assert_true(events_scroll_act(&scroll, model_events(model), keys[i]));
	}
	assert_null(events_scroll_row(&scroll, model_events(model)));
	events_scroll_finish(&scroll);
	model_destroy(model);
}

/* A refresh and a key cost the same however long the list is. */
static void a_hundred_thousand_rows_cost_no_more_than_a_screen(void **state)
{
	struct model *model = with(MANY);
	struct timespec from, to;
	struct events_scroll scroll;
	double ms;
	int i;

	(void)state;
	begin(&scroll, model);
	events_scroll_act(&scroll, model_events(model), "first");
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (i = 0; i < TURNS; i++) {
		events_scroll_act(&scroll, model_events(model), "page-down");
		events_scroll_refresh(&scroll, model_events(model));
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
	print_message("%zu rows: %.4f ms a refresh and a key\n", scroll.count, ms / TURNS);
	assert_true(ms / TURNS < 2);
	events_scroll_finish(&scroll);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_last_row_it_stays_at_the_last_row),
		cmocka_unit_test(elsewhere_the_picture_stands_still_whatever_comes),
		cmocka_unit_test(marks_are_of_rows_not_of_places),
		cmocka_unit_test(a_pin_is_where_it_begins_until_it_is_moved),
		cmocka_unit_test(an_empty_list_does_nothing),
		cmocka_unit_test(a_hundred_thousand_rows_cost_no_more_than_a_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
