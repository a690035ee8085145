#include "../../src/cli/secret.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* What becomes of a word behind the word `before`, and whether that was a find. */
static void becomes(const char *before, const char *word, const char *shown, bool expected)
{
	char first[64], second[128];
	char *words[] = {first, second};
	bool found;

	memcpy(first, before, strlen(before) + 1);
	memcpy(second, word, strlen(word) + 1);
	char **copy = secret_take(2, words, &found);
	assert_string_equal(second, shown);
	assert_string_equal(copy[1], word);
	assert_int_equal(found, expected);
	secret_release(2, copy);
}

static void the_password_of_a_url_is_overwritten(void **state)
{
	(void)state;
	becomes("topics", "redis://ann:hunter2@host:1/2", "redis://ann:*******@host:1/2", true);
	becomes("topics", "redis://:hunter2@host", "redis://:*******@host", true);
	becomes("topics", "redis://hunter2@host", "redis://*******@host", true);
	becomes("topics", "redis://ann:a@b/c@host", "redis://ann:*****@host", true);
	becomes("topics", "unix://ann:pw@/run/redis.sock", "unix://ann:**@/run/redis.sock", true);
	becomes("topics", "--url=redis://ann:hunter2@host", "--url=redis://ann:*******@host", true);
	becomes("--url", "redis://ann:hunter2@host", "redis://ann:*******@host", true);
	becomes("--url", "ann:hunter2@host", "ann:*******@host", true);
	becomes("topics", "--url=ann:hunter2@host", "--url=ann:*******@host", true);
}

static void a_word_without_a_password_stays_as_it_is(void **state)
{
	(void)state;
	becomes("topics", "redis://host:6379/0", "redis://host:6379/0", false);
	becomes("topics", "redis://ann:@host", "redis://ann:@host", false);
	becomes("topics", "unix:///run/a:b@c.sock", "unix:///run/a:b@c.sock", false);
	becomes("groups", "orders:eu@2", "orders:eu@2", false);
	becomes("groups", "--topics=a:b@c", "--topics=a:b@c", false);
	becomes("groups", "", "", false);
}

static void a_url_begins_with_a_scheme(void **state)
{
	(void)state;
	assert_true(secret_looks_like_url("redis://"));
	assert_true(secret_looks_like_url("HTTP://x"));
	assert_false(secret_looks_like_url("redis:/x"));
	assert_false(secret_looks_like_url("://x"));
	assert_false(secret_looks_like_url("a b://x"));
	assert_false(secret_looks_like_url(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_password_of_a_url_is_overwritten),
		cmocka_unit_test(a_word_without_a_password_stays_as_it_is),
		cmocka_unit_test(a_url_begins_with_a_scheme),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
