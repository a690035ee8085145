/* Arbitrary bytes as a schema and a document, a NUL between them: what is taken gives one answer,
 * with a sentence or without. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "envelope/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\0', size);
	struct text document = end == NULL ? text_of("{\"a\": [1, \"x\", null]}")
					   : text_from(end + 1, size - (size_t)(end + 1 - data));
	struct schema *schema =
		schema_compile(text_from(data, end == NULL ? size : (size_t)(end - data)), NULL);
	const struct entry_field fields[] = {
		{.name = text_of("a"), .value = document}, {.name = document, .value = document}};
	const struct entry entry = {.fields = fields, .field_count = 2};
	char why[SCHEMA_WHY_MAX];

	if (schema != NULL) {
		enum query_result result = schema_violated(schema, document, why);

		assert(schema_violated(schema, document, NULL) == result);
		assert(result != QUERY_YES || strlen(why) < SCHEMA_WHY_MAX);
		schema_violated_fields(schema, &entry, why);
	}
	schema_destroy(schema);
	return 0;
}
