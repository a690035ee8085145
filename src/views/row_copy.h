/*
 * What of a row leaves for elsewhere: the clipboard, a file, a shell. As masked as it is to be;
 * what goes to the clipboard is made harmless there.
 */
#ifndef VIEWS_ROW_COPY_H
#define VIEWS_ROW_COPY_H

#include "model/events.h"
#include "stream/mask.h"

/* Of a row that is not cut; `mask` NULL: nothing is hidden. */
void row_copy_payload(struct buf *out, const struct event_row *row, const struct event *event,
	const struct mask *mask);
/* One line of JSON with its newline. */
void row_copy_json(struct buf *out, const struct event_row *row, const struct event *event,
	const struct mask *mask);

#endif
