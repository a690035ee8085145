#include "model/indicators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "journey_log.h"

static void expect_number(double found, double expected)
{
	if (fabs(found - expected) > 1e-12) {
		fail_msg("%.17g, expected %.17g", found, expected);
	}
}

enum { SECOND = 1000, SMALL = 1 };

/* One indicator over a log. */
struct desk {
	struct journey_log *log;
	struct indicator indicator;
	struct indicators *indicators;
	int64_t now_ms;
};

static bool take_line(void *arg, const struct ini_line *line, struct error *error)
{
	return line->key.length == 0 || indicator_set(arg, line->key, line->value, error);
}

static void desk_begin(struct desk *desk, const char *lines)
{
	struct error error;

	desk->log = log_begin(
		"[journey order]\nanchor = order\nparty = customer\nstart = placed\nend = paid\n"
		"fail = cancelled\n",
		LOG_MEMORY);
	indicator_init(&desk->indicator, text_of("x"), "f:1");
	if (!ini_read(text_of(lines), "f", take_line, &desk->indicator, &error) ||
		!indicator_seal(&desk->indicator, &error)) {
		fail_msg("%s", error.text);
	}
	desk->indicators = indicators_create(&desk->indicator, 1, SMALL);
}

static void desk_end(struct desk *desk)
{
	indicators_destroy(desk->indicators);
	indicator_finish(&desk->indicator);
	log_end(desk->log);
}

/* `value`: the field `score`. */
static void add_score(struct desk *desk, const char *topic, uint64_t ms, const char *value)
{
	struct entry_field fields[] = {
		{text_of("type"), text_of("answered")}, {text_of("score"), text_of(value)}};
	struct entry entry = {
		.id = {ms, 0}, .fields = fields, .field_count = value == NULL ? 1 : 2};
	struct event event = {.type = text_of("answered")};

	indicators_add(desk->indicators, text_of(topic), &entry, &event);
}

static const struct indicator_result *reckon(struct desk *desk, int64_t now_ms)
{
	journeys_advance(desk->log->journeys, now_ms);
	indicators_reckon(desk->indicators, 0, desk->log->journeys, now_ms);
	return indicators_result(desk->indicators, 0);
}

static void expect_printed(const struct indicator_result *result, const char *value,
	const char *trend, const char *troubles)
{
	struct buf out;

	buf_init(&out, 4096);
	indicator_print_value(result, &out);
	buf_add_byte(&out, '|');
	indicator_print_trend(result, &out);
	buf_add_byte(&out, '|');
	indicator_print_troubles(result, &out);
	char expected[512];
	snprintf(expected, sizeof(expected), "%s|%s|%s", value, trend, troubles);
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static void a_conversion_counts_when_its_time_is_up(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk, "[i x]\nfrom = placed\nto = paid\nwithin = 10s\ntarget = above 50%\n");
	log_add(desk.log, "a", 1 * SECOND, "type=placed order=1");
	log_add(desk.log, "a", 2 * SECOND, "type=placed order=2");
	log_add(desk.log, "a", 3 * SECOND, "type=placed order=3");
	log_add(desk.log, "a", 11 * SECOND, "type=paid order=1");
	log_add(desk.log, "a", 13 * SECOND, "type=paid order=2");
	const struct indicator_result *result = reckon(&desk, 10 * SECOND);
	assert_false(result->is_known);
	assert_string_equal(result->reason, "all 3 are still under way");
	assert_int_equal(result->oldest_flight_ms, 9 * SECOND);
	assert_true(indicator_is_met(result));
	expect_printed(result, "?", "-", "");
	result = reckon(&desk, 12 * SECOND);
	assert_true(result->is_known);
	expect_number(result->value, 0.5);
	assert_int_equal(result->samples, 2);
	assert_int_equal(result->lost, 1);
	assert_int_equal(result->in_flight, 1);
	assert_false(indicator_is_met(result));
	assert_int_equal(result->behind_count, 3);
	assert_true(text_is(result->behind[0].journey, "2"));
	assert_int_equal(result->behind[0].outcome, OUTCOME_LOST);
	assert_true(text_is(result->behind[2].journey, "1"));
	result = reckon(&desk, 13 * SECOND);
	expect_printed(result, "33.3%", "-", "");
	desk_end(&desk);
}

static void without_a_time_the_end_of_the_journey_decides(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk, "[i x]\nfrom = placed\nto = paid\ncount = lost\n");
	log_add(desk.log, "a", 1, "type=placed order=1");
	log_add(desk.log, "a", 2, "type=placed order=2");
	log_add(desk.log, "a", 3, "type=cancelled order=2");
	log_add(desk.log, "a", 4, "type=placed order=3");
	log_add(desk.log, "a", 5, "type=paid order=3");
	log_add(desk.log, "a", 6, "type=placed item=3");
	const struct indicator_result *result = reckon(&desk, 10);
	expect_number(result->value, 0.5);
	assert_int_equal(result->samples, 2);
	assert_int_equal(result->in_flight, 1);
	desk_end(&desk);
}

static void times_are_exact_and_have_a_window(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk, "[i x]\ntime = placed -> paid\nwindow = 100s\ntarget = p50 below 2s\n");
	for (int i = 0; i < 10; i++) {
		char words[64];

		snprintf(words, sizeof(words), "type=placed order=%d", i);
		log_add(desk.log, "a", (uint64_t)(50 + i * 10) * SECOND, words);
		snprintf(words, sizeof(words), "type=paid order=%d", i);
		log_add(desk.log, "a", (uint64_t)(50 + i * 10) * SECOND + (uint64_t)i * 100 + 500,
			words);
	}
	log_add(desk.log, "a", 149 * SECOND, "type=placed order=open");
	/* Of now and before: paid from 100.5 s on, and until then. */
	const struct indicator_result *result = reckon(&desk, 200 * SECOND);
	assert_int_equal(result->samples, 5);
	expect_number(result->value, 1200);
	assert_true(result->has_trend);
	expect_number(result->trend, 1200 - 700);
	assert_int_equal(result->in_flight, 1);
	assert_int_equal(result->oldest_flight_ms, 51 * SECOND);
	expect_printed(result, "1.2s", "+500ms", "");
	result = reckon(&desk, 1000 * SECOND);
	assert_false(result->is_known);
	assert_string_equal(result->reason, "no journey in the window");
	expect_printed(result, "?", "?", "");
	desk_end(&desk);
}

static void what_is_no_number_is_counted_and_told(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk, "[i x]\nmean = answered: score\ntarget = above 4\n");
	assert_string_equal(reckon(&desk, 1)->reason, "no event of answered");
	add_score(&desk, "survey", 1, NULL);
	assert_string_equal(reckon(&desk, 1)->reason, "no event had a number at score");
	add_score(&desk, "survey", 2, "good");
	add_score(&desk, "survey", 3, "45e-1");
	add_score(&desk, "survey", 4, "5");
	add_score(&desk, "survey:dlq", 5, "1");
	const struct indicator_result *result = reckon(&desk, 10);
	expect_number(result->value, 4.75);
	assert_int_equal(result->samples, 2);
	assert_int_equal(result->missing, 1);
	assert_int_equal(result->not_numbers, 1);
	expect_number(result->behind[0].value, 4.5);
	expect_printed(result, "4.75", "-",
		"1 events lack score, 1 have no number there; the first is survey 1-0");
	desk_end(&desk);
}

/* More than there is room for: without a window the mean is that of all; with one it is told. */
static void memory_is_bounded(void **state)
{
	static const char *const windows[] = {"", "window = 1d\n"};
	enum { EVENTS = 5000 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct desk desk;
		char lines[128];

		snprintf(lines, sizeof(lines), "[i x]\nmean = answered: score\n%s", windows[i]);
		desk_begin(&desk, lines);
		for (int event = 1; event <= EVENTS; event++) {
			add_score(&desk, "survey", (uint64_t)event, event % 2 == 0 ? "1" : "2");
		}
		const struct indicator_result *result = reckon(&desk, EVENTS);
		expect_number(result->value, 1.5);
		assert_int_equal(result->samples + result->unheld, EVENTS);
		assert_true(i == 0 ? result->unheld == 0 : result->unheld > 0);
		desk_end(&desk);
	}
}

static void customers_come_back(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk, "[i x]\nreturning = customer\nwithin = 10s\nwindow = 60s\n");
	log_add(desk.log, "a", 1 * SECOND, "type=placed order=1 customer=a");
	log_add(desk.log, "a", 9 * SECOND, "type=placed order=2 customer=a");
	log_add(desk.log, "a", 10 * SECOND, "type=placed order=3 customer=b");
	log_add(desk.log, "a", 21 * SECOND, "type=placed order=4 customer=b");
	log_add(desk.log, "a", 22 * SECOND, "type=placed order=5 customer=c");
	log_add(desk.log, "a", 23 * SECOND, "type=placed order=6");
	const struct indicator_result *result = reckon(&desk, 30 * SECOND);
	assert_int_equal(result->samples, 3);
	assert_int_equal(result->lost, 2);
	expect_number(result->value, 1 / 3.0);
	assert_true(text_is(result->behind[0].party, "c"));
	/* Who came before the window came back, too. */
	result = reckon(&desk, 65 * SECOND);
	assert_int_equal(result->samples, 3);
	assert_int_equal(result->lost, 2);
	result = reckon(&desk, 70 * SECOND);
	assert_int_equal(result->samples, 2);
	assert_int_equal(result->lost, 2);
	desk_end(&desk);
}

static void what_is_heard_no_more_is_silent_until_it_is_forgotten(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk, "[i x]\nsilent = score\nwithin = 10s\nwindow = 60s\ntopics = s*\n");
	add_score(&desk, "survey", 1 * SECOND, "d1");
	add_score(&desk, "survey", 2 * SECOND, "d2");
	add_score(&desk, "survey", 12 * SECOND, "d2");
	add_score(&desk, "other", 12 * SECOND, "d3");
	const struct indicator_result *result = reckon(&desk, 15 * SECOND);
	expect_number(result->value, 1);
	assert_int_equal(result->samples, 2);
	assert_true(text_is(result->behind[0].key, "d1"));
	expect_number(result->behind[0].value, 14 * SECOND);
	result = reckon(&desk, 62 * SECOND);
	expect_number(result->value, 1);
	assert_int_equal(result->samples, 1);
	desk_end(&desk);
}

static void who_left_for_want_of_room_still_counts(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk, "[i x]\nfrom = placed\nto = paid\nwithin = 10s\n");
	log_add(desk.log, "a", 1 * SECOND, "type=placed order=1");
	log_add(desk.log, "a", 2 * SECOND, "type=paid order=1");
	reckon(&desk, 20 * SECOND);
	struct journey_log *held = desk.log;
	indicators_leave(desk.indicators, held->journeys, log_view(held, "1").number);
	struct journeys *empty = journeys_create(&(struct journeys_options){
		.memory_bytes = LOG_MEMORY,
		.definition_count = 1,
		.definitions = &held->definition,
	});
	indicators_reckon(desk.indicators, 0, empty, 20 * SECOND);
	const struct indicator_result *result = indicators_result(desk.indicators, 0);
	assert_int_equal(result->samples, 1);
	expect_number(result->value, 1);
	assert_true(text_is(result->behind[0].topic, "a"));
	assert_int_equal(result->behind[0].id.ms, SECOND);
	journeys_destroy(empty);
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_conversion_counts_when_its_time_is_up),
		cmocka_unit_test(without_a_time_the_end_of_the_journey_decides),
		cmocka_unit_test(times_are_exact_and_have_a_window),
		cmocka_unit_test(what_is_no_number_is_counted_and_told),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(customers_come_back),
		cmocka_unit_test(what_is_heard_no_more_is_silent_until_it_is_forgotten),
		cmocka_unit_test(who_left_for_want_of_room_still_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
