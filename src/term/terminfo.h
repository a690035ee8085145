/*
 * What a terminal's description says that must be known before curses starts: whether it can show a
 * screen at all, and how it is given back. It leaves no description loaded.
 */
#ifndef TERM_TERMINFO_H
#define TERM_TERMINFO_H

#include "base/error.h"

enum { TERMINFO_RESTORE_MAX = 400 };

struct terminfo {
	bool modern; /* takes private modes for paste and synchronised output */
	char restore[TERMINFO_RESTORE_MAX + 1];
};

/* `term` as in the environment, or NULL. False, with a sentence and what to do, where there is no
 * such terminal or it cannot place the cursor. */
bool terminfo_read(struct terminfo *terminfo, const char *term, struct error *error);

#endif
