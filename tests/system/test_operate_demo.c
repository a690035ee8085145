#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "form.h"

/* A night at the console: a group that stands still is found, an entry of it is looked at, set
 * aside and taken back; then what its dead consumers hold is given to it again. What the server
 * says is the truth at every step. */

enum { WIDTH = 120, HEIGHT = 36, PATH_SIZE = 400, AWAIT_MS = 60000, LOOK_MS = 200 };

#define TOPIC "transactions.initiated"
#define GROUP "fraud-scoring"

struct play {
	char folder[64], state[PATH_SIZE], socket[PATH_SIZE + 64];
	struct vt *vt;
	redisContext *redis;
	char id[64], owner[64]; /* of the entry that is worked on */
	int64_t deliveries;
};

static bool find_socket(struct play *play)
{
	DIR *dir = opendir(play->folder);
	struct dirent *entry;
	bool found = false;

	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.' && strncmp(entry->d_name, "state", 5) != 0) {
			found = true;
			snprintf(play->socket, sizeof play->socket, "%s/%.200s/redis.sock",
				play->folder, entry->d_name);
		}
	}
	closedir(dir);
	return found;
}

static int start(void **state)
{
	static struct play play;
	char tmpdir[PATH_SIZE];
	char *more[] = {"demo", "--scenario", "bank", "--seed", "1", "--rate", "4", NULL};
	char *env[] = {tmpdir, NULL};

	snprintf(play.folder, sizeof(play.folder), "/tmp/rm-test.XXXXXX");
	if (mkdtemp(play.folder) == NULL) {
		return -1;
	}
	snprintf(tmpdir, sizeof(tmpdir), "TMPDIR=%s", play.folder);
	snprintf(play.state, sizeof(play.state), "%s/state", play.folder);
	setenv("XDG_STATE_HOME", play.state, 1);
	play.vt = program_open(NULL, more, env, WIDTH, HEIGHT);
	*state = &play;
	if (!vt_wait_text(play.vt, TOPIC, PROGRAM_PATIENCE_MS) || !find_socket(&play)) {
		return -1;
	}
	play.redis = redisConnectUnix(play.socket);
	return play.redis == NULL || play.redis->err != 0;
}

static int stop(void **state)
{
	struct play *play = *state;
	char command[PATH_SIZE + 16];

	redisFree(play->redis);
	vt_key(play->vt, "Q");
	int status = vt_exit_status(play->vt, PROGRAM_PATIENCE_MS);
	vt_stop(play->vt);
	snprintf(command, sizeof(command), "rm -rf '%s'", play->state);
	return status != 0 || system(command) != 0 || rmdir(play->folder) != 0;
}

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, AWAIT_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static redisReply *ask(const struct play *play, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	redisReply *reply = redisvCommand(play->redis, format, arguments);
	va_end(arguments);
	assert_non_null(reply);
	return reply;
}

/* Whether the entry is pending in the group; with whom, and how often it was delivered. */
static bool is_pending(struct play *play, char owner[64], int64_t *deliveries)
{
	redisReply *reply = ask(play, "XPENDING %s %s %s %s 1", TOPIC, GROUP, play->id, play->id);
	bool pending = reply->elements == 1;

	if (pending) {
		snprintf(owner, 64, "%s", reply->element[0]->element[1]->str);
		*deliveries = reply->element[0]->element[3]->integer;
	}
	freeReplyObject(reply);
	return pending;
}

static long long length_of(const struct play *play, const char *topic)
{
	redisReply *reply = ask(play, "XLEN %s", topic);
	long long length = reply->integer;

	freeReplyObject(reply);
	return length;
}

static void a_group_that_stands_still_is_found(void **state)
{
	struct play *play = *state;
	struct vt *vt = play->vt;
	redisReply *reply;

	vt_key(vt, "2/" GROUP "\r");
	assert_shown(vt, "!!");
	vt_key(vt, "\r");
	assert_shown(vt, "NO_CONSUMERS");
	vt_key(vt, "n");
	assert_shown(vt, "Pending " TOPIC " / " GROUP);
	assert_shown(vt, ": all");
	reply = ask(play, "XPENDING %s %s - + 1", TOPIC, GROUP);
	assert_int_equal(reply->elements, 1);
	snprintf(play->id, sizeof play->id, "%s", reply->element[0]->element[0]->str);
	freeReplyObject(reply);
	assert_true(is_pending(play, play->owner, &play->deliveries));
	vt_key(vt, "gg\r");
	assert_shown(vt, "transaction_id");
	assert_shown(vt, play->id);
	vt_key(vt, "\033");
	assert_shown(vt, "Pending " TOPIC " / " GROUP);
}

static void an_entry_is_set_aside(void **state)
{
	struct play *play = *state;
	struct vt *vt = play->vt;
	char owner[64];
	int64_t deliveries;
	redisReply *reply;

	vt_key(vt, "D");
	assert_shown(vt, "nothing is sent yet");
	assert_shown(vt, play->id);
	vt_key(vt, "poison, INC-77\r");
	assert_shown(vt, "nothing was changed");
	assert_true(is_pending(play, owner, &deliveries));
	vt_key(vt, "c\r");
	assert_shown(vt, "this is not the word");
	assert_int_equal(length_of(play, TOPIC ":dlq"), 0);
	vt_key(vt, "yes\r");
	assert_shown(vt, "dead-letter done");
	assert_shown(vt, "each copy was compared with its source");
	assert_false(is_pending(play, owner, &deliveries));
	assert_int_equal(length_of(play, TOPIC ":dlq"), 1);
	reply = ask(play, "XRANGE %s:dlq - +", TOPIC);
	bool told = false;
	const redisReply *fields = reply->element[0]->element[1];
	for (size_t i = 0; i + 1 < fields->elements; i += 2) {
		told = told ||
			(strcmp(fields->element[i]->str, "_rm.reason") == 0 &&
				strcmp(fields->element[i + 1]->str, "poison, INC-77") == 0);
	}
	assert_true(told);
	freeReplyObject(reply);
}

/* What the subcommand says is in the file, and in the stream for everybody. */
static void it_is_in_the_audit(void **state)
{
	struct play *play = *state;
	char *arguments[] = {"audit", "--verify", NULL}, *output, *errors;
	redisReply *reply;
	bool told = false;

	assert_int_equal(program_run(arguments, &output, &errors), 0);
	free(output);
	free(errors);
	vt_key(play->vt, "8");
	assert_shown(play->vt, "poison, INC-77");
	vt_key(play->vt, ":operation\r");
	assert_shown(play->vt, "dead-letter done");
	reply = ask(play, "XREVRANGE rivermaster:audit + - COUNT 1");
	assert_int_equal(reply->elements, 1);
	const redisReply *fields = reply->element[0]->element[1];
	for (size_t i = 0; i + 1 < fields->elements; i += 2) {
		told = told || strcmp(fields->element[i + 1]->str, "poison, INC-77") == 0;
	}
	assert_true(told);
	freeReplyObject(reply);
}

static void it_is_taken_back(void **state)
{
	struct play *play = *state;
	struct vt *vt = play->vt;
	char owner[64] = "";
	int64_t deliveries = 0;

	vt_key(vt, "u");
	assert_shown(vt, "undo job");
	vt_key(vt, "yes\r");
	assert_shown(vt, "undo of dead-letter undone");
	assert_int_equal(length_of(play, TOPIC ":dlq"), 0);
	assert_true(is_pending(play, owner, &deliveries));
	assert_string_equal(owner, play->owner);
	assert_int_equal(deliveries, play->deliveries);
}

static void what_dead_consumers_hold_goes_to_the_group_again(void **state)
{
	struct play *play = *state;
	struct vt *vt = play->vt;
	char owner[64];
	int64_t deliveries;
	int waited_ms = 0;

	vt_key(vt, ":redeliver " TOPIC " " GROUP "\r");
	assert_shown(vt, "give entries to one group again");
	form_move_to(vt, "all");
	vt_key(vt, " ");
	assert_shown(vt, "[x]");
	vt_key(vt, "\r");
	assert_shown(vt, "nothing was changed");
	vt_key(vt, "c");
	assert_shown(vt, "3 confirm");
	vt_key(vt, "yes\r");
	assert_shown(vt, "redeliver done");
	while (is_pending(play, owner, &deliveries) && waited_ms < AWAIT_MS) {
		vt_pump(vt, LOOK_MS);
		waited_ms += LOOK_MS;
	}
	assert_false(is_pending(play, owner, &deliveries));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_that_stands_still_is_found),
		cmocka_unit_test(an_entry_is_set_aside),
		cmocka_unit_test(it_is_in_the_audit),
		cmocka_unit_test(it_is_taken_back),
		cmocka_unit_test(what_dead_consumers_hold_goes_to_the_group_again),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, start, stop);
}
