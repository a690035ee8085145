#include <ftw.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "form.h"

/* What goes wrong while an operation is planned or runs at the console. */

enum { ENTRIES = 200, LOOK_MS = 100, AWAIT_MS = 60000 };

static char folder[] = "/tmp/rivermaster-edges-test-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL || setenv("XDG_STATE_HOME", folder, 1) != 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static int remove_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *const fill =
	"for i = 1, 200 do redis.call('XADD', 'orders', i .. '-0', 'n', i) end "
	"redis.call('XADD', 'copies', '1-0', 'n', 0) "
	"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '0') "
	"redis.call('XREADGROUP', 'GROUP', 'billing', 'w1', 'COUNT', '3', 'STREAMS', 'orders', "
	"'>') "
	"for i = 1, 3 do redis.call('XCLAIM', 'orders', 'billing', 'w1', '0', i .. '-0', 'IDLE', "
	"'600000') end";

static int start(void **state)
{
	static const char *const keeps[] = {"--appendonly", "yes", "--appendfsync", "always", NULL};

	*state = redis_start(keeps);
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
	if (!vt_wait_text(vt, text, AWAIT_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static struct vt *open_to_write(struct redis_server *server)
{
	struct vt *vt = program_open(server, NULL, NULL, 120, 36);

	assert_shown(vt, "orders");
	vt_key(vt, ":write redis.sock INC-1\r");
	assert_shown(vt, "[WRITE 15m]");
	return vt;
}

/* To a plan, and the word typed; not yet accepted. */
static void plan(struct vt *vt, const char *line)
{
	vt_key(vt, line);
	assert_shown(vt, "nothing is sent yet");
	vt_key(vt, "\r");
	assert_shown(vt, "nothing was changed");
	vt_key(vt, "c");
	assert_shown(vt, "3 confirm");
	vt_key(vt, "yes");
	assert_shown(vt, "> yes");
}

/* Four a second: time enough for whatever is to happen to it. */
static void fill_slow_replay(struct vt *vt)
{
	vt_key(vt, ":replay orders\r");
	assert_shown(vt, "nothing is sent yet");
	form_move_to(vt, "into");
	vt_key(vt, "copies");
	form_move_to(vt, "rate");
	vt_key(vt, "4\r");
	assert_shown(vt, "nothing was changed");
	vt_key(vt, "cyes\r");
	assert_shown(vt, "replay RUNNING");
}

static void wait_copies(struct redis_server *server, struct vt *vt, int64_t copies)
{
	for (int ms = 0; redis_int(server, "XLEN", "copies", NULL) < copies; ms += LOOK_MS) {
		assert_true(ms < AWAIT_MS);
		vt_pump(vt, LOOK_MS);
	}
}

static void quit(struct vt *vt)
{
	vt_key(vt, "\033\033");
	vt_pump(vt, LOOK_MS);
	vt_key(vt, "Q");
	assert_int_equal(vt_exit_status(vt, PROGRAM_PATIENCE_MS), 0);
	vt_stop(vt);
}

static void a_job_whose_server_goes_is_gone_on_with(void **state)
{
	struct vt *vt = open_to_write(*state);

	fill_slow_replay(vt);
	wait_copies(*state, vt, 4);
	redis_kill(*state);
	assert_shown(vt, "replay in_doubt");
	redis_restart(*state);
	assert_shown(vt, "LIVE");
	vt_key(vt, "c");
	assert_shown(vt, "resume job");
	vt_key(vt, "yes\r");
	assert_shown(vt, "resume of replay RUNNING");
	vt_key(vt, "++++++++");
	assert_shown(vt, "resume of replay done");
	assert_int_equal(redis_int(*state, "XLEN", "copies", NULL), ENTRIES + 1);
	quit(vt);
}

/* What dies of it is looked for once a second. */
static void a_job_that_kills_its_readers_pauses_by_itself(void **state)
{
	struct vt *vt = open_to_write(*state);

	vt_key(vt, ":replay orders\r");
	assert_shown(vt, "nothing is sent yet");
	form_move_to(vt, "into");
	vt_key(vt, "deadly");
	form_move_to(vt, "create");
	vt_key(vt, " ");
	form_move_to(vt, "rate");
	vt_key(vt, "4");
	form_move_to(vt, "max dead");
	vt_key(vt, "2\r");
	assert_shown(vt, "nothing was changed");
	vt_key(vt, "cyes\r");
	assert_shown(vt, "replay RUNNING");
	/* What was there when it began is not of its making. */
	for (int ms = 0; redis_int(*state, "XLEN", "deadly", NULL) < 6; ms += LOOK_MS) {
		assert_true(ms < AWAIT_MS);
		vt_pump(vt, LOOK_MS);
	}
	for (int i = 0; i < 3; i++) {
		redis_ok(*state, "XADD", "deadly:dlq", "*", "n", "1", NULL);
	}
	assert_shown(vt, "dead letters");
	assert_shown(vt, "replay paused");
	assert_true(redis_int(*state, "XLEN", "deadly", NULL) < ENTRIES);
	quit(vt);
}

/* The one stopped job, as `jobs` lists it. */
static void find_job(struct redis_server *server, char job[27])
{
	char url[400], *output, *errors, *at;
	char *arguments[] = {"jobs", "--json", "--url", url, NULL};

	snprintf(url, sizeof url, "%s", redis_url(server));
	assert_int_equal(program_run(arguments, &output, &errors), 0);
	for (at = strstr(output, "{\"job\":\""); at; at = strstr(at + 1, "{\"job\":\"")) {
		const char *end = strchr(at, '}'), *found = strstr(at, "\"state\":\"stopped\"");

		if (found && found < end) {
			snprintf(job, 27, "%.26s", at + strlen("{\"job\":\""));
		}
	}
	free(output);
	free(errors);
}

static void a_terminal_that_closes_stops_the_job_after_its_batch(void **state)
{
	struct vt *vt = open_to_write(*state);
	char url[400], job[27] = "", *output, *errors;
	char *arguments[] = {"jobs", "resume", job, "--yes", "--url", url, NULL};
	int64_t copies;

	snprintf(url, sizeof url, "%s", redis_url(*state));
	fill_slow_replay(vt);
	wait_copies(*state, vt, 4);
	vt_hang_up(vt);
	vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	vt_stop(vt);
	copies = redis_int(*state, "XLEN", "copies", NULL);
	assert_true(copies >= 4 && copies < ENTRIES);
	find_job(*state, job);
	vt = program_open(*state, NULL, NULL, 120, 36);
	assert_shown(vt, "unfinished job");
	vt_key(vt, ":jobs\r");
	assert_shown(vt, job);
	vt_key(vt, "c");
	assert_shown(vt, ":resume ");
	vt_key(vt, "\r");
	assert_shown(vt, "resume job");
	vt_key(vt, "\033\033");
	quit(vt);
	assert_int_equal(program_run(arguments, &output, &errors), 0);
	free(output);
	free(errors);
	assert_int_equal(redis_int(*state, "XLEN", "copies", NULL), ENTRIES + 1);
}

static void two_consoles_set_an_entry_aside_once(void **state)
{
	struct vt *one = open_to_write(*state), *other = open_to_write(*state);

	plan(one, ":dead-letter orders billing 1-0 2-0\r");
	plan(other, ":dead-letter orders billing 1-0 2-0\r");
	vt_key(one, "\r");
	assert_shown(one, "done 2 ");
	vt_key(other, "\r");
	assert_shown(other, "SKIPPED");
	assert_shown(other, "done 0   skipped 2");
	assert_int_equal(redis_int(*state, "XLEN", "orders:dlq", NULL), 2);
	quit(one);
	quit(other);
}

static void what_changes_while_the_plan_is_read_is_left_alone(void **state)
{
	struct vt *vt = open_to_write(*state);

	plan(vt, ":dead-letter orders billing 1-0 2-0 3-0\r");
	redis_ok(*state, "XACK", "orders", "billing", "1-0", NULL);
	redis_ok(*state, "XCLAIM", "orders", "billing", "w2", "0", "2-0", NULL);
	vt_key(vt, "\r");
	assert_shown(vt, "done 1   skipped 2");
	assert_int_equal(redis_int(*state, "XLEN", "orders:dlq", NULL), 1);
	vt_key(vt, "k");
	assert_shown(vt, "SKIPPED");
	quit(vt);
}

static void leaving_while_it_runs_asks_and_then_stops_it(void **state)
{
	struct vt *vt = open_to_write(*state);
	char job[27] = "";
	int64_t copies;

	fill_slow_replay(vt);
	wait_copies(*state, vt, 4);
	vt_key(vt, "1");
	assert_shown(vt, "replay ");
	vt_key(vt, "Q");
	assert_shown(vt, "an operation runs");
	vt_key(vt, "Q");
	assert_int_equal(vt_exit_status(vt, PROGRAM_PATIENCE_MS), 0);
	vt_stop(vt);
	copies = redis_int(*state, "XLEN", "copies", NULL);
	assert_true(copies >= 4 && copies < ENTRIES);
	find_job(*state, job);
	assert_int_equal(strlen(job), 26);
}

/* What cannot be seen is not confirmed. */
static void in_a_terminal_that_is_too_narrow_nothing_is_done(void **state)
{
	struct vt *vt = open_to_write(*state);

	plan(vt, ":dead-letter orders billing 1-0\r");
	vt_resize(vt, 40, 12);
	assert_shown(vt, "needs 60x15");
	vt_key(vt, "\r");
	vt_pump(vt, LOOK_MS);
	vt_resize(vt, 120, 36);
	assert_shown(vt, "3 confirm");
	assert_int_equal(redis_int(*state, "EXISTS", "orders:dlq", NULL), 0);
	vt_key(vt, "\r");
	assert_shown(vt, "done 1 ");
	quit(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_job_whose_server_goes_is_gone_on_with, start, stop),
		cmocka_unit_test_setup_teardown(
			a_job_that_kills_its_readers_pauses_by_itself, start, stop),
		cmocka_unit_test_setup_teardown(
			a_terminal_that_closes_stops_the_job_after_its_batch, start, stop),
		cmocka_unit_test_setup_teardown(two_consoles_set_an_entry_aside_once, start, stop),
		cmocka_unit_test_setup_teardown(
			what_changes_while_the_plan_is_read_is_left_alone, start, stop),
		cmocka_unit_test_setup_teardown(
			leaving_while_it_runs_asks_and_then_stops_it, start, stop),
		cmocka_unit_test_setup_teardown(
			in_a_terminal_that_is_too_narrow_nothing_is_done, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
