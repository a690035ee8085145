/*
 * Questions as functions: each sends the commands for one fact, pipelined on a connection, and
 * hands the fact over exactly once, later (FACT_LOST when the connection goes; also at once-later
 * when it is not ready). Nothing here writes, and nothing is asked without a bound.
 */
#ifndef WIRE_FETCH_H
#define WIRE_FETCH_H

#include "stream/fact.h"
#include "wire/conn.h"

/* Everything the fact points to is borrowed for the call. `at_ms` is filled in from the loop's
 * clock. */
typedef void fetch_fn(void *arg, const struct fact *fact);

struct fetcher;

/* Shares `conn` (borrowed, outlives the fetcher's questions). Destroy: outstanding questions are
 * forgotten, their functions are not called. */
struct fetcher *fetcher_create(struct conn *conn, fetch_fn *fn, void *arg);
void fetcher_destroy(struct fetcher *fetcher);
/* Questions asked and not yet answered. */
size_t fetcher_outstanding(const struct fetcher *fetcher);

void fetch_server(struct fetcher *fetcher);
void fetch_clock(struct fetcher *fetcher);
/* Whether there is such a key (FACT_ABSENT) and whether it is a stream (FACT_WRONGTYPE). */
void fetch_type(struct fetcher *fetcher, struct text key);
void fetch_topic(struct fetcher *fetcher, struct text topic);
void fetch_consumers(struct fetcher *fetcher, struct text topic, struct text group);
/* Summary, and the page of at most `count` (<= 1000) entries from `from` on; asks in two commands.
 */
void fetch_pending(
	struct fetcher *fetcher, struct text topic, struct text group, struct id from, int count);
void fetch_undelivered(
	struct fetcher *fetcher, struct text topic, struct text group, struct id after);
/* Counts by XRANGE in pages of 500, at most `limit` entries; one fact at the end. */
void fetch_count(struct fetcher *fetcher, struct text topic, struct text group, struct id after,
	struct id upto, int64_t limit);
void fetch_memory(struct fetcher *fetcher, struct text topic);
/* One page of XRANGE from..to (both inclusive), ascending, or of XREVRANGE: then descending, from
 * the greater end. `count` <= 10000. FACT_ENTRIES; an answer that cannot be decoded is FACT_FAILED,
 * and there are no entries where there is no such key. */
void fetch_range(struct fetcher *fetcher, struct text topic, struct id from, struct id to,
	bool newest_first, int count);

/* What was added to a key behind an id. */
struct fetch_place {
	struct text topic;
	struct id after;
};
enum { FETCH_READ_MAX = 100 };
/* XREAD of at most FETCH_READ_MAX keys, at most `count` (<= 10000) entries of each: one
 * FACT_ENTRIES (WHENCE_LIVE) for each key that has some, and at last one without a topic and
 * without entries, whose outcome is that of the whole. FACT_TOOBIG with a topic: as in fetch_range;
 * what other keys have behind it is for the next call. */
void fetch_read(
	struct fetcher *fetcher, const struct fetch_place *places, size_t count, int entries);
/* Whether the entry is pending in the group: FACT_READER. `last_delivered` is handed through: the
 * group's cursor at some moment before. */
void fetch_reader(struct fetcher *fetcher, struct text topic, struct text group, struct id id,
	struct id last_delivered);

/* One step of SCAN ... TYPE stream with the glob (empty: all), COUNT 1000, continued by calling it
 * again: the fact says `ends` after the last step. Falls back to SCAN and TYPE where the server has
 * no SCAN TYPE. A fetcher has one discovery at a time; `restart` begins a new one, and so does the
 * call after a step that ended or failed. Without `restart` a call does nothing while a step is
 * under way. */
void fetch_scan(struct fetcher *fetcher, struct text glob, bool restart);

#endif
