/*
 * A key press as a value, and its name in bindings: `a`, `A`, `Enter`, `Esc`, `Tab`, `S-Tab`,
 * `Space`, `Up`, `PgDn`, `Home`, `F5`, `C-d`, `gg` is two keys. Knows nothing of terminals.
 */
#ifndef DRAW_KEY_H
#define DRAW_KEY_H

#include "base/text.h"

#include <stdint.h>

/* Above Unicode. */
enum key_code {
	KEY_CODE_ENTER = 0x110000,
	KEY_CODE_ESC,
	KEY_CODE_TAB,
	KEY_CODE_BACKTAB,
	KEY_CODE_BACKSPACE,
	KEY_CODE_DELETE,
	KEY_CODE_UP,
	KEY_CODE_DOWN,
	KEY_CODE_LEFT,
	KEY_CODE_RIGHT,
	KEY_CODE_HOME,
	KEY_CODE_END,
	KEY_CODE_PGUP,
	KEY_CODE_PGDN,
	KEY_CODE_F1, /* to F12 in order */
	KEY_CODE_F12 = KEY_CODE_F1 + 11,
	KEY_CODE_RESIZE,
	KEY_CODE_PASTE, /* the text is in struct key */
	KEY_CODE_EOF,   /* the terminal is gone */
};

struct key {
	uint32_t code;     /* a character, or enum key_code */
	bool control;      /* with a lower-case letter */
	struct text paste; /* of KEY_CODE_PASTE: raw, borrowed until the next key is read */
};

enum { KEY_NAME_MAX = 16 };

/* One key's name; false where there is no such key. */
bool key_parse(struct text name, struct key *key);
/* Returns `out`. */
char *key_format(char out[KEY_NAME_MAX], const struct key *key);
bool key_equal(const struct key *a, const struct key *b);

#endif
