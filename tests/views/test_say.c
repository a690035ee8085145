#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../src/views/clock.h"
#include "../../src/views/samples.h"
#include "../../src/views/say.h"
#include "../../src/views/totals.h"
#include "support/world.h"

static void spans_are_stepped_through_and_stop_at_the_ends(void **state)
{
	(void)state;
	assert_int_equal(span_step(300, -1), 300);
	assert_int_equal(span_step(300, 1), 600);
	assert_int_equal(span_step(7200, 1), 86400);
	assert_int_equal(span_step(86400, 1), 86400);
	assert_string_equal(span_name(7200), "2h");
}

static void every_span_fits_what_is_kept(void **state)
{
	float samples[SAMPLES_MAX];
	struct world world;
	int span_s;

	(void)state;
	world_open(&world);
	world_run(&world, 30);
	for (span_s = 300; span_s < 86400; span_s = span_step(span_s, 1)) {
		const struct series *in = model_in_series(world.model);
		size_t count = samples_get(world.model, in, span_s, samples);

		assert_in_range(count, 1, SAMPLES_MAX);
		assert_true(samples_max(samples, count) > 1000);
		assert_true(isnan(samples[0]));
	}
	assert_int_equal(samples_get(world.model, NULL, 300, samples), 0);
	world_close(&world);
}

static void what_is_not_known_is_a_question_mark_and_never_zero(void **state)
{
	struct canvas *canvas = canvas_create(1, 1, CHARSET_ASCII);
	char out[SAY_MAX];

	(void)state;
	assert_string_equal(say_count(out, (struct known){.is = false}), "?");
	assert_string_equal(say_age(out, (struct known){.is = false}), "?");
	assert_string_equal(say_bytes(out, (struct known){.is = false}), "?");
	assert_string_equal(say_rate(out, (struct known_rate){.is = false}), "?");
	assert_string_equal(say_lag(out, canvas, 7, LAG_UNKNOWN), "?");
	assert_string_equal(say_lag(out, canvas, 7, LAG_EXACT), "7");
	assert_string_equal(say_lag(out, canvas, 7, LAG_COUNTED), "7");
	assert_string_equal(say_lag(out, canvas, 7, LAG_ESTIMATE), "~7");
	assert_string_equal(say_lag(out, canvas, 7, LAG_AT_MOST), "<7");
	canvas_destroy(canvas);
}

static void totals_of_nothing_yet_are_unknown(void **state)
{
	struct canvas *canvas = canvas_create(1, 1, CHARSET_ASCII);
	char out[TOTALS_MAX];
	struct world world;

	(void)state;
	world_open_dark(&world);
	totals_say(out, canvas, world.model);
	assert_string_equal(out, "in ?/s  out ?/s  lag ?  pend ?");
	world_close(&world);
	canvas_destroy(canvas);
}

static void totals_before_all_have_answered_are_lower_bounds(void **state)
{
	struct canvas *ascii = canvas_create(80, 1, CHARSET_ASCII);
	struct canvas *utf8 = canvas_create(120, 1, CHARSET_UTF8);
	char out[TOTALS_MAX];
	struct world world;

	(void)state;
	world_open(&world);
	world_run(&world, 30);
	world_find(&world, 3);
	totals_say(out, ascii, world.model);
	assert_non_null(strstr(out, "in >="));
	assert_non_null(strstr(out, "pend >="));
	totals_say(out, utf8, world.model);
	assert_non_null(strstr(out, "(all groups)"));
	assert_non_null(strstr(out, "pending \xe2\x89\xa5"));
	world_close(&world);
	canvas_destroy(ascii);
	canvas_destroy(utf8);
}

static void an_empty_name_is_said_as_one(void **state)
{
	char out[200];

	(void)state;
	say_group(out, sizeof(out), text_of(""), text_of("g"));
	assert_string_equal(out, "\"\"/g");
	assert_true(text_is(say_name(text_of("abcdef"), 4), "abcd"));
}

static void a_counted_lag_is_said_to_be_counted_once(void **state)
{
	struct lag lag = {.is = LAG_COUNTED, .count = 3, .reason = "counted"};
	char out[200];

	(void)state;
	say_lag_source(out, sizeof(out), &lag);
	assert_string_equal(out, "counted, plus what was added since");
	lag = (struct lag){.is = LAG_EXACT, .reason = "the topic is empty"};
	say_lag_source(out, sizeof(out), &lag);
	assert_string_equal(out, "exact: the topic is empty");
}

static void a_moment_is_shown_by_the_servers_clock(void **state)
{
	char out[CLOCK_MAX];
	struct world world;

	(void)state;
	world_open_dark(&world);
	assert_string_equal(clock_of(world.model, world.now_ms, out), "?");
	world_close(&world);
	world_open(&world);
	world_run(&world, 10);
	assert_string_equal(clock_of(world.model, world.now_ms - 10000, out), "12:21:07");
	world_close(&world);
}

static void the_offset_from_utc_is_that_of_the_moment(void **state)
{
	static const struct {
		const char *zone;
		int64_t wall_ms;
		int offset_s;
	} rows[] = {
		{"UTC0", 1712924467000, 0},
		{"EST5", 1712924467000, -18000},
		{"EST5", 1704067200000, -18000}, /* New Year */
		{"CET-1", 1704067200000, 3600},
		{"CET-1", 1704063600000, 3600},
		{"IST-5:30", 1712924467000, 19800},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		setenv("TZ", rows[i].zone, 1);
		tzset();
		assert_int_equal(clock_utc_offset_s(rows[i].wall_ms), rows[i].offset_s);
	}
}

static void the_trouble_of_a_topic_is_one_sentence(void **state)
{
	struct topic topic = {.name = text_of("t"), .outcome = FACT_WRONGTYPE};
	char out[200];

	(void)state;
	say_topic_trouble(out, sizeof(out), &topic);
	assert_string_equal(out, "t: is a key of another type");
	topic.outcome = FACT_KNOWN;
	say_topic_trouble(out, sizeof(out), &topic);
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_stepped_through_and_stop_at_the_ends),
		cmocka_unit_test(every_span_fits_what_is_kept),
		cmocka_unit_test(what_is_not_known_is_a_question_mark_and_never_zero),
		cmocka_unit_test(totals_of_nothing_yet_are_unknown),
		cmocka_unit_test(totals_before_all_have_answered_are_lower_bounds),
		cmocka_unit_test(an_empty_name_is_said_as_one),
		cmocka_unit_test(a_counted_lag_is_said_to_be_counted_once),
		cmocka_unit_test(a_moment_is_shown_by_the_servers_clock),
		cmocka_unit_test(the_offset_from_utc_is_that_of_the_moment),
		cmocka_unit_test(the_trouble_of_a_topic_is_one_sentence),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
