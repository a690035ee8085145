#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "../../src/app/stack.h"
#include "support/world.h"

struct pile {
	struct world world;
	struct stack stack;
};

static void pile_open(struct pile *pile)
{
	world_open(&pile->world);
	world_run(&pile->world, 3);
	stack_init(&pile->stack, pile->world.model, view_find("topics"));
}

static void pile_close(struct pile *pile)
{
	stack_finish(&pile->stack);
	world_close(&pile->world);
}

static void go(struct pile *pile, const char *view, struct ref ref)
{
	stack_open(&pile->stack, view_find(view), &ref);
}

static const char *top(const struct pile *pile)
{
	return stack_peek(&pile->stack)->view->name;
}

static void a_screen_lies_in_the_stack_only_once(void **state)
{
	struct pile pile;
	char name[32];
	int i;

	(void)state;
	pile_open(&pile);
	for (i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "topic-%d", i);
		go(&pile, "groups", ref_topic(text_of(name)));
		go(&pile, "group", ref_group(text_of(name), text_of("g")));
		go(&pile, "help", ref_none());
		assert_in_range(pile.stack.depth, 1, 3);
	}
	assert_true(stack_back(&pile.stack));
	assert_string_equal(top(&pile), "group");
	assert_true(text_is(stack_peek(&pile.stack)->ref.topic, "topic-49"));
	pile_close(&pile);
}

static void what_closes_on_the_way_may_own_the_reference(void **state)
{
	struct pile pile;

	(void)state;
	pile_open(&pile);
	go(&pile, "groups", ref_topic(text_of("orders.paid")));
	go(&pile, "group", ref_group(text_of("orders.paid"), text_of("ledger")));
	go(&pile, "groups", ref_topic(stack_peek(&pile.stack)->ref.topic));
	assert_string_equal(top(&pile), "groups");
	assert_true(text_is(stack_peek(&pile.stack)->ref.topic, "orders.paid"));
	pile_close(&pile);
}

static void the_way_back_from_any_root_leads_to_the_first(void **state)
{
	struct pile pile;

	(void)state;
	pile_open(&pile);
	assert_null(stack_below(&pile.stack));
	assert_false(stack_back(&pile.stack));
	go(&pile, "server", ref_none());
	assert_true(stack_back(&pile.stack));
	assert_string_equal(top(&pile), "topics");
	assert_false(stack_back(&pile.stack));
	pile_close(&pile);
}

static void help_is_no_place_to_go_back_to(void **state)
{
	struct pile pile;

	(void)state;
	pile_open(&pile);
	go(&pile, "groups", ref_none());
	go(&pile, "help", ref_none());
	assert_true(stack_back(&pile.stack));
	go(&pile, "server", ref_none());
	assert_true(stack_walk(&pile.stack, -1));
	assert_string_equal(top(&pile), "groups");
	assert_true(stack_walk(&pile.stack, -1));
	assert_string_equal(top(&pile), "topics");
	pile_close(&pile);
}

static void many_visits_are_remembered_up_to_a_limit(void **state)
{
	struct pile pile;
	int i, back = 0;

	(void)state;
	pile_open(&pile);
	for (i = 0; i < 100; i++) {
		go(&pile, i % 2 ? "topics" : "server", ref_none());
	}
	while (stack_walk(&pile.stack, -1)) {
		back++;
	}
	assert_int_equal(back, STACK_VISITS_MAX - 1);
	assert_false(stack_walk(&pile.stack, -1));
	go(&pile, "groups", ref_none());
	assert_false(stack_walk(&pile.stack, 1));
	pile_close(&pile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_screen_lies_in_the_stack_only_once),
		cmocka_unit_test(what_closes_on_the_way_may_own_the_reference),
		cmocka_unit_test(the_way_back_from_any_root_leads_to_the_first),
		cmocka_unit_test(help_is_no_place_to_go_back_to),
		cmocka_unit_test(many_visits_are_remembered_up_to_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
