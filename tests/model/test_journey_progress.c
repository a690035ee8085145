#include "model/journeys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"
#include "seed.h"

static const char order[] =
	"[journey order]\nanchor = order\nstart = order.placed\nend = order.delivered\n"
	"fail = payment.declined, order.cancelled\n"
	"step = order.placed -> payment.authorised within 5s\n"
	"step = payment.authorised -> shipment.created within 4h\n"
	"step = shipment.created -> customer.confirmed\n"
	"step = customer.confirmed -> order.delivered within 1d\n"
	"optional = loyalty.points\n"
	"never = shipment.created before payment.authorised\n"
	"at_most = payment.captured 1\n"
	"wait = customer.confirmed up to 3d\nsla = 2d\nexpire = 7d\n"
	"value = order.placed: total\n";

enum { SECOND = 1000, HOUR = 3600 * SECOND, DAY = 24 * HOUR };

static void expect_flag(const struct journey_log *log, enum journey_flag flag, bool expected)
{
	assert_int_equal((log_view(log, "1").flags & flag) != 0, expected);
}

static void expect_expected(const struct journey_log *log, const char *names)
{
	uint8_t steps[DEFINITION_STEPS_MAX];
	size_t count = journeys_expected(log->journeys, log_view(log, "1").number, steps);
	char out[512] = "";

	for (size_t i = 0; i < count; i++) {
		strcat(out, i > 0 ? " " : "");
		strcat(out, log->definition.steps[steps[i]].name);
	}
	assert_string_equal(out, names);
}

static void a_journey_goes_its_way(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 0, "type=order.placed order=1 total=12.5");
	log_expect_state(log, "1", JOURNEY_ACTIVE);
	assert_true(log_view(log, "1").has_value);
	assert_true(log_view(log, "1").value > 12.4 && log_view(log, "1").value < 12.6);
	expect_expected(log,
		"payment.authorised shipment.created customer.confirmed "
		"order.delivered");
	log_add(log, "a", 1 * SECOND, "type=payment.authorised order=1");
	log_add(log, "a", 2 * SECOND, "type=shipment.created order=1");
	log_expect_state(log, "1", JOURNEY_WAITING);
	log_expect_reason(log, "1", "waits for customer.confirmed");
	journeys_advance(log->journeys, 2 * DAY);
	log_expect_state(log, "1", JOURNEY_WAITING);
	expect_flag(log, JOURNEY_SLA_BREACHED, false);
	journeys_advance(log->journeys, 2 * DAY + 1);
	expect_flag(log, JOURNEY_SLA_BREACHED, true);
	log_add(log, "a", 2 * DAY + 2, "type=customer.confirmed order=1");
	log_expect_state(log, "1", JOURNEY_ACTIVE);
	log_add(log, "a", 2 * DAY + 3, "type=order.delivered order=1");
	log_expect_state(log, "1", JOURNEY_COMPLETED);
	expect_flag(log, JOURNEY_DEVIATING, false);
	expect_flag(log, JOURNEY_SLA_BREACHED, true);
	expect_expected(log, "");
	log_end(log);
}

static void of_two_starts_one_is_enough(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = order\nstart = viewed, searched\n"
			  "end = bought\nstep = viewed -> offered\n"
			  "step = searched -> offered\nstep = offered -> bought\n",
			LOG_MEMORY);

	(void)state;
	log_add(log, "a", 0, "type=viewed order=1");
	expect_expected(log, "offered bought");
	log_add(log, "a", 1, "type=offered order=1");
	log_add(log, "a", 2, "type=bought order=1");
	log_expect_state(log, "1", JOURNEY_COMPLETED);
	log_end(log);
}

static void it_is_late_without_an_event_and_is_not_when_it_comes(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 0, "type=order.placed order=1");
	journeys_advance(log->journeys, 5 * SECOND);
	log_expect_state(log, "1", JOURNEY_ACTIVE);
	journeys_advance(log->journeys, 5 * SECOND + 1);
	log_expect_state(log, "1", JOURNEY_LATE);
	log_expect_reason(log, "1", "payment.authorised was due 1ms ago");
	log_add(log, "a", 6 * SECOND, "type=payment.authorised order=1");
	log_expect_state(log, "1", JOURNEY_ACTIVE);
	expect_flag(log, JOURNEY_DEVIATING, true);
	const struct journey_event *event =
		journeys_first(log->journeys, log_view(log, "1").number);
	assert_int_equal(event->flags, 0);
	assert_int_equal(journeys_after(log->journeys, event)->flags, EVENT_LATE);
	journeys_advance(log->journeys, 5 * (int64_t)HOUR);
	log_expect_state(log, "1", JOURNEY_LATE);
	journeys_advance(log->journeys, 7 * (int64_t)DAY + 6 * SECOND);
	log_expect_state(log, "1", JOURNEY_LATE);
	journeys_advance(log->journeys, 7 * (int64_t)DAY + 6 * SECOND + 1);
	log_expect_state(log, "1", JOURNEY_ABANDONED);
	log_end(log);
}

static void a_failure_is_cleared_by_a_later_success(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=order.placed order=1");
	log_add(log, "a", 2, "type=payment.declined order=1");
	log_expect_state(log, "1", JOURNEY_FAILED);
	log_expect_reason(log, "1", "failed at payment.declined");
	log_add(log, "a", 3, "type=loyalty.points order=1");
	log_expect_state(log, "1", JOURNEY_FAILED);
	log_add(log, "a", 4, "type=payment.authorised order=1");
	log_expect_state(log, "1", JOURNEY_ACTIVE);
	expect_flag(log, JOURNEY_RECOVERED, true);
	log_add(log, "a", 5, "type=shipment.created order=1 status=failed");
	log_expect_state(log, "1", JOURNEY_FAILED);
	log_add(log, "a", 6, "type=shipment.created order=1 status=ok");
	log_expect_state(log, "1", JOURNEY_WAITING);
	log_end(log);
}

static void rules_that_are_broken_are_told(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=order.placed order=1");
	log_add(log, "a", 2, "type=payment.captured order=1");
	expect_flag(log, JOURNEY_DEVIATING, false);
	log_add(log, "a", 3, "type=payment.captured order=1");
	expect_flag(log, JOURNEY_DEVIATING, true);
	log_end(log);
	log = log_begin(order, LOG_MEMORY);
	log_add(log, "a", 1, "type=order.placed order=1");
	log_add(log, "a", 3, "type=shipment.created order=1");
	expect_flag(log, JOURNEY_DEVIATING, true);
	/* It came before, and is only told now: then nothing was broken. */
	log_add(log, "b", 2, "type=payment.authorised order=1");
	expect_flag(log, JOURNEY_DEVIATING, false);
	log_end(log);
}

static void an_end_with_something_missing_is_none(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=order.placed order=1");
	log_add(log, "a", 2, "type=payment.authorised order=1");
	log_add(log, "a", 3, "type=order.delivered order=1");
	log_expect_state(log, "1", JOURNEY_ACTIVE);
	expect_expected(log, "shipment.created customer.confirmed");
	log_add(log, "a", 4, "type=shipment.created order=1");
	log_add(log, "a", 5, "type=customer.confirmed order=1");
	log_expect_state(log, "1", JOURNEY_COMPLETED);
	log_add(log, "a", 6, "type=shipment.created order=1");
	expect_flag(log, JOURNEY_REOPENED, true);
	log_expect_state(log, "1", JOURNEY_WAITING);
	log_end(log);
}

static void a_journey_without_its_start_is_unknown(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);

	(void)state;
	log_add(log, "a", 2, "type=payment.authorised order=1");
	log_expect_state(log, "1", JOURNEY_UNKNOWN);
	expect_flag(log, JOURNEY_PARTIAL_HEAD, true);
	log_add(log, "b", 1, "type=order.placed order=1");
	log_expect_state(log, "1", JOURNEY_ACTIVE);
	expect_flag(log, JOURNEY_PARTIAL_HEAD, false);
	log_expect(log, "1", "order.placed payment.authorised");
	log_end(log);
}

/* Whatever the order in which events come, in the end it is the same journey. */
static void the_order_of_coming_does_not_matter(void **state)
{
	static const char *const types[] = {"order.placed", "payment.authorised",
		"payment.declined", "shipment.created", "customer.confirmed", "payment.captured",
		"loyalty.points", "something.else"};
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 300; round++) {
		int count = 1 + (int)rng_below(&rng, 12), place[12];
		struct {
			uint64_t ms;
			char words[80];
		} events[12];
		char told[2][4096];
		struct journey_view views[2];

		for (int i = 0; i < count; i++) {
			events[i].ms = (uint64_t)i * (1 + rng_below(&rng, 3 * SECOND)) + 1;
			events[i].ms = i > 0 && events[i].ms <= events[i - 1].ms
				? events[i - 1].ms + 1
				: events[i].ms;
			snprintf(events[i].words, sizeof(events[i].words), "type=%s order=1%s",
				types[i == 0 ? 0 : 1 + rng_below(&rng, 7)],
				rng_below(&rng, 9) == 0 ? " status=error" : "");
			place[i] = i;
		}
		for (int pass = 0; pass < 2; pass++) {
			struct journey_log *log = log_begin(order, LOG_MEMORY);
			for (int i = 0; i < count; i++) {
				log_add(log, "a", events[place[i]].ms, events[place[i]].words);
			}
			journeys_advance(log->journeys, 20 * SECOND);
			views[pass] = log_view(log, "1");
			log_steps(log, views[pass].number, told[pass]);
			log_end(log);
			for (int i = count - 1; i > 0; i--) {
				int other = (int)rng_below(&rng, (uint64_t)i + 1), kept = place[i];
				place[i] = place[other];
				place[other] = kept;
			}
		}
		assert_string_equal(told[0], told[1]);
		assert_int_equal(views[0].state, views[1].state);
		assert_int_equal(views[0].flags, views[1].flags);
		assert_int_equal(views[0].has_due, views[1].has_due);
		assert_int_equal(views[0].due_ms, views[1].due_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_two_starts_one_is_enough),
		cmocka_unit_test(a_journey_goes_its_way),
		cmocka_unit_test(it_is_late_without_an_event_and_is_not_when_it_comes),
		cmocka_unit_test(a_failure_is_cleared_by_a_later_success),
		cmocka_unit_test(rules_that_are_broken_are_told),
		cmocka_unit_test(an_end_with_something_missing_is_none),
		cmocka_unit_test(a_journey_without_its_start_is_unknown),
		cmocka_unit_test(the_order_of_coming_does_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
