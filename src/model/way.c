#include "model/way.h"

bool way_is(
	const struct journeys *journeys, uint32_t number, const struct text *steps, size_t count)
{
	const struct journey_event *event = journeys_first(journeys, number), *before = NULL;
	size_t at = 0;

	for (; event != NULL; event = journeys_after(journeys, event)) {
		if ((event->flags & EVENT_DEAD) != 0 ||
			(before != NULL && before->step == event->step)) {
			continue;
		}
		if (at == count || !text_equal(journeys_step(journeys, event->step), steps[at])) {
			return false;
		}
		before = event;
		at++;
	}
	return at == count;
}
