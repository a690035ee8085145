/*
 * What is still to be asked of a group after a sample of its topic, and when. Pure: what is known
 * of the group, when it was asked last, the moment; out comes a set of questions.
 */
#ifndef ENGINE_NEEDS_H
#define ENGINE_NEEDS_H

#include "model/topic.h"
#include "roster.h"

enum {
	NEED_UNDELIVERED = 1 << 0, /* the first entry after the cursor */
	NEED_PENDING = 1 << 1,     /* the front of the pending list */
	NEED_SWEEP = 1 << 2,       /* a page further on in it */
	NEED_CONSUMERS = 1 << 3,
	NEED_COUNT = 1 << 4, /* the undelivered entries */
};

enum {
	NEED_FRONT = 20,         /* entries at the front of a pending list */
	NEED_PAGE = 100,         /* entries in a page of a sweep */
	NEED_COUNT_FIRST = 2000, /* entries a first count looks at */
	NEED_COUNT_MOST = 20000, /* entries a group a minute */
};

struct need_moment {
	int64_t now_ms;
	int64_t due_before_ms; /* what was asked earlier than this is due: somebody asked for fresh
				  numbers */
	int stretch;           /* intervals grow by this */
	bool topic_visible, group_visible;
};

unsigned needs_of(const struct group *group, const struct watch_group *watch,
	const struct need_moment *moment);

/* How many entries a count may look at now; refills the group's allowance. 0: none at present, or
 * the entries are so large that counting them would be no light work. */
int64_t needs_count_limit(const struct group *group, struct watch_group *watch, int64_t now_ms);
/* After the answer to a count, whatever it is. */
void needs_count_done(struct watch_group *watch, const struct fact *fact, int64_t now_ms);

#endif
