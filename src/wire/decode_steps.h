/*
 * Facts that take two replies, one reply at a time: a reply is gone when its callback returns, so
 * the first half is decoded before the second arrives.
 */
#ifndef WIRE_DECODE_STEPS_H
#define WIRE_DECODE_STEPS_H

#include "wire/decode.h"

/* False, with outcome and error set, where the reply is missing, an error, or of another kind than
 * wanted. */
bool decode_begin(const struct reply *reply, enum reply_kind wanted, struct fact *fact);
/* FACT_FAILED with a sentence; returns false. */
bool decode_refuse(struct fact *fact, const char *sentence);
bool decode_id(const struct reply *reply, struct id *id);
/* Room for `count` things of `size` bytes, zeroed; what it held before is gone. */
void *decode_take(struct decode_room *room, size_t count, size_t size);
/* Likewise, not zeroed. */
void *decode_take_raw(struct decode_room *room, size_t bytes);

/* Into `fields`, which has room for half of the list's items. False where they are no pairs of
 * texts.
 */
bool decode_fields(const struct reply *list, struct entry_field *fields, struct entry *entry);

/* One key of the answer to XREAD. `cut`: the answer was too long, and is read as far as it goes. */
void decode_read(const struct reply *item, bool cut, struct decode_room *room, struct fact *fact);

void decode_topic_stream(const struct reply *stream, struct fact *fact);
/* Second; leaves a fact that is not FACT_KNOWN as it is. */
void decode_topic_groups(const struct reply *groups, struct decode_room *room, struct fact *fact);
void decode_pending_summary(const struct reply *summary, struct fact *fact);
void decode_pending_page(const struct reply *page, struct decode_room *room, struct fact *fact);

#endif
