/* What is done by subcommands, here and by a colleague, as the console shows it. */
#include "ops_stage.h"

#include <locale.h>

static char other_folder[] = "/tmp/rivermaster-other-XXXXXX";

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, PROGRAM_PATIENCE_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static void operate(struct redis_server *server, const char *const words[])
{
	assert_int_equal(stage_run(redis_url(server), NULL, words), 0);
}

#define OPERATE(server, ...) operate(server, (const char *const[]){__VA_ARGS__, NULL})

/* From a state folder of its own, as on another machine. */
static void colleague_redelivers(struct redis_server *server)
{
	assert_non_null(mkdtemp(other_folder));
	setenv("XDG_STATE_HOME", other_folder, 1);
	OPERATE(server, "redeliver", "orders", "billing", "7-0", "8-0", "--yes", "--reason",
		"by\033[31m a colleague");
	setenv("XDG_STATE_HOME", stage_folder, 1);
}

static void leave(struct vt *vt)
{
	int status;

	vt_key(vt, "Q");
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	vt_stop(vt);
}

static void forget_colleague(void)
{
	nftw(other_folder, stage_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void what_was_done_is_seen_with_its_entries(void **state)
{
	struct redis_server *server = *state;
	struct vt *vt;

	stage_fill(server, 20);
	OPERATE(server, "dead-letter", "orders", "billing", "1-0", "2-0", "--yes", "--reason",
		"poison INC-2291");
	vt = program_open(server, NULL, NULL, 120, 36);
	assert_shown(vt, "orders:dlq");
	vt_key(vt, "8");
	assert_shown(vt, "2 records, each as it was written");
	assert_shown(vt, "Operations  2 of 2");
	assert_shown(vt, "done: 2 written");
	/* While it is looked at. */
	colleague_redelivers(server);
	assert_shown(vt, "Operations  4 of 4");
	assert_shown(vt, "server: 4 records in rivermaster:audit");
	vt_key(vt, "/reason:colleague result:done\r");
	assert_shown(vt, "Operations  1 of 4");
	assert_shown(vt, "by^[[31m a colleague");
	/* Of the colleague's there is the marker. */
	vt_key(vt, "\r");
	assert_shown(vt, "from its marker on the server");
	assert_shown(vt, "Entries  2 of 2");
	vt_key(vt, "q");
	assert_shown(vt, "Operations  1 of 4");
	vt_key(vt, "\033");
	assert_shown(vt, "Operations  4 of 4");
	vt_key(vt, "/INC-2291 result:done\r");
	assert_shown(vt, "Operations  1 of 4");
	vt_key(vt, "\r");
	assert_shown(vt, "from its journal on this machine");
	assert_shown(vt, "Entries  2 of 2");
	vt_key(vt, "n");
	assert_shown(vt, "_rm.reason");
	leave(vt);
	forget_colleague();
}

static void jobs_are_listed_from_here_and_there(void **state)
{
	struct redis_server *server = *state;
	struct vt *vt;

	stage_fill(server, 20);
	strcpy(strrchr(other_folder, '-'), "-XXXXXX");
	OPERATE(server, "replay", "orders", "1-0", "2-0", "3-0", "--yes", "--reason", "again");
	/* Stops after the first batch, to be resumed. */
	assert_int_equal(stage_run(redis_url(server), NULL,
				 (const char *const[]){"replay", "orders", "--from", "4-0", "--to",
					 "9-0", "--first", "2", "--yes", "--reason", "half", NULL}),
		0);
	colleague_redelivers(server);
	vt = program_open(server, NULL, NULL, 80, 24);
	assert_shown(vt, "orders");
	vt_key(vt, ":jobs\r");
	assert_shown(vt, "Jobs  3 of 3");
	vt_key(vt, "/server\r");
	assert_shown(vt, "Jobs  1 of 3");
	assert_shown(vt, "redeliver");
	vt_key(vt, "\033/paused\r");
	assert_shown(vt, "jobs resume");
	vt_key(vt, "\r");
	assert_shown(vt, "2 of 6 done, 4 remaining");
	leave(vt);
	forget_colleague();
}

/* From the record of it to the server as it was before. */
static void what_is_on_record_is_undone_and_repeated(void **state)
{
	struct redis_server *server = *state;
	struct vt *vt;

	stage_fill(server, 20);
	OPERATE(server, "dead-letter", "orders", "billing", "1-0", "2-0", "--yes", "--reason",
		"hasty");
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 2);
	vt = program_open(server, NULL, NULL, 120, 36);
	assert_shown(vt, "orders:dlq");
	vt_key(vt, ":write redis.sock INC-1\r");
	assert_shown(vt, "[WRITE 15m]");
	vt_key(vt, "8");
	assert_shown(vt, "done: 2 written");
	vt_key(vt, "/hasty result:done\r");
	assert_shown(vt, "Operations  1 of");
	vt_key(vt, "u");
	assert_shown(vt, ":undo ");
	vt_key(vt, "\r");
	assert_shown(vt, "undo job");
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 2);
	vt_key(vt, "yes\r");
	assert_shown(vt, "undone");
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 0);
	vt_key(vt, "\033");
	assert_shown(vt, "Operations  1 of");
	vt_key(vt, "r\r");
	assert_shown(vt, "nothing was changed");
	assert_shown(vt, "dead-letter copies 2 entries");
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 0);
	vt_key(vt, "cyes\r");
	assert_shown(vt, "dead-letter done");
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 2);
	leave(vt);
}

static void a_broken_chain_is_said(void **state)
{
	struct redis_server *server = *state;
	char path[128], line[2000];
	struct vt *vt;

	stage_fill(server, 20);
	OPERATE(server, "ack", "orders", "billing", "1-0", "--yes", "--reason", "mine");
	snprintf(path, sizeof path, "%s/rivermaster/audit.jsonl", stage_folder);
	FILE *file = fopen(path, "r+");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof line, file));
	char *reason = strstr(line, "mine");
	assert_non_null(reason);
	fseek(file, reason - line, SEEK_SET);
	fputs("ours", file);
	fclose(file);
	vt = program_open(server, NULL, NULL, 80, 24);
	assert_shown(vt, "orders");
	vt_key(vt, ":log\r");
	assert_shown(vt, "THE CHAIN IS BROKEN at 1 of 2 records");
	vt_key(vt, "/is:broken\r");
	assert_shown(vt, "Operations  1 of 2");
	assert_shown(vt, "this record was changed");
	leave(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_done_is_seen_with_its_entries),
		cmocka_unit_test(jobs_are_listed_from_here_and_there),
		cmocka_unit_test(what_is_on_record_is_undone_and_repeated),
		cmocka_unit_test(a_broken_chain_is_said),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, stage_open, stage_close);
}
