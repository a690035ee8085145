#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "script.h"

static void a_search_finds_what_a_naive_one_finds(void **state)
{
	(void)state;
	expect_script("tests/system/events_search.py");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_search_finds_what_a_naive_one_finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
