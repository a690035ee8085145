/*
 * Rows of pending entries in the order of their ids, then of their keys; it owns what it holds and
 * knows no ceiling.
 */
#ifndef MODEL_PENDING_ROWS_H
#define MODEL_PENDING_ROWS_H

#include "event_rows.h"
#include "model/pending.h"

struct pending_held {
	struct pending_item item;
	struct event_held *held; /* NULL: there is no entry */
	uint64_t pass;           /* that brought it last */
};

struct pending_rows {
	struct pending_held **at;
	size_t count, room, held_bytes;
};

void pending_rows_finish(struct pending_rows *rows);
size_t pending_rows_bytes(const struct pending_rows *rows);
/* The first place that is not before the id, and in it the key. */
size_t pending_rows_place(const struct pending_rows *rows, struct text key, struct id id);
bool pending_rows_is(const struct pending_rows *rows, size_t i, struct text key, struct id id);
/* Takes it over, to its place. */
void pending_rows_insert(struct pending_rows *rows, struct pending_held *row);
void pending_rows_take_out(struct pending_rows *rows, size_t i);
/* Of a row that stands in it no longer. */
void pending_rows_free(struct pending_rows *rows, struct pending_held *row);
/* Its entry is gone from the topic. */
void pending_rows_make_ghost(struct pending_rows *rows, struct pending_held *row);

#endif
