/*
 * The events that somebody looks at: entries in the order of their ids, over one topic or many,
 * grown at either end by what is read, within a ceiling of bytes. Made of facts; FACT_SOUGHT begins
 * it anew. Borrowed until the next apply.
 */
#ifndef MODEL_EVENTS_H
#define MODEL_EVENTS_H

#include "envelope/event.h"
#include "envelope/seen.h"
#include "envelope/row_query.h"
#include "stream/fact.h"

struct event_row {
	struct text topic;  /* the key it stands in */
	struct entry entry; /* a copy; values may be cut */
	size_t bytes;       /* of names and values, before any cut */
	bool cut;           /* values are not whole: ask for the entry itself */
	bool gap;           /* entries between this one and the one before were passed over */
};

/* How the reading at one end of the list stands. */
enum reading_is {
	READING_IDLE,   /* nothing more is wanted */
	READING_ON,     /* under way */
	READING_END,    /* there is nothing further */
	READING_FULL,   /* the list has no room for more */
	READING_FAILED, /* `trouble` says why */
};

struct reading {
	enum reading_is is;
	struct id reached; /* every entry up to here, this one included, was looked at */
	bool has_reached;
	uint64_t entries, bytes; /* looked at, matching or not */
	int64_t busy_ms;         /* that reading took */
	bool waits;              /* ON: the server cannot answer now, and is asked again */
	/* FAILED or `waits`: why; else what could not be read on the way, or empty. */
	char trouble[ERROR_TEXT_MAX];
};

struct event_list;

size_t event_list_count(const struct event_list *list);
/* Ascending by id, then by topic; NULL beyond the end. */
const struct event_row *event_list_at(const struct event_list *list, size_t i);
/* Where the entry stands; false where it is not in the list: *i is then where it would stand. */
bool event_list_find(const struct event_list *list, struct text topic, struct id id, size_t *i);
/* The row read through its envelope; borrowed until the next call. */
const struct event *event_list_event(const struct event_list *list, size_t i);
/* Grows with every change, so that a view knows whether it has to look again. */
uint64_t event_list_version(const struct event_list *list);

struct event_list_about {
	struct text query; /* empty: every entry */
	struct text topic; /* empty: of several topics */
	unsigned turn;     /* of the interest that this list was made for */
	struct reading older, newer;
	bool broken;                /* the query cannot be compiled */
	bool live;                  /* what is added comes by itself */
	uint64_t followed, skipped; /* live: taken in; passed over to keep up */
	uint64_t matched;           /* of all that was looked at */
	uint64_t undecided;         /* the query could not be decided */
	char undecided_why[160];    /* of the first */
	uint64_t gone;       /* live: topics deleted, maybe made anew; their rows are copies */
	char gone_first[80]; /* the first of them */
	uint64_t dropped;    /* rows given up for the ceiling */
	size_t bytes;
};
const struct event_list_about *event_list_about(const struct event_list *list);

/* One entry that somebody looks at closely, whole, and what each group of its topic did with it. */
enum reader_is {
	READER_UNKNOWN, /* `why` says why */
	READER_NOT_YET, /* beyond the group's cursor */
	READER_PENDING,
	READER_ACKED, /* delivered and not pending: inferred, Redis keeps no record of it */
};

struct reader_state {
	struct text group;
	enum reader_is is;
	struct text consumer;               /* PENDING; may be empty */
	int64_t idle_ms, deliveries, at_ms; /* PENDING: idle at `at_ms` (monotonic) */
	char why[80];
};

struct close_entry {
	struct text topic;
	struct id id;
	enum fact_outcome
		outcome; /* FACT_LOST before it was answered; FACT_ABSENT: it is not there */
	bool was_there;  /* absent now, and there before: the copy is kept */
	char trouble[ERROR_TEXT_MAX];
	struct entry entry;
	size_t bytes;
	const struct event *event;
	size_t reader_count;
	const struct reader_state *readers; /* by the order of the topic's groups */
	uint64_t version;                   /* of the entry's content: grows when it is another */
};

#endif
