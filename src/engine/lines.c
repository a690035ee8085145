#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { LINE_BYTES_MAX = 1 << 30, BLOCK_BYTES = 1 << 16 };

static bool fail(const char *name, struct error *error)
{
	return error_set(error, ERROR_USAGE, "%s: %s", name, strerror(errno));
}

/* A file that is gone when it is closed. */
static int open_nameless(struct error *error)
{
	const char *folder = getenv("TMPDIR");
	struct buf path;
	int fd;

	buf_init(&path, 8192);
	buf_addf(&path, "%s/rivermaster-import-XXXXXX",
		folder != NULL && folder[0] == '/' ? folder : "/tmp");
	fd = mkstemp(path.at);
	if (fd < 0) {
		fail(path.at, error);
	} else {
		unlink(path.at);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	buf_finish(&path);
	return fd;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, bytes, length);

		if (written < 0 && errno != EINTR) {
			return false;
		}
		bytes += written > 0 ? written : 0;
		length -= written > 0 ? (size_t)written : 0;
	}
	return true;
}

static bool copy(int from, int to, const char *name, struct error *error)
{
	char *block = mem_alloc(BLOCK_BYTES, 1);
	ssize_t got;
	bool good = true;

	while (good && (got = read(from, block, BLOCK_BYTES)) != 0) {
		if (got > 0 && !write_all(to, block, (size_t)got)) {
			good = error_set(error, ERROR_USAGE,
				"%s cannot be copied to TMPDIR to be read twice: %s", name,
				strerror(errno));
		} else if (got < 0 && errno != EINTR) {
			good = fail(name, error);
		}
	}
	mem_free(block);
	return good;
}

static bool spool(struct lines *lines, int from, struct error *error)
{
	lines->fd = open_nameless(error);
	return lines->fd >= 0 && copy(from, lines->fd, lines->name, error) &&
		lines_rewind(lines, error);
}

bool lines_open(struct lines *lines, const char *name, struct error *error)
{
	bool is_stdin = strcmp(name, "-") == 0;
	struct stat st;
	int fd;
	bool good;

	*lines = (struct lines){.name = is_stdin ? "stdin" : name, .fd = -1};
	buf_init(&lines->bytes, LINE_BYTES_MAX);
	fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0) {
		return fail(lines->name, error);
	}
	if (!is_stdin && S_ISREG(st.st_mode)) {
		lines->fd = fd;
		return true;
	}
	good = spool(lines, fd, error);
	if (!is_stdin) {
		close(fd);
	}
	return good;
}

void lines_close(struct lines *lines)
{
	if (lines->fd >= 0) {
		close(lines->fd);
	}
	lines->fd = -1;
	buf_finish(&lines->bytes);
}

bool lines_rewind(struct lines *lines, struct error *error)
{
	buf_reset(&lines->bytes);
	lines->at = 0;
	lines->number = 0;
	lines->ended = false;
	return lseek(lines->fd, 0, SEEK_SET) == 0 || fail(lines->name, error);
}

static bool read_block(struct lines *lines, struct error *error)
{
	char *block = mem_alloc(BLOCK_BYTES, 1);
	ssize_t got;
	bool good = true;

	do {
		got = read(lines->fd, block, BLOCK_BYTES);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		good = fail(lines->name, error);
	} else if (got == 0) {
		lines->ended = true;
	} else if (!buf_add(&lines->bytes, block, (size_t)got)) {
		good = error_set(error, ERROR_USAGE, "%s:%llu: the line is longer than %d bytes",
			lines->name, (unsigned long long)lines->number + 1, LINE_BYTES_MAX);
	}
	mem_free(block);
	return good;
}

bool lines_next(struct lines *lines, struct text *line, struct error *error)
{
	size_t looked = lines->at;

	for (;;) {
		size_t left = lines->bytes.length - looked, from = lines->at;
		const char *newline =
			left > 0 ? memchr(lines->bytes.at + looked, '\n', left) : NULL;

		if (newline != NULL || (lines->ended && lines->bytes.length > from)) {
			size_t to = newline != NULL ? (size_t)(newline - lines->bytes.at)
						    : lines->bytes.length;

			*line = text_from(lines->bytes.at + from, to - from);
			lines->at = to + (newline != NULL);
			lines->number++;
			return true;
		}
		buf_drop(&lines->bytes, lines->at);
		lines->at = 0;
		looked = lines->bytes.length;
		if (lines->ended || !read_block(lines, error)) {
			return false;
		}
	}
}
