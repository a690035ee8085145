/*
 * An event as one line for people: when, where, what, whose, and its fields. Nothing in it can
 * touch a terminal; where something had to be altered for that, a mark at the end says so.
 */
#ifndef CLI_EVENT_LINE_H
#define CLI_EVENT_LINE_H

#include "envelope/event.h"
#include "stream/mask.h"

struct event_line {
	struct text topic; /* empty: not shown */
	const struct entry *entry;
	const struct event *event;
	const struct mask *mask; /* NULL: as it is */
	int width;               /* cells; 0: whole */
	bool unicode;
};

void event_line_write(struct buf *out, const struct event_line *line);
/* `2026-11-25T12:30:54.123Z`, or `?` beyond the year 9999. */
void event_line_time(struct buf *out, uint64_t ms);

#endif
