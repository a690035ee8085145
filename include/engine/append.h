/*
 * Entries at the end of topics, from whatever hands them over: first a look at the targets that
 * only reads, then, on a connection that may write, one XADD after the other in bounded batches. It
 * counts what the server has confirmed and nothing else, and stops at the first refusal. It knows
 * nothing of where entries come from.
 */
#ifndef ENGINE_APPEND_H
#define ENGINE_APPEND_H

#include "engine/config.h"
#include "stream/entry.h"

struct append_target {
	struct text topic; /* set before the survey; the rest is set by it */
	bool exists;
	struct id last; /* the greatest id that it ever had */
	int64_t length;
	size_t group_count;
	char **groups; /* NUL-terminated besides */
	size_t *group_lengths;
};

/* Looks at each target; a connection that cannot write. A key of another type is ERROR_REFUSED. */
bool append_survey(const struct config *config, size_t count, struct append_target *targets,
	struct error *error);
void append_target_finish(struct append_target *target);

struct append_item {
	struct text topic;
	const struct entry *entry;
	bool keep_id, create; /* its own id; the topic, where it is missing */
	uint64_t tag;         /* handed back */
};

enum append_fate {
	APPEND_DONE,     /* the server has it; `id` is the new one */
	APPEND_FAILED,   /* the server refused it */
	APPEND_IN_DOUBT, /* sent, and no answer came */
};

struct append_options {
	const struct config *config;
	double per_s; /* 0: as fast as it goes */
	/* The next entry, borrowed until the next call; false at the end, or with `error` set. */
	bool (*next)(void *arg, struct append_item *item, struct error *error);
	/* In the order of sending; `was` is the entry's own id. */
	void (*settled)(
		void *arg, uint64_t tag, enum append_fate fate, struct id was, struct id id);
	void *arg;
};

/* False: why it stopped before the end. */
bool append_run(const struct append_options *options, struct error *error);

#endif
