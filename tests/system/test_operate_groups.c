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

/* Groups and consumers at the console: made, moved, emptied, removed; what the server says is the
 * truth at every step. */

enum { AWAIT_MS = 60000, LOOK_MS = 100, HELD = 3 };

static char folder[] = "/tmp/rivermaster-groups-test-XXXXXX";

static const char *const fill =
	"for i = 1, 9 do redis.call('XADD', 'orders', i .. '-0', 'n', i) end "
	"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '0') "
	"redis.call('XREADGROUP', 'GROUP', 'billing', 'w\"1', 'COUNT', 3, 'STREAMS', 'orders', "
	"'>') "
	"redis.call('XREADGROUP', 'GROUP', 'billing', 'w2', 'COUNT', 1, 'STREAMS', 'orders', '>')";

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

/* Entries that the consumer of `billing` holds. */
static size_t held_by(const struct night *night, const char *consumer)
{
	redisReply *rows = redis_raw(
		night->server, "XPENDING", "orders", "billing", "-", "+", "100", consumer, NULL);
	size_t count = rows->elements;

	freeReplyObject(rows);
	return count;
}

static int64_t groups(const struct night *night)
{
	redisReply *rows = redis_raw(night->server, "XINFO", "GROUPS", "orders", NULL);
	int64_t count = (int64_t)rows->elements;

	freeReplyObject(rows);
	return count;
}

static void carry_out(struct vt *vt, const char *planned, const char *word, const char *ended)
{
	vt_key(vt, "\r");
	assert_shown(vt, planned);
	assert_shown(vt, "nothing was changed");
	vt_key(vt, "c");
	assert_shown(vt, "3 confirm");
	if (strcmp(word, "yes") != 0) {
		vt_key(vt, "yes\r");
		assert_shown(vt, "this is not the word");
		vt_key(vt, "\b\b\b");
	}
	vt_key(vt, word);
	vt_key(vt, "\r");
	assert_shown(vt, ended);
}

static void go_to_group(struct vt *vt, const char *group)
{
	char keys[40], shown[40];

	vt_key(vt, "2");
	assert_shown(vt, "\u250c\u2500 Groups");
	if (!strstr(vt_screen_text(vt), "filter: none")) {
		vt_key(vt, "\033");
	}
	assert_shown(vt, "filter: none");
	snprintf(keys, sizeof keys, "/%s\r", group);
	vt_key(vt, keys);
	snprintf(shown, sizeof shown, "Groups  1 of 2   filter: %s", group);
	assert_shown(vt, shown);
}

static void a_group_is_made_from_the_topics(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	vt_key(vt, "1");
	assert_shown(vt, "orders");
	vt_key(vt, "N");
	assert_shown(vt, "make a consumer group");
	form_move_to(vt, "group");
	vt_key(vt, "audit");
	form_move_to(vt, "id");
	vt_key(vt, "4-0");
	carry_out(vt, "makes the group audit on orders", "yes", "group create done");
	assert_int_equal(groups(night), 2);
}

/* The name of the consumer holds a quote. */
static void what_a_consumer_holds_is_made_another_ones(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	go_to_group(vt, "billing");
	vt_key(vt, "\r");
	assert_shown(vt, "w\"1");
	vt_key(vt, "gg");
	vt_key(vt, "C");
	assert_shown(vt, "what this consumer holds, 3 a moment ago: the plan counts");
	form_move_to(vt, "consumer");
	vt_key(vt, "w2");
	carry_out(vt, "makes 3 entries of orders pending on the consumer w2", "yes", "claim done");
	assert_int_equal(held_by(night, "w\"1"), 0);
	assert_int_equal(held_by(night, "w2"), HELD + 1);
}

static void a_consumer_is_removed_and_what_it_holds_is_kept(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;
	redisReply *rows;

	go_to_group(vt, "billing");
	vt_key(vt, "\r");
	assert_shown(vt, "w2");
	vt_key(vt, "gg");
	vt_key(vt, "K");
	assert_shown(vt, "remove a consumer");
	carry_out(vt, "4 entries", "orders", "consumer remove done");
	assert_int_equal(held_by(night, "rivermaster"), HELD + 1);
	assert_int_equal(held_by(night, "w2"), 0);
	rows = redis_raw(night->server, "XINFO", "CONSUMERS", "orders", "billing", NULL);
	for (size_t i = 0; i < rows->elements; i++) {
		assert_string_not_equal(rows->element[i]->element[1]->str, "w2");
	}
	freeReplyObject(rows);
}

static void a_cursor_is_moved_by_the_topics_name(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;
	redisReply *rows;

	go_to_group(vt, "audit");
	vt_key(vt, "S");
	assert_shown(vt, "move a group's cursor");
	form_move_to(vt, "id");
	vt_key(vt, "7-0");
	carry_out(vt, "7-0", "orders", "group seek done");
	rows = redis_raw(night->server, "XINFO", "GROUPS", "orders", NULL);
	assert_string_equal(rows->element[0]->element[1]->str, "audit");
	assert_string_equal(rows->element[0]->element[7]->str, "7-0");
	freeReplyObject(rows);
}

static void a_group_is_destroyed_by_the_topics_name(void **state)
{
	struct night *night = *state;
	struct vt *vt = night->vt;

	go_to_group(vt, "audit");
	vt_key(vt, "X");
	assert_shown(vt, "nothing is sent yet");
	assert_int_equal(groups(night), 2);
	carry_out(vt, "audit", "orders", "group destroy done");
	assert_int_equal(groups(night), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_is_made_from_the_topics),
		cmocka_unit_test(what_a_consumer_holds_is_made_another_ones),
		cmocka_unit_test(a_consumer_is_removed_and_what_it_holds_is_kept),
		cmocka_unit_test(a_cursor_is_moved_by_the_topics_name),
		cmocka_unit_test(a_group_is_destroyed_by_the_topics_name),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, start, stop);
}
