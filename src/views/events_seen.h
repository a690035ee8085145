/*
 * An event as it may be seen. What its envelope found is hidden where the field that it was found
 * in hides it: it tells nothing that the fields, with their masks, do not.
 */
#ifndef VIEWS_EVENTS_SEEN_H
#define VIEWS_EVENTS_SEEN_H

#include "model/events.h"
#include "stream/mask.h"

struct seen_event {
	struct event event; /* its payload is raw: seen_payload */
	struct buf whole, hidden;
};

void seen_event_init(struct seen_event *seen);
void seen_event_finish(struct seen_event *seen);
/* Borrowed from the row, the event and `seen`. */
void seen_event_set(struct seen_event *seen, const struct mask *mask, const struct event_row *row,
	const struct event *event);
/* Appends the payload with masks, by the name of the field that holds it. */
void seen_payload(const struct mask *mask, const struct event_row *row, const struct event *event,
	struct buf *out);

#endif
