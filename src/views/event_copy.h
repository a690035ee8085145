/*
 * Texts of one entry for elsewhere: the clipboard, a file, a shell.
 */
#ifndef VIEWS_EVENT_COPY_H
#define VIEWS_EVENT_COPY_H

#include "model/model.h"

/* `redis-cli -h ... XRANGE key id id`, for a shell. */
void event_copy_command(
	struct buf *out, const struct model *model, const struct close_entry *entry);
/* One line of JSON without its newline. `mask` NULL: nothing is hidden. */
void event_copy_row(struct buf *out, const struct close_entry *entry, const struct mask *mask);
/* The body of the message; false where the fields themselves are all there is. */
bool event_copy_payload(struct buf *out, const struct close_entry *entry, const struct mask *mask);

#endif
