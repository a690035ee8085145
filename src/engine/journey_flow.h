/*
 * What leads where, told by the events that journeys are stitched from: a tap on them.
 */
#ifndef ENGINE_JOURNEY_FLOW_H
#define ENGINE_JOURNEY_FLOW_H

#include "model/flow.h"
#include "model/model.h"

struct journey_flow {
	const struct model_options *options; /* which keys are one topic */
	const struct journeys *journeys;
	struct flow *flow;
	struct flow_event now; /* the one that is stitched */
};

void journey_flow_init(struct journey_flow *flow, const struct model_options *options);
void journey_flow_finish(struct journey_flow *flow);
/* Around the stitching of one entry. */
void journey_flow_begin(
	struct journey_flow *flow, struct text key, struct id id, const struct event *event);
void journey_flow_end(struct journey_flow *flow);
/* For journeys_options: `arg` is the tap. The first journey that an event belongs to tells. */
void journey_flow_follows(
	struct journey_flow *flow, const struct journey_event *before, bool caused);

#endif
