/* What a contract says of a field, for people. */
#include <stdio.h>

#include "envelope/contract.h"

bool contract_requires(const struct contract *contract, const struct contract_field *field)
{
	return !field->late && field->seen == contract->events;
}

char *contract_kinds(char out[CONTRACT_KINDS_MAX], unsigned kinds)
{
	static const char *const names[] = {
		"text", "number", "boolean", "null", "object", "array", "bytes"};
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if ((kinds >> i & 1) != 0) {
			used += (size_t)snprintf(out + used, CONTRACT_KINDS_MAX - used, "%s%s",
				used > 0 ? " or " : "", names[i]);
		}
	}
	return out;
}
