/*
 * What is exported, as a new file: nobody else's to read, and never over something that is there.
 */
#ifndef APP_SAVE_H
#define APP_SAVE_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

enum { SAVE_NAME_MAX = 256 };

struct save {
	struct text name; /* as asked for; empty: one is made of `what` and the time */
	const char *what;
	struct text bytes;
	int64_t wall_ms;
	char written[SAVE_NAME_MAX]; /* the name that it got */
};

/* False, with the reason, where nothing was written; a file that was begun is removed. */
bool save_new(struct save *save, struct error *error);

#endif
