#include "../../src/cli/subcommand.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void every_row_is_whole(void **state)
{
	const struct subcommand *command;

	(void)state;
	for (size_t i = 0; (command = subcommand_at(i)) != NULL; i++) {
		assert_int_equal(strncmp(subcommand_usage(command), "rivermaster ", 12), 0);
		assert_int_equal(strncmp(subcommand_usage(command) + 12, command->name,
					 strlen(command->name)),
			0);
		assert_true(strlen(subcommand_summary(command)) > 0);
		assert_non_null(command->run);
	}
	assert_true(subcommand_at(0) != NULL);
}

static void a_name_finds_its_row_and_no_other_word_does(void **state)
{
	const struct subcommand *command;

	(void)state;
	for (size_t i = 0; (command = subcommand_at(i)) != NULL; i++) {
		assert_ptr_equal(subcommand_find(text_of(command->name)), command);
	}
	assert_null(subcommand_find(text_of("")));
	assert_null(subcommand_find(text_of("topic")));
	assert_null(subcommand_find(text_of("topicss")));
	assert_null(subcommand_find(text_of("TOPICS")));
	assert_null(subcommand_find(text_of("rivermaster")));
}

static void a_command_takes_its_options_and_those_that_all_take(void **state)
{
	const struct subcommand *version = subcommand_find(text_of("version"));
	const struct subcommand *topics = subcommand_find(text_of("topics"));

	(void)state;
	assert_true(subcommand_takes(version, OPTION_HELP));
	assert_true(subcommand_takes(version, OPTION_QUIET));
	assert_false(subcommand_takes(version, OPTION_URL));
	assert_true(subcommand_takes(topics, OPTION_URL));
	assert_true(subcommand_takes(topics, OPTION_JSON));
	assert_false(subcommand_takes(topics, OPTION_SEED));
	assert_true(subcommand_takes(&subcommand_console, OPTION_THEME));
	assert_true(subcommand_allows(topics, OPTION_JSON));
	assert_false(subcommand_allows(topics, OPTION_SEED));
}

static void a_command_lets_the_common_options_pass(void **state)
{
	static const enum option_id common[] = {OPTION_URL, OPTION_PROFILE, OPTION_CONFIG,
		OPTION_TOPICS, OPTION_MEMORY, OPTION_NO_COLOR, OPTION_QUIET};
	const struct subcommand *command;

	(void)state;
	for (size_t i = 0; (command = subcommand_at(i)) != NULL; i++) {
		for (size_t j = 0; j < sizeof(common) / sizeof(*common); j++) {
			assert_true(subcommand_allows(command, common[j]));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(a_name_finds_its_row_and_no_other_word_does),
		cmocka_unit_test(a_command_takes_its_options_and_those_that_all_take),
		cmocka_unit_test(a_command_lets_the_common_options_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
