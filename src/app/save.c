#include "save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Names with a number behind them are for what is exported within one second. */
enum { TRIES = 9, STAMP_MAX = 32 };

static int open_new(const char *name)
{
	return open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static int open_named(struct save *save)
{
	if (save->name.length >= SAVE_NAME_MAX ||
		memchr(save->name.at, '\0', save->name.length) != NULL) {
		errno = ENAMETOOLONG;
		return -1;
	}
	snprintf(save->written, SAVE_NAME_MAX, "%.*s", (int)save->name.length, save->name.at);
	return open_new(save->written);
}

static int open_made_up(struct save *save)
{
	time_t at = (time_t)(save->wall_ms / 1000);
	char stamp[STAMP_MAX] = "";
	struct tm tm;
	int fd = -1, n;

	if (gmtime_r(&at, &tm)) {
		strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	}
	for (n = 1; n <= TRIES && fd < 0; n++) {
		char again[8] = "";

		if (n > 1) {
			snprintf(again, sizeof(again), "-%d", n);
		}
		snprintf(save->written, SAVE_NAME_MAX, "rivermaster-%.100s-%s%s.ndjson", save->what,
			stamp, again);
		fd = open_new(save->written);
		if (fd < 0 && errno != EEXIST) {
			return fd;
		}
	}
	return fd;
}

static bool write_all(int fd, struct text bytes)
{
	size_t done = 0;
	ssize_t n;

	while (done < bytes.length) {
		n = write(fd, bytes.at + done, bytes.length - done);
		if (n < 0 && errno != EINTR) {
			return false;
		}
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

bool save_new(struct save *save, struct error *error)
{
	int fd = save->name.length > 0 ? open_named(save) : open_made_up(save), failed;

	if (fd < 0) {
		bool named = save->name.length > 0;

		return error_set(error, ERROR_FAILED, "cannot make the file %.*s: %s",
			named ? (int)save->name.length : (int)strlen(save->written),
			named ? save->name.at : save->written, strerror(errno));
	}
	failed = write_all(fd, save->bytes) ? 0 : errno;
	if (close(fd) != 0 && failed == 0) {
		failed = errno;
	}
	if (failed != 0) {
		unlink(save->written);
		return error_set(error, ERROR_FAILED, "cannot write %s: %s; nothing was kept",
			save->written, strerror(failed));
	}
	return true;
}
