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

static void add_order(struct redis_server *server, int n, const char *type)
{
	char order[20];

	snprintf(order, sizeof(order), "O-%d", n);
	free(redis_str(server, "XADD", "orders", "*", "type", type, "order_id", order, "note",
		"bad \033[2J", NULL));
}

static int start(void **state)
{
	int i;

	*state = redis_start(NULL);
	for (i = 0; i < 400; i++) {
		add_order(*state, i, i == 5 ? "order.lost" : "order.placed");
	}
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

static void events_are_followed_searched_and_opened(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 120, 36);

	assert_shown(vt, "orders");
	vt_key(vt, "e");
	assert_shown(vt, "O-399");
	assert_shown(vt, "of 300");
	add_order(*state, 1000, "order.placed");
	assert_shown(vt, "O-1000");
	vt_key(vt, "/type == \"order.lo");
	assert_shown(vt, "column ");
	vt_key(vt, "st\"");
	assert_shown(vt, "0 of 301 match");
	vt_key(vt, "\r");
	assert_shown(vt, "end of the topics: 1 found in 401");
	assert_gone(vt, "O-399");
	vt_key(vt, "\r");
	assert_shown(vt, "O-5");
	assert_shown(vt, "order_id");
	vt_key(vt, "\033");
	assert_shown(vt, "find: type");
	vt_key(vt, "\033");
	assert_shown(vt, "O-1000");
	assert_quits(vt);
	vt_stop(vt);
}

static void following_stops_and_goes_on(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 80, 24);

	assert_shown(vt, "orders");
	vt_key(vt, "e");
	assert_shown(vt, "FOLLOW");
	vt_key(vt, "f");
	assert_gone(vt, "FOLLOW");
	add_order(*state, 1001, "order.placed");
	vt_key(vt, "f");
	assert_shown(vt, "O-1001");
	vt_key(vt, "gg");
	assert_shown(vt, "of 401");
	vt_key(vt, "k");
	assert_shown(vt, "the first entry there is");
	add_order(*state, 1002, "order.placed");
	assert_shown(vt, "+1 new below");
	vt_key(vt, "G");
	assert_shown(vt, "O-1002");
	assert_quits(vt);
	vt_stop(vt);
}

static void a_copy_goes_to_the_terminal_and_a_paste_does_nothing(void **state)
{
	struct vt *vt;
	size_t length;

	unsetenv("TMUX");
	vt = program_open(*state, NULL, NULL, 80, 24);
	assert_shown(vt, "orders");
	vt_key(vt, "e");
	assert_shown(vt, "O-399");
	vt_key(vt, "yc");
	assert_shown(vt, "bytes to the terminal (cannot be confirmed)");
	assert_non_null(strstr(vt_raw(vt, &length), "\033]52;c;cmVkaXMtY2xpIC1z"));
	vt_key(vt, "\033[200~xxQQ\r\033[201~");
	assert_shown(vt, "paste ignored");
	assert_quits(vt);
	vt_stop(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			events_are_followed_searched_and_opened, start, stop),
		cmocka_unit_test_setup_teardown(following_stops_and_goes_on, start, stop),
		cmocka_unit_test_setup_teardown(
			a_copy_goes_to_the_terminal_and_a_paste_does_nothing, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
