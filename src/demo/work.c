#include "work.h"

#include <stdio.h>
#include <string.h>

enum { PURPOSE_MAX = 64 };

/* The service chokes on a value, whoever wrote it: an event put right by hand goes through. */
static bool chokes(const struct run *run, const struct service *service, const struct entry *entry)
{
	const struct incident *incident =
		scenario_incident(run->scenario, INCIDENT_POISON, service->topic, service->group);
	char value[EVENT_VALUE_MAX];

	return incident != NULL && event_value(entry, incident->name, value) &&
		strcmp(value, incident->value) == 0;
}

/* Some of the work fails at its first try, and some always does. */
static bool has_bad_luck(
	const struct run *run, const struct service *service, const struct event *event, bool again)
{
	char purpose[PURPOSE_MAX];
	struct rng rng;

	snprintf(purpose, sizeof(purpose), "%s fails", service->group);
	rng_seed(&rng, event_hash(event, purpose, run->seed));
	return rng_unit(&rng) < service->hopeless + (again ? 0 : service->flaky);
}

void work_take(struct work *work, const struct run *run, const struct service *service,
	const struct entry *entry, bool again)
{
	*work = (struct work){.id = entry->id, .fails = chokes(run, service, entry)};
	work->understood = event_understand(&work->event, run->scenario, service->topic, entry);
	work->fails |= work->understood && has_bad_luck(run, service, &work->event, again);
}

int64_t work_duration_ms(const struct work *work, const struct run *run,
	const struct service *service, int64_t slowness)
{
	double mean_ms = (double)(service->handling_ms * slowness);
	struct rng rng;

	if (!work->understood) {
		return run_pace(run, mean_ms);
	}
	rng_seed(&rng, event_hash(&work->event, service->group, run->seed));
	return run_pace(run, mean_ms * 0.4 + rng_wait(&rng, mean_ms * 0.6));
}

void work_publish(const struct work *work, struct run *run, const struct service *service)
{
	struct event event;
	struct rng rng;

	for (size_t i = 0; work->understood && i < run->scenario->step_count; i++) {
		const struct step *step = &run->scenario->steps[i];
		if (step->by == NULL || step->after != work->event.type ||
			strcmp(step->by, service->group) != 0) {
			continue;
		}
		if (run_chance(run, &work->event, step, &rng)) {
			event_follow(&event, run->scenario, step->emits, &work->event, run->seed);
			run_publish(run, &event);
		}
	}
}
