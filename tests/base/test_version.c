#include "base/version.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/number.h"

static void the_version_is_three_numbers(void **state)
{
	struct text rest = text_of(version_text());
	uint64_t part;
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_true(number_parse_u64(text_cut(&rest, '.'), &part));
	}
	assert_int_equal(rest.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_version_is_three_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
