/*
 * Words for a shell, as commands that are copied need them.
 */
#ifndef BASE_SHELL_H
#define BASE_SHELL_H

#include "base/buf.h"
#include "base/text.h"

/* Appends one word: bare where that is safe, else in quotes; what is no printable ASCII is spelled
 * out in $'...', which bash, zsh and ksh read. */
void shell_word(struct buf *out, struct text word);

#endif
