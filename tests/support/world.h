/*
 * A small shop in a model: topics and groups that move at fixed rates, fed as facts second by
 * second from a fixed moment. What a test draws of it is the same every time.
 */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H

#include "model/model.h"

enum { WORLD_START_MS = 100000 };

struct world {
	struct model *model;
	int64_t now_ms;    /* monotonic */
	int64_t server_ms; /* of the epoch; 12:21:07 UTC at the start */
	double seconds;
	uint64_t without; /* bit i: topic i is no more */
};

/* Connected, told of nothing yet. */
void world_open(struct world *world);
/* The same, with masks, which outlive it. */
void world_open_masked(struct world *world, const struct mask *mask);
/* The same, with alerts; the rules outlive it. */
void world_open_ruled(struct world *world, const struct alert_rule *rules, size_t count);
/* Not even connected. */
void world_open_dark(struct world *world);
void world_close(struct world *world);
/* All topics are found, and time passes. */
void world_run(struct world *world, int seconds);
/* Names only, none of which has answered: `topic.0000000` and so on. */
void world_find(struct world *world, size_t count);
/* The events of orders.created as somebody looks at them, made for `turn` and `query`: `count` of
 * them, a second apart, up to now; and how the reading of older ones stands. */
struct world_events {
	unsigned turn;
	const char *query;
	size_t count;
	struct fact_reading older;
	uint64_t skipped; /* before the last one */
};
void world_events(struct world *world, const struct world_events *events);
/* The server's answer to the question for one entry; `entry` NULL: it is not there. */
void world_entry(struct world *world, const char *topic, struct id id, const struct entry *entry);
/* And for what a group did with it. */
void world_reader(struct world *world, const char *topic, const char *group,
	const struct fact_reader *reader);
void world_link(struct world *world, bool ready, const char *trouble);

#endif
