#include "journey_flow.h"

void journey_flow_init(struct journey_flow *flow, const struct model_options *options)
{
	*flow = (struct journey_flow){.options = options, .flow = flow_create()};
}

void journey_flow_finish(struct journey_flow *flow)
{
	flow_destroy(flow->flow);
	flow->flow = NULL;
}

void journey_flow_begin(
	struct journey_flow *flow, struct text key, struct id id, const struct event *event)
{
	flow->now = (struct flow_event){
		.service = event->service,
		.to = model_topic_of_key(flow->options, key),
		.at_ms = id.ms < INT64_MAX ? (int64_t)id.ms : -1,
	};
}

void journey_flow_follows(
	struct journey_flow *flow, const struct journey_event *before, bool caused)
{
	if (flow->now.from.length == 0) {
		flow->now.from = model_topic_of_key(
			flow->options, journeys_topic(flow->journeys, before->topic));
		flow->now.caused = caused;
	}
}

void journey_flow_end(struct journey_flow *flow)
{
	flow_add(flow->flow, &flow->now);
}
