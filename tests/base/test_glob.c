#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "seed.h"

static bool matches(const char *pattern, const char *subject)
{
	return text_glob(text_of(pattern), text_of(subject));
}

static void plain_bytes_match_themselves(void **state)
{
	(void)state;
	assert_true(matches("orders", "orders"));
	assert_false(matches("orders", "order"));
	assert_false(matches("order", "orders"));
	assert_false(matches("Orders", "orders"));
	assert_true(matches("", ""));
	assert_false(matches("", "a"));
	assert_true(text_glob(text_from("a\0b", 3), text_from("a\0b", 3)));
}

static void a_star_takes_any_run(void **state)
{
	(void)state;
	assert_true(matches("*", ""));
	assert_true(matches("*", "anything"));
	assert_true(matches("**", ""));
	assert_true(matches("orders.*", "orders."));
	assert_true(matches("orders.*", "orders.created"));
	assert_true(matches("*.dlq", "a.dlq.b.dlq"));
	assert_true(matches("a*b*c", "a--b-b--c"));
	assert_false(matches("a*b*c", "a--c--b"));
	assert_false(matches("*a", "ab"));
}

static void a_question_mark_takes_exactly_one(void **state)
{
	(void)state;
	assert_true(matches("?", "a"));
	assert_false(matches("?", ""));
	assert_false(matches("?", "ab"));
	assert_true(matches("a?c*", "abcd"));
	assert_false(matches("a*?", "a"));
}

static void a_class_takes_one_of_its_bytes(void **state)
{
	(void)state;
	assert_true(matches("h[ae]llo", "hello"));
	assert_false(matches("h[ae]llo", "hillo"));
	assert_true(matches("h[a-c]", "hb"));
	assert_false(matches("h[a-c]", "hd"));
	assert_true(matches("h[c-a]", "hb"));
	/* As in Redis the range runs up to the bracket, which then closes nothing. */
	assert_true(matches("[a-]", "^"));
	assert_false(matches("[a-]", "-"));
	assert_true(matches("[\xc0-\xff]", "\xe0"));
	assert_false(matches("[]", "]"));
	assert_false(matches("[a]", ""));
}

static void a_negated_class_takes_any_other_byte(void **state)
{
	(void)state;
	assert_true(matches("h[^a]", "hb"));
	assert_false(matches("h[^a]", "ha"));
	assert_false(matches("h[^a-c]", "hb"));
	assert_true(matches("[a^]", "^"));
	assert_false(matches("[^a]", ""));
}

static void a_backslash_takes_the_meaning_away(void **state)
{
	(void)state;
	assert_true(matches("a\\*b", "a*b"));
	assert_false(matches("a\\*b", "axb"));
	assert_true(matches("\\?", "?"));
	assert_true(matches("\\[a]", "[a]"));
	assert_true(matches("[\\]]", "]"));
	assert_true(matches("[\\^a]", "^"));
	assert_true(matches("a\\", "a\\"));
	assert_true(matches("\\\\", "\\"));
}

static void a_class_left_open_ends_with_the_pattern(void **state)
{
	(void)state;
	assert_true(matches("a[bc", "ac"));
	assert_false(matches("a[bc", "ad"));
	assert_false(matches("a[bc", "acx"));
	assert_false(matches("[", "["));
	assert_true(matches("[^", "x"));
	assert_true(matches("[a-", "-"));
	assert_true(matches("[\\", "\\"));
	assert_true(matches("*[b", "ab"));
}

static void many_stars_take_no_longer_than_pattern_times_text(void **state)
{
	char pattern[201], subject[20001];
	size_t i;

	(void)state;
	for (i = 0; i < 200; i += 2) {
		memcpy(pattern + i, "*a", 2);
	}
	memset(subject, 'a', sizeof(subject) - 1);
	subject[sizeof(subject) - 1] = '\0';
	pattern[200] = '\0';
	assert_true(matches(pattern, subject));
	pattern[199] = 'b';
	assert_false(matches(pattern, subject));
}

/* The definition itself, exponential: a reference for short patterns without classes. */
static bool defined(const char *pattern, const char *subject)
{
	if (*pattern == '\0') {
		return *subject == '\0';
	}
	if (*pattern == '*') {
		return defined(pattern + 1, subject) ||
			(*subject != '\0' && defined(pattern, subject + 1));
	}
	return *subject != '\0' && (*pattern == '?' || *pattern == *subject) &&
		defined(pattern + 1, subject + 1);
}

static void random_patterns_agree_with_the_definition(void **state)
{
	struct rng rng = seeded_rng();
	char pattern[9], subject[9];
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		size_t length = rng_below(&rng, 8), i;

		for (i = 0; i < length; i++) {
			pattern[i] = "ab?*"[rng_below(&rng, 4)];
		}
		pattern[length] = '\0';
		length = rng_below(&rng, 8);
		for (i = 0; i < length; i++) {
			subject[i] = "ab"[rng_below(&rng, 2)];
		}
		subject[length] = '\0';
		if (matches(pattern, subject) != defined(pattern, subject)) {
			fail_msg("pattern `%s`, subject `%s`", pattern, subject);
		}
	}
}

static void random_bytes_never_read_outside_the_pattern(void **state)
{
	struct rng rng = seeded_rng();
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		size_t length = 1 + rng_below(&rng, 6), i;
		char *pattern = malloc(length);

		assert_non_null(pattern);
		for (i = 0; i < length; i++) {
			pattern[i] = "[]^-\\a*?"[rng_below(&rng, 8)];
		}
		/* Under a sanitiser a step outside the block ends the test. */
		text_glob(text_from(pattern, length), text_of("a-\\]"));
		free(pattern);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_bytes_match_themselves),
		cmocka_unit_test(a_star_takes_any_run),
		cmocka_unit_test(a_question_mark_takes_exactly_one),
		cmocka_unit_test(a_class_takes_one_of_its_bytes),
		cmocka_unit_test(a_negated_class_takes_any_other_byte),
		cmocka_unit_test(a_backslash_takes_the_meaning_away),
		cmocka_unit_test(a_class_left_open_ends_with_the_pattern),
		cmocka_unit_test(many_stars_take_no_longer_than_pattern_times_text),
		cmocka_unit_test(random_patterns_agree_with_the_definition),
		cmocka_unit_test(random_bytes_never_read_outside_the_pattern),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
