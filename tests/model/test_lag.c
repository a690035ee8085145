#include "model/lag.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "history_sim.h"
#include "seed.h"

enum { HISTORIES = 2000, STEPS = 60 };

static struct id at(uint64_t ms)
{
	return (struct id){.ms = ms};
}

/* `length` entries 1-0 ... when nothing was removed. */
static struct fact_topic topic_of(int64_t length, uint64_t first, uint64_t last)
{
	return (struct fact_topic){
		.length = length,
		.first = at(first),
		.last = at(last),
		.last_generated = at(last),
		.has_entries = length > 0,
		.has_entries_added = true,
		.has_max_deleted = true,
		.entries_added = (int64_t)last,
	};
}

static void an_empty_topic_has_no_lag(void **state)
{
	struct fact_topic topic = topic_of(0, 0, 9);
	struct lag lag = lag_compute(&topic, &(struct fact_group){.last_delivered = at(3)}, NULL);

	(void)state;
	assert_int_equal(lag.is, LAG_EXACT);
	assert_int_equal(lag.count, 0);
}

static void a_cursor_before_the_first_entry_lags_by_all_of_them(void **state)
{
	struct fact_topic topic = topic_of(5, 28, 32);
	/* The server says 27 where five can be delivered. */
	struct fact_group group = {.last_delivered = at(5), .has_lag = true, .lag = 27};
	struct lag lag = lag_compute(&topic, &group, NULL);

	(void)state;
	assert_int_equal(lag.is, LAG_EXACT);
	assert_int_equal(lag.count, 5);
}

static void a_cursor_at_or_beyond_the_last_entry_does_not_lag(void **state)
{
	struct fact_topic topic = topic_of(5, 28, 32);

	(void)state;
	for (uint64_t ms = 32; ms < 35; ms++) {
		struct lag lag =
			lag_compute(&topic, &(struct fact_group){.last_delivered = at(ms)}, NULL);
		assert_int_equal(lag.is, LAG_EXACT);
		assert_int_equal(lag.count, 0);
	}
}

static void in_between_the_servers_figure_is_an_estimate_if_it_can_be_true(void **state)
{
	struct fact_topic topic = topic_of(10, 11, 20);
	struct fact_group group = {.last_delivered = at(15), .has_lag = true, .lag = 5};
	struct lag lag = lag_compute(&topic, &group, NULL);

	(void)state;
	assert_int_equal(lag.is, LAG_ESTIMATE);
	assert_int_equal(lag.count, 5);
	group.lag = 10; /* all ten cannot be undelivered: the first one is not beyond the cursor */
	lag = lag_compute(&topic, &group, NULL);
	assert_int_equal(lag.is, LAG_AT_MOST);
	assert_int_equal(lag.count, 9);
	group.lag = 0; /* the last one is undelivered */
	assert_int_equal(lag_compute(&topic, &group, NULL).is, LAG_AT_MOST);
	group.has_lag = false;
	assert_int_equal(lag_compute(&topic, &group, NULL).is, LAG_AT_MOST);
}

static void two_entries_need_no_counting(void **state)
{
	struct fact_topic topic = topic_of(2, 11, 20);
	struct lag lag = lag_compute(&topic, &(struct fact_group){.last_delivered = at(15)}, NULL);

	(void)state;
	assert_int_equal(lag.is, LAG_EXACT);
	assert_int_equal(lag.count, 1);
}

static struct lag_count counted_at(const struct fact_topic *topic, uint64_t after, int64_t count)
{
	return (struct lag_count){
		.known = true,
		.complete = true,
		.after = at(after),
		.upto = topic->last,
		.first = topic->first,
		.max_deleted = topic->max_deleted,
		.count = count,
		.added = topic->has_entries_added ? topic->entries_added : -1,
		.length = topic->length,
	};
}

static void a_count_holds_while_the_cursor_stands_and_grows_by_what_is_added(void **state)
{
	struct fact_topic topic = topic_of(10, 11, 20);
	struct fact_group group = {.last_delivered = at(15)};
	struct lag_count counted = counted_at(&topic, 15, 4);
	struct lag lag = lag_compute(&topic, &group, &counted);

	(void)state;
	assert_int_equal(lag.is, LAG_COUNTED);
	assert_int_equal(lag.count, 4);
	topic.length = 13;
	topic.entries_added += 3;
	topic.last = at(23);
	lag = lag_compute(&topic, &group, &counted);
	assert_int_equal(lag.is, LAG_COUNTED);
	assert_int_equal(lag.count, 7);
}

static void a_count_survives_trimming_before_the_cursor_but_not_deletion_behind_it(void **state)
{
	struct fact_topic topic = topic_of(10, 11, 20);
	struct fact_group group = {.last_delivered = at(15)};
	struct lag_count counted = counted_at(&topic, 15, 5);
	struct lag lag;

	(void)state;
	topic.entries_added += 3; /* three came, three went from the front */
	topic.first = at(14);
	topic.last = at(23);
	lag = lag_compute(&topic, &group, &counted);
	assert_int_equal(lag.is, LAG_COUNTED);
	assert_int_equal(lag.count, 8);
	topic.max_deleted = at(17);
	lag = lag_compute(&topic, &group, &counted);
	assert_int_not_equal(lag.is, LAG_COUNTED);
}

static void a_cursor_that_moved_on_makes_a_count_an_estimate(void **state)
{
	struct fact_topic topic = topic_of(10, 11, 20);
	struct fact_group group = {
		.last_delivered = at(15), .has_entries_read = true, .entries_read = 15};
	struct lag_count counted = counted_at(&topic, 15, 5);
	struct lag lag;

	(void)state;
	counted.has_entries_read = true;
	counted.entries_read = 15;
	group.last_delivered = at(17);
	group.entries_read = 17;
	lag = lag_compute(&topic, &group, &counted);
	assert_int_equal(lag.is, LAG_ESTIMATE);
	assert_int_equal(lag.count, 3);
	group.entries_read = 40; /* nonsense is kept within what can be true */
	assert_int_equal(lag_compute(&topic, &group, &counted).count, 1);
}

static void a_partial_count_never_claims_to_be_one(void **state)
{
	struct fact_topic topic = topic_of(100, 1, 100);
	struct fact_group group = {.last_delivered = at(15)};
	struct lag_count counted = counted_at(&topic, 15, 20);
	struct lag lag;

	(void)state;
	counted.complete = false;
	lag = lag_compute(&topic, &group, &counted);
	assert_int_equal(lag.is, LAG_AT_MOST);
	assert_int_equal(lag.count, 99);
	assert_non_null(strstr(lag.reason, "in part"));
	group.has_lag = true;
	group.lag = 10; /* fewer than were already counted */
	assert_int_equal(lag_compute(&topic, &group, &counted).is, LAG_AT_MOST);
	group.lag = 85;
	assert_int_equal(lag_compute(&topic, &group, &counted).is, LAG_ESTIMATE);
}

static void without_counters_a_count_holds_only_while_nothing_changes(void **state)
{
	struct fact_topic topic = topic_of(10, 11, 20);
	struct fact_group group = {.last_delivered = at(15)};
	struct lag_count counted;

	(void)state;
	topic.has_entries_added = topic.has_max_deleted = false;
	counted = counted_at(&topic, 15, 5);
	assert_int_equal(lag_compute(&topic, &group, &counted).is, LAG_COUNTED);
	topic.last = at(21);
	topic.first = at(12);
	assert_int_equal(lag_compute(&topic, &group, &counted).is, LAG_AT_MOST);
}

static void contradicting_numbers_are_unknown(void **state)
{
	struct fact_topic topic = {.length = 5};
	struct fact_group group = {.last_delivered = at(15)};

	(void)state;
	assert_int_equal(lag_compute(&topic, &group, NULL).is, LAG_UNKNOWN);
	topic = topic_of(1, 11, 20);
	assert_int_equal(lag_compute(&topic, &group, NULL).is, LAG_UNKNOWN);
}

static void trimming_past_the_cursor_is_counted(void **state)
{
	struct fact_topic topic = topic_of(5, 28, 32);
	struct fact_group group = {
		.last_delivered = at(5), .has_entries_read = true, .entries_read = 5};
	struct lost lost = lag_lost(&topic, &group);

	(void)state;
	assert_true(lost.known && lost.happened);
	assert_int_equal(lost.count, 22);
	group.has_entries_read = false;
	lost = lag_lost(&topic, &group);
	assert_true(!lost.known && lost.happened);
}

static void a_deletion_ahead_makes_the_loss_an_unknown_number(void **state)
{
	struct fact_topic topic = topic_of(5, 28, 32);
	struct fact_group group = {
		.last_delivered = at(5), .has_entries_read = true, .entries_read = 5};

	(void)state;
	topic.max_deleted = at(8);
	struct lost lost = lag_lost(&topic, &group);
	assert_true(!lost.known && lost.happened);
}

static void deleting_what_was_delivered_loses_nothing(void **state)
{
	struct fact_topic topic = topic_of(5, 28, 32);
	struct fact_group group = {
		.last_delivered = at(27), .has_entries_read = true, .entries_read = 27};

	(void)state;
	topic.max_deleted = at(27);
	struct lost lost = lag_lost(&topic, &group);
	assert_true(lost.known && !lost.happened);
}

static void a_cursor_at_the_beginning_proves_no_loss(void **state)
{
	struct fact_topic topic = topic_of(5, 28, 32);
	struct fact_group group = {.has_entries_read = true};
	struct lost lost = lag_lost(&topic, &group);

	(void)state;
	assert_true(!lost.known && !lost.happened);
	topic = topic_of(5, 1, 5);
	lost = lag_lost(&topic, &group);
	assert_true(lost.known && !lost.happened);
}

static void an_emptied_topic_lost_what_was_not_read(void **state)
{
	struct fact_topic topic = topic_of(0, 0, 32);
	struct fact_group group = {
		.last_delivered = at(5), .has_entries_read = true, .entries_read = 5};
	struct lost lost = lag_lost(&topic, &group);

	(void)state;
	assert_true(lost.known && lost.happened);
	assert_int_equal(lost.count, 27);
	group.last_delivered = at(32);
	group.entries_read = 32;
	lost = lag_lost(&topic, &group);
	assert_true(lost.known && !lost.happened);
}

static void a_server_without_counters_proves_no_loss(void **state)
{
	struct fact_topic topic = topic_of(5, 28, 32);
	struct fact_group group = {.last_delivered = at(5)};

	(void)state;
	topic.has_entries_added = false;
	struct lost lost = lag_lost(&topic, &group);
	assert_true(!lost.known && !lost.happened);
}

static void change(struct sim *sim, struct rng *rng)
{
	switch (rng_below(rng, 12)) {
	case 0:
		if (sim->count > 0) {
			sim_delete(sim, rng_below(rng, sim->count));
		}
		break;
	case 1:
		sim_trim(sim, rng_below(rng, 40));
		break;
	case 2:
		if (rng_below(rng, 6) == 0) {
			sim_set_cursor(sim, at(rng_below(rng, sim->last_generated.ms + 3)));
		}
		break;
	case 3:
	case 4:
	case 5:
		sim_read(sim, rng_below(rng, 12));
		break;
	default:
		for (uint64_t n = rng_below(rng, 10); n > 0; n--) {
			sim_add(sim, rng_below(rng, 3));
		}
		break;
	}
}

struct tally {
	unsigned seen[LAG_AT_MOST + 1], lost_known, lost_unknown;
};

static void assert_true_to(const struct sim *sim, const struct lag *lag, struct tally *tally)
{
	int64_t truth = sim_undelivered(sim);

	tally->seen[lag->is]++;
	switch (lag->is) {
	case LAG_EXACT:
	case LAG_COUNTED:
		assert_int_equal(lag->count, truth);
		break;
	case LAG_AT_MOST:
		assert_true(truth <= lag->count && truth >= 1);
		break;
	case LAG_ESTIMATE:
		assert_true(lag->count >= 1 && lag->count < (int64_t)sim->count);
		break;
	case LAG_UNKNOWN:
		fail_msg("the lag is unknown");
		break;
	}
}

static void check_loss(const struct sim *sim, struct tally *tally)
{
	struct fact_topic topic = sim_topic(sim);
	struct fact_group group = sim_group(sim);
	struct lost lost = lag_lost(&topic, &group);
	bool behind = sim->count == 0 || id_compare(sim->cursor, sim->ids[0]) < 0;

	int64_t truth = behind ? sim_lost(sim) : 0;

	if (id_is_zero(sim->cursor)) {
		return;
	}
	if (lost.known && !lost.happened) {
		assert_int_equal(truth, 0);
	} else if (lost.known) {
		/* The counter remembers what was lost before the group last caught up. */
		assert_true(lost.count >= truth);
		assert_true(sim->seeks || lost.count == sim->lost_ever);
	}
	tally->lost_known += lost.known && lost.happened ? 1 : 0;
	tally->lost_unknown += lost.known ? 0 : 1;
}

static void one_history(struct rng *rng, bool counters, struct tally *tally)
{
	static struct sim sim;
	struct lag_count counted = {0};

	sim = (struct sim){
		.counter_counts = counters, .has_entries_read = true, .last_generated = at(1)};
	for (int step = 0; step < STEPS; step++) {
		change(&sim, rng);
		struct fact_topic topic = sim_topic(&sim);
		struct fact_group group = sim_group(&sim);
		struct lag lag = lag_compute(&topic, &group, counted.known ? &counted : NULL);
		assert_true_to(&sim, &lag, tally);
		check_loss(&sim, tally);
		if (rng_below(rng, 4) == 0) {
			counted = counted_at(&topic, 0, sim_undelivered(&sim));
			counted.after = sim.cursor;
			lag = lag_compute(&topic, &group, &counted);
			assert_true(lag.is == LAG_EXACT || lag.is == LAG_COUNTED);
			assert_true_to(&sim, &lag, tally);
		}
	}
}

static void random_histories_agree_with_brute_force(void **state)
{
	struct rng rng = seeded_rng();
	struct tally tally = {0};

	(void)state;
	for (int i = 0; i < HISTORIES; i++) {
		one_history(&rng, i % 4 != 0, &tally);
	}
	print_message("%u exact, %u counted, %u estimates, %u at most; %u losses with a number\n",
		tally.seen[LAG_EXACT], tally.seen[LAG_COUNTED], tally.seen[LAG_ESTIMATE],
		tally.seen[LAG_AT_MOST], tally.lost_known);
	assert_true(tally.seen[LAG_EXACT] > 1000 && tally.seen[LAG_COUNTED] > 1000);
	assert_true(tally.seen[LAG_AT_MOST] > 1000 && tally.lost_known > 100);
}

static void names_are_those_of_the_contract(void **state)
{
	(void)state;
	assert_string_equal(lag_is_name(LAG_EXACT), "exact");
	assert_string_equal(lag_is_name(LAG_COUNTED), "counted");
	assert_string_equal(lag_is_name(LAG_ESTIMATE), "estimate");
	assert_string_equal(lag_is_name(LAG_AT_MOST), "at_most");
	assert_string_equal(lag_is_name(LAG_UNKNOWN), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_topic_has_no_lag),
		cmocka_unit_test(a_cursor_before_the_first_entry_lags_by_all_of_them),
		cmocka_unit_test(a_cursor_at_or_beyond_the_last_entry_does_not_lag),
		cmocka_unit_test(in_between_the_servers_figure_is_an_estimate_if_it_can_be_true),
		cmocka_unit_test(two_entries_need_no_counting),
		cmocka_unit_test(a_count_holds_while_the_cursor_stands_and_grows_by_what_is_added),
		cmocka_unit_test(
			a_count_survives_trimming_before_the_cursor_but_not_deletion_behind_it),
		cmocka_unit_test(a_cursor_that_moved_on_makes_a_count_an_estimate),
		cmocka_unit_test(a_partial_count_never_claims_to_be_one),
		cmocka_unit_test(without_counters_a_count_holds_only_while_nothing_changes),
		cmocka_unit_test(contradicting_numbers_are_unknown),
		cmocka_unit_test(trimming_past_the_cursor_is_counted),
		cmocka_unit_test(a_deletion_ahead_makes_the_loss_an_unknown_number),
		cmocka_unit_test(deleting_what_was_delivered_loses_nothing),
		cmocka_unit_test(a_cursor_at_the_beginning_proves_no_loss),
		cmocka_unit_test(an_emptied_topic_lost_what_was_not_read),
		cmocka_unit_test(a_server_without_counters_proves_no_loss),
		cmocka_unit_test(random_histories_agree_with_brute_force),
		cmocka_unit_test(names_are_those_of_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
