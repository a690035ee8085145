#include "help.h"

#include <string.h>

#include "output.h"

enum { OPTION_COLUMN = 22 };

static void add_option(struct buf *out, enum option_id id)
{
	const char *argument = option_argument(id);
	int length = (int)(strlen(option_name(id)) + (argument == NULL ? 0 : strlen(argument) + 1));

	buf_addf(out, "  %s%s%s%*s%s\n", option_name(id), argument == NULL ? "" : " ",
		argument == NULL ? "" : argument, OPTION_COLUMN - length, "", option_help(id));
}

static void add_options(struct buf *out, const struct subcommand *command)
{
	buf_add_string(out, "\nOptions:\n");
	for (int id = 0; id < OPTION_COUNT; id++) {
		if (subcommand_takes(command, (enum option_id)id)) {
			add_option(out, (enum option_id)id);
		}
	}
}

static void add_command(struct buf *out, const struct subcommand *command)
{
	buf_addf(out, "usage: %s\n\n%s\n", command->usage, command->summary);
	if (command->help != NULL) {
		buf_addf(out, "\n%s", command->help);
	}
	if (command->describe != NULL) {
		command->describe(out);
	}
	add_options(out, command);
}

static void add_program(struct buf *out)
{
	const struct subcommand *command;

	buf_addf(out, "usage: %s\n       rivermaster COMMAND [OPTION]... [ARGUMENT]...\n\n",
		subcommand_console.usage);
	buf_addf(out, "%s\n\nCommands:\n", subcommand_console.summary);
	for (size_t i = 0; (command = subcommand_at(i)) != NULL; i++) {
		buf_addf(out, "  %-*s%s\n", OPTION_COLUMN, command->name, command->summary);
	}
	add_options(out, &subcommand_console);
	buf_addf(out, "\n%s", subcommand_console.help);
}

bool help_write(const struct subcommand *command, struct error *error)
{
	struct buf out;

	buf_init(&out, OUTPUT_BYTES_MAX);
	if (command == NULL || command == &subcommand_console) {
		add_program(&out);
	} else {
		add_command(&out, command);
	}
	bool ok = output_write(buf_text(&out), error);
	buf_finish(&out);
	return ok;
}
