#include "engine/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "audit_file.h"
#include "base/buf.h"
#include "base/mem.h"

enum { BLOCK_BYTES = 1 << 16, LINES_BYTES_MAX = 4 * AUDIT_LINE_MAX };

struct reading {
	struct audit_chain *chain;
	audit_line_fn *fn;
	void *arg;
	char last[DIGEST_HEX_MAX]; /* hash of the record before */
};

/* Whether the record's own hash is right and the one before is the one it names. */
static bool holds(struct reading *reading, struct text line)
{
	struct audit_link link;
	bool follows;

	audit_link_read(&link, line);
	follows = strcmp(link.before, reading->last) == 0;
	memcpy(reading->last, link.hash, sizeof reading->last);
	return link.right && follows;
}

static void take(struct reading *reading, struct text line)
{
	struct audit_chain *chain = reading->chain;

	chain->records++;
	if (!holds(reading, line) && chain->broken == 0) {
		chain->broken = chain->records;
	}
	if (reading->fn != NULL) {
		reading->fn(reading->arg, line);
	}
}

/* Whole lines; what is left at the end is a record without its end. */
static void take_lines(struct reading *reading, struct buf *bytes)
{
	struct text rest = buf_text(bytes);
	size_t used = 0;

	while (rest.length > 0 && memchr(rest.at, '\n', rest.length) != NULL) {
		struct text line = text_cut(&rest, '\n');

		used += line.length + 1;
		take(reading, line);
	}
	buf_drop(bytes, used);
}

static bool read_file(int fd, struct reading *reading)
{
	char *block = mem_alloc(1, BLOCK_BYTES);
	struct buf bytes;
	ssize_t count;
	bool good;

	buf_init(&bytes, LINES_BYTES_MAX);
	while ((count = read(fd, block, BLOCK_BYTES)) > 0 || (count < 0 && errno == EINTR)) {
		buf_add(&bytes, block, count > 0 ? (size_t)count : 0);
		take_lines(reading, &bytes);
	}
	good = count == 0 && !bytes.full;
	if (bytes.length > 0 && reading->chain->broken == 0) {
		reading->chain->broken = reading->chain->records + 1;
	}
	buf_finish(&bytes);
	mem_free(block);
	return good;
}

bool audit_read(struct audit_chain *chain, audit_line_fn *fn, void *arg, struct error *error)
{
	struct reading reading = {.chain = chain, .fn = fn, .arg = arg};
	char *path = audit_file_dup_path();
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	bool good = fd >= 0 || path == NULL || errno == ENOENT;

	*chain = (struct audit_chain){.records = 0};
	if (fd >= 0) {
		good = read_file(fd, &reading);
		close(fd);
	}
	if (!good) {
		error_set(error, ERROR_FAILED, "the audit record %s: cannot read it: %s", path,
			strerror(errno));
	}
	mem_free(path);
	return good;
}
