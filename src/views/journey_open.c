#include "journey_open.h"

#include <stdio.h>

#include "journey_words.h"

/* Were it in a journey, that one would be held. */
static bool is_followed(const struct live_journeys *live, struct id id)
{
	return live->reading_back ||
		(id.ms >= (uint64_t)live->since_ms && live->skips == 0 &&
			journeys_totals(live->journeys).left == 0);
}

struct intent journey_open(const struct model *model, struct text topic, struct id id)
{
	struct journey_source source = journey_source_of(model);
	struct intent intent = {.kind = INTENT_SAY};
	struct journey_view view;
	uint32_t number;

	if (!source.journeys) {
		snprintf(intent.message, sizeof(intent.message),
			"journeys are followed from now on: again in a moment");
		return intent;
	}
	number = journeys_with(source.journeys, topic, id, 0);
	if (number == 0 && is_followed(model_live(model), id)) {
		snprintf(intent.message, sizeof(intent.message),
			"this event is in no journey that is held: it has no key of one");
		return intent;
	}
	if (number == 0) {
		return (struct intent){
			.kind = INTENT_OPEN, .view = "journey", .ref = ref_journey_of(topic, id)};
	}
	journeys_view(source.journeys, number, &view);
	return (struct intent){.kind = INTENT_OPEN, .view = "journey", .ref = journey_ref(&view)};
}
