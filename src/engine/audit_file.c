#include "audit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum { PATH_BYTES_MAX = 8192 };

/* How every line ends: `"hash": "` before, `"}` and a newline behind. */
static const char before_hash[] = ", \"hash\": \"", behind_hash[] = "\"}\n";

enum { TAIL_BYTES = sizeof before_hash - 1 + DIGEST_HEX_MAX - 1 + sizeof behind_hash - 1 };

char *audit_file_dup_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct buf path;
	char *taken = NULL;

	buf_init(&path, PATH_BYTES_MAX);
	if (state != NULL && state[0] == '/') {
		buf_add_string(&path, state);
	} else if (home != NULL && home[0] == '/') {
		buf_addf(&path, "%s/.local/state", home);
	}
	if (path.length > 0 && buf_add_string(&path, "/rivermaster/audit.jsonl")) {
		taken = buf_take(&path);
	}
	buf_finish(&path);
	return taken;
}

static bool fail(const char *path, const char *what, struct error *error)
{
	return error_set(
		error, ERROR_FAILED, "the audit record %s: %s: %s", path, what, strerror(errno));
}

static bool is_private(const char *path, const struct stat *st, struct error *error)
{
	if (st->st_uid != geteuid()) {
		return error_set(
			error, ERROR_REFUSED, "the audit record: %s belongs to another user", path);
	}
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return error_set(error, ERROR_REFUSED,
			"the audit record: other users may write to %s; run `chmod go-w %s`", path,
			path);
	}
	return true;
}

/* Every folder above the file that is missing; the last one must be private. */
static bool make_folders(const char *path, struct error *error)
{
	char *folder = mem_dup(path, strlen(path)), *last = strrchr(folder, '/');
	struct stat st;
	bool good = true;

	*last = '\0';
	for (char *at = folder + 1; good && at <= last; at++) {
		if (*at == '/' || at == last) {
			char mark = *at;

			*at = '\0';
			good = mkdir(folder, 0700) == 0 || errno == EEXIST || errno == EISDIR ||
				errno == EROFS || fail(path, "cannot make its folder", error);
			*at = mark;
		}
	}
	if (good) {
		good = stat(folder, &st) == 0 ? is_private(folder, &st, error)
					      : fail(path, "cannot make its folder", error);
	}
	mem_free(folder);
	return good;
}

static bool lock(const struct audit_file *file, struct error *error)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	while (fcntl(file->fd, F_SETLKW, &whole) != 0) {
		if (errno != EINTR) {
			return fail(file->path, "cannot lock it", error);
		}
	}
	return true;
}

/* A new file is on the disk only when its folder is. */
static bool keep_folder(const char *path, struct error *error)
{
	char *folder = mem_dup(path, strlen(path));
	int fd;
	bool good;

	*strrchr(folder, '/') = '\0';
	fd = open(folder, O_RDONLY | O_CLOEXEC);
	good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0) {
		close(fd);
	}
	mem_free(folder);
	return good || fail(path, "cannot be put on the disk", error);
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
	if (!make_folders(file->path, error)) {
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
	return is_private(file->path, &st, error) &&
		(st.st_size > 0 || keep_folder(file->path, error)) && lock(file, error);
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

bool audit_file_last_hash(
	const struct audit_file *file, char out[DIGEST_HEX_MAX], struct error *error)
{
	const size_t before = sizeof before_hash - 1;
	char tail[TAIL_BYTES];
	off_t size = lseek(file->fd, 0, SEEK_END);

	out[0] = '\0';
	if (size == 0) {
		return true;
	}
	if (size < TAIL_BYTES ||
		pread(file->fd, tail, TAIL_BYTES, size - TAIL_BYTES) != TAIL_BYTES ||
		memcmp(tail, before_hash, before) != 0 ||
		memcmp(tail + before + DIGEST_HEX_MAX - 1, behind_hash, sizeof behind_hash - 1) !=
			0) {
		return error_set(error, ERROR_FAILED,
			"the audit record %s does not end with a whole record; look at its end, "
			"then move it away",
			file->path);
	}
	memcpy(out, tail + before, DIGEST_HEX_MAX - 1);
	out[DIGEST_HEX_MAX - 1] = '\0';
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
