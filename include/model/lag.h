/*
 * The undelivered count of a group by our own rule, because the server's is sometimes unknown and
 * sometimes wrong.
 *
 *   length 0 -> 0            cursor < first id -> length           cursor >= last id -> 0
 *   else counted by XRANGE; until it is: the server's lag if it can be true,
 *                                 else at most length - 1
 *
 * Pure: values in, values out.
 */
#ifndef MODEL_LAG_H
#define MODEL_LAG_H

#include "stream/fact.h"

enum lag_is { LAG_UNKNOWN, LAG_EXACT, LAG_COUNTED, LAG_ESTIMATE, LAG_AT_MOST };

struct lag {
	enum lag_is is;
	int64_t count;      /* meaningless when unknown */
	const char *reason; /* static sentence; why it is not exact, or how it was found */
};

/* A count made earlier: entries with after < id <= upto, when the stream had `added` entries ever
 * and `length` ones. */
struct lag_count {
	bool known, complete;
	struct id after, upto, first, max_deleted;
	int64_t count, added, length; /* added: -1 where the server does not count (before 7.0) */
	bool has_entries_read;        /* at the same moment */
	int64_t entries_read;
};

/* `counted` may be NULL. A count holds on while the cursor stands and nothing was removed: what was
 * added since is added to it. */
struct lag lag_compute(const struct fact_topic *topic, const struct fact_group *group,
	const struct lag_count *counted);

/*
 * What a trimmed stream took from the group unread. Not knowable (neither known nor happened) is a
 * cursor of 0-0, since such a group may be younger than the trimming, and a server before 7.0,
 * where entries that were acknowledged and deleted look the same.
 */
struct lost {
	bool known;    /* `count` is exact: lost since the server counts for the group */
	bool happened; /* something was, or may have been, trimmed unread */
	int64_t count;
};
struct lost lag_lost(const struct fact_topic *topic, const struct fact_group *group);

/* `exact`, `counted`, `estimate`, `at_most`, `unknown`; static. */
const char *lag_is_name(enum lag_is is);

#endif
