#include "ops_file.h"
#include "ops_under.h"

/* The server killed, and with it the last of what it had confirmed: it writes down what it does
 * once a second, or another machine goes on from an older state. */

enum { ENTRIES = 400, ROUNDS = 1, DEEP_ROUNDS = 40, ROUND_BYTES_MAX = 4 << 20 };

static void check_replay(struct redis_server *server)
{
	stage_expect_copies(server, "again", ENTRIES);
}

static void check_dead_letter(struct redis_server *server)
{
	stage_expect_copies(server, "orders:dlq", ENTRIES);
	stage_expect_pending(server, 0, "", 0);
}

static void check_redeliver(struct redis_server *server)
{
	stage_expect_pending(server, ENTRIES, "rivermaster", 0);
}

static void check_import(struct redis_server *server)
{
	file_check(server, ENTRIES);
}

static const struct played plays[] = {
	{"replay", {"replay", "orders", "--into", "again", "--create", "--rate", "2000", "--yes"},
		check_replay, NULL},
	{"dead-letter",
		{"dead-letter", "orders", "billing", "--min-idle", "0s", "--rate", "2000", "--yes"},
		check_dead_letter, NULL},
	{"redeliver", {"redeliver", "orders", "billing", "--all", "--rate", "2000", "--yes"},
		check_redeliver, NULL},
	{"import", {"import", stage_file, "--create", "--rate", "4000", "--yes"}, check_import,
		NULL},
};
static const char *const targets[] = {"again", "orders:dlq", NULL, "other"};

/* --- what was written down --- */

/* Where the word stands next; the end where it does not. */
static size_t find(const char *bytes, size_t length, const char *word, size_t at)
{
	size_t size = strlen(word);

	while (at + size <= length && memcmp(bytes + at, word, size) != 0) {
		at++;
	}
	return at + size <= length ? at : length;
}

/* The file of the commands, by the name of this server's version. */
static void name_log(const struct redis_server *server, char path[512])
{
	snprintf(path, 512, "%s/appendonlydir/appendonly.aof.1.incr.aof", redis_folder(server));
	if (access(path, F_OK) != 0) {
		snprintf(path, 512, "%s/appendonly.aof", redis_folder(server));
	}
}

/* Somewhere behind the first that the job has written. */
static void lose_the_last(struct redis_server *server, const char *name, struct rng *rng)
{
	char path[512], *bytes = malloc(ROUND_BYTES_MAX);
	size_t begins = 0, next = 0;

	name_log(server, path);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	long before = ftell(file) > ROUND_BYTES_MAX ? ftell(file) - ROUND_BYTES_MAX : 0;
	assert_int_equal(fseek(file, before, SEEK_SET), 0);
	size_t length = fread(bytes, 1, ROUND_BYTES_MAX, file);
	fclose(file);
	for (; next < length; next = find(bytes, length, "FLUSHALL", next + 1)) {
		begins = next;
	}
	begins = find(bytes, length, ":rm:job:", begins);
	assert_true(begins < length);
	size_t kept = begins + (size_t)rng_below(rng, length - begins + 1);
	print_message("%s: %zu of %zu bytes are lost\n", name, length - kept, length - begins);
	assert_int_equal(truncate(path, before + (off_t)kept), 0);
	free(bytes);
}

/* --- what must hold --- */

static int is_set_aside(const redisReply *copies, const char *n)
{
	int count = 0;

	for (size_t i = 0; i < copies->elements; i++) {
		count += strcmp(copies->element[i]->element[1]->element[1]->str, n) == 0;
	}
	return count;
}

/* Each entry is pending, or in the dead-letter topic: never neither, never both. */
static void expect_each_somewhere(struct redis_server *server)
{
	redisReply *copies = redis_raw(server, "XRANGE", "orders:dlq", "-", "+", NULL);
	char id[16], n[16];

	for (int i = 1; i <= ENTRIES; i++) {
		snprintf(id, sizeof id, "%d-0", i);
		snprintf(n, sizeof n, "%d", i);
		redisReply *row =
			redis_raw(server, "XPENDING", "orders", "billing", id, id, "1", NULL);
		if ((int)row->elements + is_set_aside(copies, n) != 1) {
			fail_msg("%s: pending %zu times, set aside %d times", id, row->elements,
				is_set_aside(copies, n));
		}
		freeReplyObject(row);
	}
	freeReplyObject(copies);
}

/* A job of which the server has lost everything is begun anew: it has no copies either. */
static void bring_home(struct redis_server *server, const struct played *play)
{
	char job[STAGE_JOB_MAX], *output;

	if (!stage_find_job(server, job)) {
		assert_int_equal(stage_run(redis_url(server), NULL, play->words), 0);
		return;
	}
	const char *const resume[] = {"jobs", "resume", job, "--yes", NULL};
	int code = stage_say(server, &output, resume);
	if (code != 0 && strstr(output, "has no marker of this job") != NULL) {
		redisReply *keys = redis_raw(server, "KEYS", "*:rm:job:*", NULL);

		assert_int_equal(keys->elements, 0);
		freeReplyObject(keys);
		assert_int_equal(stage_run(redis_url(server), NULL, play->words), 0);
	} else if (code != 0 && strstr(output, "it is done") == NULL) {
		fail_msg("%s: resume ends with %d: %s", play->name, code, output);
	} else {
		free(output);
		STAGE_SAY(server, &output, "jobs", "show", job);
		const char *done = play->check == check_import ? " 800 done" : " 400 done";
		if (strstr(output, done) == NULL) {
			fail_msg("%s: %s", play->name, output);
		}
	}
	free(output);
}

static void check_through(struct redis_server *server, const struct played *play)
{
	play->check(server);
	stage_expect_no_leftovers(server);
}

/* --- when it is lost --- */

static int rounds(void)
{
	return getenv("TORTURE") != NULL ? DEEP_ROUNDS : ROUNDS;
}

static void begin_and_kill(struct redis_server *server, size_t p, struct rng *rng, int with_program)
{
	int status, runs = 1;

	stage_fill(server, ENTRIES);
	pid_t pid = under_begin(server, &plays[p]);
	if (targets[p] != NULL) {
		runs = under_await(
			server, pid, targets[p], 1 + (int64_t)rng_below(rng, ENTRIES - 1));
	} else {
		runs = under_await_key(server, pid, "*:rm:job:*");
	}
	redis_kill(server);
	if (runs && with_program) {
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		runs = 0;
	}
	lose_the_last(server, plays[p].name, rng);
	redis_restart(server);
	if (runs) {
		assert_int_equal(waitpid(pid, &status, 0), pid);
		runs = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	if (p == 1) {
		expect_each_somewhere(server);
	}
	/* It says that it is through: then it is. */
	if (!runs) {
		bring_home(server, &plays[p]);
	}
	check_through(server, &plays[p]);
}

static void strike_each(struct redis_server *server, int with_program)
{
	struct rng rng = seeded_rng();

	for (size_t p = 0; p < sizeof plays / sizeof *plays; p++) {
		for (int i = 0; i < rounds(); i++) {
			begin_and_kill(server, p, &rng, with_program);
		}
	}
}

static void the_program_does_again_what_the_server_has_lost(void **state)
{
	strike_each(*state, 0);
}

static void what_both_have_lost_is_done_again(void **state)
{
	strike_each(*state, 1);
}

/* The job has ended, and the server has lost the end of it, or more. */
static void a_job_that_lost_its_end_goes_on(void **state)
{
	struct redis_server *server = *state;
	struct rng rng = seeded_rng();

	for (size_t p = 0; p < sizeof plays / sizeof *plays; p++) {
		for (int i = 0; i < rounds(); i++) {
			stage_fill(server, ENTRIES);
			assert_int_equal(stage_run(redis_url(server), NULL, plays[p].words), 0);
			redis_kill(server);
			lose_the_last(server, plays[p].name, &rng);
			redis_restart(server);
			if (p == 1) {
				expect_each_somewhere(server);
			}
			bring_home(server, &plays[p]);
			check_through(server, &plays[p]);
		}
	}
}

static int open_each_second(void **state)
{
	const char *const arguments[] = {"--appendonly", "yes", "--appendfsync", "everysec",
		"--auto-aof-rewrite-percentage", "0", NULL};

	if (stage_open(state) != 0) {
		return 1;
	}
	file_make(ENTRIES);
	redis_stop(*state);
	*state = redis_start(arguments);
	return 0;
}

static int close_with_file(void **state)
{
	file_remove();
	return stage_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_program_does_again_what_the_server_has_lost),
		cmocka_unit_test(what_both_have_lost_is_done_again),
		cmocka_unit_test(a_job_that_lost_its_end_goes_on),
	};

	return cmocka_run_group_tests(tests, open_each_second, close_with_file);
}
