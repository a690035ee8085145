/*
 * A file of entries to two topics by turns, beside what the program keeps.
 */
#ifndef TESTS_SYSTEM_OPS_FILE_H
#define TESTS_SYSTEM_OPS_FILE_H

#include "ops_stage.h"

static char stage_file[] = "/tmp/rivermaster-ops-file-XXXXXX";

static inline void file_make(int count)
{
	int fd = mkstemp(stage_file);

	assert_true(fd >= 0);
	for (int i = 0; i < 2 * count; i++) {
		dprintf(fd,
			"{\"topic\": \"%s\", \"id\": \"%d-1\", \"fields\": [[\"n\", \"%d\"], "
			"[\"type\", \"order.placed\"], [\"n\", \"x\"]]}\n%s",
			i % 2 == 0 ? "again" : "other", i + 1, i / 2 + 1, i % 3 == 0 ? "\n" : "");
	}
	close(fd);
}

static inline void file_remove(void)
{
	unlink(stage_file);
}

static inline void file_check(struct redis_server *server, int count)
{
	stage_expect_copies(server, "again", count);
	stage_expect_copies(server, "other", count);
}

#endif
