#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "script.h"

static void indicators_are_what_a_naive_reckoning_says(void **state)
{
	(void)state;
	expect_script("tests/system/indicators.py");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indicators_are_what_a_naive_reckoning_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
