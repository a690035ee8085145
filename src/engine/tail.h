/*
 * Follows what is added to topics, without blocking: XREAD five to thirty times a second as traffic
 * asks, each key from where it was when the list began. It stays within a rate of its own, and
 * where it cannot keep up it goes on at the newest and says how many it passed over.
 */
#ifndef ENGINE_TAIL_H
#define ENGINE_TAIL_H

#include "reading.h"
#include "side.h"
#include "wire/fetch.h"

struct tail_key {
	struct text name; /* owned */
	bool placed;      /* `at` is known */
	bool placing, kept;
	struct id at; /* everything up to here was read or passed over */
	bool has_added;
	int64_t added;  /* entries ever added up to there */
	int64_t length; /* when it was placed, and what came since: where `added` is not known */
	bool full;      /* the last page was full */
	int64_t full_since_ms, placed_ms;
	uint64_t command; /* the last one that it was asked in */
	bool refused;     /* it was asked alone, and may not be read */
	bool alone;       /* it goes in a command of its own: one with others was refused */
	int64_t not_before_ms;
	bool gone;      /* it was told */
	bool went_back; /* the last sample ended before `at` */
	struct id sampled;
};

struct tail {
	const struct sought *sought;
	const struct model *model;
	tell_fn *tell;
	void *arg;
	struct side *side;       /* whose waiting is the server's time */
	int64_t floor_us;        /* what the network takes of a round trip */
	struct fetcher *fetcher; /* NULL: there is no connection */
	struct map *by_name;
	struct tail_key **keys;
	size_t count, room, next;
	bool begun, on, discovered; /* discovered: keys that are found from now on are new */
	size_t outstanding;
	uint64_t sent, answered; /* commands */
	int64_t next_ms, interval_ms, synced_ms;
	double bytes_left, time_left_us; /* of the rate; below zero: owed */
	int64_t filled_ms;
	int64_t waited_before_ns;
	size_t active, active_now; /* keys that brought something: last round, this one */
	bool got;                  /* this round brought something */
	int page;                  /* entries of a key asked for at once */
	double entry_bytes;
	uint64_t entries, bytes;
	int64_t busy_us;
	bool has_reached;
	struct id reached;
	struct error trouble;
	bool told_trouble;
	bool waits; /* the server cannot answer now */
	bool gone;  /* the only key */
};

/* `sought` to `arg` are set. */
void tail_init(struct tail *tail);
void tail_finish(struct tail *tail);
/* Another list. */
void tail_begin(struct tail *tail);
bool tail_wants(const struct tail *tail);
/* It knows of every key from where it follows. */
bool tail_is_placed(const struct tail *tail);
/* Asks what is due. Returns when it wants its next turn, in ms from now; -1 not before an answer
 * or a tick. */
int64_t tail_turn(struct tail *tail, struct conn *conn, int64_t now_ms);
void tail_drop(struct tail *tail, const struct error *error);
/* A sample that the poller took: what was trimmed before it could be read, what is made anew. */
void tail_sample(struct tail *tail, const struct fact *fact);

#endif
