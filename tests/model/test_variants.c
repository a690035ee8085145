#include "model/variants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "journey_log.h"
#include "seed.h"

static struct variants *fold_all(const struct journey_log *log, size_t bytes, bool fold)
{
	struct variants *variants = variants_create(bytes, fold);

	for (uint32_t at = 0; (at = journeys_next(log->journeys, at)) != 0;) {
		variants_add(variants, log->journeys, at);
	}
	return variants;
}

static void variants_come_by_falling_count(void **state)
{
	struct journey_log *log = log_begin("[journey x]\nanchor = id\n", LOG_MEMORY);

	(void)state;
	log_add(log, "a", 1, "type=a id=1");
	log_add(log, "a", 2, "type=a id=2");
	log_add(log, "a", 12, "type=b id=2");
	log_add(log, "a", 13, "type=a id=3");
	log_add(log, "a", 33, "type=b id=3");
	log_add(log, "a", 43, "type=a id=4");
	log_add(log, "a", 53, "type=a id=4");
	log_add(log, "a", 64, "type=b id=4");
	struct variants *variants = fold_all(log, LOG_MEMORY, false);
	const struct variant *first = variants_at(variants, 0);
	assert_int_equal(first->count, 2);
	assert_int_equal(first->step_count, 2);
	assert_int_equal(first->sum_ms, 30);
	assert_int_equal(sketch_quantile(&first->durations, 0.95), 20);
	assert_memory_equal(first->example, "2", 1);
	assert_int_equal(variants_at(variants, 1)->step_count, 1);
	assert_int_equal(variants_at(variants, 2)->step_count, 3);
	assert_null(variants_at(variants, 3));
	assert_int_equal(variants_edge_at(variants, 0)->count, 3);
	assert_int_equal(variants_edge(variants, 1, 2)->count, 3);
	assert_int_equal(sketch_quantile(&variants_edge(variants, 1, 2)->gaps, 0.5), 11);
	assert_null(variants_edge(variants, 2, 1));
	assert_int_equal(variants_step(variants, 2).last, 3);
	assert_int_equal(variants_step(variants, 1).first, 4);
	assert_int_equal(variants_step(variants, 1).journeys, 4);
	variants_destroy(variants);
	variants = fold_all(log, LOG_MEMORY, true);
	assert_int_equal(variants_at(variants, 0)->count, 3);
	variants_destroy(variants);
	log_end(log);
}

/* The same steps under two definitions are two variants, each of its own journeys. */
static void variants_know_whose_they_are(void **state)
{
	struct journey_log *log = log_begin("[journey x]\nanchor = id\ntopics = a\n", LOG_MEMORY);
	struct definition definitions[2];
	const uint16_t steps[] = {1, 1, 2};

	(void)state;
	journeys_destroy(log->journeys);
	define(&definitions[0], "one", "[journey one]\nanchor = id\ntopics = a\n");
	define(&definitions[1],
		"two", "[journey two]\nanchor = id\ntopics = b\nnever = y before z\n");
	log->journeys = journeys_create(&(struct journeys_options){
		.memory_bytes = LOG_MEMORY, .definition_count = 2, .definitions = definitions});
	log_add(log, "a", 1, "type=x id=1");
	log_add(log, "a", 2, "type=y id=1");
	log_add(log, "b", 3, "type=x id=1");
	log_add(log, "b", 4, "type=y id=1");
	log_add(log, "b", 5, "type=x id=2");
	log_add(log, "b", 6, "type=y id=2 outcome=failed");
	struct variants *variants = fold_all(log, LOG_MEMORY, true);
	assert_int_equal(variants_totals(variants).variants, 2);
	assert_int_equal(variants_journeys(variants, &definitions[1]), 2);
	assert_int_equal(variants_journeys(variants, &log->definition), 0);
	const struct variant *two = variants_find(variants, &definitions[1], steps, 3);
	assert_ptr_equal(two, variants_at(variants, 0));
	assert_ptr_equal(two->definition, &definitions[1]);
	assert_int_equal(two->count, 2);
	assert_int_equal(two->deviating, 2);
	assert_int_equal(two->breaks.never, 1);
	assert_int_equal(two->failed + two->open, 2);
	assert_null(variants_find(variants, &log->definition, steps, 3));
	assert_null(variants_any(variants, 2));
	variants_destroy(variants);
	log_end(log);
	definition_finish(&definitions[0]);
	definition_finish(&definitions[1]);
}

static void an_end_is_told_by_many_alone(void **state)
{
	struct journey_log *log = log_begin("[journey x]\nanchor = id\n", LOG_MEMORY);
	char words[64];

	(void)state;
	for (int i = 1; i <= 99; i++) {
		snprintf(words, sizeof(words), "type=done id=%d", i);
		log_add(log, "a", (uint64_t)i, words);
	}
	struct variants *variants = fold_all(log, LOG_MEMORY, false);
	assert_false(variants_ends(variants, 1));
	variants_destroy(variants);
	log_add(log, "a", 100, "type=done id=100");
	log_add(log, "a", 101, "type=more id=1");
	log_add(log, "a", 102, "type=more id=2");
	variants = fold_all(log, LOG_MEMORY, false);
	assert_true(variants_ends(variants, 1));
	assert_false(variants_ends(variants, 2));
	variants_destroy(variants);
	log_add(log, "a", 103, "type=more id=3");
	variants = fold_all(log, LOG_MEMORY, false);
	assert_false(variants_ends(variants, 1));
	variants_destroy(variants);
	log_end(log);
}

/* Against journeys written down as strings, counted by comparing all with all. */
static void random_logs_are_counted_as_by_hand(void **state)
{
	enum { JOURNEYS = 120, LENGTH = 6 };
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 20; round++) {
		struct journey_log *log = log_begin("[journey x]\nanchor = id\n", LOG_MEMORY);
		char paths[JOURNEYS][LENGTH + 1] = {""};
		uint64_t first[JOURNEYS], last[JOURNEYS], ms = 0;

		for (int event = 0; event < JOURNEYS * 3; event++) {
			size_t id = rng_below(&rng, JOURNEYS), length = strlen(paths[id]);
			char words[64];

			if (length == LENGTH) {
				continue;
			}
			ms += rng_below(&rng, 100) + 1;
			paths[id][length] = (char)('a' + rng_below(&rng, 3));
			first[id] = length == 0 ? ms : first[id];
			last[id] = ms;
			snprintf(words, sizeof(words), "type=%c id=J%zu", paths[id][length], id);
			log_add(log, "t", ms, words);
		}
		struct variants *variants = fold_all(log, LOG_MEMORY, false);
		uint64_t journeys = 0;
		for (size_t i = 0; variants_at(variants, i) != NULL; i++) {
			const struct variant *variant = variants_at(variants, i);
			char path[LENGTH + 1] = "";
			uint64_t count = 0, sum = 0;

			for (size_t k = 0; k < variant->step_count; k++) {
				path[k] = journeys_step(log->journeys, variant->steps[k]).at[0];
			}
			for (size_t id = 0; id < JOURNEYS; id++) {
				if (strcmp(paths[id], path) == 0) {
					count++;
					sum += last[id] - first[id];
				}
			}
			assert_int_equal(variant->count, count);
			assert_int_equal(variant->sum_ms, sum);
			assert_true(i == 0 || variants_at(variants, i - 1)->count >= count);
			journeys += count;
		}
		for (size_t id = 0; id < JOURNEYS; id++) {
			journeys -= paths[id][0] != '\0';
		}
		assert_int_equal(journeys, 0);
		variants_destroy(variants);
		log_end(log);
	}
}

static void what_has_no_room_is_counted(void **state)
{
	struct journey_log *log = log_begin("[journey x]\nanchor = id\n", LOG_MEMORY);
	uint64_t told = 0;

	(void)state;
	for (int i = 1; i <= 500; i++) {
		char words[64];
		snprintf(words, sizeof(words), "type=t%d id=%d", i, i);
		log_add(log, "a", (uint64_t)i, words);
	}
	struct variants *variants = fold_all(log, 40000, false);
	struct variants_totals totals = variants_totals(variants);
	for (size_t i = 0; variants_at(variants, i) != NULL; i++) {
		told += variants_at(variants, i)->count;
	}
	assert_true(totals.other_journeys > 0);
	assert_int_equal(told + totals.other_journeys, 500);
	assert_int_equal(totals.journeys, 500);
	variants_destroy(variants);
	log_end(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variants_come_by_falling_count),
		cmocka_unit_test(variants_know_whose_they_are),
		cmocka_unit_test(an_end_is_told_by_many_alone),
		cmocka_unit_test(random_logs_are_counted_as_by_hand),
		cmocka_unit_test(what_has_no_room_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
