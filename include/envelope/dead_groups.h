/*
 * Dead letters by their cause: a thousand entries become three groups, with exact counts, when
 * their first and last came, and how many came when. Bounded; what finds no room is counted as
 * others.
 */
#ifndef ENVELOPE_DEAD_GROUPS_H
#define ENVELOPE_DEAD_GROUPS_H

#include "envelope/dead_letter.h"

enum { DEAD_BUCKETS = 60, DEAD_GROUPS_MAX = 1024, DEAD_REASON_MAX = 512 };

/* The reason with everything in it that differs from one time to the next (numbers, ids, what is
 * quoted) replaced by `*`; at most DEAD_REASON_MAX bytes of it. */
void dead_reason_normalise(struct buf *out, struct text reason);

/* The same for the same cause, on every machine: normalised reason, type, source and group.
 * `normalised` gets the reason. */
uint64_t dead_fingerprint(const struct dead_letter *letter, struct buf *normalised);

struct dead_group {
	uint64_t fingerprint;
	struct text reason; /* normalised */
	struct text error_type, source, group;
	const char *convention; /* of the first */
	uint64_t count;
	struct id first, last; /* by the ids of the dead letters; `last` is the example */
	struct text topic;     /* of the example */
	uint64_t buckets[DEAD_BUCKETS];
};

struct dead_groups;

struct dead_groups *dead_groups_create(size_t groups_max);
void dead_groups_destroy(struct dead_groups *groups);
void dead_groups_add(struct dead_groups *groups, struct text topic, struct id id,
	const struct dead_letter *letter);

size_t dead_groups_count(const struct dead_groups *groups);
/* Most entries first; borrowed until the next addition. NULL beyond the end. */
const struct dead_group *dead_groups_at(struct dead_groups *groups, size_t i);
uint64_t dead_groups_others(const struct dead_groups *groups);

/* The time that the buckets of every group cover: the first begins at `from_ms`. Minutes, and
 * multiples of them where so many minutes would not fit. */
struct dead_axis {
	uint64_t from_ms, bucket_ms;
	size_t buckets; /* in use */
};
struct dead_axis dead_groups_axis(const struct dead_groups *groups);

#endif
