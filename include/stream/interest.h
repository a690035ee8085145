/*
 * What the visible view wants to know, as a list of names; the poller fetches these first and
 * often.
 */
#ifndef STREAM_INTEREST_H
#define STREAM_INTEREST_H

#include "base/text.h"

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

enum { INTEREST_MAX = 256 };

struct interest {
	size_t count;
	struct interest_item items[INTEREST_MAX];
};

/* What does not fit is left to the background round. */
void interest_add(
	struct interest *interest, enum interest_kind kind, struct text topic, struct text group);

#endif
