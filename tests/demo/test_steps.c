#include "demo/probe.h"

#include "../../src/demo/scenario.h"

static void leads(const char *name, const char *const *path)
{
	const struct scenario *scenario = scenario_find(name);

	for (; path[1] != NULL; path++) {
		bool found = false;
		for (size_t i = 0; i < scenario->step_count; i++) {
			found |= strcmp(scenario->steps[i].after->name, path[0]) == 0 &&
				strcmp(scenario->steps[i].emits->name, path[1]) == 0;
		}
		if (!found) {
			fail_msg("nothing leads from %s to %s", path[0], path[1]);
		}
	}
}

#define LEADS(name, ...) leads(name, (const char *const[]){__VA_ARGS__, NULL})

static void the_steps_lead_from_a_view_to_an_order(void **state)
{
	(void)state;
	LEADS("retail", "product.viewed", "profile.updated", "offer.selected", "email.sent",
		"email.opened", "email.clicked", "order.purchased");
}

static void the_steps_lead_from_an_error_to_a_survey(void **state)
{
	(void)state;
	LEADS("saas", "errors.detected", "tickets.opened", "tickets.assigned", "tickets.replied",
		"tickets.resolved", "surveys.answered");
	LEADS("saas", "tickets.opened", "users.notified");
}

static void the_steps_lead_from_a_search_to_a_payment(void **state)
{
	(void)state;
	LEADS("airline", "fare.searched", "demand.scored", "price.set", "web.updated",
		"fare.booked", "booking.paid");
	LEADS("airline", "price.set", "mobile.updated");
	LEADS("airline", "price.set", "partner.updated");
}

static void the_steps_lead_from_a_transaction_to_its_notice(void **state)
{
	(void)state;
	LEADS("bank", "transaction.initiated", "fraud.scored", "transaction.held",
		"transaction.approved", "transaction.posted", "app.notified");
}

static void the_steps_lead_from_a_device_to_a_routine(void **state)
{
	(void)state;
	LEADS("iot", "climate.adjusted", "pattern.found", "suggestion.sent", "suggestion.accepted",
		"routine.automated", "command.confirmed");
	LEADS("iot", "light.switched", "pattern.found");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_steps_lead_from_a_view_to_an_order),
		cmocka_unit_test(the_steps_lead_from_an_error_to_a_survey),
		cmocka_unit_test(the_steps_lead_from_a_search_to_a_payment),
		cmocka_unit_test(the_steps_lead_from_a_transaction_to_its_notice),
		cmocka_unit_test(the_steps_lead_from_a_device_to_a_routine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
