#include <string.h>

#include "help.h"

/* A word with an @ may be an address with a password in it: it is not repeated. */
static void refuse(const char *word, struct error *error)
{
	if (strchr(word, '@') != NULL) {
		error_set(
			error, ERROR_USAGE, "no such command; rivermaster help lists the commands");
	} else {
		error_set(error, ERROR_USAGE,
			"no command `%s`; rivermaster help lists the commands", word);
	}
}

static int run(const struct call *call, struct error *error)
{
	const struct subcommand *command = NULL;

	if (call->argument_count > 0) {
		command = subcommand_named(call->argument_count, call->arguments);
		if (command == NULL) {
			refuse(call->arguments[0], error);
			return (int)error->code;
		}
		if (call->argument_count > 1 && strchr(command->name, ' ') == NULL) {
			error_set(error, ERROR_USAGE,
				"help: an argument too many: `%s`; see rivermaster help help",
				call->arguments[1]);
			return ERROR_USAGE;
		}
	}
	return help_write(command, error) ? 0 : (int)error->code;
}

const struct subcommand subcommand_help = {
	.name = "help",
	.usage = "rivermaster help [COMMAND]",
	.summary = "what the commands do and take",
	.arguments_max = 2,
	.run = run,
};
