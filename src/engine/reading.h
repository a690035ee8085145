/*
 * Grows the list of events at either end by what the topics hold, until as many rows as wanted are
 * there. What it reads becomes facts.
 */
#ifndef ENGINE_READING_H
#define ENGINE_READING_H

#include "scan.h"
#include "sought.h"

typedef void tell_fn(void *arg, const struct fact *fact);

struct reading_end {
	struct reading_desk *desk;
	enum whence whence;
	struct scan *scan;
	size_t rows, wanted;
	bool has_reached; /* by a scan before, whose connection was not wanted any more */
	struct id reached;
	bool over; /* ended, failed for good, or full */
	/* Of the scans before. */
	uint64_t entries, bytes;
	int64_t busy_ms;
	bool waits; /* for following to know where it begins */
};

struct reading_desk {
	const struct sought *sought;
	const struct model *model;
	tell_fn *tell; /* the model has it when it returns */
	void *arg;
	struct reading_end older, newer;
};

/* `sought` to `arg` are set. */
void reading_init(struct reading_desk *desk);
/* Another list: what was read is forgotten. */
void reading_begin(struct reading_desk *desk);
/* Whether it would read, were there a connection. */
bool reading_wants(const struct reading_desk *desk);
/* Goes on, or holds, as what is wanted says. `conn` NULL: there is none that is ready. */
void reading_turn(struct reading_desk *desk, struct conn *conn);
/* There is no connection; a scan under way knows it by itself. */
void reading_lost(struct reading_desk *desk, const struct error *error);
/* The connection goes. */
void reading_drop(struct reading_desk *desk);

#endif
