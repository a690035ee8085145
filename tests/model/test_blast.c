#include "model/blast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "journey_log.h"

static const char order[] = "[journey order]\nanchor = order\nstart = placed\nend = shipped\n"
			    "step = placed -> paid within 10s\nstep = paid -> shipped\n"
			    "value = placed: total\n";

static struct blast blast_at(const struct journey_log *log, uint64_t cursor_ms)
{
	struct blast blast;

	blast_of(log->journeys, text_of("orders"), text_of("billing"),
		(struct id){.ms = cursor_ms, .seq = UINT64_MAX}, &blast);
	return blast;
}

static void what_a_group_has_not_read_stands_behind_it(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);
	struct blast blast;

	(void)state;
	log_add(log, "orders", 1000, "type=placed order=1 total=10");
	log_add(log, "orders", 2000, "type=placed order=2 total=5.5");
	log_add(log, "orders", 9000, "type=placed order=3");
	log_add(log, "orders", 9000, "type=placed order=4 total=100");
	log_add(log, "payments", 9500, "type=paid order=4");
	log_add(log, "orders", 9600, "type=placed order=5 total=1000");
	log_add(log, "shipments", 9700, "type=shipped order=5");
	log_add(log, "payments", 9800, "type=paid order=5");
	journeys_advance(log->journeys, log_view(log, "1").started_ms + 10500);
	blast = blast_at(log, (uint64_t)log_view(log, "1").started_ms);
	assert_int_equal(blast.behind, 2);
	assert_int_equal(blast.late, 0);
	assert_int_equal(blast.soon, 2);
	assert_int_equal(blast.valued, 1);
	assert_true(blast.value > 5.4 && blast.value < 5.6);
	blast = blast_at(log, (uint64_t)log_view(log, "3").started_ms);
	assert_int_equal(blast.behind, 0);
	log_end(log);
}

/* It was delivered, and lies there. */
static void what_it_holds_pending_stands_behind_it_too(void **state)
{
	struct journey_log *log = log_begin(order, LOG_MEMORY);
	const struct journey_stuck why = {.rule = STUCK_PENDING, .group = {"billing", 7}};
	const struct journey_stuck other = {.rule = STUCK_PENDING, .group = {"mail", 4}};
	struct blast blast;

	(void)state;
	log_add(log, "orders", 1000, "type=placed order=1 total=10");
	log_add(log, "orders", 2000, "type=placed order=2 total=5");
	journeys_advance(log->journeys, log_view(log, "1").started_ms + 20000);
	journeys_set_stuck(log->journeys, log_view(log, "1").number, &why);
	journeys_set_stuck(log->journeys, log_view(log, "2").number, &other);
	blast = blast_at(log, UINT64_MAX);
	assert_int_equal(blast.behind, 1);
	assert_int_equal(blast.late, 1);
	assert_int_equal(blast.soon, 0);
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_group_has_not_read_stands_behind_it),
		cmocka_unit_test(what_it_holds_pending_stands_behind_it_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
