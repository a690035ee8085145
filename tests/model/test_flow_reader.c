#include "model/flow_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seed.h"

static int like(const char *service, const char *group)
{
	return flow_likeness(text_of(service), text_of(group));
}

static void names_are_compared_by_their_words(void **state)
{
	(void)state;
	assert_int_equal(like("billing", "Billing"), 1000);
	assert_true(like("/risk/fraud", "fraud-scoring") > 0);
	assert_true(like("billing-service", "billing") > like("billing-service", "bills"));
	assert_true(like("/notify/app", "notifications") > 0);
	assert_true(like("order-svc", "orders") > 0);
	assert_int_equal(like("order-service", "email-service"), 0);
	assert_int_equal(like("shop", "shipping"), 0);
	assert_int_equal(like("a", "a-b"), 0);
	assert_int_equal(like("", ""), 0);
	assert_int_equal(like("worker", "workers"), 0);
	assert_true(like("\xc3\xa9tat", "\xc3\xa9tat-2") > 0);
}

/* Asked of all at once it is as asked of each. */
static void many_groups_are_asked_at_once(void **state)
{
	static const char *const names[] = {"billing", "billing-service", "fraud-scoring", "fraud",
		"notifications", "notify", "orders", "order-svc", "a", "worker", "Workers-9", "x-y",
		"service", "", "shipping", "shop", "bill"};
	const size_t count = sizeof(names) / sizeof(*names);
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct flow_words *words = flow_words_create();
		const char *asked = names[rng_below(&rng, count)];
		bool like_one = false;

		for (size_t i = rng_below(&rng, 4); i > 0; i--) {
			const char *group = names[rng_below(&rng, count)];

			flow_words_add(words, text_of(group));
			like_one = like_one || like(asked, group) > 0;
		}
		assert_int_equal(flow_words_like(words, text_of(asked)), like_one);
		flow_words_destroy(words);
	}
	flow_words_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_compared_by_their_words),
		cmocka_unit_test(many_groups_are_asked_at_once),
	};

	return cmocka_run_group_tests_name("flow_reader", tests, NULL, NULL);
}
