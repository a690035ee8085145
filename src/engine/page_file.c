#include "page_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { PATH_BYTES_MAX = 8192 };

static bool write_all(int fd, struct text page)
{
	while (page.length > 0) {
		ssize_t count = write(fd, page.at, page.length);

		if (count < 0 && errno != EINTR) {
			return false;
		}
		count = count < 0 ? 0 : count;
		page = text_from(page.at + count, page.length - (size_t)count);
	}
	return true;
}

/* What was left there by somebody who was killed gives way; a link is never followed. */
static int create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST && unlink(path) == 0) {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	}
	return fd;
}

static bool replace(const char *path, const char *beside, struct text page)
{
	int fd = create(beside), why;
	bool good;

	if (fd < 0) {
		return false;
	}
	good = write_all(fd, page) && fchmod(fd, 0644) == 0;
	why = errno;
	if (close(fd) != 0 && good) {
		good = false;
		why = errno;
	}
	if (good && rename(beside, path) == 0) {
		return true;
	}
	why = good ? errno : why;
	unlink(beside);
	errno = why;
	return false;
}

bool page_file_write(const char *path, struct text page, struct error *error)
{
	struct buf beside;
	bool good;

	buf_init(&beside, PATH_BYTES_MAX);
	buf_addf(&beside, "%s.tmp", path);
	good = !beside.full && replace(path, beside.at, page);
	buf_finish(&beside);
	return good || error_set(error, ERROR_FAILED, "cannot write %s: %s", path, strerror(errno));
}
