/*
 * Texts of one entry for elsewhere: the clipboard, a file, a shell. As masked as the page is.
 */
#ifndef VIEWS_EVENT_COPY_H
#define VIEWS_EVENT_COPY_H

#include "event_page.h"

/* `redis-cli XRANGE key id id`, the key as row_copy_word writes it. */
void event_copy_command(struct buf *out, const struct close_entry *entry);
/* One line of JSON without its newline. */
void event_copy_row(struct buf *out, const struct event_page *page, const struct close_entry *entry,
	const struct mask *mask);
/* The body of the message; false where the fields themselves are all there is. */
bool event_copy_payload(struct buf *out, const struct event_page *page,
	const struct close_entry *entry, const struct mask *mask);

#endif
