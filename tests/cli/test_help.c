#include "run.h"

#include "../../src/cli/subcommand.h"

static void help_names_every_command(void **state)
{
	static const char *const cases[][3] = {{"help"}, {"--help"}, {"-h"}, {"--help", "--bogus"}};
	const struct subcommand *command;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_words(cases[i]);

		run_expect_code(&run, 0);
		for (size_t j = 0; (command = subcommand_at(j)) != NULL; j++) {
			run_expect_text(run_out(&run), command->name);
			run_expect_text(run_out(&run), subcommand_summary(command));
		}
		run_expect_text(run_out(&run), "rivermaster [OPTION]... [URL]");
		run_expect_text(run_out(&run), "Exit: 0 done");
		run_finish(&run);
	}
}

/* `rivermaster help NAME` and `rivermaster NAME --help` say the same. */
static void help_of_a_command_names_its_options(void **state)
{
	const struct subcommand *command;

	(void)state;
	for (size_t i = 0; (command = subcommand_at(i)) != NULL; i++) {
		struct run asked = RUN("help", command->name);
		struct run flagged = RUN(command->name, "--help");

		run_expect_code(&asked, 0);
		assert_string_equal(run_out(&asked), run_out(&flagged));
		run_expect_text(run_out(&asked), subcommand_usage(command));
		for (int id = 0; id < OPTION_COUNT; id++) {
			bool takes = subcommand_takes(command, (enum option_id)id);
			const struct param *param = command->op == NULL
				? NULL
				: op_param(command->op,
					  text_of(option_name((enum option_id)id) + 2));
			const char *help =
				param == NULL ? option_help((enum option_id)id) : param->help;
			bool named = strstr(run_out(&asked), help) != NULL;
			assert_int_equal(takes, named);
		}
		run_finish(&asked);
		run_finish(&flagged);
	}
}

static void help_of_topics_and_groups_names_the_members(void **state)
{
	struct run run = RUN("help", "groups");

	(void)state;
	run_expect_text(run_out(&run), "  topic group consumers pending lag lag_is lag_reason");
	run_finish(&run);
	run = RUN("help", "topics");
	run_expect_text(run_out(&run), "topic length entries_added first_id last_id");
	run_finish(&run);
}

static void help_of_the_demo_names_the_scenarios(void **state)
{
	struct run run = RUN("demo", "--help");

	(void)state;
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "Scenarios");
	run_expect_text(run_out(&run), "retail");
	run_expect_text(run_out(&run), "After 20 s something goes wrong: --seconds 40");
	run_finish(&run);
}

static void help_is_harmless_and_narrow(void **state)
{
	const struct subcommand *command;

	(void)state;
	for (size_t i = 0; (command = subcommand_at(i)) != NULL; i++) {
		struct run run = RUN("help", command->name);
		struct text rest = buf_text(&run.out);

		run_expect_harmless(&run.out);
		while (rest.length > 0) {
			struct text line = text_cut(&rest, '\n');
			if (line.length > 90) {
				fail_msg("help %s: %.*s", command->name, (int)line.length, line.at);
			}
		}
		run_finish(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_names_every_command),
		cmocka_unit_test(help_of_a_command_names_its_options),
		cmocka_unit_test(help_of_topics_and_groups_names_the_members),
		cmocka_unit_test(help_of_the_demo_names_the_scenarios),
		cmocka_unit_test(help_is_harmless_and_narrow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
