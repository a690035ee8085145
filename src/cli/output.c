#include "output.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/sanitise.h"

enum { WIDTH_DEFAULT = 80, COMPLAINT_MAX = 8 * ERROR_TEXT_MAX };

/* A descriptor that was left non-blocking by whoever gave it to us is waited for. */
static bool write_all(int fd, struct text text)
{
	while (text.length > 0) {
		ssize_t written = write(fd, text.at, text.length);

		if (written >= 0) {
			text = text_from(text.at + written, text.length - (size_t)written);
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool output_write(struct text text, struct error *error)
{
	return write_all(STDOUT_FILENO, text) || errno == EPIPE ||
		error_set(error, ERROR_FAILED, "cannot write to stdout: %s", strerror(errno));
}

void output_complain(const char *sentence)
{
	struct buf line;

	if (*sentence == '\0') {
		return;
	}
	buf_init(&line, COMPLAINT_MAX);
	buf_add_string(&line, "rivermaster: ");
	sanitise_text(&line, text_of(sentence));
	buf_add_byte(&line, '\n');
	write_all(STDERR_FILENO, buf_text(&line));
	buf_finish(&line);
}

int output_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO)) {
		return 0;
	}
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
									       : WIDTH_DEFAULT;
}

bool output_is_console(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool output_is_unicode(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
