/*
 * Every key that is watched, by name, with when it was asked last and what of its groups. Each
 * watch stands in the queue (least recently asked first) or among the fresh ones (never asked), and
 * besides in lists of work that follows an answer; to take the next one never costs a walk. It asks
 * nothing itself and knows nothing of connections.
 */
#ifndef ENGINE_ROSTER_H
#define ENGINE_ROSTER_H

#include "base/map.h"
#include "stream/fact.h"

/* After so many losses the answer is what cuts the connection (it is larger than any that is let
 * in): it is asked for no sooner than so much later. */
enum { LOSSES_TELLING = 2, LOSSES_PAUSE_MS = 60 * 1000 };

struct watch_group {
	struct text name;
	struct id cursor;            /* of the last sample */
	bool moved;                  /* the cursor moved between the last two samples */
	struct id undelivered_after; /* the cursor that the first undelivered entry was asked for */
	int64_t undelivered_asked_ms; /* all moments: monotonic, 0 never */
	int undelivered_losses;       /* as in a watch */
	int64_t pending_asked_ms, consumers_asked_ms, count_asked_ms;
	struct id sweep; /* where the next page of the pending list begins */
	bool sweeping;
	int64_t pending_seen; /* entries of the pending list that were looked at */
	double count_tokens;  /* entries that may still be counted */
	int64_t count_filled_ms;
	int64_t count_not_before_ms; /* a count was cut off: not again soon */
	bool count_unfinished;       /* the last count hit its limit: the next one looks further */
};

enum watch_list {
	LIST_FRESH,
	LIST_QUEUE,
	LIST_FOLLOW_VISIBLE, /* groups have questions that follow from the last sample */
	LIST_FOLLOW,
	LIST_COUNT_VISIBLE, /* groups whose undelivered entries must be counted */
	LIST_COUNT,
	LIST_KINDS,
};

struct watch {
	struct text name;
	int64_t asked_ms, queued_ms, memory_asked_ms;
	bool asking; /* a question is on its way */
	bool visible;
	enum fact_outcome outcome; /* of the last sample */
	size_t reply_bytes;
	int losses; /* in a row, the connection went while its answer was the next to come */
	unsigned scan, round; /* the last discovery that named it, the last round that asked it */
	size_t group_count, next_group;
	struct watch_group *groups;
	struct {
		struct watch *prev, *next;
		bool in;
	} links[LIST_KINDS];
};

struct roster {
	struct map *by_name;
	struct {
		struct watch *first, *last;
	} lists[LIST_KINDS];
	unsigned scan, round;
	bool scanned; /* one whole discovery has ended */
	size_t round_left;
	int64_t round_began_ms, round_us;
};

void roster_init(struct roster *roster, int64_t now_ms);
void roster_finish(struct roster *roster);

struct watch *roster_find(const struct roster *roster, struct text name);
/* Found or made; what is new, or had gone and is back, is fresh. */
struct watch *roster_add(struct roster *roster, struct text name);
size_t roster_count(const struct roster *roster);

/* At the end of a list, unless it is in it already. */
void roster_push(struct roster *roster, enum watch_list list, struct watch *watch);
void roster_take(struct roster *roster, enum watch_list list, struct watch *watch);
struct watch *roster_first(const struct roster *roster, enum watch_list list);

/* The watch is asked now: it goes to the end of the queue and counts for the round. */
void roster_asked(struct roster *roster, struct watch *watch, int64_t now_ms);
/* To the end of the queue without being asked. */
void roster_postpone(struct roster *roster, struct watch *watch, int64_t now_ms);

/* Discovery: `begin`, then roster_add and roster_named for each name, then `end`: what was not
 * named and answered `absent` is dropped (but what is visible stays); what was not named otherwise
 * is asked at once. */
void roster_scan_begin(struct roster *roster);
void roster_named(struct roster *roster, struct watch *watch);
void roster_scan_end(struct roster *roster, int64_t now_ms);

/* Takes over the groups of a sample; what is known of those that stay is kept. */
void watch_take_groups(struct watch *watch, const struct fact_topic *topic);
struct watch_group *watch_group_find(struct watch *watch, struct text name);

#endif
