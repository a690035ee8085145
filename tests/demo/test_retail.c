#include "demo/probe.h"

#include "../../src/demo/scenario.h"

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

/* Events a second in the long run; the steps have no circle, so some rounds are enough. */
static void fill(struct flow *flow, const struct scenario *scenario)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct flow before = *flow;
		*flow = (struct flow){.count = 0};
		for (size_t i = 0; i < scenario->producer_count; i++) {
			*flow_of(flow, scenario->producers[i].type) += scenario->producers[i].per_s;
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

static void some_forty_events_a_second_flow(void **state)
{
	struct flow flow = {.count = 0};
	double total = 0;

	(void)state;
	fill(&flow, scenario_find("retail"));
	for (size_t i = 0; i < flow.count; i++) {
		assert_true(flow.types[i].per_s > 0);
		total += flow.types[i].per_s;
	}
	assert_true(total > 35 && total < 50);
}

static void every_service_has_time_to_spare_at_the_top_of_the_wave(void **state)
{
	const struct scenario *retail = scenario_find("retail");
	struct flow flow = {.count = 0};

	(void)state;
	fill(&flow, retail);
	for (size_t i = 0; i < retail->service_count; i++) {
		const struct service *service = &retail->services[i];
		double busy = topic_rate(&flow, service->topic) * 1.35 *
			(double)service->handling_ms / 1000 / service->consumers;
		if (busy > 0.75) {
			fail_msg("%s on %s is busy %.0f %%", service->group, service->topic,
				busy * 100);
		}
	}
}

static void the_steps_lead_from_a_view_to_an_order(void **state)
{
	static const char *const path[] = {"product.viewed", "profile.updated", "offer.selected",
		"email.sent", "email.opened", "email.clicked", "order.purchased"};
	const struct scenario *retail = scenario_find("retail");

	(void)state;
	for (size_t k = 0; k + 1 < sizeof(path) / sizeof(*path); k++) {
		bool found = false;
		for (size_t i = 0; i < retail->step_count; i++) {
			found |= strcmp(retail->steps[i].after->name, path[k]) == 0 &&
				strcmp(retail->steps[i].emits->name, path[k + 1]) == 0;
		}
		if (!found) {
			fail_msg("nothing leads from %s to %s", path[k], path[k + 1]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(some_forty_events_a_second_flow),
		cmocka_unit_test(every_service_has_time_to_spare_at_the_top_of_the_wave),
		cmocka_unit_test(the_steps_lead_from_a_view_to_an_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
