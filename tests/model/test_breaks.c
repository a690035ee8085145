#include "model/breaks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"
#include "model/way.h"

static const char lines[] = "[journey x]\nanchor = id\nstart = a\nend = d\n"
			    "step = a -> b within 1s\nstep = b -> c\nwait = c up to 1m\n"
			    "never = d before b\nnever = c before a\nat_most = b 1\n";

static void expect(const struct journey_log *log, const char *key, const char *said)
{
	struct journey_view view = log_view(log, key);
	struct breaks breaks = journeys_breaks(log->journeys, view.number);
	struct buf out;

	buf_init(&out, 4096);
	buf_add(&out, "", 0);
	for (size_t i = 0; breaks_print(&breaks, view.definition, i, &out); i++) {
		buf_add_string(&out, "; ");
	}
	assert_string_equal(out.at, said);
	assert_int_equal(breaks_count(&breaks) > 0, (view.flags & JOURNEY_DEVIATING) != 0);
	buf_finish(&out);
}

static void rules_that_were_broken_are_named(void **state)
{
	struct journey_log *log = log_begin(lines, LOG_MEMORY);

	(void)state;
	log_add(log, "t", 1, "type=a id=good");
	log_add(log, "t", 900, "type=b id=good");
	log_add(log, "t", 50000, "type=c id=good");
	log_add(log, "t", 50001, "type=d id=good");
	expect(log, "good", "");
	log_add(log, "t", 1, "type=a id=late");
	log_add(log, "t", 1002, "type=b id=late");
	log_add(log, "t", 1003, "type=b id=late n=2");
	log_add(log, "t", 70000, "type=c id=late");
	expect(log, "late", "at most 1 b; a -> b within 1.0s; b -> c within 1m00s; ");
	log_add(log, "t", 1, "type=c id=never");
	log_add(log, "t", 2, "type=d id=never");
	expect(log, "never", "never d before b; never c before a; ");
	log_end(log);
}

static void a_way_is_its_steps_with_repeats_folded(void **state)
{
	struct journey_log *log = log_begin(lines, LOG_MEMORY);
	const struct text steps[] = {text_of("a"), text_of("b"), text_of("a")};

	(void)state;
	log_add(log, "t", 1, "type=a id=1");
	log_add(log, "t", 2, "type=b id=1");
	log_add(log, "t", 3, "type=b id=1 n=2");
	log_add(log, "t", 4, "type=a id=1");
	uint32_t number = log_view(log, "1").number;
	assert_true(way_is(log->journeys, number, steps, 3));
	assert_false(way_is(log->journeys, number, steps, 2));
	assert_false(way_is(log->journeys, number, steps + 1, 2));
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_that_were_broken_are_named),
		cmocka_unit_test(a_way_is_its_steps_with_repeats_folded),
	};

	return cmocka_run_group_tests_name("breaks", tests, NULL, NULL);
}
