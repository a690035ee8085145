/*
 * What leads where: which service writes into which topic, and after events of which topic it does.
 * Learned from the events as they come, in bounded memory: what finds no room is counted. It knows
 * nothing of groups or screens.
 */
#ifndef MODEL_FLOW_H
#define MODEL_FLOW_H

#include <stdint.h>

#include "base/text.h"

enum { FLOW_EDGES_MAX = 4096, FLOW_NAME_MAX = 512, FLOW_BUCKETS = 16, FLOW_BUCKET_MS = 5000 };

/* Borrowed for the call. */
struct flow_event {
	struct text from; /* the topic of the event that it follows; empty: not known */
	struct text service;
	struct text to; /* the topic that it is in */
	bool caused;    /* it names the one that it follows, else that came before it */
	int64_t at_ms;  /* of the server's clock */
};

struct flow_edge {
	struct text from, service, to; /* empty: not known; for as long as the flow lives */
	uint64_t count, caused;
	int64_t first_ms, last_ms;
	int64_t newest; /* bucket */
	uint32_t buckets[FLOW_BUCKETS];
};

struct flow_totals {
	size_t edges, bytes;
	uint64_t events;
	uint64_t unheld; /* events for which there was no room, or whose names are too long */
};

struct flow;

struct flow *flow_create(void);
void flow_destroy(struct flow *flow);
void flow_add(struct flow *flow, const struct flow_event *event);
struct flow_totals flow_totals(const struct flow *flow);
/* In the order they were first seen; NULL beyond the end. */
const struct flow_edge *flow_at(const struct flow *flow, size_t i);
/* Events a second, over the last whole minute before now. */
double flow_rate(const struct flow_edge *edge, int64_t now_ms);

#endif
