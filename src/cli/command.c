#include "command.h"

#include "list.h"

#define DECLARE(name) extern const struct command command_##name;
COMMAND_LIST(DECLARE)

#define POINT(name) &command_##name,
static const struct command *const commands[] = {COMMAND_LIST(POINT)};

const struct command *command_at(size_t i)
{
	return i < sizeof(commands) / sizeof(*commands) ? commands[i] : NULL;
}

const struct command *command_find(struct text name)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (text_is(name, command->name)) {
			return command;
		}
	}
	return NULL;
}

bool command_takes(const struct command *command, enum option_id id)
{
	return ((command->options | OPTIONS_ALWAYS) & OPTION_BIT(id)) != 0;
}
