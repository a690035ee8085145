#include "journal_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "state_path.h"

enum { NAME_BYTES_MAX = 64, BLOCK_BYTES = 65536, LOCK_TRIES = 20, LOCK_PAUSE_NS = 10000000 };

static const char subject[] = "the journal";
static const char suffix[] = ".journal";

static char *dup_path(const char *job)
{
	char name[NAME_BYTES_MAX];

	snprintf(name, sizeof name, "jobs/%s%s", job, suffix);
	return state_dup_path(name);
}

static bool fail(const char *path, const char *what, struct error *error)
{
	return error_set(
		error, ERROR_FAILED, "%s %s: %s: %s", subject, path, what, strerror(errno));
}

static bool lock(const struct journal_file *file, struct error *error)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};

	/* Whoever only looks holds it for a moment. */
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(file->fd, LOCK_EX | LOCK_NB) == 0) {
			return true;
		}
		if (errno != EWOULDBLOCK) {
			break;
		}
		nanosleep(&pause, NULL);
	}
	return errno == EWOULDBLOCK
		? error_set(error, ERROR_REFUSED, "another console is at work on this job")
		: fail(file->path, "cannot lock it", error);
}

static bool open_at(struct journal_file *file, const char *job, int flags, struct error *error)
{
	struct stat st;

	*file = (struct journal_file){.fd = -1, .path = dup_path(job)};
	if (file->path == NULL) {
		return error_set(error, ERROR_FAILED,
			"there is no place for the journal: set XDG_STATE_HOME or HOME");
	}
	if (!state_make_folders(file->path, subject, error)) {
		return false;
	}
	file->fd = open(
		file->path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | flags, 0600);
	if (file->fd < 0) {
		return fail(file->path, "cannot open it", error);
	}
	if (fstat(file->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		return error_set(
			error, ERROR_REFUSED, "%s %s is no regular file", subject, file->path);
	}
	return state_is_private(file->path, &st, subject, error) && lock(file, error);
}

bool journal_file_create(struct journal_file *file, const char *job, struct error *error)
{
	return open_at(file, job, O_CREAT | O_EXCL, error) &&
		state_keep_folder(file->path, subject, error);
}

bool journal_file_open(struct journal_file *file, const char *job, struct error *error)
{
	return open_at(file, job, 0, error);
}

void journal_file_close(struct journal_file *file)
{
	if (file->fd >= 0) {
		close(file->fd);
	}
	mem_free(file->path);
	*file = (struct journal_file){.fd = -1};
}

bool journal_file_write(const struct journal_file *file, struct text bytes, struct error *error)
{
	size_t done = 0;

	while (done < bytes.length) {
		ssize_t written = write(file->fd, bytes.at + done, bytes.length - done);

		if (written < 0 && errno != EINTR) {
			return fail(file->path, "cannot write to it", error);
		}
		done += written > 0 ? (size_t)written : 0;
	}
	return true;
}

bool journal_file_add(const struct journal_file *file, struct text bytes, struct error *error)
{
	return journal_file_write(file, bytes, error) &&
		(fdatasync(file->fd) == 0 || fail(file->path, "cannot write to it", error));
}

bool journal_file_cut(const struct journal_file *file, size_t length, struct error *error)
{
	return (ftruncate(file->fd, (off_t)length) == 0 && fdatasync(file->fd) == 0) ||
		fail(file->path, "cannot cut off its end", error);
}

static bool read_all(int fd, struct buf *bytes)
{
	char *block = mem_alloc(1, BLOCK_BYTES);
	off_t at = 0;
	ssize_t count = 0;

	while (!bytes->full &&
		((count = pread(fd, block, BLOCK_BYTES, at)) > 0 ||
			(count < 0 && errno == EINTR))) {
		buf_add(bytes, block, count > 0 ? (size_t)count : 0);
		at += count > 0 ? count : 0;
	}
	mem_free(block);
	return count == 0 && !bytes->full;
}

bool journal_file_load(const struct journal_file *file, struct buf *bytes, struct error *error)
{
	return read_all(file->fd, bytes) || fail(file->path, "cannot read it", error);
}

static int open_to_look(const char *job)
{
	char *path = dup_path(job);
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	mem_free(path);
	return fd;
}

static bool is_busy(int fd)
{
	bool busy = flock(fd, LOCK_SH | LOCK_NB) != 0;

	flock(fd, LOCK_UN);
	return busy;
}

bool journal_look(const char *job, struct journal_look *look)
{
	int fd = open_to_look(job);
	struct stat st;
	bool good = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	if (good) {
		look->size = st.st_size;
		look->changed_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
		look->busy = is_busy(fd);
	}
	if (fd >= 0) {
		close(fd);
	}
	return good;
}

bool journal_peek(const char *job, struct buf *bytes, bool *busy)
{
	int fd = open_to_look(job);
	bool good = false;

	*busy = false;
	if (fd >= 0) {
		*busy = is_busy(fd);
		good = read_all(fd, bytes);
		close(fd);
	}
	return good;
}

void journal_each(void (*fn)(void *arg, const char *job), void *arg)
{
	const size_t id = JOB_ID_MAX - 1;
	char *path = state_dup_path("jobs"), job[JOB_ID_MAX];
	DIR *folder = path == NULL ? NULL : opendir(path);
	struct dirent *row;

	while (folder != NULL && (row = readdir(folder)) != NULL) {
		struct text name = text_of(row->d_name);

		if (name.length == id + sizeof suffix - 1 &&
			strcmp(row->d_name + id, suffix) == 0 &&
			job_id_valid(text_from(row->d_name, id))) {
			snprintf(job, sizeof job, "%.*s", (int)id, row->d_name);
			fn(arg, job);
		}
	}
	if (folder != NULL) {
		closedir(folder);
	}
	mem_free(path);
}
