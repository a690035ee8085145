#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDER_PREFIX "rivermaster-demo."

enum { OPEN_FOLDERS_MAX = 8, UNCLAIMED_S = 60 };

static const char *parent(void)
{
	const char *tmp = getenv("TMPDIR");
	return tmp != NULL && tmp[0] == '/' ? tmp : "/tmp";
}

bool folder_create(char path[FOLDER_PATH_MAX], struct error *error)
{
	int length = snprintf(path, FOLDER_PATH_MAX, "%s/" FOLDER_PREFIX "XXXXXX", parent());
	if (length < 0 || length >= FOLDER_PATH_MAX) {
		return error_set(error, ERROR_FAILED,
			"TMPDIR is too long for a socket below it: %s", parent());
	}
	if (mkdtemp(path) == NULL) {
		return error_set(error, ERROR_FAILED, "cannot make a folder in %s: %s", parent(),
			strerror(errno));
	}
	return true;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	remove(path);
	return 0;
}

void folder_remove(const char *path)
{
	nftw(path, remove_one, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS);
}

static struct flock whole_file(void)
{
	return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
}

bool folder_claim(const char *path)
{
	char fresh[PATH_MAX], final[PATH_MAX], line[32];
	struct flock lock = whole_file();

	snprintf(fresh, sizeof(fresh), "%s/pid.new", path);
	snprintf(final, sizeof(final), "%s/pid", path);
	int fd = open(
		fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (fd < 0) {
		return false;
	}
	int length = snprintf(line, sizeof(line), "%ld\n", (long)getpid());
	/* The descriptor stays open: the lock ends with it, that is with the process. */
	return fcntl(fd, F_SETLK, &lock) == 0 && write(fd, line, (size_t)length) == length &&
		rename(fresh, final) == 0;
}

/* A folder without a pid file may be one that is just being made. */
static bool abandoned(const char *path, time_t made_s)
{
	char pid[PATH_MAX + sizeof("/pid")];
	struct flock lock = whole_file();

	snprintf(pid, sizeof(pid), "%s/pid", path);
	int fd = open(pid, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) {
		return errno == ENOENT && time(NULL) - made_s > UNCLAIMED_S;
	}
	bool free = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
	close(fd);
	return free;
}

static void sweep_one(const char *name)
{
	char path[PATH_MAX];
	struct stat status;
	int length = snprintf(path, sizeof(path), "%s/%s", parent(), name);

	if (length > 0 && length < PATH_MAX && lstat(path, &status) == 0 &&
		S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
		abandoned(path, status.st_mtime)) {
		folder_remove(path);
	}
}

void folder_sweep(void)
{
	DIR *folder = opendir(parent());
	struct dirent *entry;

	if (folder == NULL) {
		return;
	}
	while ((entry = readdir(folder)) != NULL) {
		if (strncmp(entry->d_name, FOLDER_PREFIX, sizeof(FOLDER_PREFIX) - 1) == 0) {
			sweep_one(entry->d_name);
		}
	}
	closedir(folder);
}
