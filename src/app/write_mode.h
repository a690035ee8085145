/*
 * Whether anything may be written: never at the start (but in the demo), after `:write` for a
 * quarter of an hour. It performs nothing.
 */
#ifndef APP_WRITE_MODE_H
#define APP_WRITE_MODE_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

enum { WRITE_MODE_MS = 15 * 60000, WRITE_REASON_MAX = 200, WRITE_WORDS_MAX = 48 };

struct write_mode {
	bool on;
	int64_t until_ms; /* INT64_MAX: as long as the console runs */
	char reason[WRITE_REASON_MAX];
};

void write_mode_begin(struct write_mode *mode, struct text reason, int64_t until_ms);
void write_mode_end(struct write_mode *mode);
/* Ends it where its time is up; true in that moment. */
bool write_mode_expires(struct write_mode *mode, int64_t now_ms);
/* `[WRITE 14m]`, `[RW 14m]`, `[READ-ONLY]`, `[RO]`. Returns `out`. */
char *write_mode_words(
	char out[WRITE_WORDS_MAX], const struct write_mode *mode, int64_t now_ms, bool wide);

/* What has to be typed to begin it: the profile's name, or the host of an address as it is shown.
 */
struct text write_mode_name(const char *title, const char *address);

#endif
