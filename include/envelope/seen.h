/*
 * An event as it may be seen. What its envelope found is hidden where the entry, with its masks,
 * does not show it: it tells nothing that the fields do not. One rule for every screen, copy, file
 * and subcommand.
 */
#ifndef ENVELOPE_SEEN_H
#define ENVELOPE_SEEN_H

#include "envelope/event.h"
#include "stream/mask.h"

struct seen_event {
	struct event event; /* its payload is raw: seen_payload */
	bool hides;         /* anything of the entry */
	struct buf whole;   /* all that is shown of the entry elsewhere */
	struct buf hidden;  /* what stands in `event` instead */
};

void seen_event_init(struct seen_event *seen);
void seen_event_finish(struct seen_event *seen);
/* `mask` NULL: as it is. Borrowed from the entry, the event and `seen`. */
void seen_event_set(struct seen_event *seen, const struct mask *mask, const struct entry *entry,
	const struct event *event);
/* The same where its values with their masks are there already; one that hides nothing borrows the
 * bytes of the entry. */
void seen_event_set_shown(struct seen_event *seen, const struct mask *mask,
	const struct entry *entry, const struct event *event, const struct text *values);
/* Appends the payload with masks, by the name of the field that holds it. */
void seen_payload(const struct mask *mask, const struct entry *entry, const struct event *event,
	struct buf *out);
/* Appends one text that was found in the entry. */
void seen_text(
	const struct mask *mask, const struct entry *entry, struct text text, struct buf *out);

#endif
