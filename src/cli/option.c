#include "option.h"

#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/suggest.h"
#include "option_param.h"

enum { RATE_MAX = 1000000, SECONDS_MAX = 86400 };

enum option_kind {
	KIND_FLAG,
	KIND_STRING,
	KIND_BYTES,
	KIND_RATE,
	KIND_SECONDS,
	KIND_LIMIT,
	KIND_SEED,
	KIND_LIST
};

struct option_row {
	const char *name, *argument, *help;
	char letter;
	enum option_kind kind;
	size_t offset; /* of the member it sets */
};

#define INTO(member) offsetof(struct options, member)

static const struct option_row rows[OPTION_COUNT] = {
	[OPTION_URL] = {.name = "--url",
		.argument = "URL",
		.kind = KIND_STRING,
		.offset = INTO(url),
		.help = "the server (RIVERMASTER_URL, redis://127.0.0.1:6379)"},
	[OPTION_PROFILE] = {.name = "--profile",
		.argument = "NAME",
		.kind = KIND_STRING,
		.offset = INTO(profile),
		.help = "a profile of the configuration"},
	[OPTION_CONFIG] = {.name = "--config",
		.argument = "FILE",
		.kind = KIND_STRING,
		.offset = INTO(config),
		.help = "read this configuration"},
	[OPTION_TOPICS] = {.name = "--topics",
		.argument = "GLOB",
		.kind = KIND_STRING,
		.offset = INTO(topics),
		.help = "only topics that match"},
	[OPTION_MEMORY] = {.name = "--memory",
		.argument = "SIZE",
		.kind = KIND_BYTES,
		.offset = INTO(memory_bytes),
		.help = "the ceiling for what is kept (256M)"},
	[OPTION_JSON] = {.name = "--json",
		.kind = KIND_FLAG,
		.offset = INTO(json),
		.help = "one JSON document; null is what is not known"},
	[OPTION_NO_COLOR] = {.name = "--no-color",
		.kind = KIND_FLAG,
		.offset = INTO(no_color),
		.help = "no colours (also NO_COLOR)"},
	[OPTION_QUIET] = {.name = "--quiet",
		.kind = KIND_FLAG,
		.offset = INTO(quiet),
		.help = "no warnings, no progress"},
	[OPTION_ASCII] = {.name = "--ascii",
		.kind = KIND_FLAG,
		.offset = INTO(ascii),
		.help = "draw with ASCII alone"},
	[OPTION_THEME] = {.name = "--theme",
		.argument = "NAME",
		.kind = KIND_STRING,
		.offset = INTO(theme),
		.help = "colours of the console: a name or a file"},
	[OPTION_FROM] = {.name = "--from",
		.argument = "WHEN",
		.kind = KIND_STRING,
		.offset = INTO(from),
		.help = "from there on: an id, a time, an age (-)"},
	[OPTION_TO] = {.name = "--to",
		.argument = "WHEN",
		.kind = KIND_STRING,
		.offset = INTO(to),
		.help = "up to there, the same included (+)"},
	[OPTION_WHERE] = {.name = "--where",
		.argument = "EXPR",
		.kind = KIND_STRING,
		.offset = INTO(where),
		.help = "only those for which this query holds"},
	[OPTION_LIMIT] = {.name = "--limit",
		.argument = "N",
		.kind = KIND_LIMIT,
		.offset = INTO(limit),
		.help = "the first N and no more"},
	[OPTION_FOLLOW] = {.name = "--follow",
		.kind = KIND_FLAG,
		.offset = INTO(follow),
		.help = "and on with what is added, until interrupted"},
	[OPTION_MASK] = {.name = "--mask",
		.kind = KIND_FLAG,
		.offset = INTO(mask),
		.help = "hide what is not for every eye"},
	[OPTION_CONSUMER] = {.name = "--consumer",
		.argument = "NAME",
		.kind = KIND_STRING,
		.offset = INTO(consumer),
		.help = "only what this consumer has"},
	[OPTION_SCENARIO] = {.name = "--scenario",
		.argument = "NAME",
		.kind = KIND_STRING,
		.offset = INTO(scenario),
		.help = "which system to play (all)"},
	[OPTION_RATE] = {.name = "--rate",
		.argument = "N",
		.kind = KIND_RATE,
		.offset = INTO(rate),
		.help = "demo: N times the traffic; else events/s"},
	[OPTION_SECONDS] = {.name = "--seconds",
		.argument = "N",
		.kind = KIND_SECONDS,
		.offset = INTO(seconds),
		.help = "without a terminal: traffic for N s (5)"},
	[OPTION_SEED] = {.name = "--seed",
		.argument = "N",
		.kind = KIND_SEED,
		.offset = INTO(seed),
		.help = "the same seed, the same traffic (1)"},
	[OPTION_INTO] = {.name = "--into",
		.argument = "TOPIC",
		.kind = KIND_STRING,
		.offset = INTO(into),
		.help = "the target, instead of where they came from"},
	[OPTION_CREATE] = {.name = "--create",
		.kind = KIND_FLAG,
		.offset = INTO(create),
		.help = "make the target where it is missing"},
	[OPTION_KEEP_IDS] = {.name = "--keep-ids",
		.kind = KIND_FLAG,
		.offset = INTO(keep_ids),
		.help = "with their own ids, beyond the target's last"},
	[OPTION_REASON] = {.name = "--reason",
		.argument = "TEXT",
		.kind = KIND_STRING,
		.offset = INTO(reason),
		.help = "why, for the audit record"},
	[OPTION_DRY_RUN] = {.name = "--dry-run",
		.kind = KIND_FLAG,
		.offset = INTO(dry_run),
		.help = "print the plan, even with --yes"},
	[OPTION_YES] = {.name = "--yes",
		.kind = KIND_FLAG,
		.offset = INTO(yes),
		.help = "do it; without, the plan is printed"},
	[OPTION_VERIFY] = {.name = "--verify",
		.kind = KIND_FLAG,
		.offset = INTO(verify),
		.help = "check that no record was changed or taken out"},
	[OPTION_LISTEN] = {.name = "--listen",
		.argument = "ADDR:PORT",
		.kind = KIND_STRING,
		.offset = INTO(listen),
		.help = "serve the page there over HTTP"},
	[OPTION_WATCH] = {.name = "--watch",
		.argument = "FILE",
		.kind = KIND_STRING,
		.offset = INTO(watch),
		.help = "write the page to FILE again and again"},
	[OPTION_KEY] = {.name = "--key",
		.argument = "FIELD",
		.kind = KIND_STRING,
		.offset = INTO(key),
		.help = "what leads a journey; several: FIELD,FIELD"},
	[OPTION_STEP] = {.name = "--step",
		.argument = "FIELD",
		.kind = KIND_STRING,
		.offset = INTO(step),
		.help = "what tells the step (the event's type)"},
	[OPTION_PARTY] = {.name = "--party",
		.argument = "FIELD",
		.kind = KIND_STRING,
		.offset = INTO(party),
		.help = "what tells whose journey it is"},
	[OPTION_ALIAS] = {.name = "--alias",
		.argument = "FIELD=FIELD",
		.kind = KIND_LIST,
		.offset = INTO(aliases),
		.help = "an event with both links the two names"},
	[OPTION_LEARN] = {.name = "--learn",
		.kind = KIND_FLAG,
		.offset = INTO(learn),
		.help = "print the definition that the events tell"},
	[OPTION_FOLD] = {.name = "--fold",
		.kind = KIND_FLAG,
		.offset = INTO(fold),
		.help = "a step that repeats at once counts as one"},
	[OPTION_FORMAT] = {.name = "--format",
		.argument = "FORMAT",
		.kind = KIND_STRING,
		.offset = INTO(format),
		.help = "text, json, mermaid or otlp"},
	[OPTION_HELP] = {.name = "--help",
		.letter = 'h',
		.kind = KIND_FLAG,
		.offset = INTO(help),
		.help = "this text"},
	[OPTION_VERSION] = {.name = "--version",
		.letter = 'V',
		.kind = KIND_FLAG,
		.offset = INTO(version),
		.help = "the version"},
};

const char *option_name(enum option_id id)
{
	return rows[id].name;
}

const char *option_argument(enum option_id id)
{
	return rows[id].argument;
}

const char *option_help(enum option_id id)
{
	return rows[id].help;
}

static const char *name_at(size_t i)
{
	return i < OPTION_COUNT ? rows[i].name : NULL;
}

enum option_id option_find(struct text name)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		bool short_form =
			rows[i].letter != '\0' && name.length == 2 && name.at[1] == rows[i].letter;
		if (short_form || text_is(name, rows[i].name)) {
			return (enum option_id)i;
		}
	}
	return OPTION_COUNT;
}

static bool store_rate(double *rate, const char *value, struct error *error)
{
	if (!number_parse_double(text_of(value), rate) || *rate <= 0 || *rate > RATE_MAX) {
		return error_set(error, ERROR_USAGE,
			"--rate needs a number above 0, up to %d, not `%s`", RATE_MAX, value);
	}
	return true;
}

static bool store_seconds(int64_t *seconds, const char *value, struct error *error)
{
	if (!number_parse_i64(text_of(value), seconds) || *seconds < 1 || *seconds > SECONDS_MAX) {
		return error_set(error, ERROR_USAGE,
			"--seconds needs a whole number from 1 to %d, not `%s`", SECONDS_MAX,
			value);
	}
	return true;
}

static bool store_one_more(struct option_list *list, const struct option_row *row,
	const char *value, struct error *error)
{
	if (list->count == OPTION_TIMES_MAX) {
		return error_set(error, ERROR_USAGE, "%s is given more than %d times", row->name,
			OPTION_TIMES_MAX);
	}
	list->values[list->count++] = value;
	return true;
}

static bool store(void *at, const struct option_row *row, const char *value, struct error *error)
{
	switch (row->kind) {
	case KIND_FLAG:
		*(bool *)at = true;
		return true;
	case KIND_STRING:
		*(const char **)at = value;
		return true;
	case KIND_BYTES:
		return (number_parse_bytes(text_of(value), at) && *(uint64_t *)at > 0) ||
			error_set(error, ERROR_USAGE, "%s needs a size such as 64M, not `%s`",
				row->name, value);
	case KIND_RATE:
		return store_rate(at, value, error);
	case KIND_SECONDS:
		return store_seconds(at, value, error);
	case KIND_LIMIT:
		return (number_parse_u64(text_of(value), at) && *(uint64_t *)at > 0) ||
			error_set(error, ERROR_USAGE, "%s needs a whole number from 1 on, not `%s`",
				row->name, value);
	case KIND_LIST:
		return store_one_more(at, row, value, error);
	case KIND_SEED:
		break;
	}
	return number_parse_u64(text_of(value), at) ||
		error_set(error, ERROR_USAGE, "%s needs a whole number from 0 on, not `%s`",
			row->name, value);
}

static bool refuse_unknown(struct text name, struct error *error)
{
	const char *near = suggest(name, name_at);

	return near == NULL
		? error_set(error, ERROR_USAGE, "no option `%.*s`", (int)name.length, name.at)
		: error_set(error, ERROR_USAGE, "no option `%.*s`; did you mean %s?",
			  (int)name.length, name.at, near);
}

/* The word at the front is an option; *used counts the words it takes. */
static bool read_option(struct options *options, const char *word, const char *next, size_t *used,
	struct error *error)
{
	const char *equals = strchr(word, '=');
	struct text name =
		equals == NULL ? text_of(word) : text_from(word, (size_t)(equals - word));
	enum option_id id = option_find(name);
	const char *value = equals == NULL ? NULL : equals + 1;

	if (id == OPTION_COUNT) {
		const struct param *param = name.length > 2 && text_starts(name, "--")
			? param_find(text_from(name.at + 2, name.length - 2))
			: NULL;

		return param == NULL ? refuse_unknown(name, error)
				     : option_param_read(options, param,
					       (struct option_given){value, next}, used, error);
	}
	const struct option_row *row = &rows[id];
	if (row->kind == KIND_FLAG && value != NULL) {
		return error_set(error, ERROR_USAGE, "%s takes no value", row->name);
	}
	if (row->kind != KIND_FLAG && value == NULL && next != NULL &&
		strncmp(next, "--", 2) != 0) {
		value = next;
		*used = 2;
	}
	if (row->kind != KIND_FLAG && (value == NULL || *value == '\0')) {
		return error_set(error, ERROR_USAGE, "%s needs a value: %s=%s", row->name,
			row->name, row->argument);
	}
	if (id == OPTION_URL && (options->given & OPTION_BIT(id)) != 0) {
		return error_set(error, ERROR_USAGE, "two URLs: --url is given twice");
	}
	options->given |= OPTION_BIT(id);
	options->raw[id] = value == NULL ? "" : value;
	return store((char *)options + row->offset, row, value, error);
}

bool options_read(struct options *options, size_t count, char *const *words, struct error *error)
{
	bool ended = false, ok = true;

	*options = (struct options){.arguments = mem_alloc(count + 1, sizeof(*options->arguments)),
		.params = mem_alloc(count + 1, sizeof(*options->params))};
	for (size_t i = 0, used; i < count; i += used) {
		const char *next = i + 1 < count ? words[i + 1] : NULL;

		used = 1;
		if (ended || words[i][0] != '-' || words[i][1] == '\0') {
			options->arguments[options->argument_count++] = words[i];
		} else if (strcmp(words[i], "--") == 0) {
			ended = true;
		} else if (!read_option(options, words[i], next, &used, ok ? error : NULL)) {
			ok = false;
		}
	}
	return ok;
}

void options_finish(struct options *options)
{
	mem_free(options->arguments);
	mem_free(options->params);
	*options = (struct options){.arguments = NULL};
}
