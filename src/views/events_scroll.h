/*
 * Which of the events is selected and which are in sight: by identity, whatever is read before
 * them or added behind them. At the last row it stays at the last row. It costs the same however
 * long the list is.
 */
#ifndef VIEWS_EVENTS_SCROLL_H
#define VIEWS_EVENTS_SCROLL_H

#include "base/map.h"
#include "model/events.h"
#include "stream/ref.h"

struct events_scroll {
	struct ref selected, first, seen; /* own; seen: the last row when the last row was left */
	struct ref marked_last;           /* own: where a range begins */
	size_t at, top, count;
	int rows;    /* in sight */
	bool sticky; /* on the last row, whichever that is */
	bool pinned; /* on the first row from `pin` on, until it is moved */
	struct id pin;
	struct map *marks; /* by events_scroll_key */
};

void events_scroll_init(struct events_scroll *scroll);
void events_scroll_finish(struct events_scroll *scroll);
/* Another list: to its end, or where it begins to `pin`. Marks go. */
void events_scroll_reset(struct events_scroll *scroll, const struct id *pin);
void events_scroll_layout(struct events_scroll *scroll, int rows);
void events_scroll_refresh(struct events_scroll *scroll, const struct event_list *list);
/* up down half-up half-down page-up page-down first last mark mark-range mark-all unmark-all;
 * false: none of them. */
bool events_scroll_knows(const char *action);
bool events_scroll_act(
	struct events_scroll *scroll, const struct event_list *list, const char *action);

/* NULL: there is none. */
const struct event_row *events_scroll_row(
	const struct events_scroll *scroll, const struct event_list *list);
size_t events_scroll_below(const struct events_scroll *scroll, const struct event_list *list);
/* The marked ones, also those that the list has let go, in no order; false at the end. Begin with
 * *at = 0. Borrowed until the marks change. */
struct events_mark {
	struct text topic;
	struct id id;
};
bool events_scroll_next_mark(
	const struct events_scroll *scroll, size_t *at, struct events_mark *mark);
bool events_scroll_marked(const struct events_scroll *scroll, const struct event_row *row);
/* The identity of a row as bytes, appended. */
void events_scroll_key(struct buf *out, struct text topic, struct id id);

#endif
