/* Words for a shell, against a shell. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/shell.h"

static const char *word(const char *raw)
{
	static struct buf out;
	static char text[256];

	buf_init(&out, sizeof(text));
	shell_word(&out, text_of(raw));
	snprintf(text, sizeof(text), "%s", out.at);
	buf_finish(&out);
	return text;
}

static void words_are_written_as_simply_as_is_safe(void **state)
{
	(void)state;
	assert_string_equal(word("orders.created"), "orders.created");
	assert_string_equal(word("a b"), "'a b'");
	assert_string_equal(word("it's"), "'it'\\''s'");
	assert_string_equal(word("$(reboot)`x`"), "'$(reboot)`x`'");
	assert_string_equal(word("{order}:1"), "'{order}:1'");
	assert_string_equal(word("a\n\\'\xff"), "$'a\\x0a\\\\\\'\\xff'");
	assert_string_equal(word(""), "''");
}

static void a_shell_reads_back_what_was_written(void **state)
{
	static const char *const raws[] = {
		"a b", "it's", "$HOME", "*", "~", "a\"b", "#x", "!a", "a;b"};

	(void)state;
	for (size_t i = 0; i < sizeof(raws) / sizeof(*raws); i++) {
		char command[300], line[64] = "";

		snprintf(command, sizeof(command), "printf %%s %s", word(raws[i]));
		FILE *shell = popen(command, "r");
		assert_non_null(shell);
		assert_non_null(fgets(line, sizeof(line), shell));
		assert_int_equal(pclose(shell), 0);
		assert_string_equal(line, raws[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_written_as_simply_as_is_safe),
		cmocka_unit_test(a_shell_reads_back_what_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
