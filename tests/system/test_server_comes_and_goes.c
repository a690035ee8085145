#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "support/program.h"

static void add(struct redis_server *server, const char *topic)
{
	free(redis_str(server, "XADD", topic, "*", "type", "event", NULL));
}

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, PROGRAM_PATIENCE_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static void a_server_that_was_killed_is_found_again(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct vt *vt;

	(void)state;
	add(server, "orders");
	vt = program_open(server, NULL, NULL, 120, 36);
	assert_shown(vt, "LIVE");
	assert_shown(vt, "orders");
	redis_kill(server);
	assert_shown(vt, "reconnecting");
	vt_key(vt, "?");
	assert_shown(vt, "half a page down");
	vt_key(vt, "\033");
	redis_restart(server);
	add(server, "refunds");
	assert_shown(vt, "LIVE");
	assert_shown(vt, "refunds");
	vt_stop(vt);
	redis_stop(server);
}

static void a_silent_server_makes_the_picture_stale_and_keys_still_work(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct vt *vt;

	(void)state;
	add(server, "orders");
	vt = program_open(server, NULL, NULL, 120, 36);
	assert_shown(vt, "LIVE");
	assert_shown(vt, "orders");
	redis_pause(server);
	assert_shown(vt, "STALE");
	vt_key(vt, "?");
	assert_shown(vt, "half a page down");
	vt_key(vt, "\033");
	redis_continue(server);
	assert_shown(vt, "LIVE");
	vt_stop(vt);
	redis_stop(server);
}

static void topics_and_groups_that_appear_and_go_are_seen(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct vt *vt = program_open(server, NULL, NULL, 120, 36);

	(void)state;
	assert_shown(vt, "LIVE");
	add(server, "orders");
	vt_key(vt, "\022");
	assert_shown(vt, "orders");
	vt_key(vt, "2");
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	assert_shown(vt, "billing");
	redis_ok(server, "XGROUP", "DESTROY", "orders", "billing", NULL);
	assert_true(vt_wait_gone(vt, "billing", PROGRAM_PATIENCE_MS));
	vt_stop(vt);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_that_was_killed_is_found_again),
		cmocka_unit_test(a_silent_server_makes_the_picture_stale_and_keys_still_work),
		cmocka_unit_test(topics_and_groups_that_appear_and_go_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
