/*
 * Replies to facts: by field name, unknown names skipped, missing ones marked, every access
 * checked, whatever the server's version. A reply of another shape is FACT_FAILED with a sentence,
 * never a crash, never a zero.
 */
#ifndef WIRE_DECODE_H
#define WIRE_DECODE_H

#include "stream/entry.h"
#include "stream/fact.h"
#include "wire/reply.h"

/* Memory for the lists a fact or an entry points to; used again by the next decode_* that is given
 * it. */
struct decode_room;
struct decode_room *decode_room_create(void);
void decode_room_destroy(struct decode_room *room);

/* Each sets fact->kind, outcome, error and values; texts borrow from the replies. A NULL reply is
 * FACT_LOST. */
void decode_server(const struct reply *info, struct fact *fact);
void decode_clock(const struct reply *time, struct fact *fact);
void decode_type(const struct reply *type, struct fact *fact);
/* `names` has room in `room`; the cursor goes to *cursor (`0` at the end). */
bool decode_scan(
	const struct reply *scan, struct decode_room *room, struct fact *fact, uint64_t *cursor);
void decode_topic(const struct reply *stream, const struct reply *groups, struct decode_room *room,
	struct fact *fact);
void decode_consumers(const struct reply *consumers, struct decode_room *room, struct fact *fact);
void decode_pending(const struct reply *summary, const struct reply *page, struct decode_room *room,
	struct fact *fact);
/* One entry of XRANGE, XREVRANGE or XREAD; fields in `room`. A nil field list (deleted) gives no
 * fields. */
bool decode_entry(const struct reply *item, struct decode_room *room, struct entry *entry);
/* A page of XRANGE or XREVRANGE, all of it in `room`: FACT_ENTRIES, in the order of the answer. Of
 * an answer that was too long (FACT_TOOBIG) what came before the entry that made it so, and its id.
 */
void decode_range(const struct reply *range, struct decode_room *room, struct fact *fact);
void decode_undelivered(const struct reply *range, struct fact *fact);
void decode_memory(const struct reply *usage, struct fact *fact);

/* What an error reply means: FACT_ABSENT (no such key, NOGROUP), FACT_WRONGTYPE, FACT_DENIED
 * (NOPERM), else FACT_FAILED. */
enum fact_outcome decode_outcome(struct text error_reply);
/* Whether what it says passes by itself: the same question later has another answer. */
bool decode_is_passing(struct text error_reply);

#endif
