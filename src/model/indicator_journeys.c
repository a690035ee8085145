/* Indicators over journeys: what each is to a conversion, a time, a return. */
#include <string.h>

#include "base/mem.h"
#include "indicator_private.h"

enum { STEP_LOOKED_AT = 1, STEP_FROM = 2, STEP_TO = 4 };

static unsigned step_of(struct measure *measure, const struct journeys *journeys, uint16_t step)
{
	const struct indicator *indicator = measure->indicator;

	if (step >= measure->step_room) {
		size_t room = step * 2U + 16;

		measure->steps = mem_resize(measure->steps, room, 1);
		memset(measure->steps + measure->step_room, 0, room - measure->step_room);
		measure->step_room = room;
	}
	if (measure->steps[step] == 0) {
		struct text name = journeys_step(journeys, step);

		measure->steps[step] = (uint8_t)(STEP_LOOKED_AT |
			(indicator_steps_have(&indicator->from, name) ? STEP_FROM : 0) |
			(indicator_steps_have(&indicator->to, name) ? STEP_TO : 0));
	}
	return measure->steps[step];
}

static bool is_over(enum journey_state state)
{
	return state == JOURNEY_FAILED || state == JOURNEY_COMPLETED || state == JOURNEY_ABANDONED;
}

static bool find_pair(struct measure *measure, const struct journeys *journeys, uint32_t number,
	const struct journey_event *pair[2])
{
	const struct journey_event *event = journeys_first(journeys, number);

	pair[0] = pair[1] = NULL;
	for (; event != NULL && pair[1] == NULL; event = journeys_after(journeys, event)) {
		unsigned is = (event->flags & EVENT_DEAD) != 0
			? 0
			: step_of(measure, journeys, event->step);

		measure->saw_to = measure->saw_to || (is & STEP_TO) != 0;
		if (pair[0] != NULL && (is & STEP_TO) != 0) {
			pair[1] = event;
		} else if (pair[0] == NULL && (is & STEP_FROM) != 0) {
			pair[0] = event;
		}
	}
	measure->saw_from = measure->saw_from || pair[0] != NULL;
	return pair[0] != NULL;
}

static enum indicator_outcome outcome_of(const struct indicator *indicator,
	const struct journey_event *const pair[2], bool over, int64_t now_ms)
{
	int64_t from_ms = (int64_t)pair[0]->id.ms, within_ms = indicator->within_ms;
	bool came = pair[1] != NULL &&
		(within_ms == 0 || (int64_t)pair[1]->id.ms - from_ms <= within_ms);

	if (within_ms > 0 && from_ms + within_ms > now_ms) {
		return OUTCOME_IN_FLIGHT;
	}
	return came ? OUTCOME_CONVERTED : within_ms > 0 || over ? OUTCOME_LOST : OUTCOME_IN_FLIGHT;
}

/* What a journey is to a conversion or a time; false: nothing. */
static bool sample_pair(struct measure *measure, const struct journeys *journeys,
	const struct journey_view *view, int64_t now_ms, struct indicator_sample *sample)
{
	const struct indicator *indicator = measure->indicator;
	const struct journey_event *pair[2];

	if (!find_pair(measure, journeys, view->number, pair)) {
		return false;
	}
	const struct journey_event *at = pair[0];
	if (indicator->kind == INDICATOR_CONVERSION) {
		sample->outcome =
			(uint8_t)outcome_of(indicator, pair, is_over(view->state), now_ms);
	} else if (pair[1] != NULL) {
		at = pair[1];
		sample->outcome = OUTCOME_CONVERTED;
		sample->value = (double)(at->id.ms - pair[0]->id.ms);
	} else {
		sample->outcome = OUTCOME_IN_FLIGHT;
		if (is_over(view->state)) {
			return false;
		}
	}
	sample->at_ms = (int64_t)at->id.ms;
	sample->id = at->id;
	sample->topic = at->topic;
	return true;
}

static bool has_party(const struct definition *definition, const char *path)
{
	for (size_t i = 0; i < definition->key_count; i++) {
		if (definition->keys[i].use == KEY_USE_PARTY &&
			strcmp(definition->keys[i].path, path) == 0) {
			return true;
		}
	}
	return false;
}

static bool sample_visit(struct measure *measure, const struct journeys *journeys,
	const struct journey_view *view, struct indicator_sample *sample)
{
	const struct journey_event *first = journeys_first(journeys, view->number);

	if (view->party.length == 0 || first == NULL ||
		!has_party(view->definition, measure->indicator->path)) {
		return false;
	}
	sample->party = map_hash(view->party, 0);
	sample->at_ms = (int64_t)first->id.ms;
	sample->id = first->id;
	sample->topic = first->topic;
	return true;
}

bool measure_journey(struct measure *measure, const struct journeys *journeys, uint32_t number,
	int64_t now_ms, struct indicator_sample *sample)
{
	const struct indicator *indicator = measure->indicator;
	struct journey_view view;

	journeys_view(journeys, number, &view);
	if (!view.leads ||
		(indicator->journey != NULL &&
			(view.definition->name == NULL ||
				strcmp(indicator->journey, view.definition->name) != 0))) {
		return false;
	}
	*sample = (struct indicator_sample){.number = number};
	return indicator->kind == INDICATOR_RETURNING
		? sample_visit(measure, journeys, &view, sample)
		: sample_pair(measure, journeys, &view, now_ms, sample);
}

bool measure_asks_journeys(const struct indicator *indicator)
{
	return indicator->kind != INDICATOR_MEAN && indicator->kind != INDICATOR_SILENT;
}

void measure_gather_journeys(struct measure *measure, const struct journeys *journeys,
	int64_t now_ms, struct indicator_samples *samples)
{
	struct indicator_sample sample;

	for (uint32_t at = 0; (at = journeys_next(journeys, at)) != 0;) {
		if (measure_journey(measure, journeys, at, now_ms, &sample)) {
			indicator_samples_add(samples, &sample);
		}
	}
}
