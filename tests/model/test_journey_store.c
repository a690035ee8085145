#include "model/journeys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"
#include "seed.h"

static const char simple[] = "[journey x]\nanchor = id\nchild = part\nend = done\nparty = who\n";

static void add(struct journey_log *log, uint64_t ms, const char *type, uint64_t id)
{
	char words[128];

	snprintf(words, sizeof(words), "type=%s id=J-%" PRIu64 " part=P-%" PRIu64 " who=W-%" PRIu64,
		type, id, id * 3 + ms % 3, id % 1000);
	log_add(log, "topic", ms, words);
}

static void the_ceiling_holds_and_losses_are_counted(void **state)
{
	enum { MEMORY = 2 << 20, JOURNEYS = 30000 };
	struct journey_log *log = log_begin(simple, MEMORY);
	uint64_t ms = 0;

	(void)state;
	for (uint64_t id = 0; id < JOURNEYS; id++) {
		for (int i = 0; i < 4; i++) {
			add(log, ++ms, i == 0 ? "begun" : "went", id);
		}
		assert_true(journeys_totals(log->journeys).bytes <= MEMORY);
	}
	struct journeys_totals totals = journeys_totals(log->journeys);
	assert_true(totals.left > 0);
	assert_int_equal(totals.left + totals.journeys, JOURNEYS + totals.partial);
	assert_int_equal(totals.leading, totals.journeys);
	/* The newest are there and whole, the oldest are gone. */
	log_expect(log, "J-29999", "begun went went went");
	assert_int_equal(journeys_find(log->journeys, text_of("J-0"), 0), 0);
	log_end(log);
}

static void a_late_event_of_one_that_is_gone_is_no_new_journey(void **state)
{
	enum { MEMORY = 1 << 20 };
	struct journey_log *log = log_begin(simple, MEMORY);
	uint64_t id = 0;

	(void)state;
	while (journeys_totals(log->journeys).left < 20) {
		id++;
		add(log, id * 10, "begun", id);
	}
	add(log, id * 10 + 1, "late", 20);
	assert_true(log_view(log, "J-20").flags & JOURNEY_PARTIAL_HEAD);
	assert_int_equal(journeys_totals(log->journeys).partial, 1);
	log_expect(log, "J-20", "late");
	add(log, id * 10 + 2, "later", 20);
	assert_int_equal(journeys_totals(log->journeys).partial, 1);
	log_end(log);
}

static void what_is_over_goes_first_and_what_needs_eyes_last(void **state)
{
	enum { MEMORY = 1 << 20 };
	struct journey_log *log =
		log_begin("[journey x]\nanchor = id\nend = done\nfail = broken\n", MEMORY);
	uint64_t ms = 0, id = 0;

	(void)state;
	add(log, ++ms, "broken", 1000001);
	add(log, ++ms, "begun", 1000002);
	/* A table that grows may cost several at once. */
	for (uint64_t done = 0; done < 500; done++) {
		add(log, ++ms, "done", 1000003 + done);
	}
	while (journeys_totals(log->journeys).left == 0) {
		add(log, ++ms, "begun", ++id);
	}
	assert_int_equal(journeys_find(log->journeys, text_of("J-1000003"), 0), 0);
	assert_int_not_equal(journeys_find(log->journeys, text_of("J-1000002"), 0), 0);
	while (journeys_totals(log->journeys).left < 2000) {
		add(log, ++ms, "begun", ++id);
	}
	assert_int_equal(journeys_find(log->journeys, text_of("J-1000002"), 0), 0);
	assert_int_not_equal(journeys_find(log->journeys, text_of("J-1000001"), 0), 0);
	log_end(log);
}

/* By whichever of its keys it is called. */
static void one_that_is_to_be_kept_outlives_all_others(void **state)
{
	enum { MEMORY = 1 << 20 };
	struct journey_log *log = log_begin(simple, MEMORY);
	uint64_t ms = 0, id = 0;

	(void)state;
	journeys_destroy(log->journeys);
	log->journeys = journeys_create(&(struct journeys_options){.memory_bytes = MEMORY,
		.definition_count = 1,
		.definitions = &log->definition,
		.kept = text_of("the-part")});
	log_add(log, "topic", ++ms, "type=begun id=mine part=the-part");
	log_add(log, "topic", ++ms, "type=done id=mine");
	while (journeys_totals(log->journeys).left < 5000) {
		add(log, ++ms, "begun", ++id);
	}
	log_add(log, "topic", ++ms, "type=reopened part=the-part");
	log_expect(log, "mine", "begun done reopened");
	log_end(log);
}

struct leaving {
	struct journeys **journeys;
	uint64_t count, events;
};

static void on_leave(void *arg, uint32_t number)
{
	struct leaving *leaving = arg;
	struct journey_view view;

	journeys_view(*leaving->journeys, number, &view);
	leaving->count++;
	leaving->events += view.events;
}

/* Each in order, with as many events as it says. */
static uint64_t count_held(const struct journeys *journeys, uint64_t *journeys_held)
{
	uint64_t held = 0;

	for (uint32_t at = 0; (at = journeys_next(journeys, at)) != 0;) {
		struct journey_view view;
		uint32_t count = 0;
		uint64_t before = 0;
		journeys_view(journeys, at, &view);
		for (const struct journey_event *event = journeys_first(journeys, at);
			event != NULL; event = journeys_after(journeys, event)) {
			assert_true(event->id.ms > before);
			before = event->id.ms;
			count++;
		}
		assert_int_equal(view.events, count);
		held += count;
		(*journeys_held)++;
	}
	return held;
}

/* Random churn with everything that joins, in little room: what left and what is held add up. */
static void nothing_is_lost_unseen(void **state)
{
	struct rng rng = seeded_rng();
	struct definition definition;
	struct journeys *journeys;
	struct leaving leaving = {.journeys = &journeys};
	struct event_reader *reader = event_reader_create();
	uint64_t taken = 0;

	(void)state;
	define(&definition, "x",
		"[journey x]\nanchor = id\njourney = saga\ntrace = trace\nchild = part\n"
		"cause = after\nend = done\n");
	journeys = journeys_create(&(struct journeys_options){.memory_bytes = 1 << 20,
		.definition_count = 1,
		.definitions = &definition,
		.on_leave = on_leave,
		.arg = &leaving});
	for (uint64_t ms = 1; ms <= 60000; ms++) {
		char values[5][24];
		struct entry_field fields[6] = {{text_of("type"), text_of("t")}};
		static const char *const names[] = {"id", "saga", "trace", "part", "event_id"};
		struct entry entry = {.id = {ms, 0}, .field_count = 1, .fields = fields};
		struct event event;

		for (size_t i = 0; i < 5; i++) {
			uint64_t n = ms / 4 + rng_below(&rng, 8);
			snprintf(values[i], sizeof(values[i]), "%s%" PRIu64, names[i], n);
			if (rng_below(&rng, 3) == 0) {
				fields[entry.field_count].name = text_of(names[i]);
				fields[entry.field_count++].value = text_of(values[i]);
			}
		}
		event_read(reader, text_of("topic"), &entry, &event);
		journeys_add(journeys, text_of("topic"), &entry, &event);
		if (ms % 500 == 0) {
			journeys_advance(journeys, (int64_t)ms);
		}
		assert_true(journeys_totals(journeys).bytes <= 1 << 20);
	}
	uint64_t journeys_held = 0, held = count_held(journeys, &journeys_held);
	taken = journeys_totals(journeys).events - journeys_totals(journeys).repeated;
	assert_int_equal(journeys_held, journeys_totals(journeys).journeys);
	assert_int_equal(leaving.count, journeys_totals(journeys).left);
	assert_int_equal(held + leaving.events, taken);
	journeys_destroy(journeys);
	definition_finish(&definition);
	event_reader_destroy(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ceiling_holds_and_losses_are_counted),
		cmocka_unit_test(a_late_event_of_one_that_is_gone_is_no_new_journey),
		cmocka_unit_test(what_is_over_goes_first_and_what_needs_eyes_last),
		cmocka_unit_test(one_that_is_to_be_kept_outlives_all_others),
		cmocka_unit_test(nothing_is_lost_unseen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
