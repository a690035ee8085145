/* The names of types. */
#include "schema_private.h"

#include <stdio.h>

static const struct {
	const char *name;
	unsigned type;
} types[] = {
	{.name = "null", .type = TYPE_NULL},
	{.name = "boolean", .type = TYPE_BOOLEAN},
	{.name = "integer", .type = TYPE_INTEGER},
	{.name = "number", .type = TYPE_NUMBER},
	{.name = "string", .type = TYPE_STRING},
	{.name = "array", .type = TYPE_ARRAY},
	{.name = "object", .type = TYPE_OBJECT},
};

char *schema_types(char out[SCHEMA_TYPES_MAX], unsigned wanted)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if ((wanted & types[i].type) != 0 && used < SCHEMA_TYPES_MAX) {
			used += (size_t)snprintf(out + used, SCHEMA_TYPES_MAX - used, "%s%s",
				used > 0 ? " or " : "", types[i].name);
		}
	}
	return out;
}

unsigned schema_type_named(const struct json_value *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (json_string_is(name, text_of(types[i].name))) {
			return types[i].type;
		}
	}
	return 0;
}
