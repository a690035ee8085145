#include "../../src/cli/event_line.h"
#include "envelope/seen.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../base/seed.h"
#include "base/sanitise.h"

static void the_time_is_the_one_of_the_calendar(void **state)
{
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 5000; round++) {
		uint64_t ms = rng_below(&rng, 253402300800000);
		time_t seconds = (time_t)(ms / 1000);
		char expected[64], milliseconds[16];
		struct tm tm;
		struct buf out;

		strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &tm));
		snprintf(milliseconds, sizeof(milliseconds), ".%03dZ", (int)(ms % 1000));
		strcat(expected, milliseconds);
		buf_init(&out, 100);
		event_line_time(&out, ms);
		assert_string_equal(out.at, expected);
		buf_finish(&out);
	}
	struct buf out;
	buf_init(&out, 100);
	event_line_time(&out, 253402300800000);
	event_line_time(&out, UINT64_MAX);
	assert_string_equal(out.at, "??");
	buf_finish(&out);
}

static const struct entry_field fields[] = {
	{{"type", 4}, {"order.placed", 12}},
	{{"email", 5}, {"anna@example.com", 16}},
	{{"name", 4}, {"\xe4\xb8\xad\xe6\x96\x87", 6}},
};
static const struct entry entry = {.id = {1000, 0}, .field_count = 3, .fields = fields};
static const struct event event = {
	.envelope = "flat",
	.type = {"order.placed", 12},
	.party = {"anna@example.com", 16},
	.service = {"shop", 4},
};

static void a_line_is_whole_or_as_wide_as_it_may_be(void **state)
{
	struct event_line line = {.entry = &entry, .event = &event, .unicode = true};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	event_line_write(&out, &line);
	assert_string_equal(out.at,
		"1970-01-01T00:00:01.000Z  1000-0  order.placed  -  shop  type=order.placed "
		"email=anna@example.com name=\xe4\xb8\xad\xe6\x96\x87\n");
	int whole = sanitise_width(text_from(out.at, out.length - 1));
	for (line.width = 5; line.width < whole + 3; line.width++) {
		buf_reset(&out);
		event_line_write(&out, &line);
		int width = sanitise_width(text_from(out.at, out.length - 1));
		assert_true(width <= line.width);
		assert_true(width >= (line.width < whole ? line.width - 1 : whole));
	}
	buf_finish(&out);
}

static void what_was_altered_is_marked_within_the_width(void **state)
{
	const struct entry_field bad = {{"a", 1}, {"\x1b[31m red \x1b[0m", 14}};
	const struct entry red = {.id = {1, 0}, .field_count = 1, .fields = &bad};
	struct event_line line = {.entry = &red, .event = &event, .width = 60};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	event_line_write(&out, &line);
	assert_null(memchr(out.at, '\x1b', out.length));
	assert_string_equal(out.at + out.length - 4, "~ !\n");
	assert_int_equal(out.length, 61);
	buf_finish(&out);
}

static void what_a_hidden_field_holds_is_hidden_everywhere(void **state)
{
	const struct entry_field two[] = {
		{{"password", 8}, {"open sesame", 11}}, {{"type", 4}, {"placed", 6}}};
	const struct entry hidden = {.id = {1, 0}, .field_count = 2, .fields = two};
	struct mask *mask = mask_create(NULL);
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	seen_text(mask, &hidden, text_of("open sesame"), &out);
	assert_null(strstr(out.at, "open sesame"));
	buf_reset(&out);
	seen_text(mask, &hidden, text_of("placed"), &out);
	assert_string_equal(out.at, "placed");
	buf_finish(&out);
	mask_destroy(mask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_time_is_the_one_of_the_calendar),
		cmocka_unit_test(a_line_is_whole_or_as_wide_as_it_may_be),
		cmocka_unit_test(what_was_altered_is_marked_within_the_width),
		cmocka_unit_test(what_a_hidden_field_holds_is_hidden_everywhere),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
