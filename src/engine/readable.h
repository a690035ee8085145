/*
 * Which of the topics that discovery named this user may look at, for the probe. It asks nothing
 * itself.
 */
#ifndef ENGINE_READABLE_H
#define ENGINE_READABLE_H

#include "engine/snapshot.h"
#include "wire/reply.h"

enum { READABLE_MAX = 100 };

struct readable {
	char *names[READABLE_MAX]; /* of the first topics found */
	size_t lengths[READABLE_MAX];
	size_t count, at, hidden;
	bool more; /* there were others */
};

/* `names`: a list of keys; NULL and what else it may be are passed over. */
void readable_keep(struct readable *readable, const struct reply *names);
void readable_finish(struct readable *readable);

/* The topic to ask for now; only where there is one. */
struct text readable_next(const struct readable *readable);
/* The answer; true while there is another topic to ask for. */
bool readable_take(struct readable *readable, bool denied);
enum probe_result readable_tell(const struct readable *readable, char *text, size_t size);

#endif
