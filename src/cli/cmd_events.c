#include <unistd.h>

#include "event_find.h"

enum { ARGUMENTS_MAX = 1024 };

static int run(const struct call *call, struct error *error)
{
	const struct options *options = call->options;
	uint64_t found;

	if (call->argument_count == 0 && options->topics == NULL) {
		error_set(error, ERROR_USAGE,
			"events: which topics? TOPIC... or --topics GLOB (--topics '*' is all of "
			"them)");
		return ERROR_USAGE;
	}
	if (options->follow && options->to != NULL) {
		error_set(error, ERROR_USAGE,
			"events: --follow goes on beyond --to: one or the other");
		return ERROR_USAGE;
	}
	return event_find_run(&(const struct event_find){.name = "events",
				      .options = options,
				      .topics = call->arguments,
				      .topic_count = call->argument_count,
				      .follow = options->follow,
				      .json = options->json,
				      .fd = STDOUT_FILENO},
		&found, error);
}

const struct subcommand subcommand_events = {
	.name = "events",
	.usage = "rivermaster events [OPTION]... TOPIC...",
	.summary = "the events of topics, oldest first; what a query finds in them",
	.help = "Several topics are merged by their ids. WHEN is an id (1700000000000-0), a time\n"
		"(2026-11-25T12:30:54Z; by UTC without its zone, or only 12:30), an age by the\n"
		"server's clock (15m), or - and + for the ends.\n"
		"Without --limit all events are written; the end is as it was at the beginning.\n"
		"--follow goes on with what is added, also when the server was lost and is found\n"
		"again, until it is interrupted; without --from only with that. With --json one\n"
		"object a line: topic, id, time_ms, fields (a list of name and value), event\n"
		"(envelope, type, service, journey, party, trace, cause, occurred_ms, outcome).\n"
		"\n"
		"EXPR compares names of the event or fields and JSON paths of the entry:\n"
		"  type == \"order.placed\" and data.total > 100 and not service in (\"test\")\n"
		"  type ~ /^payment\\./  has(data.coupon)  age > 5m  id >= 1700000000000-0  "
		"text(\"x\")\n"
		"  dead_cause == \"a410be26dec514ea\"   (a dead letter's, as dead-letters tells "
		"it)\n"
		"\n"
		"Exit: 0 done, 1 a topic is missing, or not all could be read or decided (which "
		"is\n"
		"said even with --quiet), 2 wrong usage, 3 the server cannot be reached, 4 a\n"
		"permission is missing.\n",
	.options = OPTIONS_WATCH | OPTIONS_PRINT | OPTION_BIT(OPTION_FROM) | OPTION_BIT(OPTION_TO) |
		OPTION_BIT(OPTION_WHERE) | OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_FOLLOW) |
		OPTION_BIT(OPTION_MASK),
	.arguments_max = ARGUMENTS_MAX,
	.run = run,
};
