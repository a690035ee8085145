/*
 * A subcommand: one const struct in a file of its own and one row in list.h. Options are read,
 * counted and checked before it runs; what it cannot do it says through `error`.
 */
#ifndef CLI_SUBCOMMAND_H
#define CLI_SUBCOMMAND_H

#include "base/buf.h"
#include "cli/cli.h"
#include "option.h"

struct subcommand;

/* One run of the program. */
struct call {
	const struct subcommand *command; /* NULL while it is not known */
	const struct options *options;
	const char *const *arguments; /* behind the subcommand's name */
	size_t argument_count;
	const struct cli_world *world;
};

struct subcommand {
	const char *name, *usage, *summary, *help;
	const struct op *op; /* NULL: it is no operation; else that has usage, summary and help */
	uint64_t options;    /* besides OPTIONS_ALWAYS */
	size_t arguments_max;
	/* Returns the exit code; with a sentence in `error` the caller tells it. */
	int (*run)(const struct call *call, struct error *error);
	/* Where a failure is told in another way than a sentence on stderr and its code; returns
	 * the exit code. */
	int (*fail)(const struct call *call, const struct error *error);
	void (*describe)(struct buf *out); /* the end of its help, where that comes from a table */
};

/* By row; NULL beyond the end. */
const struct subcommand *subcommand_at(size_t i);
const struct subcommand *subcommand_find(struct text name);
/* By the words in front, of which a name may have two; NULL where they name none. */
const struct subcommand *subcommand_named(size_t count, const char *const *words);
/* What runs without a subcommand. */
extern const struct subcommand subcommand_console;

const char *subcommand_usage(const struct subcommand *command);
const char *subcommand_summary(const struct subcommand *command);
const char *subcommand_help_text(const struct subcommand *command);

/* The option means something to it. */
bool subcommand_takes(const struct subcommand *command, enum option_id id);
/* ... or is let pass. */
bool subcommand_allows(const struct subcommand *command, enum option_id id);

#endif
