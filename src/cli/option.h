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
	OPTION_REASON,
	OPTION_DRY_RUN,
	OPTION_YES,
	OPTION_CONFIRM,
	OPTION_VERIFY,
	OPTION_LISTEN,
	OPTION_WATCH,
	OPTION_KEY,
	OPTION_STEP,
	OPTION_PARTY,
	OPTION_ALIAS,
	OPTION_APART,
	OPTION_MERGES,
	OPTION_LEARN,
	OPTION_FOLD,
	OPTION_WITHIN,
	OPTION_FORMAT,
	OPTION_BYTES_RATE,
	OPTION_FIRST,
	OPTION_MAX_LAG,
	OPTION_MAX_LATENCY,
	OPTION_MAX_DEAD_LETTERS,
	OPTION_WAIT,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COUNT
};

#define OPTION_BIT(id) (UINT64_C(1) << (id))

/* Whatever runs takes these. */
#define OPTIONS_ALWAYS \
	(OPTION_BIT(OPTION_QUIET) | OPTION_BIT(OPTION_HELP) | OPTION_BIT(OPTION_VERSION))
/* Whatever asks a server takes these. */
#define OPTIONS_SERVER \
	(OPTION_BIT(OPTION_URL) | OPTION_BIT(OPTION_PROFILE) | OPTION_BIT(OPTION_CONFIG))
/* Whatever watches its topics takes these too. */
#define OPTIONS_WATCH (OPTIONS_SERVER | OPTION_BIT(OPTION_TOPICS) | OPTION_BIT(OPTION_MEMORY))
/* The contract's common options: whatever runs lets them pass, also where they mean nothing. */
#define OPTIONS_COMMON (OPTIONS_WATCH | OPTION_BIT(OPTION_NO_COLOR))
/* Whatever prints rows. */
#define OPTIONS_PRINT (OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_NO_COLOR))
/* Whatever writes. */
#define OPTIONS_WRITE                                                                      \
	(OPTION_BIT(OPTION_REASON) | OPTION_BIT(OPTION_DRY_RUN) | OPTION_BIT(OPTION_YES) | \
		OPTION_BIT(OPTION_CONFIRM))
/* Whatever runs as a job. */
#define OPTIONS_JOB                                                                           \
	(OPTION_BIT(OPTION_RATE) | OPTION_BIT(OPTION_BYTES_RATE) | OPTION_BIT(OPTION_FIRST) | \
		OPTION_BIT(OPTION_MAX_LAG) | OPTION_BIT(OPTION_MAX_LATENCY) |                 \
		OPTION_BIT(OPTION_MAX_DEAD_LETTERS) | OPTION_BIT(OPTION_WAIT))
/* Whatever may open the console. */
#define OPTIONS_SCREEN \
	(OPTION_BIT(OPTION_NO_COLOR) | OPTION_BIT(OPTION_ASCII) | OPTION_BIT(OPTION_THEME))
/* Whatever stitches journeys. */
#define OPTIONS_JOURNEYS                                                                     \
	(OPTIONS_WATCH | OPTIONS_PRINT | OPTION_BIT(OPTION_FROM) | OPTION_BIT(OPTION_TO) |   \
		OPTION_BIT(OPTION_MASK) | OPTION_BIT(OPTION_KEY) | OPTION_BIT(OPTION_STEP) | \
		OPTION_BIT(OPTION_PARTY) | OPTION_BIT(OPTION_ALIAS) | OPTION_BIT(OPTION_APART))

/* An option that may be given more than once. */
enum { OPTION_TIMES_MAX = 16 };
struct option_list {
	size_t count;
	const char *values[OPTION_TIMES_MAX];
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
	uint64_t bytes_rate, first, max_lag, max_latency, max_dead_letters, wait;
	const char *into, *reason, *listen, *watch;
	bool create, dry_run, yes;
	bool json, no_color, quiet, ascii, follow, mask, verify, help, version;
	const char *key, *step, *party, *format, *within, *confirm;
	struct option_list aliases, aparts;
	bool learn, fold, merges;
	uint64_t given; /* a bit for each option that occurs */
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
