#include "option_param.h"

#include <string.h>

#include "base/number.h"

static bool fits(const struct param *param, const char *value)
{
	uint64_t n;
	int64_t ms;

	switch (param->kind) {
	case PARAM_COUNT:
		return number_parse_u64(text_of(value), &n) && n <= INT64_MAX;
	case PARAM_DURATION:
		return number_parse_duration(text_of(value), &ms);
	case PARAM_PAIR:
		return strchr(value, '=') != NULL && *value != '=';
	case PARAM_FLAG:
	case PARAM_TEXT:
	case PARAM_EDGE:
	case PARAM_QUERY:
		break;
	}
	return true;
}

bool option_param_read(struct options *options, const struct param *param,
	struct option_given given, size_t *used, struct error *error)
{
	const char *value = given.value;

	if (param->kind == PARAM_FLAG && value != NULL) {
		return error_set(error, ERROR_USAGE, "--%s takes no value", param->name);
	}
	if (param->kind != PARAM_FLAG && value == NULL && given.next != NULL &&
		strncmp(given.next, "--", 2) != 0) {
		value = given.next;
		*used = 2;
	}
	if (param->kind != PARAM_FLAG && (value == NULL || *value == '\0')) {
		return error_set(error, ERROR_USAGE, "--%s needs a value: --%s=%s", param->name,
			param->name, param->argument);
	}
	if (value != NULL && !fits(param, value)) {
		return error_set(error, ERROR_USAGE, "--%s needs %s, not `%s`", param->name,
			param->kind == PARAM_COUNT          ? "a whole number"
				: param->kind == PARAM_PAIR ? param->argument
							    : "a time such as 30s",
			value);
	}
	options->params[options->param_count++] =
		(struct option_param){.param = param, .value = value};
	return true;
}
