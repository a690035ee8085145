/*
 * The clipboard of whoever sits at the terminal: through tmux where the console runs in it, else by
 * a sequence that the terminal may or may not obey. It says what it knows to have happened, and no
 * more. No shell is involved.
 */
#ifndef APP_CLIPBOARD_H
#define APP_CLIPBOARD_H

#include <uv.h>

#include "base/text.h"

struct clipboard_options {
	uv_loop_t *loop;
	const char *tmux; /* the program; NULL: not within tmux */
	/* Sends it to the terminal; false where it is too long for that. */
	bool (*terminal)(void *arg, struct text bytes);
	/* `good`: it was done, as far as can be known. */
	void (*say)(void *arg, bool good, const char *sentence);
	void *arg;
};

struct clipboard;

struct clipboard *clipboard_create(const struct clipboard_options *options);
/* Frees itself when the loop has let go of its handles. NULL ok. */
void clipboard_close(struct clipboard *clipboard);

/* `what` it is, for the sentence: `payload`. What becomes of it is said, at once or later. */
void clipboard_copy(struct clipboard *clipboard, struct text bytes, const char *what);

#endif
