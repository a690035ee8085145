/*
 * Looks at every byte of a server's answer before anything is made of it: where each reply ends,
 * and that no line, bulk, list, nesting or reply goes beyond its ceiling. What it lets pass is well
 * formed, so that the tree is made without a second check.
 */
#ifndef WIRE_FILTER_H
#define WIRE_FILTER_H

#include "wire/reply.h"

enum { FILTER_DEPTH_MAX = 7, FILTER_LINE_KEPT = 24 };
/* The longest string that Redis stores, and a reply that tells of the first and the last entry. */
enum { FILTER_STRING_MAX = 512 * 1024 * 1024 };

enum filter_part {
	FILTER_MARKER,      /* the first byte of a value */
	FILTER_LINE,        /* the rest of its line */
	FILTER_LINE_END,    /* the line feed after its return */
	FILTER_BULK,        /* the bytes of a bulk string */
	FILTER_BULK_RETURN, /* what ends them */
	FILTER_BULK_END,
};

/* What made a reply one to be passed over. */
enum filter_over {
	FILTER_OVER_STRING,   /* a string beyond its own ceiling */
	FILTER_OVER_BYTES,    /* all of it: a string too many */
	FILTER_OVER_ELEMENTS, /* likewise, a list within it */
};

struct filter {
	struct reply_limits limits;
	enum filter_part part;
	char marker;
	char line[FILTER_LINE_KEPT]; /* of a number: its digits */
	size_t line_length;
	size_t bulk_left;
	size_t left[FILTER_DEPTH_MAX]; /* items still to come, a list within a list */
	int depth;
	size_t elements, bytes; /* of the reply so far */
	enum filter_over over;
	size_t oversize; /* length of the string or list with which it went over; 0: it did not */
	size_t before;   /* bytes of the reply in front of that */
	bool whole;      /* it has ended */
};

void filter_init(struct filter *filter, const struct reply_limits *limits);
/* How many of the bytes belong to the reply under way; `whole` is set when it ends with them. A
 * string beyond its ceiling, or too much in all, makes the reply one to be passed over
 * (`oversize`), and not the peer one to be cut off: Redis may well store it. False: refused. */
bool filter_take(struct filter *filter, struct text bytes, size_t *taken, struct error *error);

#endif
