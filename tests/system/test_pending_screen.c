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
	"for i = 1, 400 do redis.call('XADD', 'orders', i .. '-0', 'type', 'order.placed', "
	"'order_id', 'O-' .. i) end "
	"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '0') "
	"redis.call('XREADGROUP', 'GROUP', 'billing', 'worker-1', 'COUNT', '400', 'STREAMS', "
	"'orders', '>') "
	"redis.call('XDEL', 'orders', '2-0') "
	"redis.call('XCLAIM', 'orders', 'billing', 'worker-2', '0', '3-0', 'RETRYCOUNT', '12')";

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

static void assert_gone(struct vt *vt, const char *text)
{
	if (!vt_wait_gone(vt, text, PROGRAM_PATIENCE_MS)) {
		fail_msg("still on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static void assert_quits(struct vt *vt)
{
	size_t length;
	const char *raw, *stray;
	int status;

	vt_key(vt, "Q");
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(vt_modes_restored(vt));
	raw = vt_raw(vt, &length);
	stray = program_stray_byte(raw, length);
	if (stray) {
		fail_msg("stray byte 0x%02x: %.40s", (unsigned char)*stray, stray);
	}
}

static void what_is_pending_is_found_and_opened(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 120, 36);

	assert_shown(vt, "orders");
	vt_key(vt, "3");
	assert_shown(vt, "Of which group?");
	vt_key(vt, "\r");
	assert_shown(vt, "billing");
	vt_key(vt, "n");
	assert_shown(vt, "Pending orders / billing");
	assert_shown(vt, "(gone: no longer in the topic)");
	assert_shown(vt, "s reads all");
	vt_key(vt, "s");
	assert_shown(vt, "of 400: all; 1 gone from the topic");
	vt_key(vt, "/deliveries >= \"x");
	assert_shown(vt, "column ");
	vt_key(vt, "\025deliveries >= 3 and consumer == \"worker-2\"");
	assert_shown(vt, "1 of 400 match");
	vt_key(vt, "\r");
	assert_shown(vt, "of 400: all; 1 found");
	assert_gone(vt, "worker-1");
	vt_key(vt, "\r");
	assert_shown(vt, "order_id");
	assert_shown(vt, "worker-2");
	vt_key(vt, "\033");
	assert_shown(vt, "find: deliveries");
	vt_key(vt, "\033");
	assert_shown(vt, "worker-1");
	redis_ok(*state, "XACK", "orders", "billing", "1-0", NULL);
	vt_key(vt, "\033[15~");
	assert_gone(vt, " O-1 ");
	assert_quits(vt);
	vt_stop(vt);
}

static void a_group_opens_what_is_pending_in_it(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 80, 24);

	assert_shown(vt, "orders");
	vt_key(vt, "2");
	assert_shown(vt, "billing");
	vt_key(vt, "3");
	assert_shown(vt, "Pending orders / billing");
	assert_shown(vt, "of 300");
	vt_key(vt, "G");
	assert_shown(vt, "300-0");
	/* There are so many rows, not only so many pending. */
	assert_shown(vt, "300 of 400");
	vt_key(vt, "G");
	assert_shown(vt, "400-0");
	assert_quits(vt);
	vt_stop(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_pending_is_found_and_opened, start, stop),
		cmocka_unit_test_setup_teardown(a_group_opens_what_is_pending_in_it, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
