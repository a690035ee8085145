/*
 * What a search through topics has covered, exactly: from where to where of each, what had gone
 * from it before, what could not be read, and why it ended. Plain values; it reads nothing.
 */
#ifndef MODEL_COVERAGE_H
#define MODEL_COVERAGE_H

#include "base/buf.h"
#include "stream/fact.h"

/* One key. */
struct coverage_topic {
	struct text name; /* owned by the coverage */
	/* KNOWN: it was read; ABSENT, WRONGTYPE, DENIED: it could not be; LOST: not yet. */
	enum fact_outcome outcome;
	bool ended; /* to the end of the range */
	uint64_t entries;
	struct id first, last; /* of the entries, where there are some */
	size_t toobig;         /* entries that are longer than may be read: passed over */
	bool trimmed;          /* entries of the range were removed while it was read */
	/* As the search began. */
	bool held_known, has_held;
	struct id held_first; /* the first entry it had */
	int64_t removed;      /* entries added to it once and gone; -1: the server does not tell */
	struct id deleted;    /* the highest that was deleted, not trimmed; zero: none is known */
};

enum coverage_limit {
	COVERAGE_WHOLE,     /* the range was read to its end */
	COVERAGE_ON,        /* it is being read */
	COVERAGE_ENOUGH,    /* what was sought is there, and whole: no older range is needed */
	COVERAGE_BYTES,     /* as much was read as may be at once */
	COVERAGE_CANCELLED, /* by the operator */
	COVERAGE_FAILED,    /* the server went, or answered with an error */
};

struct coverage {
	enum coverage_limit limit;
	struct id from, to; /* both inclusive */
	uint64_t entries, bytes;
	uint64_t dropped; /* journeys that had to go meanwhile for want of room */
	size_t count;
	struct coverage_topic *topics;
};

void coverage_init(struct coverage *coverage);
void coverage_finish(struct coverage *coverage);
/* The row of one more key; good until the next. */
struct coverage_topic *coverage_add(struct coverage *coverage, struct text name);
/* What the server says of the key before it is read. */
void coverage_note_held(struct coverage_topic *topic, const struct fact *fact);

/* After reading: what there was when it began and did not come was removed meanwhile. */
void coverage_settle(struct coverage *coverage);

/* Nothing that belongs to the range from `from` on is missing of it, as far as can be told. */
bool coverage_topic_is_whole(const struct coverage *coverage, const struct coverage_topic *topic);
/* What is missing of the topic, or may be, as a clause: `3 entries had gone: nothing before
 * 1700-0`. Nothing where it is whole. Its name is not in it. */
void coverage_say_topic(
	const struct coverage *coverage, const struct coverage_topic *topic, struct buf *out);
/* One clause: how many topics, how much, which of them are not whole, why it ended. */
void coverage_say_all(const struct coverage *coverage, struct buf *out);
/* `whole`, `reading`, `enough`, `bytes`, `cancelled`, `failed`; static. */
const char *coverage_limit_name(enum coverage_limit limit);
/* `read`, `part`, `denied`, `gone`, `no stream`; static. */
const char *coverage_topic_state(const struct coverage_topic *topic);

#endif
