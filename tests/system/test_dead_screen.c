#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/program.h"

static const char *const fill =
	"for i = 1, 1000 do redis.call('XADD', 'orders:dlq', i .. '-0', 'original_stream', "
	"'orders', "
	"'original_id', i .. '-1', 'error', ({'timeout after %d ms', 'no such customer %d', "
	"'bad total %d'})[i % 3 + 1]:format(i)) end redis.call('XADD', 'orders', '*', 'n', '1') "
	"redis.call('XADD', 'other', '*', 'n', '1')";

static int start(void **state)
{
	*state = redis_start(NULL);
	redis_ok(*state, "EVAL", fill, "0", NULL);
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, PROGRAM_PATIENCE_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static void dead_letters_are_found_and_grouped(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 120, 36);
	int status;

	assert_shown(vt, "orders:dlq");
	vt_key(vt, ":dead-letters\r");
	assert_shown(vt, "3 of 3 topics looked at");
	assert_shown(vt, "its entries");
	assert_shown(vt, "1,000 orders");
	vt_key(vt, "\r");
	assert_shown(vt, "Causes in orders:dlq, of orders");
	assert_shown(vt, "1,000 letters: all, 3 causes");
	assert_shown(vt, "timeout after * ms");
	vt_key(vt, "/customer\r");
	assert_shown(vt, "filter: customer");
	vt_key(vt, "\r");
	assert_shown(vt, "find: dead_cause");
	assert_shown(vt, "300 found in 898 of ~1,000");
	vt_key(vt, "\r");
	assert_shown(vt, "no such customer 1000");
	vt_key(vt, "Q");
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	vt_stop(vt);
}

static void a_topic_opens_what_died_of_it(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 80, 24);
	int status;

	assert_shown(vt, "orders:dlq");
	vt_key(vt, "/orders\r");
	assert_shown(vt, "2 of 3");
	vt_key(vt, "d");
	assert_shown(vt, "Causes in orders:dlq, of orders");
	assert_shown(vt, "3 causes");
	vt_key(vt, "Q");
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	vt_stop(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(dead_letters_are_found_and_grouped, start, stop),
		cmocka_unit_test_setup_teardown(a_topic_opens_what_died_of_it, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
