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

bool demo_scenario_at(size_t i, struct demo_scenario_info *info)
{
	const struct scenario *scenario = scenario_at(i);
	if (scenario == NULL) {
		return false;
	}
	*info = (struct demo_scenario_info){.name = scenario->name, .summary = scenario->summary};
	return true;
}
