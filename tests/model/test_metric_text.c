/* Labels and numbers of a metrics page. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "../../src/model/metric_text.h"
#include "base/base64.h"
#include "base/utf8.h"
#include "seed.h"

static void numbers_are_plain(void **state)
{
	static const struct {
		struct metric_value value;
		const char *text;
	} cases[] = {
		{.value = {.is = METRIC_UNKNOWN}, .text = " NaN"},
		{.value = {.is = METRIC_ENDLESS}, .text = " +Inf"},
		{.value = {.is = METRIC_COUNT, .n = INT64_MAX}, .text = " 9223372036854775807"},
		{.value = {.is = METRIC_COUNT, .n = -3}, .text = " -3"},
		{.value = {.is = METRIC_MS, .n = 1}, .text = " 0.001"},
		{.value = {.is = METRIC_MS, .n = -1500}, .text = " -1.500"},
		{.value = {.is = METRIC_MS, .n = INT64_MIN}, .text = " -9223372036854775.808"},
		{.value = {.is = METRIC_RATE, .rate = 0.9999999}, .text = " 1.000000"},
		{.value = {.is = METRIC_RATE, .rate = -2.25}, .text = " -2.250000"},
		{.value = {.is = METRIC_RATE, .rate = 1e300}, .text = " NaN"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out;

		buf_init(&out, 100);
		metric_add_value(&out, &cases[i].value);
		assert_string_equal(out.at, cases[i].text);
		buf_finish(&out);
	}
}

static void expect_label(const char *value, size_t length, const char *text)
{
	struct buf out;

	buf_init(&out, 1000);
	metric_add_label(&out, "topic", text_from(value, length));
	assert_string_equal(out.at, text);
	buf_finish(&out);
}

static void labels_have_their_escapes(void **state)
{
	(void)state;
	expect_label("orders", 6, "topic=\"orders\"");
	expect_label("", 0, "topic=\"\"");
	expect_label("a\"b\\c\nd", 7, "topic=\"a\\\"b\\\\c\\nd\"");
	expect_label("\xc3\xa9,}=", 5, "topic=\"\xc3\xa9,}=\"");
}

static void what_is_no_text_or_is_obeyed_is_encoded(void **state)
{
	(void)state;
	expect_label("\xff", 1, "topic=\"base64:/w==\"");
	expect_label("a\0b", 3, "topic=\"base64:YQBi\"");
	expect_label("\x1b[2J", 4, "topic=\"base64:G1sySg==\"");
	expect_label("\xc2\x9b", 2, "topic=\"base64:wps=\"");
	expect_label("\xe2\x80\xae", 3, "topic=\"base64:4oCu\"");
	expect_label("base64:/w==", 11, "topic=\"base64:YmFzZTY0Oi93PT0=\"");
}

/* What a scraper makes of the label is the name again. */
static void read_back(struct buf *name, struct text label)
{
	struct text value = text_from(label.at + 3, label.length - 4);

	if (text_starts(value, "base64:")) {
		assert_true(base64_decode(name, text_from(value.at + 7, value.length - 7)));
		return;
	}
	for (size_t i = 0; i < value.length; i++) {
		char byte = value.at[i];

		if (byte == '\\') {
			byte = value.at[++i];
			byte = byte == 'n' ? '\n' : byte;
		}
		buf_add_byte(name, byte);
	}
}

static void every_name_comes_back(void **state)
{
	static const char bytes[] = "ab\"\\\nn\x1b\xc3\xa9\xe2\x80\xae:64=";
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char raw[8];
		size_t length = (size_t)rng_below(&rng, sizeof(raw) + 1);
		struct buf label, name;

		for (size_t i = 0; i < length; i++) {
			raw[i] = bytes[rng_below(&rng, sizeof(bytes))];
		}
		buf_init(&label, 1000);
		buf_init(&name, 1000);
		metric_add_label(&label, "t", text_from(raw, length));
		read_back(&name, buf_text(&label));
		assert_true(utf8_valid(buf_text(&label)));
		assert_true(text_equal(buf_text(&name), text_from(raw, length)));
		buf_finish(&name);
		buf_finish(&label);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_plain),
		cmocka_unit_test(labels_have_their_escapes),
		cmocka_unit_test(what_is_no_text_or_is_obeyed_is_encoded),
		cmocka_unit_test(every_name_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
