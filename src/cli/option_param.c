#include "option_param.h"

#include <string.h>

bool option_param_read(struct options *options, const struct param *param,
	struct option_given given, size_t *used, struct error *error)
{
	const char *value = given.value;
	struct error why;

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
	if (value != NULL && !param_fits(param, text_of(value), &why)) {
		return error_set(error, ERROR_USAGE, "--%s %s", param->name, why.text);
	}
	options->params[options->param_count++] =
		(struct option_param){.param = param, .value = value};
	return true;
}
