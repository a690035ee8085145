/*
 * Bytes from a terminal become keys: UTF-8, CSI and SS3 sequences, bracketed paste. Answers of the
 * terminal and sequences it does not know are swallowed, never taken for typing. Pure: it reads
 * nothing and knows no clock; its caller says when nothing more came.
 */
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include "base/buf.h"
#include "draw/key.h"

enum { KEYS_ROOM = 4096, KEYS_PASTE_MAX = 64 * 1024 };

enum keys_mode {
	KEYS_TYPING,
	KEYS_PASTING,
	KEYS_SKIPPING, /* the rest of a paste that was too long */
};

struct keys {
	char bytes[KEYS_ROOM];
	size_t from, to; /* what is not yet a key */
	enum keys_mode mode;
	struct buf paste;
	bool paste_given; /* borrowed by the caller until the next key */
};

void keys_init(struct keys *keys);
void keys_finish(struct keys *keys);

/* Bytes that may be fed; never 0 after keys_next returned false. */
size_t keys_room(const struct keys *keys);
void keys_feed(struct keys *keys, const void *bytes, size_t length);
/* The next key; false where there is none yet. `quiet`: nothing more came for a while, so that
 * what was started is taken as it stands (a lone ESC is the key Esc). */
bool keys_next(struct keys *keys, bool quiet, struct key *key);
/* Whether something was started that only time can tell. */
bool keys_pending(const struct keys *keys);

#endif
