/*
 * What the visible view wants to know, as a list of names; the poller fetches these first and
 * often.
 */
#ifndef STREAM_INTEREST_H
#define STREAM_INTEREST_H

#include "stream/ref.h"

enum interest_kind {
	INTEREST_SERVER, /* INFO */
	INTEREST_TOPIC,  /* stream, its groups, their lag and pending */
	INTEREST_GROUP,  /* besides: the consumers of one group, a sweep of its pending list */
	INTEREST_MEMORY, /* MEMORY USAGE of one topic, seldom */
};

struct interest_item {
	enum interest_kind kind;
	struct text topic, group; /* borrowed from the model: for the call */
};

enum { INTEREST_MAX = 256, INTEREST_TOPICS_MAX = 64 };

/* The events that a view shows. What they are (topics, query, anchor) begins a new list where it
 * differs from before; how many are wanted only lets reading go on, or hold. */
struct interest_events {
	bool wanted;
	size_t topic_count; /* 0: all topics */
	struct text topics[INTEREST_TOPICS_MAX];
	struct text query; /* empty: every entry */
	bool has_anchor;   /* from this id on and back; false: from the end of the topics back */
	struct id anchor;
	bool live; /* and what is added, as it comes, or not for now; not with an anchor */
	size_t older, newer; /* rows wanted on either side of the anchor; SIZE_MAX: all */
	unsigned turn;       /* another turn is another list, even of the same events */
};

enum { INTEREST_PENDING_MAX = 128 };

/* The pending entries of a group that a view shows. What they are (group, query, turn) begins a new
 * list where it differs from before; how many are wanted only lets reading go on, or hold. */
struct interest_pending {
	bool wanted;
	struct text topic, group;
	struct text query; /* empty: every entry */
	size_t rows;       /* matching rows wanted */
	bool whole;        /* the list is read to its end, whatever is kept of it */
	unsigned turn;
	size_t count; /* in sight: looked at again and again */
	struct id ids[INTEREST_PENDING_MAX];
};

/* Dead letters: which topics hold them; and, of one, what they are. Another turn is another search,
 * or another reading. */
struct interest_dead {
	bool find;
	unsigned find_turn;
	bool wanted, held; /* of `topic`; held: read no further for now */
	struct text topic;
	unsigned turn;
};

/* A journey that is looked for in what the topics hold: by a key, or by an event that it has.
 * Another turn is another search, which goes further than the one before. */
struct interest_past {
	bool wanted, stopped; /* stopped: read no further */
	struct ref what;      /* borrowed, for the call */
	unsigned turn;
};

/* What operators did, and jobs: the list of them, or one with its entries. */
struct interest_log {
	bool records, jobs;
	unsigned jobs_turn; /* another turn is another look at the server */
	struct text job;    /* empty: none */
	struct text beside; /* the topic that its marker stands beside; empty: not known */
};

struct interest {
	size_t count;
	struct interest_item items[INTEREST_MAX];
	struct interest_events events;
	/* One entry, whole, and who has read it. */
	bool has_entry;
	struct text entry_topic;
	struct id entry_id;
	struct interest_pending pending;
	struct interest_dead dead;
	struct interest_past past;
	struct interest_log log;
	bool journeys; /* that are stitched as events come: from the first time on */
};

/* What does not fit is left to the background round. */
void interest_add(
	struct interest *interest, enum interest_kind kind, struct text topic, struct text group);

#endif
