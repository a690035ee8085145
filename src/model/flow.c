#include "model/flow.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"

enum { MINUTE_BUCKETS = 60000 / FLOW_BUCKET_MS, KEY_MAX = 3 * FLOW_NAME_MAX + 2 };

struct flow {
	struct map *by_names;
	struct flow_edge **edges;
	struct flow_totals totals;
};

struct flow *flow_create(void)
{
	struct flow *flow = mem_alloc(1, sizeof(*flow));

	flow->by_names = map_create();
	flow->edges = mem_alloc(FLOW_EDGES_MAX, sizeof(*flow->edges));
	return flow;
}

void flow_destroy(struct flow *flow)
{
	if (flow == NULL) {
		return;
	}
	for (size_t i = 0; i < flow->totals.edges; i++) {
		mem_free((void *)(uintptr_t)flow->edges[i]->from.at);
		mem_free(flow->edges[i]);
	}
	mem_free(flow->edges);
	map_destroy(flow->by_names);
	mem_free(flow);
}

static char *put(char *at, struct text text)
{
	if (text.length > 0) {
		memcpy(at, text.at, text.length);
	}
	return at + text.length;
}

/* The names one after the other, each but the last behind its length. */
static struct text key_of(const struct flow_event *event, char out[KEY_MAX + sizeof(uint16_t) * 2])
{
	const uint16_t lengths[] = {(uint16_t)event->from.length, (uint16_t)event->service.length};
	char *at = out;

	memcpy(at, lengths, sizeof(lengths));
	at = put(at + sizeof(lengths), event->from);
	at = put(at, event->service);
	at = put(at, event->to);
	return text_from(out, (size_t)(at - out));
}

static struct flow_edge *make_edge(
	struct flow *flow, const struct flow_event *event, struct text key)
{
	struct flow_edge *edge = mem_alloc(1, sizeof(*edge));
	size_t length = event->from.length + event->service.length + event->to.length;
	char *names = mem_alloc(length + 1, 1), *at;

	edge->from = text_from(names, event->from.length);
	at = put(names, event->from);
	edge->service = text_from(at, event->service.length);
	at = put(at, event->service);
	edge->to = text_from(at, event->to.length);
	put(at, event->to);
	edge->first_ms = event->at_ms;
	flow->edges[flow->totals.edges++] = edge;
	flow->totals.bytes += sizeof(*edge) + length;
	map_put(flow->by_names, key, edge);
	return edge;
}

static void count(struct flow_edge *edge, int64_t at_ms)
{
	int64_t bucket = at_ms / FLOW_BUCKET_MS;

	if (bucket > edge->newest) {
		int64_t passed = bucket - edge->newest;

		for (int64_t i = 1; i <= passed && i <= FLOW_BUCKETS; i++) {
			edge->buckets[(edge->newest + i) % FLOW_BUCKETS] = 0;
		}
		if (passed > FLOW_BUCKETS) {
			memset(edge->buckets, 0, sizeof(edge->buckets));
		}
		edge->newest = bucket;
	}
	if (edge->newest - bucket < FLOW_BUCKETS) {
		edge->buckets[bucket % FLOW_BUCKETS]++;
	}
}

static bool fits(const struct flow_event *event)
{
	return event->from.length <= FLOW_NAME_MAX && event->service.length <= FLOW_NAME_MAX &&
		event->to.length <= FLOW_NAME_MAX && event->at_ms >= 0;
}

void flow_add(struct flow *flow, const struct flow_event *event)
{
	char bytes[KEY_MAX + sizeof(uint16_t) * 2];
	struct flow_edge *edge = NULL;
	struct text key;

	flow->totals.events++;
	if (fits(event)) {
		key = key_of(event, bytes);
		edge = map_get(flow->by_names, key);
		if (edge == NULL && flow->totals.edges < FLOW_EDGES_MAX) {
			edge = make_edge(flow, event, key);
		}
	}
	if (edge == NULL) {
		flow->totals.unheld++;
		return;
	}
	edge->count++;
	edge->caused += event->caused;
	edge->last_ms = event->at_ms > edge->last_ms ? event->at_ms : edge->last_ms;
	count(edge, event->at_ms);
}

struct flow_totals flow_totals(const struct flow *flow)
{
	struct flow_totals totals = flow->totals;

	totals.bytes += map_bytes(flow->by_names) + FLOW_EDGES_MAX * sizeof(*flow->edges);
	return totals;
}

const struct flow_edge *flow_at(const struct flow *flow, size_t i)
{
	return i < flow->totals.edges ? flow->edges[i] : NULL;
}

double flow_rate(const struct flow_edge *edge, int64_t now_ms)
{
	int64_t now = now_ms / FLOW_BUCKET_MS;
	uint64_t events = 0;

	for (int64_t bucket = now - MINUTE_BUCKETS; bucket < now; bucket++) {
		if (bucket >= 0 && bucket <= edge->newest && edge->newest - bucket < FLOW_BUCKETS) {
			events += edge->buckets[bucket % FLOW_BUCKETS];
		}
	}
	return (double)events * 1000 / (MINUTE_BUCKETS * FLOW_BUCKET_MS);
}
