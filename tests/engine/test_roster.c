#include "../../src/engine/roster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct watch *named(struct roster *roster, const char *name)
{
	struct watch *watch = roster_add(roster, text_of(name));

	roster_named(roster, watch);
	return watch;
}

static void the_least_recently_asked_is_first(void **state)
{
	struct roster roster;
	struct watch *a, *b, *c;

	(void)state;
	roster_init(&roster, 0);
	a = roster_add(&roster, text_of("a"));
	b = roster_add(&roster, text_of("b"));
	c = roster_add(&roster, text_of("c"));
	assert_ptr_equal(roster_add(&roster, text_of("b")), b);
	assert_int_equal(roster_count(&roster), 3);
	assert_ptr_equal(roster_first(&roster, LIST_FRESH), a);
	assert_null(roster_first(&roster, LIST_QUEUE));
	roster_asked(&roster, a, 10);
	roster_asked(&roster, b, 11);
	roster_asked(&roster, c, 12);
	assert_null(roster_first(&roster, LIST_FRESH));
	assert_ptr_equal(roster_first(&roster, LIST_QUEUE), a);
	roster_asked(&roster, a, 13);
	assert_ptr_equal(roster_first(&roster, LIST_QUEUE), b);
	roster_postpone(&roster, b, 14);
	assert_ptr_equal(roster_first(&roster, LIST_QUEUE), c);
	assert_int_equal(b->asked_ms, 11);
	roster_finish(&roster);
}

static void lists_take_each_watch_once_and_give_any_back(void **state)
{
	struct roster roster;
	struct watch *a, *b, *c;

	(void)state;
	roster_init(&roster, 0);
	a = roster_add(&roster, text_of("a"));
	b = roster_add(&roster, text_of("b"));
	c = roster_add(&roster, text_of("c"));
	roster_push(&roster, LIST_FOLLOW, a);
	roster_push(&roster, LIST_FOLLOW, b);
	roster_push(&roster, LIST_FOLLOW, a);
	roster_push(&roster, LIST_FOLLOW, c);
	roster_take(&roster, LIST_FOLLOW, b);
	roster_take(&roster, LIST_FOLLOW, b);
	assert_ptr_equal(roster_first(&roster, LIST_FOLLOW), a);
	roster_take(&roster, LIST_FOLLOW, a);
	assert_ptr_equal(roster_first(&roster, LIST_FOLLOW), c);
	roster_take(&roster, LIST_FOLLOW, c);
	assert_null(roster_first(&roster, LIST_FOLLOW));
	roster_push(&roster, LIST_FOLLOW, b);
	assert_ptr_equal(roster_first(&roster, LIST_FOLLOW), b);
	roster_finish(&roster);
}

static void a_round_ends_when_everything_was_asked(void **state)
{
	struct roster roster;
	struct watch *a, *b;

	(void)state;
	roster_init(&roster, 1000);
	roster_scan_begin(&roster);
	a = named(&roster, "a");
	b = named(&roster, "b");
	roster_asked(&roster, a, 1500);
	roster_asked(&roster, a, 1600);
	roster_scan_end(&roster, 1700);
	assert_int_equal(roster.round_us, 0);
	roster_asked(&roster, b, 3000);
	assert_int_equal(roster.round_us, 2000000);
	roster_asked(&roster, b, 3500);
	roster_asked(&roster, a, 4000);
	assert_int_equal(roster.round_us, 1000000);
	roster_finish(&roster);
}

static void what_discovery_does_not_name_is_asked_once_more_and_then_dropped(void **state)
{
	struct roster roster;
	struct watch *gone, *kept;

	(void)state;
	roster_init(&roster, 0);
	roster_scan_begin(&roster);
	gone = named(&roster, "gone");
	kept = named(&roster, "kept");
	roster_scan_end(&roster, 1);
	roster_asked(&roster, gone, 2);
	roster_asked(&roster, kept, 3);
	roster_scan_begin(&roster);
	named(&roster, "kept");
	roster_scan_end(&roster, 4);
	assert_ptr_equal(roster_first(&roster, LIST_FRESH), gone);
	roster_asked(&roster, gone, 5);
	gone->outcome = FACT_ABSENT;
	gone->visible = true;
	roster_scan_begin(&roster);
	named(&roster, "kept");
	roster_scan_end(&roster, 6);
	assert_int_equal(roster_count(&roster), 2);
	gone->visible = false;
	roster_scan_begin(&roster);
	named(&roster, "kept");
	roster_scan_end(&roster, 7);
	assert_int_equal(roster_count(&roster), 1);
	assert_null(roster_find(&roster, text_of("gone")));
	roster_finish(&roster);
}

static void what_is_back_is_fresh(void **state)
{
	struct roster roster;
	struct watch *watch;

	(void)state;
	roster_init(&roster, 0);
	watch = named(&roster, "a");
	roster_asked(&roster, watch, 1);
	watch->outcome = FACT_ABSENT;
	named(&roster, "a");
	assert_ptr_equal(roster_first(&roster, LIST_FRESH), watch);
	roster_finish(&roster);
}

static struct fact_group group_at(const char *name, uint64_t cursor_ms)
{
	return (struct fact_group){
		.name = text_of(name),
		.last_delivered = {.ms = cursor_ms, .seq = 0},
	};
}

static void groups_keep_what_is_known_when_others_come_and_go(void **state)
{
	struct roster roster;
	struct watch *watch;
	struct fact_group two[] = {group_at("a", 1), group_at("c", 1)};
	struct fact_group three[] = {group_at("b", 5), group_at("c", 2), group_at("d", 9)};

	(void)state;
	roster_init(&roster, 0);
	watch = roster_add(&roster, text_of("t"));
	watch_take_groups(watch, &(struct fact_topic){.group_count = 2, .groups = two});
	watch_group_find(watch, text_of("c"))->consumers_asked_ms = 77;
	watch_take_groups(watch, &(struct fact_topic){.group_count = 3, .groups = three});
	assert_int_equal(watch->group_count, 3);
	assert_null(watch_group_find(watch, text_of("a")));
	assert_int_equal(watch_group_find(watch, text_of("c"))->consumers_asked_ms, 77);
	assert_true(watch_group_find(watch, text_of("c"))->moved);
	assert_false(watch_group_find(watch, text_of("d"))->moved);
	assert_int_equal(watch_group_find(watch, text_of("d"))->cursor.ms, 9);
	watch_take_groups(watch, &(struct fact_topic){.group_count = 3, .groups = three});
	assert_false(watch_group_find(watch, text_of("c"))->moved);
	watch_take_groups(watch, &(struct fact_topic){.group_count = 0});
	assert_int_equal(watch->group_count, 0);
	roster_finish(&roster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_least_recently_asked_is_first),
		cmocka_unit_test(lists_take_each_watch_once_and_give_any_back),
		cmocka_unit_test(a_round_ends_when_everything_was_asked),
		cmocka_unit_test(what_discovery_does_not_name_is_asked_once_more_and_then_dropped),
		cmocka_unit_test(what_is_back_is_fresh),
		cmocka_unit_test(groups_keep_what_is_known_when_others_come_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
