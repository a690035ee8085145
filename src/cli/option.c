#include "option_row.h"

#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/suggest.h"
#include "option_param.h"

enum { RATE_MAX = 1000000, SECONDS_MAX = 86400 };

const char *option_name(enum option_id id)
{
	return option_rows[id].name;
}

const char *option_argument(enum option_id id)
{
	return option_rows[id].argument;
}

const char *option_help(enum option_id id)
{
	return option_rows[id].help;
}

static const char *name_at(size_t i)
{
	return i < OPTION_COUNT ? option_rows[i].name : NULL;
}

enum option_id option_find(struct text name)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		bool short_form = option_rows[i].letter != '\0' && name.length == 2 &&
			name.at[1] == option_rows[i].letter;
		if (short_form || text_is(name, option_rows[i].name)) {
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
	const struct option_row *row = &option_rows[id];
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
