#include "help.h"

#include <stdio.h>
#include <string.h>

#include "output.h"

enum { OPTION_COLUMN = 22, PARAM_NAME_MAX = 40 };

static void add_row(struct buf *out, const char *name, const char *argument, const char *help)
{
	int length = (int)(strlen(name) + (argument == NULL ? 0 : strlen(argument) + 1));

	buf_addf(out, "  %s%s%s%*s%s\n", name, argument == NULL ? "" : " ",
		argument == NULL ? "" : argument,
		length < OPTION_COLUMN ? OPTION_COLUMN - length : 1, "", help);
}

static void add_params(struct buf *out, const struct op *op)
{
	char name[PARAM_NAME_MAX];

	for (size_t i = 0; op != NULL && op->params[i] != NULL; i++) {
		snprintf(name, sizeof(name), "--%s", op->params[i]->name);
		add_row(out, name, op->params[i]->argument, op->params[i]->help);
	}
}

static void add_options(struct buf *out, const struct subcommand *command)
{
	buf_add_string(out, "\nOptions:\n");
	add_params(out, command->op);
	for (int i = 0; i < OPTION_COUNT; i++) {
		enum option_id id = (enum option_id)i;
		bool told = command->op != NULL &&
			op_param(command->op, text_of(option_name(id) + 2)) != NULL;

		if (subcommand_takes(command, id) && !told) {
			add_row(out, option_name(id), option_argument(id), option_help(id));
		}
	}
}

static void add_command(struct buf *out, const struct subcommand *command)
{
	buf_addf(out, "usage: %s\n\n%s\n", subcommand_usage(command), subcommand_summary(command));
	if (subcommand_help_text(command) != NULL) {
		buf_addf(out, "\n%s", subcommand_help_text(command));
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
		buf_addf(out, "  %-*s%s\n", OPTION_COLUMN, command->name,
			subcommand_summary(command));
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
