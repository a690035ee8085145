#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/work.h"

static void the_last_items_are_held_and_the_rest_is_counted(void **state)
{
	struct work work;

	(void)state;
	work_init(&work);
	for (uint64_t i = 1; i <= WORK_ITEMS_MAX + 5; i++) {
		work_add_item(&work, &(struct work_item){.id = {.ms = i}});
	}
	assert_int_equal(work.item_count, WORK_ITEMS_MAX);
	assert_int_equal(work.items_gone, 5);
	assert_int_equal(work_item_at(&work, 0)->id.ms, 6);
	assert_int_equal(work_item_at(&work, WORK_ITEMS_MAX - 1)->id.ms, WORK_ITEMS_MAX + 5);
	work_finish(&work);
}

static void what_was_not_in_the_plan_before_is_new(void **state)
{
	struct work work;

	(void)state;
	work_init(&work);
	assert_true(work_was_there(&work, text_of("anything")));
	buf_add_string(&work.before, "copies 3 entries\nbilling sees them\n");
	assert_true(work_was_there(&work, text_of("billing sees them")));
	assert_false(work_was_there(&work, text_of("billing")));
	assert_false(work_was_there(&work, text_of("copies 4 entries")));
	work_finish(&work);
}

static void a_reset_leaves_nothing(void **state)
{
	struct work work;

	(void)state;
	work_init(&work);
	work.stage = WORK_ENDED;
	buf_add_string(&work.topic, "orders");
	work_add_item(&work, &(struct work_item){.id = {.ms = 1}});
	work_reset(&work);
	assert_int_equal(work.stage, WORK_NONE);
	assert_int_equal(work.topic.length, 0);
	assert_int_equal(work.item_count, 0);
	work_finish(&work);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_items_are_held_and_the_rest_is_counted),
		cmocka_unit_test(what_was_not_in_the_plan_before_is_new),
		cmocka_unit_test(a_reset_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
