#include "audit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "state_path.h"

static const char subject[] = "the audit record";

enum { LOCK_WAIT_MS = 2000, LOCK_PAUSE_NS = 5000000, BLOCK_BYTES = 4096 };

/* How every line ends: `"hash": "` before, `"}` and a newline behind. */
static const char before_hash[] = ", \"hash\": \"", behind_hash[] = "\"}\n";

enum { TAIL_BYTES = sizeof before_hash - 1 + DIGEST_HEX_MAX - 1 + sizeof behind_hash - 1 };

char *audit_file_dup_path(void)
{
	return state_dup_path("audit.jsonl");
}

static bool fail(const char *path, const char *what, struct error *error)
{
	return error_set(
		error, ERROR_FAILED, "the audit record %s: %s: %s", path, what, strerror(errno));
}

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One of the open file, which no other descriptor of this process gives back. */
static bool lock(const struct audit_file *file, struct error *error)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
	int64_t until = clock_ms() + LOCK_WAIT_MS;

	while (flock(file->fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EINTR && errno != EWOULDBLOCK) {
			return fail(file->path, "cannot lock it", error);
		}
		if (clock_ms() >= until) {
			return error_set(error, ERROR_FAILED,
				"the audit record %s: another process holds it for more than %d s; "
				"try again when that has ended",
				file->path, LOCK_WAIT_MS / 1000);
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

bool audit_file_open(struct audit_file *file, struct error *error)
{
	const int flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	struct stat st;

	*file = (struct audit_file){.fd = -1, .path = audit_file_dup_path()};
	if (file->path == NULL) {
		return error_set(error, ERROR_FAILED,
			"there is no place for the audit record: set XDG_STATE_HOME or HOME");
	}
	if (!state_make_folders(file->path, subject, error)) {
		return false;
	}
	file->fd = open(file->path, flags, 0600);
	if (file->fd < 0) {
		return fail(file->path, "cannot open it", error);
	}
	if (fstat(file->fd, &st) != 0) {
		return fail(file->path, "cannot look at it", error);
	}
	if (!S_ISREG(st.st_mode)) {
		return error_set(
			error, ERROR_REFUSED, "the audit record %s is no regular file", file->path);
	}
	return state_is_private(file->path, &st, subject, error) &&
		(st.st_size > 0 || state_keep_folder(file->path, subject, error)) &&
		lock(file, error);
}

/* Closing gives the lock back. */
void audit_file_close(struct audit_file *file)
{
	if (file->fd >= 0) {
		close(file->fd);
	}
	mem_free(file->path);
	*file = (struct audit_file){.fd = -1};
}

static bool fail_end(const struct audit_file *file, struct error *error)
{
	return error_set(error, ERROR_FAILED,
		"the audit record %s does not end with a whole record; look at its end, then move "
		"it away",
		file->path);
}

/* Of the line that ends at `size`. */
static bool hash_before(
	const struct audit_file *file, off_t size, char out[DIGEST_HEX_MAX], struct error *error)
{
	const size_t before = sizeof before_hash - 1;
	char tail[TAIL_BYTES];

	out[0] = '\0';
	if (size == 0) {
		return true;
	}
	if (size < TAIL_BYTES ||
		pread(file->fd, tail, TAIL_BYTES, size - TAIL_BYTES) != TAIL_BYTES ||
		memcmp(tail, before_hash, before) != 0 ||
		memcmp(tail + before + DIGEST_HEX_MAX - 1, behind_hash, sizeof behind_hash - 1) !=
			0) {
		return fail_end(file, error);
	}
	memcpy(out, tail + before, DIGEST_HEX_MAX - 1);
	out[DIGEST_HEX_MAX - 1] = '\0';
	return true;
}

static const char before_first[] = "\"prev\": null", before_prev[] = "\"prev\": \"";

/* The hash that the covered part ends with the name of; false where it names none. */
static bool read_before(struct text covered, char out[DIGEST_HEX_MAX])
{
	const size_t hex = DIGEST_HEX_MAX - 1, name = sizeof before_prev - 1;

	out[0] = '\0';
	if (covered.length >= name + hex + 1 && covered.at[covered.length - 1] == '"' &&
		memcmp(covered.at + covered.length - 1 - hex - name, before_prev, name) == 0) {
		memcpy(out, covered.at + covered.length - 1 - hex, hex);
		out[hex] = '\0';
		return true;
	}
	return covered.length >= sizeof before_first - 1 &&
		memcmp(covered.at + covered.length - (sizeof before_first - 1), before_first,
			sizeof before_first - 1) == 0;
}

void audit_link_read(struct audit_link *link, struct text line)
{
	const size_t hex = DIGEST_HEX_MAX - 1, name = sizeof before_hash - 1;
	const size_t end = sizeof behind_hash - 2; /* without the newline */
	struct text covered;

	*link = (struct audit_link){.right = false};
	if (line.length < name + hex + end) {
		return;
	}
	covered = text_from(line.at, line.length - name - hex - end);
	memcpy(link->hash, line.at + covered.length + name, hex);
	if (memcmp(line.at + covered.length, before_hash, name) == 0 &&
		memcmp(line.at + line.length - end, behind_hash, end) == 0 &&
		read_before(covered, link->before)) {
		char own[DIGEST_HEX_MAX];

		link->right = strcmp(digest_of(covered, own), link->hash) == 0;
	}
}

bool audit_file_last_hash(
	const struct audit_file *file, char out[DIGEST_HEX_MAX], struct error *error)
{
	return hash_before(file, lseek(file->fd, 0, SEEK_END), out, error);
}

/* Where the last line that has an end ends; -1 where it cannot be read. */
static off_t end_of_lines(const struct audit_file *file, off_t size)
{
	char block[BLOCK_BYTES];

	while (size > 0) {
		size_t length = size < BLOCK_BYTES ? (size_t)size : BLOCK_BYTES;

		size -= (off_t)length;
		if (pread(file->fd, block, length, size) != (ssize_t)length) {
			return -1;
		}
		while (length > 0 && block[length - 1] != '\n') {
			length--;
		}
		if (length > 0) {
			return size + (off_t)length;
		}
	}
	return 0;
}

bool audit_file_mend(const struct audit_file *file, int64_t *cut, struct error *error)
{
	off_t size = lseek(file->fd, 0, SEEK_END), whole = end_of_lines(file, size);
	char hash[DIGEST_HEX_MAX];

	*cut = 0;
	if (whole < 0) {
		return fail(file->path, "cannot read it", error);
	}
	if (whole == size) {
		return true;
	}
	if (size - whole > AUDIT_LINE_MAX) {
		return fail_end(file, error);
	}
	if (!hash_before(file, whole, hash, error)) {
		return false;
	}
	if (ftruncate(file->fd, whole) != 0) {
		return fail(file->path, "cannot cut off its unfinished line", error);
	}
	*cut = size - whole;
	return true;
}

bool audit_file_add(const struct audit_file *file, struct text line, struct error *error)
{
	off_t size = lseek(file->fd, 0, SEEK_END);
	size_t done = 0;

	while (done < line.length) {
		ssize_t written = write(file->fd, line.at + done, line.length - done);

		if (written < 0 && errno != EINTR) {
			break;
		}
		done += written > 0 ? (size_t)written : 0;
	}
	if (done == line.length && fsync(file->fd) == 0) {
		return true;
	}
	fail(file->path, "cannot write to it", error);
	if (size >= 0 && ftruncate(file->fd, size) != 0) {
		return error_prefix(error, "half a record may be left");
	}
	return false;
}
