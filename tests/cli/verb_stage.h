/*
 * A topic with two groups for the operations of the command line, and what can be seen of it.
 */
#ifndef TESTS_CLI_VERB_STAGE_H
#define TESTS_CLI_VERB_STAGE_H

#include "cli/run.h"

#include <ftw.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "support/redis.h"

enum { ENTRIES = 6, STATS_SEEN = 3 };

static char folder[] = "/tmp/rivermaster-verb-test-XXXXXX";
static char journals[128];

static inline int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static inline int start(void **state)
{
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	setenv("XDG_STATE_HOME", folder, 1);
	snprintf(journals, sizeof journals, "%s/rivermaster", folder);
	*state = redis_start(NULL);
	return 0;
}

static inline int stop(void **state)
{
	redis_stop(*state);
	nftw(journals, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return rmdir(folder);
}

/* `orders` with 1-0 to COUNT-0, all pending on w1 in `billing`, none in `audit`. */
static inline void fill(struct redis_server *server, int count)
{
	char id[16], n[16];

	redis_ok(server, "FLUSHALL", NULL);
	redis_ok(server, "CONFIG", "SET", "maxmemory-policy", "noeviction", NULL);
	for (int i = 1; i <= count; i++) {
		snprintf(id, sizeof id, "%d-0", i);
		snprintf(n, sizeof n, "%d", i);
		redis_ok(server, "XADD", "orders", id, "n", n, "type",
			i % 2 == 0 ? "order.placed" : "order.paid", "n", "x", NULL);
	}
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "audit", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
}

static inline int before_each(void **state)
{
	fill(*state, ENTRIES);
	nftw(journals, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return 0;
}

#define ON(server, ...) RUN(__VA_ARGS__, "--url", redis_url(server))

static inline void expect(struct run *run, int code, const char *text)
{
	run_expect_code(run, code);
	run_expect_text(code == 0 || code == 1 ? run_out(run) : run_err(run), text);
	run_finish(run);
}

/* What a stream holds, and every group with its pending entries, as text. */
static inline void describe(struct buf *out, const redisReply *reply)
{
	switch (reply->type) {
	case REDIS_REPLY_ARRAY:
		for (size_t i = 0; i < reply->elements; i++) {
			describe(out, reply->element[i]);
		}
		buf_add_byte(out, ';');
		break;
	case REDIS_REPLY_INTEGER:
		buf_addf(out, "%lld,", reply->integer);
		break;
	default:
		buf_add(out, reply->str, reply->len);
		buf_add_byte(out, ',');
	}
}

static inline char *taken(struct buf *text)
{
	char *whole = buf_take(text);

	buf_finish(text);
	return whole;
}

static inline char *full(struct redis_server *server, const char *key)
{
	redisReply *reply = redis_raw(server, "XINFO", "STREAM", key, "FULL", "COUNT", "0", NULL);
	struct buf text;

	buf_init(&text, RUN_BYTES_MAX);
	describe(&text, reply);
	freeReplyObject(reply);
	return taken(&text);
}

/* A group with its pending entries; when its consumers were seen last is no part of that. */
static inline char *group(struct redis_server *server, const char *name, const char *member)
{
	redisReply *all =
		redis_raw(server, "XINFO", "STREAM", "orders", "FULL", "COUNT", "0", NULL);
	const redisReply *groups = all->element[all->elements - 1];
	struct buf text;

	buf_init(&text, RUN_BYTES_MAX);
	for (size_t i = 0; i < groups->elements; i++) {
		const redisReply *row = groups->element[i];

		if (strcmp(row->element[1]->str, name) != 0) {
			continue;
		}
		for (size_t m = 0; m + 1 < row->elements; m += 2) {
			if (member == NULL || strcmp(row->element[m]->str, member) == 0) {
				describe(&text, row->element[m + 1]);
			}
		}
	}
	freeReplyObject(all);
	return taken(&text);
}

static inline int64_t pending(struct redis_server *server)
{
	redisReply *summary = redis_raw(server, "XPENDING", "orders", "billing", NULL);
	int64_t count = summary->element[0]->integer;

	freeReplyObject(summary);
	return count;
}

static const char *const reads[] = {"acl", "auth", "client", "command", "config", "info", "ping",
	"select", "time", "type", "xinfo", "xlen", "xpending", "xrange", "xrevrange", "scan",
	"xread", "role", "memory", "hget", "hmget", "hlen", "pttl"};

static inline bool only_reads(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
		if (strlen(reads[i]) == length && strncmp(reads[i], name, length) == 0) {
			return true;
		}
	}
	return false;
}

static inline void assert_no_write_was_sent(struct redis_server *server)
{
	char *stats = redis_str(server, "INFO", "commandstats", NULL);
	int seen = 0;

	for (const char *at = strstr(stats, "cmdstat_"); at; at = strstr(at + 1, "cmdstat_")) {
		const char *name = at + strlen("cmdstat_");

		if (!only_reads(name, strcspn(name, "|:"))) {
			fail_msg("sent: %.60s", at);
		}
		seen++;
	}
	assert_true(seen > STATS_SEEN);
	free(stats);
}

#endif
