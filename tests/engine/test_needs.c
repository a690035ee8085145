#include "../../src/engine/needs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct topic orders = {.reply_bytes = 400};

/* Behind by ten, with 30 pending at one consumer; nothing asked yet. */
static struct group busy_group(void)
{
	return (struct group){
		.topic = &orders,
		.consumers = 1,
		.pending = 30,
		.lag = {.is = LAG_AT_MOST, .count = 10},
	};
}

static struct need_moment at(int64_t now_ms)
{
	return (struct need_moment){.now_ms = now_ms, .stretch = 1};
}

static void a_group_that_was_never_asked_needs_everything(void **state)
{
	struct group group = busy_group();
	struct watch_group watch = {.moved = true};
	struct need_moment moment = at(50000);

	(void)state;
	assert_int_equal(needs_of(&group, &watch, &moment),
		NEED_UNDELIVERED | NEED_PENDING | NEED_SWEEP | NEED_CONSUMERS | NEED_COUNT);
}

static void a_group_that_is_caught_up_needs_nothing(void **state)
{
	struct group group = {
		.topic = &orders,
		.lag = {.is = LAG_EXACT, .count = 0},
		.none_undelivered = true,
	};
	struct watch_group watch = {.moved = true};
	struct need_moment moment = at(50000);

	(void)state;
	assert_int_equal(needs_of(&group, &watch, &moment), 0);
}

static void the_first_undelivered_is_asked_once_for_a_cursor(void **state)
{
	struct group group = busy_group();
	struct watch_group watch = {.cursor = {.ms = 5}, .undelivered_after = {.ms = 5}};
	struct need_moment moment = at(50000);

	(void)state;
	watch.undelivered_asked_ms = 49000;
	assert_false(needs_of(&group, &watch, &moment) & NEED_UNDELIVERED);
	watch.cursor.ms = 6;
	assert_true(needs_of(&group, &watch, &moment) & NEED_UNDELIVERED);
	group.first_undelivered_ms.is = true;
	assert_false(needs_of(&group, &watch, &moment) & NEED_UNDELIVERED);
	group.first_undelivered_old = true;
	assert_true(needs_of(&group, &watch, &moment) & NEED_UNDELIVERED);
}

static struct watch_group asked_at(int64_t ms)
{
	return (struct watch_group){
		.moved = true,
		.pending_asked_ms = ms,
		.consumers_asked_ms = ms,
		.count_asked_ms = ms,
		.undelivered_asked_ms = ms,
	};
}

static void what_is_visible_is_due_each_second_what_is_hidden_later(void **state)
{
	struct group group = busy_group();
	struct watch_group watch = asked_at(100000);
	struct need_moment moment = at(101000);

	(void)state;
	assert_false(needs_of(&group, &watch, &moment) & (NEED_PENDING | NEED_CONSUMERS));
	moment.topic_visible = true;
	assert_true(needs_of(&group, &watch, &moment) & NEED_PENDING);
	assert_false(needs_of(&group, &watch, &moment) & NEED_CONSUMERS);
	moment.now_ms = 102000;
	assert_true(needs_of(&group, &watch, &moment) & NEED_CONSUMERS);
	moment.now_ms = 101000;
	moment.group_visible = true;
	assert_true(needs_of(&group, &watch, &moment) & NEED_CONSUMERS);
	moment.stretch = 4;
	assert_false(needs_of(&group, &watch, &moment) & (NEED_PENDING | NEED_CONSUMERS));
	moment.due_before_ms = 100500;
	assert_true(needs_of(&group, &watch, &moment) & NEED_PENDING);
}

static void a_stuck_group_is_looked_at_sooner(void **state)
{
	struct group group = busy_group();
	struct watch_group watch = asked_at(100000);
	struct need_moment moment = at(105000);

	(void)state;
	assert_false(needs_of(&group, &watch, &moment) & NEED_CONSUMERS);
	watch.moved = false;
	assert_true(needs_of(&group, &watch, &moment) & NEED_CONSUMERS);
	watch.moved = true;
	moment.now_ms = 110000;
	assert_true(needs_of(&group, &watch, &moment) & NEED_CONSUMERS);
}

static void a_short_pending_list_needs_no_sweep(void **state)
{
	struct group group = busy_group();
	struct watch_group watch = {.moved = true};
	struct need_moment moment = at(1000);

	(void)state;
	group.pending = NEED_FRONT;
	assert_false(needs_of(&group, &watch, &moment) & NEED_SWEEP);
	group.pending = NEED_FRONT + 1;
	assert_true(needs_of(&group, &watch, &moment) & NEED_SWEEP);
}

static void count_done(struct watch_group *watch, int64_t count)
{
	needs_count_done(watch,
		&(struct fact){
			.kind = FACT_COUNT,
			.outcome = FACT_KNOWN,
			.count = {.count = count, .complete = false},
		},
		1000);
}

static void a_count_stays_within_its_minute(void **state)
{
	struct group group = busy_group();
	struct watch_group watch = {.moved = true};

	(void)state;
	assert_int_equal(needs_count_limit(&group, &watch, 1000), NEED_COUNT_FIRST);
	count_done(&watch, 2000);
	assert_int_equal(needs_count_limit(&group, &watch, 1000), NEED_COUNT_MOST - 2000);
	count_done(&watch, NEED_COUNT_MOST - 2000);
	assert_int_equal(needs_count_limit(&group, &watch, 1000), 0);
	assert_int_equal(needs_count_limit(&group, &watch, 31000), NEED_COUNT_MOST / 2);
	assert_int_equal(needs_count_limit(&group, &watch, 600000), NEED_COUNT_MOST);
}

static void a_count_that_was_cut_off_is_not_made_again_soon(void **state)
{
	const struct fact lost = {.kind = FACT_COUNT, .outcome = FACT_LOST};
	struct group group = busy_group();
	struct watch_group watch = {.moved = true};

	(void)state;
	needs_count_done(&watch, &lost, 1000);
	assert_int_equal(needs_count_limit(&group, &watch, 300000), 0);
	assert_int_equal(needs_count_limit(&group, &watch, 700000), NEED_COUNT_FIRST);
}

static void entries_that_are_large_are_counted_in_small_helpings_or_not_at_all(void **state)
{
	const struct topic large = {.reply_bytes = 2 * 4096}, giant = {.reply_bytes = 2 << 20};
	struct group group = busy_group();
	struct watch_group watch = {.moved = true};

	(void)state;
	group.topic = &large;
	assert_in_range(needs_count_limit(&group, &watch, 1000), 500, 1024);
	group.topic = &giant;
	assert_int_equal(needs_count_limit(&group, &watch, 1000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_that_was_never_asked_needs_everything),
		cmocka_unit_test(a_group_that_is_caught_up_needs_nothing),
		cmocka_unit_test(the_first_undelivered_is_asked_once_for_a_cursor),
		cmocka_unit_test(what_is_visible_is_due_each_second_what_is_hidden_later),
		cmocka_unit_test(a_stuck_group_is_looked_at_sooner),
		cmocka_unit_test(a_short_pending_list_needs_no_sweep),
		cmocka_unit_test(a_count_stays_within_its_minute),
		cmocka_unit_test(a_count_that_was_cut_off_is_not_made_again_soon),
		cmocka_unit_test(
			entries_that_are_large_are_counted_in_small_helpings_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
