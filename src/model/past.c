#include "model/past.h"

static bool is_of(const struct journeys *journeys, uint32_t number, struct text definition)
{
	struct journey_view view;

	journeys_view(journeys, number, &view);
	return definition.length == 0 ||
		text_is(definition, view.definition->name == NULL ? "" : view.definition->name);
}

uint32_t past_find(const struct journeys *journeys, const struct ref *what)
{
	bool by_event = what->topic.length > 0;
	uint32_t number = 0;

	do {
		number = by_event ? journeys_with(journeys, what->topic, what->id, number)
				  : journeys_find(journeys, what->journey, number);
	} while (number != 0 && !is_of(journeys, number, what->definition));
	return number;
}

bool past_has_head(const struct journeys *journeys, uint32_t number)
{
	struct journey_view view;
	bool begins = false;

	journeys_view(journeys, number, &view);
	if ((view.flags & JOURNEY_PARTIAL_HEAD) != 0) {
		return false;
	}
	for (const struct journey_event *event = journeys_first(journeys, number);
		event != NULL && !begins; event = journeys_after(journeys, event)) {
		uint8_t step =
			definition_step_of(view.definition, journeys_step(journeys, event->step));

		begins = step != DEFINITION_NONE && (view.definition->starts >> step & 1) != 0;
	}
	return begins;
}
