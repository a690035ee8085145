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

/* Journeys that hang are set aside and taken back from the board; what the server says is the truth
 * at every step. */

enum { AWAIT_MS = 60000, LOOK_MS = 100, HUNG = 4, PAID = 2 };

static char folder[] = "/tmp/rivermaster-board-test-XXXXXX";

/* Four orders that their consumer has had for ten minutes, two that were paid. */
static const char *const fill =
	"local now = redis.call('TIME')[1] * 1000 - 60000 "
	"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '0', 'MKSTREAM') "
	"for i = 1, 6 do redis.call('XADD', 'orders', (now + i) .. '-0', 'type', 'order.placed', "
	"'order_id', 'O-' .. i) end "
	"redis.call('XREADGROUP', 'GROUP', 'billing', 'w1', 'STREAMS', 'orders', '>') "
	"for i = 1, 4 do redis.call('XCLAIM', 'orders', 'billing', 'w1', 0, (now + i) .. '-0', "
	"'IDLE', 600000) end "
	"for i = 5, 6 do redis.call('XACK', 'orders', 'billing', (now + i) .. '-0') "
	"redis.call('XADD', 'payments', (now + 100 + i) .. '-0', 'type', 'payment.authorised', "
	"'order_id', 'O-' .. i) end";

static const char declared[] = "[journey order]\n"
			       "anchor = order_id\n"
			       "start  = order.placed\n"
			       "end    = order.shipped\n"
			       "stuck_after = 1s\n"
			       "step   = order.placed -> payment.authorised within 4h\n"
			       "step   = payment.authorised -> order.shipped within 4h\n";

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

static int start(void **state)
{
	static struct night night;
	char path[512];
	char *more[] = {"--config", path, NULL};
	FILE *file;

	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	setenv("XDG_STATE_HOME", folder, 1);
	night.server = redis_start(NULL);
	redis_ok(night.server, "EVAL", fill, "0", NULL);
	snprintf(path, sizeof(path), "%s/console.conf", redis_folder(night.server));
	file = fopen(path, "w");
	if (file == NULL || fputs(declared, file) < 0 || fclose(file) != 0) {
		return 1;
	}
	night.vt = program_open(night.server, more, NULL, 120, 36);
	*state = &night;
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

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, AWAIT_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

/* How many are pending in the group; of `owner` alone where one is given. */
static int64_t pending(const struct night *night, const char *owner)
{
	redisReply *rows =
		redis_raw(night->server, "XPENDING", "orders", "billing", "-", "+", "100", NULL);
	int64_t count = 0;

	for (size_t i = 0; i < rows->elements; i++) {
		count += owner == NULL || strcmp(rows->element[i]->element[1]->str, owner) == 0;
	}
	freeReplyObject(rows);
	return count;
}

static void carry_out(struct night *night, const char *planned, const char *ended)
{
	vt_key(night->vt, "\r");
	assert_shown(night->vt, planned);
	assert_shown(night->vt, "nothing was changed");
	vt_key(night->vt, "c");
	assert_shown(night->vt, "3 confirm");
	vt_key(night->vt, "yes\r");
	assert_shown(night->vt, ended);
}

static void journeys_at_two_places_are_told_apart(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	assert_shown(vt, "orders");
	vt_key(vt, ":write redis.sock INC-1\r");
	assert_shown(vt, "[WRITE 15m]");
	vt_key(vt, "5");
	assert_shown(vt, "STUCK 4");
	vt_key(vt, "*");
	assert_shown(vt, "6 marked, of the journeys that are held");
	vt_key(vt, "P");
	assert_shown(vt, "one place at a time: / topic == \"...\"; 4 at orders; 2 at payments");
	assert_null(strstr(vt_screen_text(vt), "nothing is sent yet"));
	vt_key(vt, "U");
}

static void all_that_the_filter_leaves_are_set_aside(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	vt_key(vt, "/state == \"STUCK\"\r");
	assert_shown(vt, "4 of 6");
	vt_key(vt, "*");
	assert_shown(vt, "4 marked, of the journeys that are held");
	vt_key(vt, "D");
	assert_shown(vt, "the 4 that were marked; of 4 journeys");
	assert_shown(vt, "nothing is sent yet");
	assert_int_equal(pending(night, "w1"), HUNG);
	carry_out(night, "copies 4 entries of orders to orders:dlq", "dead-letter done");
	assert_int_equal(pending(night, NULL), 0);
	assert_int_equal(redis_int(night->server, "XLEN", "orders:dlq", NULL), HUNG);
	assert_int_equal(redis_int(night->server, "XLEN", "orders", NULL), HUNG + PAID);
}

/* The one under the cursor, then the others. */
static void they_go_back_to_their_group(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	vt_key(vt, "5");
	assert_shown(vt, "FAILED 4");
	vt_key(vt, "U\033");
	assert_shown(vt, "filter: none");
	vt_key(vt, "/state == \"FAILED\"\r");
	assert_shown(vt, "4 of 6");
	vt_key(vt, "gg");
	vt_key(vt, "B");
	assert_shown(vt, "its journey is FAILED");
	carry_out(night, "takes 1 entry of orders:dlq back", "redrive done");
	assert_int_equal(pending(night, "rivermaster"), 1);
	vt_key(vt, "5");
	vt_key(vt, "U*");
	assert_shown(vt, "marked, of the journeys that are held");
	vt_key(vt, "B");
	assert_shown(vt, "that were marked; of");
	carry_out(night, "of orders:dlq back", "redrive done");
	assert_int_equal(pending(night, "rivermaster"), HUNG);
	assert_int_equal(redis_int(night->server, "XLEN", "orders", NULL), HUNG + PAID);
	assert_int_equal(redis_int(night->server, "XLEN", "orders:dlq", NULL), HUNG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journeys_at_two_places_are_told_apart),
		cmocka_unit_test(all_that_the_filter_leaves_are_set_aside),
		cmocka_unit_test(they_go_back_to_their_group),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, start, stop);
}
