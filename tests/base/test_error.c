#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void setting_returns_false_and_keeps_code_and_sentence(void **state)
{
	struct error error = {.code = ERROR_NONE};

	(void)state;
	assert_false(error_set(&error, ERROR_REFUSED, "group %s is %d", "billing", 7));
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_string_equal(error.text, "group billing is 7");
}

static void nobody_has_to_ask_for_the_sentence(void **state)
{
	(void)state;
	assert_false(error_set(NULL, ERROR_FAILED, "x"));
	assert_false(error_prefix(NULL, "x"));
}

static void a_long_sentence_is_cut_and_closed(void **state)
{
	struct error error;
	char lengthy[ERROR_TEXT_MAX * 2];

	(void)state;
	memset(lengthy, 'x', sizeof(lengthy) - 1);
	lengthy[sizeof(lengthy) - 1] = '\0';
	error_set(&error, ERROR_FAILED, "%s", lengthy);
	assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
}

static void a_prefix_stands_before_and_the_code_stays(void **state)
{
	struct error error;

	(void)state;
	error_set(&error, ERROR_CONNECT, "no answer");
	assert_false(error_prefix(&error, "node %d", 3));
	assert_string_equal(error.text, "node 3: no answer");
	assert_int_equal(error.code, ERROR_CONNECT);
}

static void a_prefix_may_push_the_end_out(void **state)
{
	struct error error;
	char lengthy[ERROR_TEXT_MAX];

	(void)state;
	memset(lengthy, 'x', sizeof(lengthy) - 1);
	lengthy[sizeof(lengthy) - 1] = '\0';
	error_set(&error, ERROR_FAILED, "%s", lengthy);
	error_prefix(&error, "a");
	assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
	assert_memory_equal(error.text, "a: xxx", 6);
	error_prefix(&error, "%s", lengthy);
	assert_string_equal(error.text, lengthy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_returns_false_and_keeps_code_and_sentence),
		cmocka_unit_test(nobody_has_to_ask_for_the_sentence),
		cmocka_unit_test(a_long_sentence_is_cut_and_closed),
		cmocka_unit_test(a_prefix_stands_before_and_the_code_stays),
		cmocka_unit_test(a_prefix_may_push_the_end_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
