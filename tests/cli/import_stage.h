/*
 * A file to be imported, and what the program keeps of it.
 */
#ifndef TESTS_CLI_IMPORT_STAGE_H
#define TESTS_CLI_IMPORT_STAGE_H

#include "cli/run.h"

#include <ftw.h>
#include <sys/stat.h>
#include <time.h>

#include "base/json.h"
#include "base/mem.h"
#include "support/redis.h"

enum { MANY = 1000, NDJSON_MAX = 256 << 20 };

static char folder[] = "/tmp/rivermaster-import-test-XXXXXX";
static char file[128], sink[128];

static inline int start(void **state)
{
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	setenv("XDG_STATE_HOME", folder, 1);
	snprintf(file, sizeof file, "%s/events.ndjson", folder);
	snprintf(sink, sizeof sink, "%s/rivermaster/audit.jsonl", folder);
	*state = redis_start(NULL);
	return 0;
}

static inline int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static inline void forget_jobs(void)
{
	char inner[128];

	snprintf(inner, sizeof inner, "%s/rivermaster", folder);
	nftw(inner, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline int stop(void **state)
{
	redis_stop(*state);
	unlink(file);
	forget_jobs();
	return rmdir(folder);
}

static inline int forget(void **state)
{
	redis_ok(*state, "FLUSHALL", NULL);
	unlink(file);
	forget_jobs();
	return 0;
}

static inline void put(struct text content)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	while (content.length > 0) {
		ssize_t written = write(fd, content.at, content.length);

		assert_true(written > 0);
		content = text_from(content.at + written, content.length - (size_t)written);
	}
	close(fd);
}

static inline void put_many(size_t count)
{
	struct buf out;

	buf_init(&out, NDJSON_MAX);
	for (size_t i = 0; i < count; i++) {
		buf_addf(&out,
			"{\"topic\": \"orders\", \"id\": \"%zu-0\", \"fields\": "
			"[[\"n\", \"%zu\"]]}\n",
			i + 5, i);
	}
	put(buf_text(&out));
	buf_finish(&out);
}

static inline redisReply *range(struct redis_server *server, const char *key)
{
	redisReply *reply = redis_raw(server, "XRANGE", key, "-", "+", NULL);

	assert_int_equal(reply->type, REDIS_REPLY_ARRAY);
	return reply;
}

#endif
