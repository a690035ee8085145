#include "../../src/demo/scenario.h"

#include "demo/probe.h"

#include "../../src/demo/event.h"

static const struct service *service_of(
	const struct scenario *scenario, const char *topic, const char *group)
{
	for (size_t i = 0; i < scenario->service_count; i++) {
		const struct service *service = &scenario->services[i];
		if (strcmp(service->topic, topic) == 0 && strcmp(service->group, group) == 0) {
			return service;
		}
	}
	return NULL;
}

/* Its fields fit into an event, and every attribute can be drawn. */
static void type_is_sound(const struct scenario *scenario, const struct event_type *type)
{
	size_t count = 2;

	assert_non_null(type->topic);
	for (const struct attribute *at = scenario->identity; at->name != NULL; at++) {
		count++;
	}
	for (const struct attribute *at = type->attributes; at->name != NULL; at++) {
		bool from = at->kind == ATTRIBUTE_PICK || at->kind == ATTRIBUTE_CODE ||
			at->kind == ATTRIBUTE_TOKEN;
		assert_true(!from || at->from != NULL);
		assert_true(at->low <= at->high);
		count++;
	}
	assert_true(count <= EVENT_FIELDS_MAX);
}

static void steps_are_sound(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->step_count; i++) {
		const struct step *step = &scenario->steps[i];
		type_is_sound(scenario, step->emits);
		assert_true(step->probability > 0 && step->probability <= 1);
		if (step->by == NULL) {
			assert_true(step->delay_ms > 0);
		} else if (service_of(scenario, step->after->topic, step->by) == NULL) {
			fail_msg("%s does not read %s", step->by, step->after->topic);
		}
	}
}

static void services_are_sound(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->service_count; i++) {
		const struct service *service = &scenario->services[i];
		assert_true(service->consumers > 0);
		assert_true(service->batch > 0 && service->batch <= SERVICE_BATCH_MAX);
		assert_true(service->handling_ms > 0);
		/* Else healthy work would be taken over by a colleague. */
		assert_true(service->retry_ms == 0 ||
			service->retry_ms > service->batch * service->handling_ms * 2);
	}
}

static void incident_is_sound(const struct scenario *scenario)
{
	const struct incident *incident = &scenario->incident;
	const struct service *dead =
		service_of(scenario, incident->dead_topic, incident->dead_group);
	const struct service *poisoned =
		service_of(scenario, incident->poison_type->topic, incident->poison_group);
	bool found = false;

	assert_true(dead != NULL && dead->consumers == 1 && dead->retry_ms == 0);
	assert_true(incident->holds > 0 && incident->holds <= SERVICE_BATCH_MAX);
	assert_true(poisoned != NULL && poisoned->retry_ms > 0);
	for (const struct attribute *at = incident->poison_type->attributes; at->name != NULL;
		at++) {
		found |= strcmp(at->name, incident->poison_name) == 0;
	}
	assert_true(found);
	assert_true(strlen(incident->poison_value) < EVENT_VALUE_MAX);
}

static void every_scenario_is_sound(void **state)
{
	const struct scenario *scenario;

	(void)state;
	for (size_t i = 0; (scenario = scenario_at(i)) != NULL; i++) {
		print_message("%s\n", scenario->name);
		assert_non_null(scenario->config);
		for (size_t k = 0; k < scenario->producer_count; k++) {
			const struct producer *producer = &scenario->producers[k];
			type_is_sound(scenario, producer->type);
			assert_true(producer->per_s > 0 && producer->wave_ms > 0);
			assert_true(producer->wave >= 0 && producer->wave < 1);
		}
		steps_are_sound(scenario);
		services_are_sound(scenario);
		incident_is_sound(scenario);
	}
}

static void every_scenario_is_found_by_its_own_name(void **state)
{
	struct demo_scenario_info info;
	size_t i = 0;

	(void)state;
	for (; demo_scenario_at(i, &info); i++) {
		assert_ptr_equal(scenario_find(info.name), scenario_at(i));
		assert_true(strlen(info.summary) > 0);
	}
	assert_true(i > 0);
	assert_null(scenario_at(i));
	assert_null(scenario_find("opera"));
	assert_null(scenario_find("all"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scenario_is_sound),
		cmocka_unit_test(every_scenario_is_found_by_its_own_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
