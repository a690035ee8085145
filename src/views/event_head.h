/*
 * What is known of an entry before its fields: where and when, what its envelope says, who has read
 * it. Lines of text, a label and what is said.
 */
#ifndef VIEWS_EVENT_HEAD_H
#define VIEWS_EVENT_HEAD_H

#include "draw/canvas.h"
#include "model/model.h"
#include "stream/document.h"

struct head_line {
	const char *label; /* static */
	size_t at, length; /* in the text */
	enum role role;
};

struct event_head {
	struct buf text; /* raw */
	size_t count, room;
	struct head_line *lines;
};

void event_head_init(struct event_head *head);
void event_head_finish(struct event_head *head);
/* As it may be seen. */
struct event_said {
	const struct event *event;
	const struct document *decoded; /* its payload, where no field shows it; else NULL */
};
void event_head_make(struct event_head *head, const struct model *model,
	const struct close_entry *entry, const struct event_said *said);
struct text event_head_text(const struct event_head *head, size_t line);
void event_head_draw(const struct event_head *head, size_t line, struct canvas *row);

#endif
