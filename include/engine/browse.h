/*
 * One walk for scripts through the entries of some topics, oldest first, merged by their ids; and,
 * if wanted, on with what is added. Runs a loop of its own until then. It knows nothing of what is
 * done with an entry.
 */
#ifndef ENGINE_BROWSE_H
#define ENGINE_BROWSE_H

#include "engine/config.h"
#include "model/coverage.h"
#include "stream/entry.h"

enum browse_edge_is { BROWSE_OPEN, BROWSE_ID, BROWSE_AGE, BROWSE_CLOCK };

/* One end of the range. An age is told by the server's clock; so is a time of the day, the last one
 * that was, by UTC. */
struct browse_edge {
	enum browse_edge_is is;
	struct id id;
	int64_t age_ms; /* CLOCK: since midnight */
};

/* The ids between which a range lies when the server's clock says so, both included; the upper end
 * includes all of a millisecond, and a time of the day is there the first behind the lower one. */
void browse_edge_ids(const struct browse_edge *from, const struct browse_edge *to,
	int64_t server_ms, struct id ids[2]);
/* Whether it is nothing without the server's clock. */
bool browse_edge_needs_clock(const struct browse_edge *edge);

struct browse_coverage {
	size_t topics;
	uint64_t entries, bytes; /* handed over; of names and values */
	int64_t busy_ms;
	bool whole; /* the range was read to its end */
	bool has_reached;
	struct id reached; /* every entry of the range up to here was handed over; while following
			      it lags behind rather than to pass one over */
	size_t topics_gone, topics_denied, topics_trimmed, entries_toobig;
	struct error trouble; /* of the first that was passed over */
	bool interrupted;     /* by a signal */
	struct error waits;   /* the server cannot answer now and is asked again; else ERROR_NONE */
};

enum browse_go {
	BROWSE_ON,
	BROWSE_WAIT,   /* no more for a moment: asked again soon */
	BROWSE_ENOUGH, /* that was all that is wanted */
};

struct browse_options {
	const struct config *config;
	size_t topic_count; /* 0: those that match config->topics */
	const char *const *topics;
	struct browse_edge from, to; /* both inclusive; open: `to` is the end as it is now */
	bool follow;   /* and on with what is added, also to topics that come later and match, and
			  when the server was lost and is found again */
	bool from_end; /* only what is added from now on: no range */
	/* What was covered of each topic of the range, which is asked about first; initialised by
	 * the caller, who finishes it. NULL: nobody wants to know. */
	struct coverage *topics_covered;
	/* Borrowed for the call; the server's time as of now, 0 where it is not known. False: ask
	 * on_turn before the next. */
	bool (*on_entry)(
		void *arg, struct text topic, const struct entry *entry, int64_t server_now_ms);
	/* Every few ms while there is something, else a few times a second. */
	enum browse_go (*on_turn)(void *arg, const struct browse_coverage *coverage);
	/* While following: the server was lost (`error` says how), or is found again (NULL). Each
	 * once. May be NULL. */
	void (*on_link)(void *arg, const struct error *error);
	void *arg;
};

/* *coverage is filled whatever the result. Errors: ERROR_CONNECT (no server), ERROR_REFUSED (a
 * command or a topic of `topics` is not permitted), ERROR_FAILED (a topic of `topics` is missing or
 * no stream; interrupted or lost on the way). Who follows is not ended by a loss or an interrupt;
 * only ERROR_CONNECT where the server is back and refuses the credentials. */
bool browse_run(const struct browse_options *options, struct browse_coverage *coverage,
	struct error *error);

#endif
