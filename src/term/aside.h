/*
 * A file in memory for what curses writes: it takes everything at once, whatever the terminal does,
 * and needs no disk.
 */
#ifndef TERM_ASIDE_H
#define TERM_ASIDE_H

#include "outlet.h"

/* -1: there is no memory for it. Closed with close(). */
int aside_open(void);
/* Moves what was written since; false where the file cannot be used any more. */
bool aside_take(int aside, struct outlet *outlet);

#endif
