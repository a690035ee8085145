/*
 * Bytes on their way to a terminal that may take its time: a slow link, a window that is held. What
 * it does not take at once waits here; nothing blocks, and nothing is written twice.
 */
#ifndef TERM_OUTLET_H
#define TERM_OUTLET_H

#include "base/buf.h"

struct outlet {
	int fd; /* the terminal's; not closed here */
	struct buf waiting;
};

void outlet_init(struct outlet *outlet, int fd);
void outlet_finish(struct outlet *outlet);
/* What finds no room is left out whole. */
void outlet_add(struct outlet *outlet, struct text bytes);
/* Whether all of it has left; where the terminal is gone nothing waits for it. */
bool outlet_flush(struct outlet *outlet);
bool outlet_is_empty(const struct outlet *outlet);
/* At the end: gives a terminal that takes nothing so long and no longer. */
void outlet_drain(struct outlet *outlet, int timeout_ms);

#endif
