/*
 * Rows of events in the order of (id, topic), as an array with room at both ends: whole batches are
 * merged in where they belong, most often at an end. It owns what it holds and knows no ceiling.
 */
#ifndef MODEL_EVENT_ROWS_H
#define MODEL_EVENT_ROWS_H

#include "model/events.h"

/* One row, its fields and their bytes in one block. */
struct event_held {
	struct event_row row;
	size_t block_bytes;
	struct event *event; /* of a row that was cut: read while it was whole; else NULL */
};

/* What is kept of the values of a row, in all. */
enum { EVENT_ROW_BYTES = 8 * 1024, EVENT_ROW_FIELDS = 256 };

/* `event` is needed where event_held_cuts says so, else NULL. */
struct event_held *event_held_make(
	struct text topic, const struct entry *entry, const struct event *event);
bool event_held_cuts(const struct entry *entry);

struct event_slot {
	struct id id;
	struct event_held *held;
};

struct event_rows {
	struct event_slot *slots;
	size_t room, first, count;
	size_t held_bytes; /* of the blocks */
};

void event_rows_finish(struct event_rows *rows);
size_t event_rows_bytes(const struct event_rows *rows);
/* i < count. */
struct event_held *event_rows_at(const struct event_rows *rows, size_t i);
/* The first place from `from` on that is not before (id, topic). */
size_t event_rows_place(
	const struct event_rows *rows, size_t from, struct id id, struct text topic);
bool event_rows_is(const struct event_rows *rows, size_t i, struct id id, struct text topic);
/* Takes over `count` rows, ascending; none of them is there already. Returns where the first of
 * them stands. */
size_t event_rows_merge(struct event_rows *rows, const struct event_slot *fresh, size_t count);
void event_rows_drop_first(struct event_rows *rows);

#endif
