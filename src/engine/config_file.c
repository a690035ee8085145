#include "config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *path_below(const char *home, const char *rest)
{
	struct buf path;
	char *taken;

	buf_init(&path, 8192);
	buf_add_string(&path, home);
	buf_add_string(&path, rest);
	taken = buf_take(&path);
	buf_finish(&path);
	return taken;
}

char *config_file_dup_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config != NULL && config[0] == '/') {
		return path_below(config, "/rivermaster/rivermaster.conf");
	}
	if (home != NULL && home[0] == '/') {
		return path_below(home, "/.config/rivermaster/rivermaster.conf");
	}
	return NULL;
}

static bool file_is_trusted(const char *path, const struct stat *st, struct error *error)
{
	if (!S_ISREG(st->st_mode)) {
		return error_set(error, ERROR_USAGE, "%s: is no regular file", path);
	}
	if (st->st_uid != geteuid() && st->st_uid != 0) {
		return error_set(error, ERROR_USAGE,
			"%s: belongs to another user, who could change where this program connects;"
			" make a copy of your own (chown, chmod go-w)",
			path);
	}
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return error_set(error, ERROR_USAGE,
			"%s: other users may change it; run `chmod go-w %s`", path, path);
	}
	if (st->st_size > CONFIG_FILE_MAX) {
		return error_set(
			error, ERROR_USAGE, "%s: is longer than %d bytes", path, CONFIG_FILE_MAX);
	}
	return true;
}

static bool read_all(int fd, const char *path, struct buf *content, struct error *error)
{
	char block[4096];

	for (;;) {
		ssize_t got = read(fd, block, sizeof block);

		if (got == 0) {
			return true;
		}
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
		}
		if (!buf_add(content, block, (size_t)got)) {
			return error_set(error, ERROR_USAGE, "%s: is longer than %d bytes", path,
				CONFIG_FILE_MAX);
		}
	}
}

enum config_file_result config_file_read(const char *path, struct buf *content, struct error *error)
{
	struct stat st;
	bool read;
	int fd;

	if (strcmp(path, "/dev/null") == 0) {
		return CONFIG_FILE_READ;
	}
	/* A pipe in its place must not hold up the start. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		int why = errno;

		error_set(error, ERROR_USAGE, "%s: %s", path, strerror(why));
		return why == ENOENT || why == ENOTDIR ? CONFIG_FILE_MISSING : CONFIG_FILE_REFUSED;
	}
	if (fstat(fd, &st) != 0) {
		read = error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
	} else {
		read = file_is_trusted(path, &st, error) && read_all(fd, path, content, error);
	}
	close(fd);
	return read ? CONFIG_FILE_READ : CONFIG_FILE_REFUSED;
}
