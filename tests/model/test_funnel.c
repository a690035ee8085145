#include "model/funnel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/rng.h"
#include "journey_log.h"
#include "seed.h"

static void begin(struct funnel *funnel, const char *words, int64_t within_ms)
{
	struct error error = {.code = ERROR_NONE};
	struct text rest = text_of(words), steps[FUNNEL_STEPS_MAX];
	size_t count = 0;

	while (rest.length > 0) {
		steps[count++] = text_cut(&rest, ' ');
	}
	assert_true(funnel_init(funnel, steps, count, within_ms, &error));
}

static void expect(const struct funnel *funnel, const char *said)
{
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < funnel->count; i++) {
		const struct funnel_step *step = &funnel->steps[i];

		buf_addf(&out, "%s%d:%d/%d/%d", i > 0 ? " " : "", (int)step->reached,
			(int)step->converted, (int)step->in_flight, (int)step->lost);
	}
	assert_string_equal(out.at, said);
	buf_finish(&out);
}

static void add_all(struct funnel *funnel, const struct journey_log *log, int64_t now_ms)
{
	for (uint32_t at = 0; (at = journeys_next(log->journeys, at)) != 0;) {
		funnel_add(funnel, log->journeys, at, now_ms);
	}
}

static void each_step_counts_what_became_of_those_who_came(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = id\nstart = a\nend = d\nfail = no\n", LOG_MEMORY);
	struct funnel funnel;

	(void)state;
	log_add(log, "t", 1, "type=o.a id=1");
	log_add(log, "t", 2, "type=o.b id=1");
	log_add(log, "t", 9, "type=o.d id=1");
	log_add(log, "t", 1, "type=o.a id=2");
	log_add(log, "t", 3, "type=no id=2");
	log_add(log, "t", 1, "type=o.z id=3");
	log_add(log, "t", 2, "type=o.b id=3");
	log_add(log, "t", 5, "type=o.b id=4");
	log_add(log, "t", 6, "type=o.a id=4");
	begin(&funnel, "a,z b d", 0);
	add_all(&funnel, log, 10);
	expect(&funnel, "4:2/1/1 2:1/1/0 1:1/0/0");
	assert_int_equal(funnel.steps[0].lost_as[JOURNEY_FAILED], 1);
	assert_int_equal(sketch_quantile(&funnel.steps[2].from_previous, 0.5), 7);
	funnel_finish(&funnel);
	begin(&funnel, "o.a,z o.b d", 5);
	add_all(&funnel, log, 10);
	expect(&funnel, "4:2/1/1 2:0/0/2 0:0/0/0");
	assert_int_equal(funnel.steps[1].lost_as[JOURNEY_COMPLETED], 1);
	funnel_finish(&funnel);
	log_end(log);
}

/* Whatever journeys do: the three numbers of a step are all who came there, and as many journeys
 * stand behind each as it says. */
static void journeys_behind_a_number_are_as_many_as_it_says(void **state)
{
	struct journey_log *log =
		log_begin("[journey x]\nanchor = id\nend = d\nfail = no\n", LOG_MEMORY);
	struct rng rng = seeded_rng();

	(void)state;
	for (uint64_t i = 0; i < 3000; i++) {
		static const char *const types[] = {"a", "b", "c", "d", "no"};
		char words[64];

		snprintf(words, sizeof(words), "type=%s id=%d", types[rng_below(&rng, 5)],
			(int)rng_below(&rng, 400));
		log_add(log, "t", 1 + i, words);
	}
	for (int64_t within_ms = 0; within_ms <= 1000; within_ms += 1000) {
		struct funnel funnel;

		begin(&funnel, "a b a,c d", within_ms);
		add_all(&funnel, log, 3100);
		for (size_t i = 0; i < funnel.count; i++) {
			const struct funnel_step *step = &funnel.steps[i];
			const uint64_t counts[FUNNEL_CAME] = {
				step->reached, step->converted, step->in_flight, step->lost};
			uint64_t behind[FUNNEL_CAME] = {0};

			assert_int_equal(
				step->converted + step->in_flight + step->lost, step->reached);
			for (uint32_t at = 0; (at = journeys_next(log->journeys, at)) != 0;) {
				struct funnel_way way;

				funnel_follow(&funnel, log->journeys, at, 3100, &way);
				for (enum funnel_came came = 0; came < FUNNEL_CAME; came++) {
					behind[came] += funnel_counts(&funnel, &way, i, came);
				}
			}
			assert_memory_equal(behind, counts, sizeof(counts));
		}
		assert_true(funnel.steps[3].reached > 0 && funnel.steps[0].lost > 0);
		funnel_finish(&funnel);
	}
	log_end(log);
}

static void expect_declared(const char *lines, const char *steps)
{
	struct definition definition;
	struct funnel funnel;
	struct buf out;

	define(&definition, "x", lines);
	buf_init(&out, 4096);
	buf_add(&out, "", 0);
	if (funnel_init_declared(&funnel, &definition)) {
		for (size_t i = 0; i < funnel.count; i++) {
			buf_addf(&out, "%s%.*s", i > 0 ? " > " : "",
				(int)funnel.steps[i].name.length, funnel.steps[i].name.at);
		}
	}
	assert_string_equal(out.at, steps);
	buf_finish(&out);
	funnel_finish(&funnel);
	definition_finish(&definition);
}

static void the_longest_declared_way_is_a_funnel(void **state)
{
	(void)state;
	expect_declared("[journey x]\nanchor = id\nstart = a\nend = d\nfail = no\n"
			"step = a -> d\nstep = a -> b\nstep = b -> c\nstep = c -> d\n"
			"step = b -> no\nstep = c -> b\nstep = d -> e\n",
		"a > b > c > d");
	expect_declared("[journey x]\nanchor = id\nstart = a, z, y\nend = c\n"
			"step = a -> b\nstep = z -> b\nstep = b -> c\nstep = y -> c\n",
		"a, z > b > c");
	expect_declared("[journey x]\nanchor = id\nstart = seen, a\nend = c\noptional = seen\n"
			"step = seen -> a\nstep = a -> b\nstep = b -> c\n",
		"a > b > c");
	expect_declared(
		"[journey x]\nanchor = id\nstep = a -> b\nstep = b -> c\nstep = c -> a\n", "");
	expect_declared("[journey x]\nanchor = id\nstep = a -> b\nstep = b -> c\n", "a > b > c");
	expect_declared("[journey x]\nanchor = id\nstart = a\nend = b\n", "");
}

static void a_funnel_has_two_steps_at_least(void **state)
{
	const struct text one = text_of("a");
	struct error error = {.code = ERROR_NONE};
	struct funnel funnel;

	(void)state;
	assert_false(funnel_init(&funnel, &one, 1, 0, &error));
	assert_string_equal(error.text, "a funnel has 2 to 32 steps");
	assert_string_equal(funnel_came_name(FUNNEL_IN_FLIGHT), "in flight");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_counts_what_became_of_those_who_came),
		cmocka_unit_test(journeys_behind_a_number_are_as_many_as_it_says),
		cmocka_unit_test(the_longest_declared_way_is_a_funnel),
		cmocka_unit_test(a_funnel_has_two_steps_at_least),
	};

	return cmocka_run_group_tests_name("funnel", tests, NULL, NULL);
}
