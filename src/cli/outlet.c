#include "outlet.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a pipe that can take anything takes whole; its mode is not ours to change. */
#ifndef PIPE_BUF
enum { PIPE_BUF = 512 };
#endif

static bool is_file(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

/* POLLERR: the other end of the pipe is closed. */
static bool can_write(int fd, enum outlet_is *is)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};

	if (poll(&poll_fd, 1, 0) <= 0) {
		return false;
	}
	if ((poll_fd.revents & (POLLERR | POLLHUP)) != 0) {
		*is = OUTLET_GONE;
	}
	return (poll_fd.revents & POLLOUT) != 0 && *is == OUTLET_OPEN;
}

enum outlet_is outlet_write(int fd, struct buf *out, struct error *error)
{
	size_t done = 0, most = is_file(fd) ? SIZE_MAX : PIPE_BUF;
	enum outlet_is is = OUTLET_OPEN;

	while (can_write(fd, &is) && done < out->length) {
		size_t left = out->length - done;
		ssize_t written = write(fd, out->at + done, left < most ? left : most);

		if (written >= 0) {
			done += (size_t)written;
		} else if (errno == EPIPE) {
			is = OUTLET_GONE;
		} else if (errno == EAGAIN) {
			break;
		} else if (errno != EINTR) {
			error_set(error, ERROR_FAILED, "cannot write to %s: %s",
				fd == STDOUT_FILENO ? "stdout" : "the file", strerror(errno));
			return OUTLET_FAILED;
		}
	}
	buf_drop(out, done);
	return is;
}
