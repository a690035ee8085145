#include "write_mode.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE_MS = 60000 };

void write_mode_begin(struct write_mode *mode, struct text reason, int64_t until_ms)
{
	*mode = (struct write_mode){.on = true, .until_ms = until_ms};
	snprintf(mode->reason, sizeof(mode->reason), "%.*s",
		(int)(reason.length < WRITE_REASON_MAX ? reason.length : WRITE_REASON_MAX - 1),
		reason.at);
}

void write_mode_end(struct write_mode *mode)
{
	*mode = (struct write_mode){.on = false};
}

bool write_mode_expires(struct write_mode *mode, int64_t now_ms)
{
	if (!mode->on || now_ms < mode->until_ms) {
		return false;
	}
	write_mode_end(mode);
	return true;
}

char *write_mode_words(
	char out[WRITE_WORDS_MAX], const struct write_mode *mode, int64_t now_ms, bool wide)
{
	int64_t left_min = (mode->until_ms - now_ms + MINUTE_MS - 1) / MINUTE_MS;

	if (!mode->on) {
		snprintf(out, WRITE_WORDS_MAX, "%s", wide ? "[READ-ONLY]" : "[RO]");
	} else if (mode->until_ms == INT64_MAX) {
		snprintf(out, WRITE_WORDS_MAX, "%s", wide ? "[WRITE]" : "[RW]");
	} else {
		snprintf(out, WRITE_WORDS_MAX, "[%s %dm]", wide ? "WRITE" : "RW", (int)left_min);
	}
	return out;
}

/* `redis://user@host:6379/0`, `unix:///run/redis/redis.sock`: what tells it from others. */
static struct text host_of(struct text address)
{
	const char *scheme = NULL, *at = NULL;
	size_t i;

	for (i = 0; i + 2 < address.length && !scheme; i++) {
		if (memcmp(address.at + i, "://", 3) == 0) {
			scheme = address.at + i + 3;
		}
	}
	if (text_starts(address, "unix:")) {
		for (i = address.length; i > 0 && address.at[i - 1] != '/'; i--) {
		}
		return text_from(address.at + i, address.length - i);
	}
	if (scheme) {
		address = text_from(scheme, (size_t)(address.at + address.length - scheme));
	}
	for (i = 0; i < address.length && address.at[i] != '/'; i++) {
		at = address.at[i] == '@' ? address.at + i + 1 : at;
	}
	if (at) {
		address = text_from(at, (size_t)(address.at + address.length - at));
	}
	for (i = 0; i < address.length && address.at[i] != '/' && address.at[i] != '?'; i++) {
		if (address.at[i] == ':' && !memchr(address.at + i, ']', address.length - i)) {
			break;
		}
	}
	return text_from(address.at, i);
}

struct text write_mode_name(const char *title, const char *address)
{
	if (title && *title != '\0') {
		return text_of(title);
	}
	return host_of(text_of(address));
}
