#include "model/journeys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"

static const char shop[] = "[journey x]\nanchor = id\ntrace = trace\nchild = part\n";
static const char shop_apart[] =
	"[journey x]\nanchor = id\ntrace = trace\nchild = part\napart = A, T\napart = A, \"P,1\"\n";

static void add_all(struct journey_log *log)
{
	log_add(log, "t", 1, "type=a id=A");
	log_add(log, "t", 2, "type=b trace=T");
	log_add(log, "t", 3, "type=c id=A trace=T");
	log_add(log, "t", 4, "type=d trace=T");
	log_add(log, "t", 5, "type=a id=B");
	log_add(log, "t", 6, "type=b trace=U");
	log_add(log, "t", 7, "type=c id=B trace=U");
}

static void what_is_apart_is_never_one_and_others_are(void **state)
{
	struct journey_log *log = log_begin(shop, LOG_MEMORY);

	(void)state;
	add_all(log);
	log_expect(log, "A", "a b c d");
	assert_int_equal(journeys_totals(log->journeys).merges, 2);
	log_end(log);
	log = log_begin(shop_apart, LOG_MEMORY);
	add_all(log);
	log_expect(log, "A", "a c");
	log_expect(log, "T", "b d");
	log_expect(log, "B", "a b c");
	assert_int_equal(journeys_totals(log->journeys).merges, 1);
	log_end(log);
}

/* Where the event that has both comes first, the one key was not seen before. */
static void the_order_of_events_makes_no_difference(void **state)
{
	struct journey_log *log = log_begin(shop_apart, LOG_MEMORY);

	(void)state;
	log_add(log, "t", 3, "type=c id=A trace=T part=P,1");
	log_add(log, "t", 4, "type=d trace=T");
	log_add(log, "t", 1, "type=a id=A");
	log_add(log, "t", 2, "type=b trace=T");
	log_add(log, "t", 5, "type=e part=P,1");
	log_expect(log, "A", "a c");
	log_expect(log, "T", "b d");
	log_expect(log, "P,1", "e");
	log_end(log);
}

/* A key that may not join is no key that is shared by too many. */
static void a_key_that_is_kept_apart_still_leads(void **state)
{
	struct journey_log *log = log_begin(shop, LOG_MEMORY);

	(void)state;
	assert_true(journeys_set_apart(log->journeys, text_of("T"), text_of("A")));
	log_add(log, "t", 1, "type=b trace=T");
	for (uint64_t i = 0; i < 3 * JOURNEY_SHARED_MAX; i++) {
		log_add(log, "t", 2 + i, "type=c id=A trace=T");
	}
	log_add(log, "t", 1000, "type=d trace=T");
	log_expect(log, "T", "b d");
	assert_int_equal(journeys_totals(log->journeys).demoted, 0);
	assert_int_equal(log_view(log, "A").events, 3 * JOURNEY_SHARED_MAX);
	log_end(log);
}

/* A part that several have is not of the one that it is kept from. */
static void a_part_of_several_is_kept_from_one_of_them(void **state)
{
	struct journey_log *log = log_begin(shop, LOG_MEMORY);

	(void)state;
	assert_true(journeys_set_apart(log->journeys, text_of("A"), text_of("P")));
	log_add(log, "t", 1, "type=a id=A id=B id=C part=P");
	log_add(log, "t", 2, "type=b part=P");
	log_expect(log, "A", "a");
	log_expect(log, "B", "a b");
	log_expect(log, "C", "a b");
	log_end(log);
}

static void without_a_definition_it_is_the_same(void **state)
{
	struct journey_log *log = log_begin(NULL, LOG_MEMORY);

	(void)state;
	assert_true(journeys_set_apart(log->journeys, text_of("A"), text_of("T")));
	log_add(log, "t", 1, "type=a correlation_id=A");
	log_add(log, "t", 2, "type=b trace_id=T");
	log_add(log, "t", 3, "type=c correlation_id=A trace_id=T");
	log_expect(log, "A", "a c");
	log_expect(log, "T", "b");
	log_end(log);
}

static void the_form_reads_back(void **state)
{
	struct journey_log *log = log_begin(shop_apart, LOG_MEMORY);
	struct error error;
	struct text a, b;
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	definition_print(&log->definition, &out);
	buf_add_byte(&out, '\0');
	assert_non_null(strstr(out.at, "apart    = A, T\napart    = A, \"P,1\"\n"));
	buf_finish(&out);
	assert_false(definition_read_apart(text_of("A"), &a, &b, &error));
	assert_false(definition_read_apart(text_of("A, A"), &a, &b, &error));
	assert_false(definition_read_apart(text_of("A, B, C"), &a, &b, &error));
	assert_true(definition_read_apart(text_of(" A,\"B,C\" "), &a, &b, &error));
	assert_true(text_is(b, "B,C"));
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_apart_is_never_one_and_others_are),
		cmocka_unit_test(the_order_of_events_makes_no_difference),
		cmocka_unit_test(a_key_that_is_kept_apart_still_leads),
		cmocka_unit_test(a_part_of_several_is_kept_from_one_of_them),
		cmocka_unit_test(without_a_definition_it_is_the_same),
		cmocka_unit_test(the_form_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
