#include "../../src/model/journey_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seed.h"

/* The newest are always known, what was never there is not, and what is forgotten is counted. */
static void the_newest_are_known(void **state)
{
	enum { BYTES = 4096, ADDED = 5000 };
	static uint64_t added[ADDED];
	struct rng rng = seeded_rng();
	struct tombs tombs;

	(void)state;
	tombs_init(&tombs, BYTES);
	assert_true(tombs_bytes(&tombs) <= BYTES);
	assert_false(tombs_have(&tombs, 1));
	for (size_t i = 0; i < ADDED; i++) {
		added[i] = rng_next(&rng);
		tombs_add(&tombs, added[i]);
		for (size_t back = 0; back < 300 && back <= i; back++) {
			assert_true(tombs_have(&tombs, added[i - back]));
		}
	}
	size_t known = 0, strangers = 0;
	for (size_t i = 0; i < ADDED; i++) {
		known += tombs_have(&tombs, added[i]);
		strangers += tombs_have(&tombs, rng_next(&rng));
	}
	assert_int_equal(strangers, 0);
	assert_int_equal(known + tombs.forgotten, ADDED);
	tombs_finish(&tombs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
