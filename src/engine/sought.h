/*
 * The events that are looked at, copied from the view's interest, and the keys that they stand in.
 */
#ifndef ENGINE_SOUGHT_H
#define ENGINE_SOUGHT_H

#include "base/buf.h"
#include "model/model.h"
#include "stream/interest.h"

struct sought {
	struct buf bytes; /* of topics and query, and what tells one list from another */
	struct text topics[INTEREST_TOPICS_MAX];
	size_t topic_count;
	struct text query;
	bool wanted, is, has_anchor, live; /* is: something was ever sought */
	struct id anchor;
	size_t older, newer;
	unsigned turn;
};

void sought_init(struct sought *sought);
void sought_finish(struct sought *sought);
/* Takes over what is wanted; true where it is another list than before. */
bool sought_set(struct sought *sought, const struct interest_events *events);
/* The keys of its topics, as the model knows them now: the caller's (mem_free); names borrowed. */
struct text *sought_keys(const struct sought *sought, const struct model *model, size_t *count);

#endif
