#include "journey_stand.h"

#include "model/journey_stuck.h"

/* Where one group alone reads the topic it is that one. */
static struct text only_group(const struct model *model, struct text key)
{
	const struct topic *topic =
		model_topic(model, model_topic_of_key(model_made_with(model), key));

	return topic && topic->group_count == 1 ? topic->groups[0]->name : text_of("");
}

bool journey_stand(const struct model *model, const struct journeys *journeys, uint32_t number,
	bool letter, struct journey_stand *out)
{
	const struct journey_event *last = NULL, *event;
	struct journey_stuck why;

	for (event = journeys_first(journeys, number); event;
		event = journeys_after(journeys, event)) {
		last = ((event->flags & EVENT_DEAD) != 0) == letter ? event : last;
	}
	if (!last) {
		return false;
	}
	*out = (struct journey_stand){
		.topic = journeys_topic(journeys, last->topic), .id = last->id};
	out->group = !letter && journeys_stuck(journeys, number, &why) && why.group.length > 0
		? why.group
		: only_group(model, out->topic);
	return true;
}
