#include "../../src/engine/op_error.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void expect(
	const char *reply, enum op_trouble trouble, enum error_code code, const char *says)
{
	struct error error = {.code = ERROR_NONE};

	assert_int_equal(op_trouble_of(text_of(reply)), trouble);
	assert_false(op_trouble_explain(text_of(reply), &error));
	assert_int_equal(error.code, code);
	assert_non_null(strstr(error.text, says));
}

static void each_reply_says_what_to_do(void **state)
{
	(void)state;
	expect("MOVED 105 10.0.0.7:6380", TROUBLE_STOP, ERROR_FAILED,
		"the key lies on another node of the cluster: --url redis://10.0.0.7:6380");
	expect("orders: MOVED 105 10.0.0.7:6380 ", TROUBLE_STOP, ERROR_FAILED,
		"redis://10.0.0.7:6380");
	expect("MOVED ", TROUBLE_STOP, ERROR_FAILED, "another node");
	expect("ASK 105 10.0.0.7:6380", TROUBLE_TRANSIENT, ERROR_FAILED, "the server refused: ASK");
	expect("TRYAGAIN Multiple keys request during rehashing of slot", TROUBLE_TRANSIENT,
		ERROR_FAILED, "TRYAGAIN");
	expect("READONLY You can't write against a read only replica.", TROUBLE_STOP, ERROR_REFUSED,
		"has become a replica");
	expect("OOM command not allowed when used memory > 'maxmemory'.", TROUBLE_UNWELL,
		ERROR_FAILED, "OOM");
	expect("NOSCRIPT No matching script.", TROUBLE_NOSCRIPT, ERROR_FAILED, "NOSCRIPT");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reply_says_what_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
