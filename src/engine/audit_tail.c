#include "audit_tail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { BLOCK_BYTES = 1 << 16, HELD_MAX = 2 * AUDIT_LINE_MAX + BLOCK_BYTES, TURN_LINES = 256 };

void audit_tail_init(struct audit_tail *tail)
{
	tail->path = audit_file_dup_path();
	tail->fd = -1;
	buf_init(&tail->held, HELD_MAX);
	buf_init(&tail->newest, AUDIT_LINE_MAX);
}

static void forget(struct audit_tail *tail)
{
	if (tail->fd >= 0) {
		close(tail->fd);
	}
	tail->fd = -1;
	tail->end = tail->back = 0;
	tail->placed = tail->reached = tail->unfinished = false;
	tail->records = tail->broken = 0;
	tail->trouble = (struct error){.code = ERROR_NONE};
	buf_reset(&tail->held);
	buf_reset(&tail->newest);
}

void audit_tail_finish(struct audit_tail *tail)
{
	forget(tail);
	buf_finish(&tail->held);
	buf_finish(&tail->newest);
	mem_free(tail->path);
}

static bool fail(const struct audit_tail *tail, const char *what, struct error *error)
{
	return error_set(error, ERROR_FAILED, "the audit record %s: %s: %s", tail->path, what,
		strerror(errno));
}

static bool is_same(const struct audit_tail *tail, const struct stat *st)
{
	return tail->fd >= 0 && st->st_dev == tail->device && st->st_ino == tail->file &&
		st->st_size >= tail->end;
}

static bool open_file(struct audit_tail *tail, struct error *error)
{
	struct stat st;

	forget(tail);
	tail->fd = open(tail->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (tail->fd < 0) {
		return errno == ENOENT || fail(tail, "cannot open it", error);
	}
	if (fstat(tail->fd, &st) != 0) {
		return fail(tail, "cannot look at it", error);
	}
	if (!S_ISREG(st.st_mode)) {
		return error_set(
			error, ERROR_FAILED, "the audit record %s is no regular file", tail->path);
	}
	tail->device = st.st_dev;
	tail->file = st.st_ino;
	tail->size = tail->end = tail->back = st.st_size;
	return true;
}

bool audit_tail_look(struct audit_tail *tail, bool *begins, struct error *error)
{
	struct stat st;
	int had = tail->fd;

	*begins = false;
	if (tail->path == NULL) {
		return error_set(error, ERROR_FAILED,
			"there is no place for the audit record: set XDG_STATE_HOME or HOME");
	}
	if (lstat(tail->path, &st) == 0 && is_same(tail, &st)) {
		tail->size = st.st_size;
		return true;
	}
	if (!open_file(tail, error)) {
		*begins = had >= 0;
		forget(tail);
		return false;
	}
	*begins = had >= 0 || tail->fd >= 0;
	return true;
}

bool audit_tail_has_more(const struct audit_tail *tail)
{
	return tail->fd >= 0 && (!tail->reached || tail->size > tail->end);
}

static void tell(struct audit_tail *tail, struct text line, bool broken)
{
	tail->records++;
	tail->broken += broken;
	tail->fn(tail->arg, line, broken);
}

/* The record that was read before this one, and stands behind it: now it is known what it follows.
 */
static void tell_newest(struct audit_tail *tail, const char *before)
{
	bool broken = !tail->newest_link.right || strcmp(tail->newest_link.before, before) != 0;

	if (tail->newest.length > 0) {
		tell(tail, buf_text(&tail->newest), broken);
		buf_reset(&tail->newest);
	}
}

static void take_back(struct audit_tail *tail, struct text line)
{
	struct audit_link link;
	bool first = tail->records == 0 && tail->newest.length == 0;

	audit_link_read(&link, line);
	tell_newest(tail, link.hash);
	tail->newest_link = link;
	if (first) {
		tail->last_link = link;
	}
	if (!buf_add_text(&tail->newest, line) || line.length == 0) {
		/* Longer than a record may be, or empty: what it is cannot be told. */
		buf_reset(&tail->newest);
		tell(tail, text_from(line.at, 0), true);
	}
}

/* The lines at the end of what is held; the first one has its beginning only at that of the file.
 */
static void take_lines_back(struct audit_tail *tail)
{
	size_t length = tail->held.length;
	const char *at = tail->held.at;

	while (length > 0) {
		size_t begin = length - 1;

		while (begin > 0 && at[begin - 1] != '\n') {
			begin--;
		}
		if (begin == 0 && tail->back > 0) {
			break;
		}
		take_back(tail, text_from(at + begin, length - 1 - begin));
		length = begin;
	}
	buf_cut(&tail->held, length);
}

static ssize_t read_at(const struct audit_tail *tail, char *block, size_t length, off_t at)
{
	ssize_t count;

	do {
		count = pread(tail->fd, block, length, at);
	} while (count < 0 && errno == EINTR);
	return count;
}

/* What has no end yet, at the end of the file, is left for later. */
static void place(struct audit_tail *tail)
{
	size_t length = tail->held.length;

	while (length > 0 && tail->held.at[length - 1] != '\n') {
		length--;
	}
	tail->unfinished = length < tail->held.length;
	tail->placed = length > 0 || tail->back == 0;
	if (tail->placed) {
		tail->end = tail->back + (off_t)length;
		buf_cut(&tail->held, length);
	}
}

/* Whether the oldest that was read follows on something is not known. */
static void give_up_back(struct audit_tail *tail)
{
	error_set(&tail->trouble, ERROR_FAILED,
		"the audit record %s has a line of more than %d bytes before byte %lld: what "
		"stands before it was not read",
		tail->path, AUDIT_LINE_MAX, (long long)tail->back);
	tell_newest(tail, tail->newest_link.before);
	tail->placed = tail->reached = true;
	buf_reset(&tail->held);
}

static bool read_back(struct audit_tail *tail, struct error *error)
{
	size_t length = tail->back < BLOCK_BYTES ? (size_t)tail->back : BLOCK_BYTES;
	char *block = mem_alloc(1, BLOCK_BYTES);
	struct buf whole;
	bool good = read_at(tail, block, length, tail->back - (off_t)length) == (ssize_t)length;

	buf_init(&whole, HELD_MAX);
	buf_add(&whole, block, length);
	buf_add_text(&whole, buf_text(&tail->held));
	mem_free(block);
	if (!good) {
		buf_finish(&whole);
		return fail(tail, "cannot read it", error);
	}
	if (whole.full) {
		buf_finish(&whole);
		give_up_back(tail);
		return true;
	}
	tail->back -= (off_t)length;
	buf_finish(&tail->held);
	tail->held = whole;
	if (!tail->placed) {
		place(tail);
	}
	if (tail->placed) {
		take_lines_back(tail);
	}
	return true;
}

static void take_on(struct audit_tail *tail, struct text line)
{
	const char *before = tail->records > 0 ? tail->last_link.hash : "";
	struct audit_link link;

	audit_link_read(&link, line);
	tell(tail, line, !link.right || strcmp(link.before, before) != 0);
	tail->last_link = link;
}

/* What was added since. */
static bool read_on(struct audit_tail *tail, bool *more, struct error *error)
{
	char *block = mem_alloc(1, AUDIT_LINE_MAX + 1);
	ssize_t count = read_at(tail, block, AUDIT_LINE_MAX + 1, tail->end);
	struct text rest = text_from(block, count > 0 ? (size_t)count : 0);
	bool whole = true;

	for (int i = 0; i < TURN_LINES && whole; i++) {
		whole = rest.length > 0 && memchr(rest.at, '\n', rest.length) != NULL;
		if (whole) {
			struct text line = text_cut(&rest, '\n');

			tail->end += (off_t)line.length + 1;
			take_on(tail, line);
		}
	}
	if (!whole && rest.length > AUDIT_LINE_MAX) {
		error_set(&tail->trouble, ERROR_FAILED,
			"the audit record %s has a line of more than %d bytes at byte %lld: what "
			"follows was not read",
			tail->path, AUDIT_LINE_MAX, (long long)tail->end);
	}
	tail->unfinished = !whole && rest.length > 0;
	*more = whole || (count == AUDIT_LINE_MAX + 1 && rest.length <= AUDIT_LINE_MAX);
	mem_free(block);
	return count >= 0 || fail(tail, "cannot read it", error);
}

bool audit_tail_read(struct audit_tail *tail, bool *more, struct error *error)
{
	*more = false;
	if (tail->fd < 0) {
		return true;
	}
	if (tail->reached) {
		return !audit_tail_has_more(tail) || read_on(tail, more, error);
	}
	if (tail->back > 0 && !read_back(tail, error)) {
		return false;
	}
	if (tail->back == 0 && !tail->reached) {
		tell_newest(tail, "");
		tail->reached = true;
	}
	*more = !tail->reached;
	return true;
}
