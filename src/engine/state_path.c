#include "state_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum { PATH_BYTES_MAX = 8192 };

char *state_dup_path(const char *name)
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
	if (path.length > 0 && buf_addf(&path, "/rivermaster/%s", name)) {
		taken = buf_take(&path);
	}
	buf_finish(&path);
	return taken;
}

static bool fail(const char *subject, const char *path, const char *what, struct error *error)
{
	return error_set(
		error, ERROR_FAILED, "%s %s: %s: %s", subject, path, what, strerror(errno));
}

static bool fail_open_to_others(const char *subject, const char *path, struct error *error)
{
	return error_set(error, ERROR_REFUSED,
		"%s: other users may write to %s; run `chmod go-w %s`", subject, path, path);
}

static bool others_write(const struct stat *st)
{
	return (st->st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

bool state_is_private(
	const char *path, const struct stat *st, const char *subject, struct error *error)
{
	if (st->st_uid != geteuid()) {
		return error_set(
			error, ERROR_REFUSED, "%s: %s belongs to another user", subject, path);
	}
	return !others_write(st) || fail_open_to_others(subject, path, error);
}

struct asked {
	const char *path, *subject;
};

/* One that is missing is made. Whoever may write to it could put another in the place of what is
 * below, unless it is sticky, as /tmp is. A group of one's own, as umask 002 goes by, is trusted
 * above the last. */
static bool make_folder(
	const struct asked *asked, const char *folder, bool last, struct error *error)
{
	struct stat st;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST && errno != EISDIR && errno != EROFS) {
		return fail(asked->subject, asked->path, "cannot make its folder", error);
	}
	if (stat(folder, &st) != 0) {
		return fail(asked->subject, asked->path, "cannot make its folder", error);
	}
	if (last) {
		return state_is_private(folder, &st, asked->subject, error);
	}
	return (st.st_mode & S_IWOTH) == 0 || (st.st_mode & S_ISVTX) != 0 ||
		fail_open_to_others(asked->subject, folder, error);
}

bool state_make_folders(const char *path, const char *subject, struct error *error)
{
	const struct asked asked = {.path = path, .subject = subject};
	char *folder = mem_dup(path, strlen(path)), *last = strrchr(folder, '/');
	bool good = true;

	*last = '\0';
	for (char *at = folder + 1; good && at <= last; at++) {
		if (*at == '/' || at == last) {
			char mark = *at;

			*at = '\0';
			good = make_folder(&asked, folder, at == last, error);
			*at = mark;
		}
	}
	mem_free(folder);
	return good;
}

bool state_keep_folder(const char *path, const char *subject, struct error *error)
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
	return good || fail(subject, path, "cannot be put on the disk", error);
}
