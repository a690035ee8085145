#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/crc32c.h"

/* RFC 3720, appendix B.4. */
static void the_published_examples_hold(void **state)
{
	char bytes[32] = {0};

	(void)state;
	assert_int_equal(crc32c(text_of("")), 0);
	assert_int_equal(crc32c(text_of("123456789")), 0xe3069283);
	assert_int_equal(crc32c(text_from(bytes, sizeof bytes)), 0x8a9136aa);
	for (size_t i = 0; i < sizeof bytes; i++) {
		bytes[i] = (char)i;
	}
	assert_int_equal(crc32c(text_from(bytes, sizeof bytes)), 0x46dd794e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_examples_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
