#include "subcommand.h"

#include "list.h"

#define DECLARE(name) extern const struct subcommand subcommand_##name;
SUBCOMMAND_LIST(DECLARE)

#define POINT(name) &subcommand_##name,
static const struct subcommand *const commands[] = {SUBCOMMAND_LIST(POINT)};

const struct subcommand *subcommand_at(size_t i)
{
	return i < sizeof(commands) / sizeof(*commands) ? commands[i] : NULL;
}

const struct subcommand *subcommand_find(struct text name)
{
	const struct subcommand *command;

	for (size_t i = 0; (command = subcommand_at(i)) != NULL; i++) {
		if (text_is(name, command->name)) {
			return command;
		}
	}
	return NULL;
}

bool subcommand_takes(const struct subcommand *command, enum option_id id)
{
	return ((command->options | OPTIONS_ALWAYS) & OPTION_BIT(id)) != 0;
}

bool subcommand_allows(const struct subcommand *command, enum option_id id)
{
	return subcommand_takes(command, id) || (OPTIONS_COMMON & OPTION_BIT(id)) != 0;
}
