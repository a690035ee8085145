#include "ops_strike.h"

enum { ENTRIES = STRIKE_ENTRIES, SAMPLES = 5 };

static void check_replay(struct redis_server *server)
{
	stage_expect_copies(server, "again", ENTRIES);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
	stage_expect_pending(server, ENTRIES, "w1", 1);
}

static void check_dead_letter(struct redis_server *server)
{
	stage_expect_copies(server, "orders:dlq", ENTRIES);
	stage_expect_pending(server, 0, "", 0);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
}

static void check_redeliver(struct redis_server *server)
{
	stage_expect_pending(server, ENTRIES, "rivermaster", 0);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
}

static const struct played plays[] = {
	{"replay", {"replay", "orders", "--into", "again", "--create", "--yes"}, check_replay,
		NULL},
	{"dead-letter", {"dead-letter", "orders", "billing", "--min-idle", "0s", "--yes"},
		check_dead_letter, NULL},
	{"redeliver", {"redeliver", "orders", "billing", "--all", "--yes"}, check_redeliver, NULL},
};

static void killed_anywhere_a_replay_loses_and_doubles_nothing(void **state)
{
	strike_through(*state, &plays[0], PROXY_KILL, SAMPLES);
}

static void cut_anywhere_a_replay_loses_and_doubles_nothing(void **state)
{
	strike_through(*state, &plays[0], PROXY_CUT, SAMPLES);
}

static void killed_anywhere_a_dead_letter_is_whole(void **state)
{
	strike_through(*state, &plays[1], PROXY_KILL, SAMPLES);
}

static void cut_anywhere_a_dead_letter_is_whole(void **state)
{
	strike_through(*state, &plays[1], PROXY_CUT, SAMPLES);
}

static void killed_anywhere_a_redelivery_is_whole(void **state)
{
	strike_through(*state, &plays[2], PROXY_KILL, SAMPLES);
}

static void cut_anywhere_a_redelivery_is_whole(void **state)
{
	strike_through(*state, &plays[2], PROXY_CUT, SAMPLES);
}

static void journal_of(const char *job, char path[256])
{
	snprintf(path, 256, "%s/rivermaster/jobs/%s.journal", stage_folder, job);
}

static size_t load(const char *path, char **bytes)
{
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	*bytes = malloc(1 << 20);
	size_t length = fread(*bytes, 1, 1 << 20, file);
	fclose(file);
	return length;
}

static void store(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
}

/* As it is before the end. */
static void keep_marker(struct redis_server *server)
{
	redisReply *keys = redis_raw(server, "KEYS", "*:rm:job:*", NULL);

	assert_int_equal(keys->elements, 1);
	redis_ok(server, "PERSIST", keys->element[0]->str, NULL);
	freeReplyObject(keys);
}

/* What the journal has lost, the marker knows. */
static void a_journal_that_is_cut_off_writes_nothing_again(void **state)
{
	struct redis_server *server = *state;
	const char *torture = getenv("TORTURE");
	char job[STAGE_JOB_MAX], path[256], *bytes;

	for (size_t p = 0; p < 2; p++) {
		stage_fill(server, ENTRIES);
		assert_int_equal(stage_run(redis_url(server), NULL, plays[p].words), 0);
		assert_true(stage_find_job(server, job));
		journal_of(job, path);
		size_t length = load(path, &bytes), step = torture != NULL ? 1 : length / 12 + 1;
		const char *const resume[] = {"jobs", "resume", job, "--yes", NULL};
		for (size_t cut = 0; cut < length; cut += step) {
			store(path, bytes, cut);
			keep_marker(server);
			assert_int_equal(stage_run(redis_url(server), NULL, resume), 0);
			plays[p].check(server);
			stage_expect_no_leftovers(server);
		}
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_anywhere_a_replay_loses_and_doubles_nothing),
		cmocka_unit_test(cut_anywhere_a_replay_loses_and_doubles_nothing),
		cmocka_unit_test(killed_anywhere_a_dead_letter_is_whole),
		cmocka_unit_test(cut_anywhere_a_dead_letter_is_whole),
		cmocka_unit_test(killed_anywhere_a_redelivery_is_whole),
		cmocka_unit_test(cut_anywhere_a_redelivery_is_whole),
		cmocka_unit_test(a_journal_that_is_cut_off_writes_nothing_again),
	};

	return cmocka_run_group_tests(tests, stage_open, stage_close);
}
