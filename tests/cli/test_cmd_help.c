#include "run.h"

static void help_says_the_same_however_it_is_asked(void **state)
{
	struct run asked = RUN("help"), flagged = RUN("--help"), of_help = RUN("help", "help");

	(void)state;
	run_expect_code(&asked, 0);
	assert_string_equal(run_out(&asked), run_out(&flagged));
	run_expect_code(&of_help, 0);
	run_expect_text(run_out(&of_help), "usage: rivermaster help [COMMAND]");
	run_finish(&asked);
	run_finish(&flagged);
	run_finish(&of_help);
}

static void help_of_no_command_is_exit_2(void **state)
{
	struct run run = RUN("help", "\033bogus");

	(void)state;
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "rivermaster: no command `^[bogus`");
	assert_string_equal(run_out(&run), "");
	run_finish(&run);
}

static void help_repeats_no_address(void **state)
{
	struct run run = RUN("help", "redis://ann:hunter2@127.0.0.1:1");

	(void)state;
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "no such command");
	run_expect_no_text(run_err(&run), "hunter2");
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_the_same_however_it_is_asked),
		cmocka_unit_test(help_of_no_command_is_exit_2),
		cmocka_unit_test(help_repeats_no_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
