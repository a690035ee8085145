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
		assert_true(service->flaky == 0 || service->retry_ms > 0);
		assert_true(service->hopeless == 0 || service->dead_after > 0);
		assert_true((service->dead_after > 0) == (service->dead_topic != NULL));
		assert_true(service->dead_after == 0 ||
			(service->retry_ms > 0 && service->failure != NULL));
	}
}

static bool reads_topic(const struct scenario *scenario, const char *topic)
{
	const struct event_type *type;

	for (size_t i = 0; (type = scenario_type_at(scenario, i)) != NULL; i++) {
		if (strcmp(type->topic, topic) == 0) {
			return true;
		}
	}
	return false;
}

static void crash_is_sound(const struct incident *incident, const struct service *service)
{
	assert_non_null(service);
	assert_true(incident->amount >= service->batch && incident->amount <= SERVICE_BATCH_MAX);
}

static void poison_is_sound(const struct incident *incident, const struct service *service)
{
	bool found = false;

	assert_true(service->retry_ms > 0);
	assert_string_equal(incident->type->topic, incident->topic);
	for (const struct attribute *at = incident->type->attributes; at->name != NULL; at++) {
		found |= strcmp(at->name, incident->name) == 0;
	}
	assert_true(found);
	assert_true(strlen(incident->value) < EVENT_VALUE_MAX);
}

static void incident_is_sound(const struct scenario *scenario, const struct incident *incident)
{
	const struct service *service = incident->group == NULL
		? NULL
		: service_of(scenario, incident->topic, incident->group);

	assert_true(reads_topic(scenario, incident->topic));
	assert_true((incident->group == NULL) == (service == NULL));
	switch (incident->kind) {
	case INCIDENT_CRASH:
		crash_is_sound(incident, service);
		break;
	case INCIDENT_POISON:
		poison_is_sound(incident, service);
		break;
	case INCIDENT_SLOW:
		assert_true(service != NULL && incident->amount > 1);
		/* Slow work is not taken for lost. */
		assert_true(service->retry_ms == 0 ||
			service->retry_ms > service->handling_ms * incident->amount * 2);
		break;
	case INCIDENT_HASTE:
		assert_true(service != NULL && incident->amount < service->handling_ms);
		break;
	case INCIDENT_TRIM:
		assert_true(incident->amount > 0);
		break;
	case INCIDENT_SILENCE:
	case INCIDENT_LEAVE:
		assert_int_equal(incident->amount, 0);
		break;
	}
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
			assert_true(producer->per_s > 0);
			assert_true(producer->wave >= 0 && producer->wave < 1);
		}
		steps_are_sound(scenario);
		services_are_sound(scenario);
		assert_true(scenario->day_ms > 0 && scenario->incident_count > 0);
		for (size_t k = 0; k < scenario->incident_count; k++) {
			incident_is_sound(scenario, &scenario->incidents[k]);
		}
	}
}

enum { TYPES_MAX = 32, ROUNDS = 20 };

struct flow {
	size_t count;
	struct {
		const struct event_type *type;
		double per_s;
	} types[TYPES_MAX];
};

static double *flow_of(struct flow *flow, const struct event_type *type)
{
	for (size_t i = 0; i < flow->count; i++) {
		if (flow->types[i].type == type) {
			return &flow->types[i].per_s;
		}
	}
	assert_true(flow->count < TYPES_MAX);
	flow->types[flow->count].type = type;
	return &flow->types[flow->count++].per_s;
}

/* Events a second at the top of the day's wave; the steps have no circle, so some rounds are
 * enough. */
static void fill(struct flow *flow, const struct scenario *scenario)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct flow before = *flow;
		*flow = (struct flow){.count = 0};
		for (size_t i = 0; i < scenario->producer_count; i++) {
			const struct producer *producer = &scenario->producers[i];
			*flow_of(flow, producer->type) +=
				producer->per_s * (1 + producer->wave * 0.54);
		}
		for (size_t i = 0; i < scenario->step_count; i++) {
			const struct step *step = &scenario->steps[i];
			double rate = *flow_of(&before, step->after) * step->probability;
			*flow_of(flow, step->emits) += rate;
		}
	}
}

static double topic_rate(const struct flow *flow, const char *topic)
{
	double rate = 0;
	for (size_t i = 0; i < flow->count; i++) {
		if (strcmp(flow->types[i].type->topic, topic) == 0) {
			rate += flow->types[i].per_s;
		}
	}
	return rate;
}

static void every_service_has_time_to_spare_at_the_top_of_the_wave(void **state)
{
	const struct scenario *scenario;

	(void)state;
	for (size_t k = 0; (scenario = scenario_at(k)) != NULL; k++) {
		struct flow flow = {.count = 0};
		fill(&flow, scenario);
		for (size_t i = 0; i < scenario->service_count; i++) {
			const struct service *service = &scenario->services[i];
			double busy = topic_rate(&flow, service->topic) *
				(double)service->handling_ms / 1000 / service->consumers;
			if (busy > 0.75) {
				fail_msg("%s on %s is busy %.0f %%", service->group, service->topic,
					busy * 100);
			}
		}
	}
}

static void some_twenty_to_sixty_events_a_second_flow(void **state)
{
	const struct scenario *scenario;

	(void)state;
	for (size_t k = 0; (scenario = scenario_at(k)) != NULL; k++) {
		struct flow flow = {.count = 0};
		double total = 0;
		fill(&flow, scenario);
		for (size_t i = 0; i < flow.count; i++) {
			assert_true(flow.types[i].per_s > 0);
			total += flow.types[i].per_s;
		}
		print_message("%s: %.0f/s\n", scenario->name, total);
		assert_true(total > 20 && total < 60);
	}
}

static void no_two_scenarios_share_a_topic(void **state)
{
	const struct scenario *one, *other;
	const struct event_type *type;

	(void)state;
	for (size_t i = 0; (one = scenario_at(i)) != NULL; i++) {
		for (size_t k = 0; (other = scenario_at(k)) != NULL; k++) {
			for (size_t t = 0; k != i && (type = scenario_type_at(one, t)) != NULL;
				t++) {
				if (reads_topic(other, type->topic)) {
					fail_msg("%s and %s have %s", one->name, other->name,
						type->topic);
				}
			}
		}
	}
}

static bool is_anywhere(enum incident_kind kind)
{
	const struct scenario *scenario;

	for (size_t i = 0; (scenario = scenario_at(i)) != NULL; i++) {
		for (size_t k = 0; k < scenario->incident_count; k++) {
			if (scenario->incidents[k].kind == kind) {
				return true;
			}
		}
	}
	return false;
}

static void every_kind_of_incident_is_somewhere(void **state)
{
	(void)state;
	for (int kind = INCIDENT_CRASH; kind <= INCIDENT_LEAVE; kind++) {
		assert_true(is_anywhere((enum incident_kind)kind));
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
		cmocka_unit_test(every_service_has_time_to_spare_at_the_top_of_the_wave),
		cmocka_unit_test(some_twenty_to_sixty_events_a_second_flow),
		cmocka_unit_test(no_two_scenarios_share_a_topic),
		cmocka_unit_test(every_kind_of_incident_is_somewhere),
		cmocka_unit_test(every_scenario_is_found_by_its_own_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
