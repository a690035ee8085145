/*
 * The options of the contract, one row each, and what a command line says of them. It knows which
 * options there are, not which subcommand takes them, and reads nothing but the words it is given.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include "base/error.h"
#include "ops/op.h"

#include <stddef.h>
#include <stdint.h>

enum option_id {
	OPTION_URL,
	OPTION_PROFILE,
	OPTION_CONFIG,
	OPTION_TOPICS,
	OPTION_MEMORY,
	OPTION_JSON,
	OPTION_NO_COLOR,
	OPTION_QUIET,
	OPTION_ASCII,
	OPTION_THEME,
	OPTION_FROM,
	OPTION_TO,
	OPTION_WHERE,
	OPTION_LIMIT,
	OPTION_FOLLOW,
	OPTION_MASK,
	OPTION_CONSUMER,
	OPTION_SCENARIO,
	OPTION_RATE,
	OPTION_SECONDS,
	OPTION_SEED,
	OPTION_INTO,
	OPTION_CREATE,
	OPTION_KEEP_IDS,
	OPTION_REASON,
	OPTION_DRY_RUN,
	OPTION_YES,
	OPTION_VERIFY,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COUNT
};

#define OPTION_BIT(id) (1U << (id))

enum {
	/* Whatever runs takes these. */
	OPTIONS_ALWAYS = 1 << OPTION_QUIET | 1 << OPTION_HELP | 1 << OPTION_VERSION,
	/* Whatever asks a server takes these. */
	OPTIONS_SERVER = 1 << OPTION_URL | 1 << OPTION_PROFILE | 1 << OPTION_CONFIG,
	/* Whatever watches its topics takes these too. */
	OPTIONS_WATCH = OPTIONS_SERVER | 1 << OPTION_TOPICS | 1 << OPTION_MEMORY,
	/* The contract's common options: whatever runs lets them pass, also where they mean
	   nothing. */
	OPTIONS_COMMON = OPTIONS_WATCH | 1 << OPTION_NO_COLOR,
	/* Whatever prints rows. */
	OPTIONS_PRINT = 1 << OPTION_JSON | 1 << OPTION_NO_COLOR,
	/* Whatever writes. */
	OPTIONS_WRITE = 1 << OPTION_REASON | 1 << OPTION_DRY_RUN | 1 << OPTION_YES,
	/* Whatever may open the console. */
	OPTIONS_SCREEN = 1 << OPTION_NO_COLOR | 1 << OPTION_ASCII | 1 << OPTION_THEME,
};

/* An option that an operation has besides (ops/op.h). */
struct option_param {
	const struct param *param;
	const char *value; /* NULL: a flag */
};

/* Strings are borrowed from the words; NULL and 0 say nothing. */
struct options {
	const char *raw[OPTION_COUNT]; /* as it was typed; empty for a flag */
	size_t param_count;
	struct option_param *params; /* in order; may repeat */
	const char *url, *profile, *config, *topics, *theme, *scenario;
	const char *from, *to, *where, *consumer;
	uint64_t memory_bytes, seed, limit;
	int64_t seconds;
	double rate;
	const char *into, *reason;
	bool create, keep_ids, dry_run, yes;
	bool json, no_color, quiet, ascii, follow, mask, verify, help, version;
	unsigned given; /* a bit for each option that occurs */
	size_t argument_count;
	const char **arguments; /* the words that are no options, in order */
};

/* Reads words[0..count). Goes on behind a wrong one, so that `arguments` is whole even then; the
 * first error is the one that is told (ERROR_USAGE). Released with options_finish whatever the
 * result. */
bool options_read(struct options *options, size_t count, char *const *words, struct error *error);
void options_finish(struct options *options);

/* `--name`; OPTION_COUNT where there is none. */
enum option_id option_find(struct text name);
const char *option_name(enum option_id id);
/* `URL`; NULL for one that takes none. */
const char *option_argument(enum option_id id);
const char *option_help(enum option_id id);

#endif
