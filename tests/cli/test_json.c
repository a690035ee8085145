#include "../../src/cli/json.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/base64.h"
#include "base/rng.h"
#include "base/sanitise.h"
#include "base/utf8.h"

enum { BYTES_MAX = 1 << 20, ROUNDS = 20000, NAME_MAX_BYTES = 40 };

/* Prints an item as a document of its own and gives the item back. */
static struct buf print(cJSON *item)
{
	struct buf out;

	buf_init(&out, BYTES_MAX);
	json_print(&out, item);
	cJSON_Delete(item);
	return out;
}

static void prints(cJSON *item, const char *expected)
{
	struct buf out = print(item);

	assert_int_equal(out.at[out.length - 1], '\n');
	buf_cut(&out, out.length - 1);
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static void text_that_is_safe_stays_as_it_is(void **state)
{
	(void)state;
	prints(json_text(text_of("orders")), "\"orders\"");
	prints(json_text(text_of("")), "\"\"");
	prints(json_text(text_of("Größe 漢字 🦀")), "\"Größe 漢字 🦀\"");
	prints(json_text(text_of("a\"b\\c/d")), "\"a\\\"b\\\\c/d\"");
}

static void what_a_terminal_could_obey_is_escaped(void **state)
{
	(void)state;
	prints(json_text(text_of("\033[2J\n\t")), "\"\\u001b[2J\\n\\t\"");
	prints(json_text(text_of("\x7f")), "\"\\u007f\"");
	prints(json_text(text_of("\xc2\x9b"
				 "31m")),
		"\"\\u009b31m\"");
	prints(json_text(text_of("a\u202eb")), "\"a\\u202eb\"");
	prints(json_text(text_of("\u2028\u2029\u200b\ufeff")), "\"\\u2028\\u2029\\u200b\\ufeff\"");
	prints(json_text(text_of("\U000e0041")), "\"\\udb40\\udc41\"");
	prints(json_text(text_of("\U0010ffff")), "\"\\udbff\\udfff\"");
}

static void bytes_that_are_no_text_are_base64(void **state)
{
	(void)state;
	prints(json_text(text_of("\xff\xfe")), "{\"base64\":\"//4=\"}");
	prints(json_text(text_from("a\0b", 3)), "{\"base64\":\"YQBi\"}");
	prints(json_text(text_from("", 1)), "{\"base64\":\"AA==\"}");
	prints(json_text(text_of("\xed\xa0\x80")), "{\"base64\":\"7aCA\"}");
}

static void a_sentence_is_a_string_whatever_it_quotes(void **state)
{
	(void)state;
	prints(json_sentence(text_of("lag of Größe")), "\"lag of Größe\"");
	prints(json_sentence(text_of("of \xff\033")), "\"of \\\\xFF^[\"");
	prints(json_sentence(text_of("cut \xc3")), "\"cut \\\\xC3\"");
}

static void integers_keep_their_digits(void **state)
{
	(void)state;
	prints(json_integer(0), "0");
	prints(json_integer(-7), "-7");
	prints(json_integer(INT64_C(9007199254740993)), "9007199254740993");
	prints(json_integer(INT64_MAX), "9223372036854775807");
	prints(json_integer(INT64_MIN), "-9223372036854775808");
}

static void rates_are_short_and_never_zero_unless_they_are(void **state)
{
	(void)state;
	prints(json_rate(0), "0");
	prints(json_rate(-0.0), "0");
	prints(json_rate(12), "12");
	prints(json_rate(1204.5), "1204.5");
	prints(json_rate(41.0 / 3), "13.667");
	prints(json_rate(0.1 + 0.2), "0.3");
	prints(json_rate(0.9999999), "1");
	prints(json_rate(1e-5), "0.00001");
	prints(json_rate(1e-30), "0.000001");
	prints(json_rate(-2.25), "-2.25");
	prints(json_rate(123456789012.0), "123456789012");
	prints(json_rate((double)NAN), "null");
	prints(json_rate((double)INFINITY), "null");
}

static void rates_do_not_follow_the_locale(void **state)
{
	static const char *const commas[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ru_RU.UTF-8"};
	bool found = false;

	(void)state;
	for (size_t i = 0; i < sizeof(commas) / sizeof(*commas) && !found; i++) {
		found = setlocale(LC_NUMERIC, commas[i]) != NULL;
	}
	prints(json_rate(1.5), "1.5");
	setlocale(LC_NUMERIC, "C");
}

static void values_know_what_is_null(void **state)
{
	(void)state;
	prints(json_value(&(struct value){.kind = VALUE_UNKNOWN, .n = 7}), "null");
	prints(json_value(&(struct value){.kind = VALUE_NONE}), "null");
	prints(json_value(&(struct value){.kind = VALUE_NEVER}), "null");
	prints(json_value(&(struct value){.kind = VALUE_COUNT, .n = 0}), "0");
	prints(json_value(&(struct value){.kind = VALUE_AGE, .n = 94000}), "94000");
	prints(json_value(&(struct value){.kind = VALUE_BYTES, .n = 512}), "512");
	prints(json_value(&(struct value){.kind = VALUE_RATE, .rate = 2.5}), "2.5");
	prints(json_value(&(struct value){.kind = VALUE_ID, .id = {.ms = 17, .seq = 3}}),
		"\"17-3\"");
	prints(json_value(&(struct value){.kind = VALUE_VERDICT, .n = VERDICT_STOPPED}),
		"\"STOPPED\"");
	prints(json_value(&(struct value){.kind = VALUE_TEXT, .text = text_of("x")}), "\"x\"");
}

/* The bytes that a parsed item stands for. */
static void add_meaning(struct buf *out, const cJSON *item)
{
	if (cJSON_IsString(item)) {
		buf_add_string(out, item->valuestring);
	} else {
		const cJSON *base64 = cJSON_GetObjectItemCaseSensitive(item, "base64");

		assert_true(cJSON_IsString(base64));
		assert_true(base64_decode(out, text_of(base64->valuestring)));
	}
}

static void is_harmless(struct text printed)
{
	while (printed.length > 0) {
		uint32_t code = 0;
		size_t length = utf8_decode(printed, &code);

		assert_true(length > 0);
		assert_true(code == '\n' || sanitise_allows(code));
		printed = text_from(printed.at + length, printed.length - length);
	}
}

static size_t random_name(struct rng *rng, char out[NAME_MAX_BYTES])
{
	size_t length = 0, wanted = rng_below(rng, NAME_MAX_BYTES - 4);
	bool wild = rng_below(rng, 4) == 0;

	while (length < wanted) {
		uint32_t code = (uint32_t)rng_below(rng, rng_below(rng, 2) == 0 ? 0x300 : 0x110000);

		if (wild) {
			out[length++] = (char)rng_below(rng, 256);
		} else if (code != 0 && (code < 0xd800 || code > 0xdfff)) {
			length += utf8_encode(out + length, code);
		}
	}
	return length;
}

static void any_bytes_come_back_and_nothing_harmful_is_printed(void **state)
{
	const char *given = getenv("SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 0) : 20240229;
	struct rng rng;

	(void)state;
	print_message("SEED=%" PRIu64 "\n", seed);
	rng_seed(&rng, seed);
	for (int round = 0; round < ROUNDS; round++) {
		char name[NAME_MAX_BYTES];
		size_t length = random_name(&rng, name);
		struct buf out = print(json_text(text_from(name, length))), meaning;

		is_harmless(buf_text(&out));
		cJSON *parsed = cJSON_Parse(out.at);
		assert_non_null(parsed);
		buf_init(&meaning, BYTES_MAX);
		buf_add(&meaning, "", 0);
		add_meaning(&meaning, parsed);
		assert_true(text_equal(buf_text(&meaning), text_from(name, length)));
		buf_finish(&meaning);
		cJSON_Delete(parsed);
		buf_finish(&out);
	}
}

static int set_up(void **state)
{
	(void)state;
	json_begin();
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_is_safe_stays_as_it_is),
		cmocka_unit_test(what_a_terminal_could_obey_is_escaped),
		cmocka_unit_test(bytes_that_are_no_text_are_base64),
		cmocka_unit_test(a_sentence_is_a_string_whatever_it_quotes),
		cmocka_unit_test(integers_keep_their_digits),
		cmocka_unit_test(rates_are_short_and_never_zero_unless_they_are),
		cmocka_unit_test(rates_do_not_follow_the_locale),
		cmocka_unit_test(values_know_what_is_null),
		cmocka_unit_test(any_bytes_come_back_and_nothing_harmful_is_printed),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
