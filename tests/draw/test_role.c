#include "draw/role.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void roles_have_names_of_their_own(void **state)
{
	int role, other;

	(void)state;
	assert_string_equal(role_name(ROLE_CRIT), "status.crit");
	for (role = 0; role < ROLE_COUNT; role++) {
		assert_non_null(role_name((enum role)role));
		for (other = 0; other < role; other++) {
			assert_string_not_equal(
				role_name((enum role)role), role_name((enum role)other));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_have_names_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
