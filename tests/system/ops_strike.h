/*
 * Blows to an operation: the program killed or its connection cut at a byte; then what was begun is
 * brought to its end, and what must hold is looked at.
 */
#ifndef TESTS_SYSTEM_OPS_STRIKE_H
#define TESTS_SYSTEM_OPS_STRIKE_H

#include <signal.h>

#include "ops_stage.h"

#include "base/seed.h"

enum { STRIKE_ENTRIES = 5 };

/* An operation and what must hold when it is through. */
struct played {
	const char *name;
	const char *words[STAGE_WORDS_MAX];
	void (*check)(struct redis_server *server);
	void (*prepare)(struct redis_server *server); /* what was there before; may be NULL */
};

/* Resumes what was begun, also where the journal is lost; or begins anew where nothing was. */
static inline void bring_to_end(
	struct redis_server *server, const struct played *play, int lose_journal)
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

static inline void set_up(struct redis_server *server, const struct played *play)
{
	stage_fill(server, STRIKE_ENTRIES);
	if (play->prepare != NULL) {
		play->prepare(server);
	}
}

struct blow {
	enum proxy_act act;
	enum proxy_way way;
	size_t at;
};

static inline void strike(struct redis_server *server, struct proxy *proxy,
	const struct played *play, const struct blow *blow)
{
	set_up(server, play);
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
static inline void strike_along(struct redis_server *server, struct proxy *proxy,
	const struct played *play, struct blow blow, size_t samples)
{
	const char *torture = getenv("TORTURE");
	size_t length = proxy_bytes(proxy, blow.way);
	struct rng rng = seeded_rng();
	size_t stretch = torture != NULL ? strtoull(torture, NULL, 10) : length / samples;

	assert_true(stretch > 0);
	for (size_t start = 0; start + stretch <= length; start += stretch) {
		blow.at = 1 + start + (size_t)rng_below(&rng, stretch);
		strike(server, proxy, play, &blow);
	}
}

static inline void measure(
	struct redis_server *server, struct proxy *proxy, const struct played *play)
{
	set_up(server, play);
	proxy_arm(proxy, PROXY_PASS, PROXY_UP, 0);
	assert_int_equal(stage_run(proxy_url(proxy), NULL, play->words), 0);
	play->check(server);
}

static inline void strike_through(
	struct redis_server *server, const struct played *play, enum proxy_act act, size_t samples)
{
	struct proxy *proxy = proxy_start(server);

	for (int way = PROXY_UP; way <= PROXY_DOWN; way++) {
		measure(server, proxy, play);
		strike_along(server, proxy, play,
			(struct blow){.act = act, .way = (enum proxy_way)way}, samples);
	}
	proxy_stop(proxy);
}

#endif
