#include "model/deliveries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "seed.h"

enum { MEMORY = 1 << 20 };

static void see(struct deliveries *deliveries, const char *topic, const char *group, uint64_t ms,
	int64_t at_ms)
{
	const struct text names[2] = {text_of(topic), text_of(group)};

	deliveries_see_cursor(deliveries, names, (struct id){ms, 0}, at_ms);
}

/* -1: not known. */
static void expect(const struct deliveries *deliveries, const char *group, uint64_t ms,
	int64_t from_ms, int64_t to_ms)
{
	const struct text names[2] = {text_of("t"), text_of(group)};
	struct delivery delivery;
	bool known = deliveries_when(deliveries, names, (struct id){ms, 0}, &delivery);

	assert_int_equal(known, from_ms >= 0 || to_ms >= 0);
	assert_int_equal(delivery.has_from ? delivery.from_ms : -1, from_ms);
	assert_int_equal(delivery.has_to ? delivery.to_ms : -1, to_ms);
}

static void a_cursor_that_passes_says_between_which_looks(void **state)
{
	struct deliveries *deliveries = deliveries_create(MEMORY, NULL, 0);

	(void)state;
	expect(deliveries, "g", 5, -1, -1);
	see(deliveries, "t", "g", 10, 1000);
	see(deliveries, "t", "g", 10, 2000);
	see(deliveries, "t", "g", 20, 3000);
	/* An older look tells nothing. */
	see(deliveries, "t", "g", 19, 2500);
	see(deliveries, "t", "g", 20, 4000);
	expect(deliveries, "g", 10, -1, 1000);
	expect(deliveries, "g", 11, 2000, 3000);
	expect(deliveries, "g", 20, 2000, 3000);
	expect(deliveries, "g", 21, 4000, -1);
	expect(deliveries, "h", 11, -1, -1);
	/* What was set back passes it all again. */
	see(deliveries, "t", "g", 5, 5000);
	expect(deliveries, "g", 11, 5000, -1);
	see(deliveries, "t", "g", 30, 6000);
	expect(deliveries, "g", 11, 5000, 6000);
	deliveries_destroy(deliveries);
}

static void a_pending_entry_says_it_exactly(void **state)
{
	struct deliveries *deliveries = deliveries_create(MEMORY, NULL, 0);
	const struct text names[2] = {text_of("t"), text_of("g")};

	(void)state;
	deliveries_see_pending(deliveries, names, (struct id){11, 0}, 2345);
	expect(deliveries, "g", 11, 2345, 2345);
	expect(deliveries, "g", 12, -1, -1);
	expect(deliveries, "h", 11, -1, -1);
	see(deliveries, "t", "g", 10, 2000);
	see(deliveries, "t", "g", 20, 3000);
	expect(deliveries, "g", 11, 2345, 2345);
	expect(deliveries, "g", 12, 2000, 3000);
	/* The first word counts: the idle time may be set back later. */
	deliveries_see_pending(deliveries, names, (struct id){11, 0}, 9000);
	expect(deliveries, "g", 11, 2345, 2345);
	/* Of what cannot be true nothing is believed. */
	deliveries_see_pending(deliveries, names, (struct id){12, 0}, 9000);
	expect(deliveries, "g", 12, 2000, 3000);
	deliveries_destroy(deliveries);
}

static void expect_reader(const struct deliveries *deliveries, const char *topic,
	const char *service, const char *expected)
{
	struct text group = text_of("");
	bool known = deliveries_reader(deliveries, text_of(topic), text_of(service), &group);

	assert_int_equal(known, expected != NULL);
	assert_true(expected == NULL || text_is(group, expected));
}

static void a_service_reads_by_one_group_or_nobody_knows(void **state)
{
	static char names[][8] = {"fraud", "checks", "mail", "post", "post2"};
	const struct service_group declared[] = {{.service = names[0], .group = names[1]},
		{.service = names[2], .group = names[3]}, {.service = names[2], .group = names[4]}};
	struct deliveries *deliveries = deliveries_create(MEMORY, declared, 3);

	(void)state;
	expect_reader(deliveries, "t", "pay", NULL);
	deliveries_turn(deliveries);
	see(deliveries, "t", "billing", 1, 1);
	expect_reader(deliveries, "t", "pay", "billing");
	expect_reader(deliveries, "t", "", "billing");
	/* It is declared to read by another one. */
	expect_reader(deliveries, "t", "fraud", NULL);
	see(deliveries, "t", "Pay", 1, 1);
	see(deliveries, "t", "checks", 1, 1);
	expect_reader(deliveries, "t", "pay", "Pay");
	expect_reader(deliveries, "t", "ship", NULL);
	expect_reader(deliveries, "t", "", NULL);
	expect_reader(deliveries, "t", "fraud", "checks");
	see(deliveries, "t", "post", 1, 1);
	expect_reader(deliveries, "t", "mail", "post");
	see(deliveries, "t", "post2", 1, 1);
	expect_reader(deliveries, "t", "mail", NULL);
	/* What is not seen again is gone. */
	deliveries_turn(deliveries);
	see(deliveries, "t", "Pay", 2, 2);
	deliveries_turn(deliveries);
	expect_reader(deliveries, "t", "ship", "Pay");
	deliveries_turn(deliveries);
	expect_reader(deliveries, "t", "ship", NULL);
	deliveries_destroy(deliveries);
}

/* What really happened lies within what is told, whatever is looked at and when. */
static void what_is_told_is_true(void **state)
{
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 200; round++) {
		enum { ENTRIES = 3000 };
		struct deliveries *deliveries = deliveries_create(MEMORY, NULL, 0);
		int64_t now_ms = 1000, first_ms = 0, delivered[ENTRIES];
		size_t done = 0, told = 0;

		for (size_t i = 0; i < ENTRIES; i++) {
			now_ms += (int64_t)rng_below(&rng, 20);
			delivered[done++] = now_ms;
			if (rng_below(&rng, 1 + (uint64_t)round % 10) == 0) {
				now_ms += 1 + (int64_t)rng_below(&rng, 3);
				see(deliveries, "t", "g", done, now_ms);
				first_ms = first_ms == 0 ? now_ms : first_ms;
			}
		}
		for (size_t i = 0; i < done; i++) {
			const struct text names[2] = {text_of("t"), text_of("g")};
			struct delivery delivery;

			if (deliveries_when(deliveries, names, (struct id){i + 1, 0}, &delivery)) {
				told++;
				assert_true(!delivery.has_from || delivery.from_ms <= delivered[i]);
				assert_true(!delivery.has_to || delivery.to_ms >= delivered[i]);
			}
		}
		assert_true(first_ms == 0 || told > 0);
		deliveries_destroy(deliveries);
	}
}

static void the_ceiling_holds(void **state)
{
	enum { CEILING = 64 * 1024 };
	struct deliveries *deliveries = deliveries_create(CEILING, NULL, 0);
	char name[32];

	(void)state;
	for (uint64_t at = 1; at < 200; at++) {
		for (int group = 0; group < 500; group++) {
			snprintf(name, sizeof(name), "g%d", group);
			see(deliveries, group % 2 == 0 ? "t" : name, name, at, (int64_t)at);
		}
		assert_true(deliveries_bytes(deliveries) <= CEILING + 512);
	}
	/* Of so many groups nobody knows which one it is. */
	expect_reader(deliveries, "t", "g0", NULL);
	for (int turn = 0; turn < 2; turn++) {
		deliveries_turn(deliveries);
	}
	see(deliveries, "t", "g", 1, 1);
	expect_reader(deliveries, "t", "pay", "g");
	deliveries_destroy(deliveries);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cursor_that_passes_says_between_which_looks),
		cmocka_unit_test(a_pending_entry_says_it_exactly),
		cmocka_unit_test(a_service_reads_by_one_group_or_nobody_knows),
		cmocka_unit_test(what_is_told_is_true),
		cmocka_unit_test(the_ceiling_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
