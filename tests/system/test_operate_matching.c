#include <ftw.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"

/* All that match what a list was searched for, whatever part of it was read: the number in the plan
 * is the server's, and so is what is done. */

enum { AWAIT_MS = 60000, LOOK_MS = 100, ENTRIES = 4000, BAD = 571, ODD = 1333 };

static char folder[] = "/tmp/rivermaster-matching-test-XXXXXX";

/* 4,000 orders, all pending; each seventh has a bad total, each third an e-mail address that is
 * hidden on the screen. */
static const char *const fill =
	"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '0', 'MKSTREAM') "
	"for i = 1, 4000 do redis.call('XADD', 'orders', i .. '-0', 'type', 'order.placed', "
	"'total', i % 7 == 0 and '19,90' or '19.90', "
	"'email', i % 3 == 0 and 'odd@example.com' or 'even@example.com') end "
	"for i = 1, 40 do redis.call('XREADGROUP', 'GROUP', 'billing', 'w1', 'COUNT', 100, "
	"'STREAMS', 'orders', '>') end "
	"for i = 1, 4000 do redis.call('XCLAIM', 'orders', 'billing', 'w1', 0, i .. '-0', 'IDLE', "
	"600000, 'JUSTID') end "
	"for i = 1, 900 do redis.call('XADD', 'orders:dlq', i .. '-0', 'n', '1', "
	"'_original_id', i .. '-9', '_source_stream', i % 9 == 0 and 'paid' or 'orders') end "
	"redis.call('XADD', 'paid', '1-0', 'n', '1') "
	"redis.call('XDEL', 'bad', redis.call('XADD', 'bad', '1-0', 'n', '1'))";

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

struct night {
	struct redis_server *server;
	struct vt *vt;
};

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, AWAIT_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static int start(void **state)
{
	static struct night night;

	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	setenv("XDG_STATE_HOME", folder, 1);
	night.server = redis_start(NULL);
	redis_ok(night.server, "EVAL", fill, "0", NULL);
	night.vt = program_open(night.server, NULL, NULL, 120, 36);
	*state = &night;
	assert_shown(night.vt, "orders");
	vt_key(night.vt, ":write redis.sock INC-1\r");
	assert_shown(night.vt, "[WRITE 15m]");
	return 0;
}

static int stop(void **state)
{
	struct night *night = *state;

	vt_key(night->vt, "\033\033");
	vt_pump(night->vt, LOOK_MS);
	vt_key(night->vt, "Q");
	int status = vt_exit_status(night->vt, PROGRAM_PATIENCE_MS);
	vt_stop(night->vt);
	redis_stop(night->server);
	return status != 0 || nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0;
}

/* The row `entries` off, then the plan. */
static void take_all(struct vt *vt, const char *found, const char *planned)
{
	assert_shown(vt, "nothing is sent yet");
	form_move_to(vt, "entries");
	assert_shown(vt, found);
	vt_key(vt, " \r");
	assert_shown(vt, planned);
	assert_shown(vt, "nothing was changed");
}

static void carry_out(struct vt *vt, const char *ended)
{
	vt_key(vt, "c");
	assert_shown(vt, "3 confirm");
	vt_key(vt, "yes\r");
	assert_shown(vt, ended);
}

static int64_t pending(const struct night *night)
{
	redisReply *all = redis_raw(night->server, "XPENDING", "orders", "billing", NULL);
	int64_t count = all->element[0]->integer;

	freeReplyObject(all);
	return count;
}

/* What is hidden on the screen is searched all the same. */
static void events_that_match_are_replayed_beyond_what_was_read(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	vt_key(vt, ":topic orders\r");
	assert_shown(vt, "billing");
	vt_key(vt, "e");
	assert_shown(vt, "Events of orders");
	vt_key(vt, "/email == \"odd@example.com\"\r");
	assert_shown(vt, "find: email");
	assert_shown(vt, "order.placed");
	vt_key(vt, "P");
	take_all(vt, "off: all that match", "appends 1,333 entries of orders");
	vt_key(vt, "b");
	assert_shown(vt, "nothing is sent yet");
	form_move_to(vt, "into");
	vt_key(vt, "copies");
	form_move_to(vt, "create");
	vt_key(vt, " \r");
	assert_shown(vt, "appends 1,333 entries of orders");
	assert_shown(vt, "to copies (a new topic)");
	carry_out(vt, "replay done");
	assert_int_equal(redis_int(night->server, "XLEN", "copies", NULL), ODD);
	vt_key(vt, "\033");
}

static void pending_ones_that_match_are_set_aside_beyond_what_was_read(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	vt_key(vt, "2");
	assert_shown(vt, "billing");
	vt_key(vt, "n");
	assert_shown(vt, "Pending orders / billing");
	vt_key(vt, "/total == \"19,90\"\r");
	assert_shown(vt, "find: total");
	assert_shown(vt, "300 found");
	vt_key(vt, "D");
	take_all(vt, "off: all that match, 300 so far of what was read: the plan counts",
		"copies 571 entries of orders");
	assert_int_equal(pending(night), ENTRIES);
	vt_key(vt, "b");
	assert_shown(vt, "nothing is sent yet");
	form_move_to(vt, "into");
	vt_key(vt, "bad\r");
	assert_shown(vt, "copies 571 entries of orders to bad");
	carry_out(vt, "dead-letter done");
	assert_int_equal(redis_int(night->server, "XLEN", "bad", NULL), BAD);
	assert_int_equal(pending(night), ENTRIES - BAD);
	vt_key(vt, "\033");
}

static void all_letters_of_a_cause_go_back(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	vt_key(vt, ":dead-letters\r");
	assert_shown(vt, "orders:dlq");
	vt_key(vt, "/orders:dlq\r");
	assert_shown(vt, "filter: orders:dlq");
	vt_key(vt, "\r");
	assert_shown(vt, "900 letters: all, 2 causes");
	vt_key(vt, "/paid\r");
	assert_shown(vt, "filter: paid");
	vt_key(vt, "B");
	assert_shown(vt, "1 cause, 100 letters");
	vt_key(vt, "\r");
	assert_shown(vt, "takes 100 entries of orders:dlq back");
	carry_out(vt, "redrive done");
	assert_int_equal(redis_int(night->server, "XLEN", "paid", NULL), 101);
	assert_int_equal(redis_int(night->server, "XLEN", "orders:dlq", NULL), 900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_that_match_are_replayed_beyond_what_was_read),
		cmocka_unit_test(pending_ones_that_match_are_set_aside_beyond_what_was_read),
		cmocka_unit_test(all_letters_of_a_cause_go_back),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, start, stop);
}
