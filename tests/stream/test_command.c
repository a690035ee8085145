#include "stream/command.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

static void argument_is(const struct command *command, size_t i, const char *expected)
{
	assert_true(text_is(command_arg(command, i), expected));
}

static void a_new_command_is_empty(void **state)
{
	struct command command;

	(void)state;
	command_init(&command);
	assert_int_equal(command.argc, 0);
	command_finish(&command);
	command_finish(&command);
}

static void arguments_of_every_kind_keep_their_order(void **state)
{
	struct command command;

	(void)state;
	command_init(&command);
	command_words(&command, "XRANGE");
	command_add(&command, text_of("orders created"));
	command_add_id(&command, (struct id){.ms = 5, .seq = 6});
	command_add_string(&command, "+");
	command_add_string(&command, "COUNT");
	command_add_i64(&command, -7);
	assert_int_equal(command.argc, 6);
	argument_is(&command, 0, "XRANGE");
	argument_is(&command, 1, "orders created");
	argument_is(&command, 2, "5-6");
	argument_is(&command, 3, "+");
	argument_is(&command, 4, "COUNT");
	argument_is(&command, 5, "-7");
	command_finish(&command);
}

static void numbers_reach_their_limits(void **state)
{
	struct command command;

	(void)state;
	command_init(&command);
	command_add_i64(&command, INT64_MIN);
	command_add_i64(&command, INT64_MAX);
	argument_is(&command, 0, "-9223372036854775808");
	argument_is(&command, 1, "9223372036854775807");
	command_finish(&command);
}

static void arguments_are_bytes_even_none(void **state)
{
	struct command command;

	(void)state;
	command_init(&command);
	command_add(&command, text_from("a\0b\r\n", 5));
	command_add(&command, text_from(NULL, 0));
	command_add_string(&command, "%s%n");
	assert_true(text_equal(command_arg(&command, 0), text_from("a\0b\r\n", 5)));
	argument_is(&command, 1, "");
	argument_is(&command, 2, "%s%n");
	command_finish(&command);
}

static void words_part_at_single_spaces(void **state)
{
	struct command command;

	(void)state;
	command_init(&command);
	command_words(&command, "XINFO STREAM");
	command_words(&command, "");
	command_words(&command, "a  b");
	assert_int_equal(command.argc, 5);
	argument_is(&command, 0, "XINFO");
	argument_is(&command, 1, "STREAM");
	argument_is(&command, 2, "a");
	argument_is(&command, 3, "");
	argument_is(&command, 4, "b");
	command_finish(&command);
}

static void a_reset_command_is_used_again(void **state)
{
	struct command command;

	(void)state;
	command_init(&command);
	command_words(&command, "PING now");
	command_reset(&command);
	assert_int_equal(command.argc, 0);
	command_words(&command, "TIME");
	assert_int_equal(command.argc, 1);
	argument_is(&command, 0, "TIME");
	command_finish(&command);
}

static void many_arguments_stay_apart(void **state)
{
	struct command command;
	char expected[16];
	int i;

	(void)state;
	command_init(&command);
	for (i = 0; i < 1000; i++) {
		command_add_i64(&command, i);
	}
	for (i = 0; i < 1000; i++) {
		snprintf(expected, sizeof(expected), "%d", i);
		argument_is(&command, (size_t)i, expected);
	}
	command_finish(&command);
}

static void an_argument_that_does_not_fit_marks_the_command(void **state)
{
	struct command command;

	(void)state;
	command_init(&command);
	command.bytes.ceiling = 8;
	command_words(&command, "XACK");
	command_add_string(&command, "longer than that");
	command_add_string(&command, "a");
	assert_int_equal(command.argc, 1);
	assert_true(command.bytes.full);
	command_finish(&command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_command_is_empty),
		cmocka_unit_test(arguments_of_every_kind_keep_their_order),
		cmocka_unit_test(numbers_reach_their_limits),
		cmocka_unit_test(arguments_are_bytes_even_none),
		cmocka_unit_test(words_part_at_single_spaces),
		cmocka_unit_test(a_reset_command_is_used_again),
		cmocka_unit_test(many_arguments_stay_apart),
		cmocka_unit_test(an_argument_that_does_not_fit_marks_the_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
