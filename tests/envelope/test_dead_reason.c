#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "entries.h"
#include "envelope/dead_groups.h"

static void expect(const char *reason, const char *normalised)
{
	struct buf out;

	buf_init(&out, 4 * DEAD_REASON_MAX);
	dead_reason_normalise(&out, text_of(reason));
	assert_string_equal(out.at == NULL ? "" : out.at, normalised);
	/* What was normalised stays as it is. */
	struct buf again;
	buf_init(&again, 4 * DEAD_REASON_MAX);
	dead_reason_normalise(&again, buf_text(&out));
	assert_true(text_equal(buf_text(&again), buf_text(&out)));
	buf_finish(&again);
	buf_finish(&out);
}

static void what_differs_each_time_becomes_a_star(void **state)
{
	(void)state;
	expect("timeout after 3000 ms", "timeout after * ms");
	expect("bad decimal 19,90", "bad decimal *");
	expect("value -5 too low", "value * too low");
	expect("order O-1000 unknown", "order O-* unknown");
	expect("no route to 10.0.0.1:6379", "no route to *");
	expect("id 6f1c2a9e-4b7d-4c0e-9a61-0d6f2f3b8c11 is taken", "id * is taken");
	expect("digest deadbeef01 differs", "digest * differs");
	expect("at 0x7ffe12ab", "at *");
	expect("key \"cust 7\" missing", "key * missing");
	expect("can't parse 'abc' here", "can't parse * here");
	expect("token a1b2c3d4e5f6g7h8i9 expired", "token * expired");
	expect("", "");
}

static void what_tells_causes_apart_stays(void **state)
{
	(void)state;
	expect("connection refused", "connection refused");
	expect("face the facade", "face the facade");
	expect("a\n\t b", "a b");
	expect("it's 'open", "it's 'open");
}

static void what_is_long_is_cut(void **state)
{
	char reason[8 * DEAD_REASON_MAX];
	struct buf out;

	(void)state;
	for (size_t i = 0; i < sizeof(reason); i++) {
		reason[i] = i % 7 == 0 ? ' ' : 'x';
	}
	buf_init(&out, 8 * DEAD_REASON_MAX);
	dead_reason_normalise(&out, text_from(reason, sizeof(reason)));
	assert_true(out.length <= DEAD_REASON_MAX && out.length > DEAD_REASON_MAX / 2);
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_differs_each_time_becomes_a_star),
		cmocka_unit_test(what_tells_causes_apart_stays),
		cmocka_unit_test(what_is_long_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
