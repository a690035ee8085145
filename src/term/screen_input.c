/* What comes from the terminal. */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "screen_private.h"

/* Feeds what is there; false when nothing is. */
static bool read_more(struct screen *screen)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	char bytes[KEYS_ROOM];
	ssize_t n;

	if (screen->gone || poll(&input, 1, 0) <= 0) {
		return false;
	}
	if (!(input.revents & POLLIN)) {
		screen->gone = true;
		return false;
	}
	n = read(STDIN_FILENO, bytes, keys_room(&screen->keys));
	if (n > 0) {
		keys_feed(&screen->keys, bytes, (size_t)n);
		return true;
	}
	screen->gone = n == 0 || (errno != EINTR && errno != EAGAIN);
	return false;
}

bool screen_read(struct screen *screen, struct key *key)
{
	if (keys_next(&screen->keys, false, key)) {
		return true;
	}
	while (read_more(screen)) {
		screen->waited = false;
		if (keys_next(&screen->keys, false, key)) {
			return true;
		}
	}
	if (screen->gone && !screen->gone_told) {
		screen->gone_told = true;
		*key = (struct key){.code = KEY_CODE_EOF};
		return true;
	}
	if (screen->waited) {
		screen->waited = false;
		if (keys_next(&screen->keys, true, key)) {
			return true;
		}
	}
	screen->waited = keys_pending(&screen->keys);
	return false;
}

bool screen_pending(const struct screen *screen)
{
	return screen->waited;
}
