#include "engine/gate.h"

#include <string.h>

enum { NAME_SHOWN_MAX = 120 };

bool gate_plans(const struct config *config, struct error *error)
{
	return config->operations != OPERATIONS_FORBIDDEN ||
		error_set(error, ERROR_REFUSED,
			"nothing is written here: the profile says operations = forbidden");
}

bool gate_writes(
	const struct config *config, struct text name, const char *confirm, struct error *error)
{
	if (!gate_plans(config, error)) {
		return false;
	}
	return config->operations != OPERATIONS_NAME ||
		(confirm != NULL && text_is(name, confirm)) ||
		error_set(error, ERROR_REFUSED,
			"the profile says operations = type-the-name: --confirm %.*s",
			name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX, name.at);
}

bool gate_wants_name(const struct config *config, const struct op *op)
{
	return config->operations == OPERATIONS_NAME ||
		(config->environment != NULL && strcmp(config->environment, "prod") == 0) ||
		(op != NULL && (op->flags & OP_DESTROYS) != 0);
}
