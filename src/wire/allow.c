#include "wire/allow.h"

#include <strings.h>
#include <string.h>

#include "base/number.h"

enum { COUNT_MAX = 10000, NAME_MAX_SHOWN = 64 };

/* Why the command may stall the server, or NULL where it has its bounds. */
typedef const char *bound_fn(const struct command *command);

struct rule {
	const char *name, *sub; /* sub NULL: whatever the arguments */
	bound_fn *bound;        /* NULL: needs none */
};

static bool arg_is(const struct command *command, size_t i, const char *word)
{
	if (i >= command->argc) {
		return false;
	}
	struct text arg = command_arg(command, i);
	return arg.length == strlen(word) && strncasecmp(arg.at, word, arg.length) == 0;
}

static bool count_is_bounded(const struct command *command, size_t i)
{
	int64_t count;
	return i < command->argc && number_parse_i64(command_arg(command, i), &count) &&
		count > 0 && count <= COUNT_MAX;
}

static const char *bound_range(const struct command *command)
{
	bool bounded =
		command->argc == 6 && arg_is(command, 4, "COUNT") && count_is_bounded(command, 5);
	return bounded ? NULL : "it needs COUNT from 1 to 10000";
}

static const char *bound_read(const struct command *command)
{
	bool counted = false;
	for (size_t i = 1; i < command->argc && !arg_is(command, i, "STREAMS"); i += 2) {
		if (arg_is(command, i, "BLOCK")) {
			return "BLOCK is not for watching";
		}
		if (!arg_is(command, i, "COUNT") || !count_is_bounded(command, i + 1)) {
			return "it needs COUNT from 1 to 10000";
		}
		counted = true;
	}
	return counted ? NULL : "it needs COUNT from 1 to 10000";
}

/* The summary, or `start end count [consumer]`: with IDLE the server walks the whole list. */
static const char *bound_pending(const struct command *command)
{
	if (command->argc == 3) {
		return NULL;
	}
	if (arg_is(command, 3, "IDLE")) {
		return "IDLE walks the whole pending list";
	}
	bool bounded = (command->argc == 6 || command->argc == 7) && count_is_bounded(command, 5);
	return bounded ? NULL : "its long form needs a count from 1 to 10000";
}

static const char *bound_stream_info(const struct command *command)
{
	return command->argc == 3 ? NULL : "FULL has no bound on groups and consumers";
}

static const char *bound_scan(const struct command *command)
{
	for (size_t i = 2; i < command->argc; i += 2) {
		if (arg_is(command, i, "COUNT") && !count_is_bounded(command, i + 1)) {
			return "its COUNT is from 1 to 10000";
		}
	}
	return NULL;
}

/* HSCAN key cursor: the server's own COUNT of 10 is a bound as well. */
static const char *bound_hash_scan(const struct command *command)
{
	for (size_t i = 3; i < command->argc; i += 2) {
		if (arg_is(command, i, "COUNT") && !count_is_bounded(command, i + 1)) {
			return "its COUNT is from 1 to 10000";
		}
	}
	return NULL;
}

static const char *bound_memory(const struct command *command)
{
	bool bounded = command->argc == 3 ||
		(command->argc == 5 && arg_is(command, 3, "SAMPLES") &&
			count_is_bounded(command, 4));
	return bounded ? NULL : "its SAMPLES are from 1 to 10000";
}

static const struct rule rules[] = {
	{.name = "PING"},
	{.name = "AUTH"},
	{.name = "SELECT"},
	{.name = "INFO"},
	{.name = "ROLE"},
	{.name = "DBSIZE"},
	{.name = "TIME"},
	{.name = "COMMAND", .sub = "INFO"},
	{.name = "COMMAND", .sub = "COUNT"},
	{.name = "CLIENT", .sub = "SETNAME"},
	{.name = "CLIENT", .sub = "ID"},
	{.name = "CLIENT", .sub = "NO-TOUCH"},
	{.name = "CLIENT", .sub = "SETINFO"},
	{.name = "SCAN", .bound = bound_scan},
	{.name = "TYPE"},
	{.name = "XLEN"},
	{.name = "HGET"},
	{.name = "HMGET"},
	{.name = "HLEN"},
	{.name = "HSCAN", .bound = bound_hash_scan},
	{.name = "PTTL"},
	{.name = "XRANGE", .bound = bound_range},
	{.name = "XREVRANGE", .bound = bound_range},
	{.name = "XREAD", .bound = bound_read},
	{.name = "XINFO", .sub = "STREAM", .bound = bound_stream_info},
	{.name = "XINFO", .sub = "GROUPS"},
	{.name = "XINFO", .sub = "CONSUMERS"},
	{.name = "XPENDING", .bound = bound_pending},
	{.name = "MEMORY", .sub = "USAGE", .bound = bound_memory},
	{.name = "CLUSTER", .sub = "SLOTS"},
	{.name = "ACL", .sub = "WHOAMI"},
	{.name = "ACL", .sub = "DRYRUN"},
};

static const struct rule *find_rule(const struct command *command)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		const struct rule *rule = &rules[i];
		if (arg_is(command, 0, rule->name) &&
			(rule->sub == NULL || arg_is(command, 1, rule->sub))) {
			return rule;
		}
	}
	return NULL;
}

/* With its second word only where the first alone does not tell: that may be a key. */
static bool has_subcommands(const struct command *command)
{
	static const char *const containers[] = {"XINFO", "XGROUP", "CLIENT", "COMMAND", "CLUSTER",
		"ACL", "MEMORY", "CONFIG", "SCRIPT", "FUNCTION"};
	for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
		if (arg_is(command, 0, containers[i])) {
			return command->argc > 1;
		}
	}
	return false;
}

static bool refuse(const struct command *command, const char *why, struct error *error)
{
	struct text name = command_arg(command, 0), sub = text_of(NULL);
	if (has_subcommands(command)) {
		sub = command_arg(command, 1);
	}
	int name_length = (int)(name.length < NAME_MAX_SHOWN ? name.length : NAME_MAX_SHOWN);
	int sub_length = (int)(sub.length < NAME_MAX_SHOWN ? sub.length : NAME_MAX_SHOWN);
	return error_set(error, ERROR_REFUSED,
		"%.*s%s%.*s is refused on a connection that only reads: %s", name_length, name.at,
		sub_length > 0 ? " " : "", sub_length, sub_length > 0 ? sub.at : "", why);
}

bool allow_read(const struct command *command, struct error *error)
{
	if (command->argc == 0) {
		return error_set(error, ERROR_REFUSED, "an empty command is refused");
	}
	const struct rule *rule = find_rule(command);
	if (rule == NULL) {
		return refuse(
			command, "it is not on the list of commands that change nothing", error);
	}
	const char *why = rule->bound == NULL ? NULL : rule->bound(command);
	return why == NULL || refuse(command, why, error);
}
