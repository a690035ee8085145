/*
 * A configuration file for one test, in a folder of its own that goes with it.
 */
#ifndef TESTS_ENGINE_WRITTEN_H
#define TESTS_ENGINE_WRITTEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

struct written {
	char folder[64], file[96];
};

/* `content` NULL: the folder alone. */
static inline void written_init(struct written *written, const char *content)
{
	const char *tmp = getenv("TMPDIR");
	FILE *file;

	snprintf(written->folder, sizeof written->folder, "%s/rm-config.XXXXXX",
		tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
	assert_non_null(mkdtemp(written->folder));
	snprintf(written->file, sizeof written->file, "%s/test.conf", written->folder);
	if (content != NULL) {
		file = fopen(written->file, "w");
		assert_non_null(file);
		assert_true(fputs(content, file) >= 0);
		assert_int_equal(fclose(file), 0);
		assert_int_equal(chmod(written->file, 0600), 0);
	}
}

static inline void written_finish(const struct written *written)
{
	unlink(written->file);
	assert_int_equal(rmdir(written->folder), 0);
}

/* `error` says FILE followed by `rest`. */
static inline void written_assert_says(
	const struct written *written, const struct error *error, const char *rest)
{
	char expected[ERROR_TEXT_MAX];

	snprintf(expected, sizeof expected, "%s%s", written->file, rest);
	assert_int_equal(error->code, ERROR_USAGE);
	assert_string_equal(error->text, expected);
}

#endif
