#include "ops_stage.h"

#include <signal.h>

#include "base/seed.h"

enum { ENTRIES = 5, SAMPLES = 5 };

/* An operation and what must hold when it is through. */
struct played {
	const char *name;
	const char *words[STAGE_WORDS_MAX];
	void (*check)(struct redis_server *server);
};

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
	{"replay", {"replay", "orders", "--into", "again", "--create", "--yes"}, check_replay},
	{"dead-letter", {"dead-letter", "orders", "billing", "--min-idle", "0s", "--yes"},
		check_dead_letter},
	{"redeliver", {"redeliver", "orders", "billing", "--all", "--yes"}, check_redeliver},
};

/* Resumes what was begun, also where the journal is lost; or begins anew where nothing was. */
static void bring_to_end(struct redis_server *server, const struct played *play, int lose_journal)
{
	char job[STAGE_JOB_MAX];

	if (lose_journal) {
		stage_forget();
	}
	if (!stage_find_job(server, job)) {
		assert_int_equal(stage_run(redis_url(server), NULL, play->words), 0);
		return;
	}
	const char *const resume[] = {"jobs", "resume", job, "--yes", NULL};
	char *output;
	int code = stage_say(server, &output, resume);
	/* Killed behind its very end. */
	if (code != 0 && strstr(output, "it is done") == NULL) {
		fail_msg("%s: resume ends with %d: %s", play->name, code, output);
	}
	free(output);
}

struct blow {
	enum proxy_act act;
	enum proxy_way way;
	size_t at;
};

static void strike(struct redis_server *server, struct proxy *proxy, const struct played *play,
	const struct blow *blow)
{
	stage_fill(server, ENTRIES);
	proxy_arm(proxy, blow->act, blow->way, blow->at);
	int code = stage_run(proxy_url(proxy), proxy, play->words);

	print_message("%s: %s at byte %zu %s: %d\n", play->name,
		blow->act == PROXY_KILL ? "killed" : "cut", blow->at,
		blow->way == PROXY_UP ? "up" : "down", code);
	assert_int_not_equal(code, 128 + SIGALRM);
	if (code != 0) {
		bring_to_end(server, play, blow->at % 2 == 1);
	}
	play->check(server);
	stage_expect_no_leftovers(server);
}

/* A sample; or, with TORTURE=N, every N-th byte. */
static void strike_along(struct redis_server *server, struct proxy *proxy,
	const struct played *play, struct blow blow, struct rng *rng)
{
	const char *torture = getenv("TORTURE");
	size_t length = proxy_bytes(proxy, blow.way);
	size_t stretch = torture != NULL ? strtoull(torture, NULL, 10) : length / SAMPLES;

	assert_true(stretch > 0);
	for (size_t start = 0; start + stretch <= length; start += stretch) {
		blow.at = 1 + start + (size_t)rng_below(rng, stretch);
		strike(server, proxy, play, &blow);
	}
}

static void measure(struct redis_server *server, struct proxy *proxy, const struct played *play)
{
	stage_fill(server, ENTRIES);
	proxy_arm(proxy, PROXY_PASS, PROXY_UP, 0);
	assert_int_equal(stage_run(proxy_url(proxy), NULL, play->words), 0);
	play->check(server);
}

static void play_through(struct redis_server *server, const struct played *play, enum proxy_act act)
{
	struct proxy *proxy = proxy_start(server);
	struct rng rng = seeded_rng();

	for (int way = PROXY_UP; way <= PROXY_DOWN; way++) {
		measure(server, proxy, play);
		strike_along(server, proxy, play,
			(struct blow){.act = act, .way = (enum proxy_way)way}, &rng);
	}
	proxy_stop(proxy);
}

static void killed_anywhere_a_replay_loses_and_doubles_nothing(void **state)
{
	play_through(*state, &plays[0], PROXY_KILL);
}

static void cut_anywhere_a_replay_loses_and_doubles_nothing(void **state)
{
	play_through(*state, &plays[0], PROXY_CUT);
}

static void killed_anywhere_a_dead_letter_is_whole(void **state)
{
	play_through(*state, &plays[1], PROXY_KILL);
}

static void cut_anywhere_a_dead_letter_is_whole(void **state)
{
	play_through(*state, &plays[1], PROXY_CUT);
}

static void killed_anywhere_a_redelivery_is_whole(void **state)
{
	play_through(*state, &plays[2], PROXY_KILL);
}

static void cut_anywhere_a_redelivery_is_whole(void **state)
{
	play_through(*state, &plays[2], PROXY_CUT);
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
