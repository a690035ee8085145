#include "model/journey_tally.h"

#include "journey_private.h"

void journeys_tally(const struct journeys *journeys, struct journey_tallies *out)
{
	struct journey_view view;
	uint64_t undeclared = 0;

	*out = (struct journey_tallies){.count = journeys->definition_count};
	for (size_t i = 0; i < out->count; i++) {
		out->at[i].definition = journey_definition(journeys, i);
	}
	for (uint32_t at = 0; (at = journeys_next(journeys, at)) != 0;) {
		struct journey_tally *tally = &out->at[journey_at(journeys, at)->definition];

		journeys_view(journeys, at, &view);
		if (view.leads) {
			tally->states[view.state]++;
			tally->breached += (view.flags & JOURNEY_SLA_BREACHED) != 0;
			undeclared += view.definition->name == NULL;
		}
	}
	/* The undeclared one is the last. */
	out->count -= undeclared == 0;
}
