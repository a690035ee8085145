#include "outlet.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* The largest picture there can be, and a copy for the clipboard. */
enum { WAITING_BYTES_MAX = 16 << 20 };

void outlet_init(struct outlet *outlet, int fd)
{
	*outlet = (struct outlet){.fd = fd};
	buf_init(&outlet->waiting, WAITING_BYTES_MAX);
}

void outlet_finish(struct outlet *outlet)
{
	buf_finish(&outlet->waiting);
}

void outlet_add(struct outlet *outlet, struct text bytes)
{
	if (bytes.length <= WAITING_BYTES_MAX - outlet->waiting.length) {
		buf_add_text(&outlet->waiting, bytes);
	}
}

bool outlet_flush(struct outlet *outlet)
{
	struct buf *waiting = &outlet->waiting;
	size_t done = 0;

	while (done < waiting->length) {
		ssize_t n = write(outlet->fd, waiting->at + done, waiting->length - done);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0 && errno != EAGAIN) {
			done = waiting->length;
			break;
		}
		if (n <= 0) {
			break;
		}
		done += (size_t)n;
	}
	buf_drop(waiting, done);
	return waiting->length == 0;
}

bool outlet_is_empty(const struct outlet *outlet)
{
	return outlet->waiting.length == 0;
}

void outlet_drain(struct outlet *outlet, int timeout_ms)
{
	struct pollfd terminal = {.fd = outlet->fd, .events = POLLOUT};

	while (!outlet_flush(outlet) && poll(&terminal, 1, timeout_ms) > 0 &&
		(terminal.revents & POLLOUT) != 0) {
	}
}
