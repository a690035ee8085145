/* Arbitrary text as a query, asked of an arbitrary entry: an answer or a column, never a crash. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "stream/query.h"

static void get(const void *arg, size_t attribute, struct query_value *out)
{
	(void)arg;
	*out = attribute == 0
		? (struct query_value){.type = QUERY_NUMBER, .number = 0.5}
		: (struct query_value){.type = QUERY_STRING, .text = text_of("order")};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct query_attribute attributes[] = {
		{.name = "n", .type = QUERY_NUMBER},
		{.name = "type", .type = QUERY_STRING},
	};
	static const struct query_schema schema = {
		.attributes = attributes, .count = 2, .fields = true};
	struct text rest = text_from(data, size);
	struct text text = text_cut(&rest, '\0');
	struct entry_field fields[4];
	struct entry entry = {.fields = fields};
	const struct query_subject subject = {.get = get, .entry = &entry};
	struct error error = {.code = ERROR_NONE};
	size_t column = 0;
	struct query *query = query_compile(text, &schema, &column, &error);

	query_is_meant(text);
	if (query == NULL) {
		assert(column >= 1 && column <= size + 1 && error.code == ERROR_USAGE);
		return 0;
	}
	for (; entry.field_count < 4 && rest.length > 0; entry.field_count++) {
		fields[entry.field_count].name = text_cut(&rest, '\0');
		fields[entry.field_count].value = text_cut(&rest, '\0');
	}
	query_match(query, &subject, &error);
	query_destroy(query);
	return 0;
}
