#include "stream/command.h"

#include <assert.h>

#include "base/mem.h"
#include "base/number.h"

enum { ARGUMENTS_MIN = 8 };

void command_init(struct command *command)
{
	*command = (struct command){.ends = NULL};
	buf_init(&command->bytes, COMMAND_BYTES_MAX);
}

void command_finish(struct command *command)
{
	buf_finish(&command->bytes);
	mem_free(command->ends);
	*command = (struct command){.ends = NULL};
}

void command_reset(struct command *command)
{
	buf_reset(&command->bytes);
	command->argc = 0;
}

void command_add(struct command *command, struct text argument)
{
	if (!buf_add_text(&command->bytes, argument)) {
		return;
	}
	if (command->argc == command->room) {
		command->room = command->room == 0 ? ARGUMENTS_MIN : command->room * 2;
		command->ends = mem_resize(command->ends, command->room, sizeof(*command->ends));
	}
	command->ends[command->argc++] = command->bytes.length;
}

void command_add_string(struct command *command, const char *argument)
{
	command_add(command, text_of(argument));
}

void command_add_i64(struct command *command, int64_t argument)
{
	char digits[NUMBER_MAX + 1];

	uint64_t size = argument < 0 ? -(uint64_t)argument : (uint64_t)argument;

	digits[0] = '-';
	number_digits(digits + 1, size);
	command_add_string(command, argument < 0 ? digits : digits + 1);
}

void command_add_id(struct command *command, struct id id)
{
	char digits[ID_TEXT_MAX];

	command_add_string(command, id_format(digits, id));
}

void command_words(struct command *command, const char *words)
{
	struct text rest = text_of(words);

	while (rest.length > 0) {
		command_add(command, text_cut(&rest, ' '));
	}
}

struct text command_arg(const struct command *command, size_t i)
{
	size_t start;

	assert(i < command->argc);
	start = i == 0 ? 0 : command->ends[i - 1];
	return text_from(command->bytes.at + start, command->ends[i] - start);
}
