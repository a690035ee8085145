/*
 * Reads the entries of one topic or many in the order of their ids over all of them, from one end
 * of a range to the other, in bounded pages and within a rate. Can be held and goes on where it
 * was. It only reads; what is done with an entry is its caller's.
 */
#ifndef ENGINE_SCAN_H
#define ENGINE_SCAN_H

#include "model/coverage.h"
#include "wire/conn.h"

struct scan;

enum scan_why {
	SCAN_ON,     /* it has not ended */
	SCAN_HELD,   /* by scan_hold, or because the caller took no more */
	SCAN_END,    /* the whole range was read */
	SCAN_FAILED, /* `error` of the coverage says why; scan_go goes on from there */
};

struct scan_coverage {
	enum scan_why why;
	struct error error;
	struct error waits;      /* SCAN_ON: the server cannot answer now and is asked again */
	uint64_t entries, bytes; /* handed over; of names and values */
	int64_t busy_ms;         /* waiting for the server and working, not held */
	bool has_reached;
	struct id reached; /* every entry of the range up to here was handed over, seen from where
			      it began */
	/* Of what the range holds and could not be handed over. */
	size_t topics_gone;    /* were deleted, or are no streams: passed over */
	size_t topics_denied;  /* may not be read: passed over */
	size_t topics_trimmed; /* entries were removed while they were read */
	size_t entries_toobig; /* longer than may be read: passed over */
	struct error trouble;  /* of the first topic denied or entry too big */
};

struct scan_range {
	struct id from, to;
};

struct scan_options {
	struct conn *conn; /* ready; borrowed, outlives the scan */
	size_t topic_count;
	const struct text *topics;       /* keys, each once; copied */
	struct id from, to;              /* both inclusive */
	const struct scan_range *ranges; /* one for each topic instead of from..to; NULL: none */
	bool newest_first;               /* then everything is in the opposite order */
	uint64_t bytes_per_s;            /* 0: as fast as the server answers */
	int64_t patience_ms; /* so long a server that cannot answer now is asked; 0: for ever */
	/* One entry, by its id, then by the name of its topic; borrowed for the call. False: holds
	 * the scan behind this one. */
	bool (*on_entry)(void *arg, struct text topic, const struct entry *entry);
	/* A page has been handed over, or it ended, or the caller took no more. It may be destroyed
	 * in here. */
	void (*on_progress)(void *arg, const struct scan_coverage *coverage);
	void *arg;
};

/* Held; scan_go starts it. */
struct scan *scan_create(const struct scan_options *options);
void scan_destroy(struct scan *scan);
void scan_go(struct scan *scan);
/* At once: no entry is handed over after it until scan_go. */
void scan_hold(struct scan *scan);
struct scan_coverage scan_coverage(const struct scan *scan);
/* What kept it from reading, as outcome and error of the fact; false: it was not kept from it, or
 * topics were not there. */
bool scan_tells_trouble(const struct scan_coverage *coverage, struct fact *fact);
/* How far the topic at that place of the options was read, entries that were passed over included;
 * false where nothing of it was. What is not handed over yet counts as read. */
bool scan_topic_reached(const struct scan *scan, size_t topic, struct id *reached);

/* FACT_ABSENT, WRONGTYPE or DENIED where the topic at that place could not be read. */
enum fact_outcome scan_topic_outcome(const struct scan *scan, size_t topic);
/* Fills in what was handed over of the topic at that place, and what could not be. */
void scan_topic_cover(const struct scan *scan, size_t topic, struct coverage_topic *out);

#endif
