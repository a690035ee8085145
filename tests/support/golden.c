#include "support/golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

enum { GOLDEN_BYTES_MAX = 1 << 20, PATH_BYTES_MAX = 512 };

static bool read_golden(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "r");
	char chunk[4096];
	size_t n;

	if (!file) {
		return false;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		buf_add(out, chunk, n);
	}
	return fclose(file) == 0 && !out->full;
}

static bool write_golden(const char *layer, const char *path, const char *text)
{
	char folder[PATH_BYTES_MAX];
	FILE *file;

	snprintf(folder, sizeof(folder), "tests/%s/golden", layer);
	mkdir(folder, 0777);
	file = fopen(path, "w");
	if (!file || fputs(text, file) == EOF || fclose(file) != 0) {
		fprintf(stderr, "cannot write %s\n", path);
		return false;
	}
	return true;
}

static void print_difference(const char *path, struct text wanted, struct text got)
{
	int line;

	fprintf(stderr, "%s: - is wanted, + was drawn (GOLDEN=write rewrites)\n", path);
	for (line = 1; wanted.length > 0 || got.length > 0; line++) {
		bool more_wanted = wanted.length > 0, more_got = got.length > 0;
		struct text a = text_cut(&wanted, '\n'), b = text_cut(&got, '\n');

		if (more_wanted && more_got && text_equal(a, b)) {
			continue;
		}
		if (more_wanted) {
			fprintf(stderr, "%4d - %.*s\n", line, (int)a.length, a.at);
		}
		if (more_got) {
			fprintf(stderr, "%4d + %.*s\n", line, (int)b.length, b.at);
		}
	}
}

bool golden_check(const char *layer, const char *name, const char *text)
{
	const char *mode = getenv("GOLDEN");
	char path[PATH_BYTES_MAX];
	struct buf wanted;
	bool same;

	snprintf(path, sizeof(path), "tests/%s/golden/%s.txt", layer, name);
	if (mode && strcmp(mode, "write") == 0) {
		return write_golden(layer, path, text);
	}
	buf_init(&wanted, GOLDEN_BYTES_MAX);
	if (!read_golden(path, &wanted)) {
		fprintf(stderr, "%s: cannot be read (GOLDEN=write writes it)\n", path);
		buf_finish(&wanted);
		return false;
	}
	same = text_equal(buf_text(&wanted), text_of(text));
	if (!same) {
		print_difference(path, buf_text(&wanted), text_of(text));
	}
	buf_finish(&wanted);
	return same;
}
