/*
 * The state of the connection in a word or two, and how alarming that is.
 */
#ifndef APP_LINK_WORDS_H
#define APP_LINK_WORDS_H

#include "draw/role.h"
#include "model/model.h"

enum { LINK_WORDS_MAX = 48 };

/* `LIVE`, `CONNECTING 0s`; `STALE 4s` and `OFFLINE 12s` since the last fact came. */
enum role link_words(
	char out[LINK_WORDS_MAX], const struct model *model, int64_t now_ms, bool was_ready);
/* `reconnecting in 2s (attempt 3): reason`; empty while connected. */
void link_sentence(char *out, size_t size, const struct model *model, int64_t now_ms);

#endif
