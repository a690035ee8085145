#include "stream/interest.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
static void items_stand_in_the_order_they_came(void **state)
{
	struct interest interest = {.count = 0};

	(void)state;
	interest_add(&interest, INTEREST_TOPIC, text_of("orders"), text_of(""));
	interest_add(&interest, INTEREST_GROUP, text_of("orders"), text_of("billing"));
	assert_int_equal(interest.count, 2);
	assert_int_equal(interest.items[0].kind, INTEREST_TOPIC);
	assert_int_equal(interest.items[1].kind, INTEREST_GROUP);
	assert_true(text_is(interest.items[1].topic, "orders"));
	assert_true(text_is(interest.items[1].group, "billing"));
}

static void what_does_not_fit_is_left_out(void **state)
{
	struct interest interest = {.count = 0};
	int i;

	(void)state;
	for (i = 0; i < INTEREST_MAX; i++) {
		interest_add(&interest, INTEREST_TOPIC, text_of("orders"), text_of(""));
	}
	interest_add(&interest, INTEREST_SERVER, text_of(""), text_of(""));
	assert_int_equal(interest.count, INTEREST_MAX);
	assert_int_equal(interest.items[INTEREST_MAX - 1].kind, INTEREST_TOPIC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_stand_in_the_order_they_came),
		cmocka_unit_test(what_does_not_fit_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
