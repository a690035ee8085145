#include "subcommand.h"

#include "list.h"
#include "ops/list.h"
#include "verb.h"

enum { NAME_BYTES_MAX = 256 };

#define DECLARE(name) extern const struct subcommand subcommand_##name;
SUBCOMMAND_LIST(DECLARE)

#define POINT(name) &subcommand_##name,
static const struct subcommand *const commands[] = {SUBCOMMAND_LIST(POINT)};

#define DECLARE_OP(symbol, word) extern const struct op op_##symbol;
OP_LIST(DECLARE_OP)

/* Each operation is a subcommand; what it takes besides these options is the operation's. */
#define VERB(symbol, word)                                                                         \
	{.name = (word),                                                                           \
		.op = &op_##symbol,                                                                \
		.options = OPTIONS_SERVER | OPTIONS_WRITE | OPTION_BIT(OPTION_JSON) | OPTIONS_JOB, \
		.arguments_max = VERB_ARGUMENTS_MAX,                                               \
		.run = verb_run},
static const struct subcommand verbs[] = {OP_LIST(VERB)};

const struct subcommand *subcommand_at(size_t i)
{
	const size_t count = sizeof(commands) / sizeof(*commands);

	if (i < count) {
		return commands[i];
	}
	return i - count < sizeof(verbs) / sizeof(*verbs) ? &verbs[i - count] : NULL;
}

const char *subcommand_usage(const struct subcommand *command)
{
	return command->op == NULL ? command->usage : command->op->usage;
}

const char *subcommand_summary(const struct subcommand *command)
{
	return command->op == NULL ? command->summary : command->op->summary;
}

const char *subcommand_help_text(const struct subcommand *command)
{
	return command->op == NULL ? command->help : command->op->help;
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

const struct subcommand *subcommand_named(size_t count, const char *const *words)
{
	const struct subcommand *command = NULL;
	struct buf name;

	if (count > 1) {
		buf_init(&name, NAME_BYTES_MAX);
		buf_addf(&name, "%s %s", words[0], words[1]);
		command = name.full ? NULL : subcommand_find(buf_text(&name));
		buf_finish(&name);
	}
	return command != NULL || count == 0 ? command : subcommand_find(text_of(words[0]));
}

bool subcommand_takes(const struct subcommand *command, enum option_id id)
{
	return ((command->options | OPTIONS_ALWAYS) & OPTION_BIT(id)) != 0 ||
		(command->op != NULL &&
			op_param(command->op, text_of(option_name(id) + 2)) != NULL);
}

bool subcommand_allows(const struct subcommand *command, enum option_id id)
{
	return subcommand_takes(command, id) || (OPTIONS_COMMON & OPTION_BIT(id)) != 0;
}
