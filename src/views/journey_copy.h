/*
 * What of a journey leaves for the clipboard: its name, the command that tells it in a shell.
 */
#ifndef VIEWS_JOURNEY_COPY_H
#define VIEWS_JOURNEY_COPY_H

#include "journey_words.h"
#include "views/view.h"

struct journey_copy {
	struct buf out, masked;
};

void journey_copy_init(struct journey_copy *copy);
void journey_copy_finish(struct journey_copy *copy);
/* The actions copy-id and copy-command; INTENT_UNKNOWN: another. Borrowed until the next. */
struct intent journey_copy_act(struct journey_copy *copy, const struct model *model,
	const struct journey_view *view, const char *action);

#endif
