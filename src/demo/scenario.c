#include "scenario.h"

#include <string.h>

#include "demo/demo.h"
#include "list.h"

#define X(name) extern const struct scenario scenario_##name;
SCENARIO_LIST(X)
#undef X

const struct scenario *scenario_at(size_t i)
{
#define X(name) &scenario_##name,
	static const struct scenario *const all[] = {SCENARIO_LIST(X)};
#undef X
	return i < sizeof(all) / sizeof(*all) ? all[i] : NULL;
}

const struct scenario *scenario_find(const char *name)
{
	const struct scenario *scenario;
	for (size_t i = 0; (scenario = scenario_at(i)) != NULL; i++) {
		if (strcmp(scenario->name, name) == 0) {
			return scenario;
		}
	}
	return NULL;
}

const struct incident *scenario_incident(const struct scenario *scenario, enum incident_kind kind,
	const char *topic, const char *group)
{
	for (size_t i = 0; i < scenario->incident_count; i++) {
		const struct incident *incident = &scenario->incidents[i];
		if (incident->kind == kind && strcmp(incident->topic, topic) == 0 &&
			(group == NULL || strcmp(incident->group, group) == 0)) {
			return incident;
		}
	}
	return NULL;
}

const struct event_type *scenario_type_at(const struct scenario *scenario, size_t i)
{
	if (i < scenario->producer_count) {
		return scenario->producers[i].type;
	}
	i -= scenario->producer_count;
	return i < scenario->step_count ? scenario->steps[i].emits : NULL;
}

bool demo_scenario_at(size_t i, struct demo_scenario_info *info)
{
	const struct scenario *scenario = scenario_at(i);
	if (scenario == NULL) {
		return false;
	}
	*info = (struct demo_scenario_info){.name = scenario->name, .summary = scenario->summary};
	return true;
}
