#include "model/column_query.h"

#include <string.h>

#include "base/mem.h"

struct column_query {
	struct query *query;
	struct query_schema schema;
	struct query_attribute *attributes;
	const struct column **columns; /* by attribute */
};

/* What a row is asked with. */
struct asking {
	const struct column_query *query;
	const struct model *model;
	const void *row;
};

static bool ends_in_ms(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, "_ms") == 0;
}

static enum query_type type_of(const struct column *column, const char *name)
{
	switch (column->kind) {
	case VALUE_FLAG:
		return QUERY_BOOL;
	case VALUE_COUNT:
	case VALUE_BYTES:
	case VALUE_RATE:
	case VALUE_TREND:
		return QUERY_NUMBER;
	case VALUE_AGE:
		return ends_in_ms(name) ? QUERY_NUMBER : QUERY_DURATION;
	case VALUE_TEXT:
	case VALUE_VERDICT:
		return QUERY_STRING;
	case VALUE_ID:
		return QUERY_ID;
	case VALUE_UNKNOWN:
	case VALUE_NONE:
	case VALUE_NEVER:
	case VALUE_SERIES:
		break;
	}
	return QUERY_NONE;
}

static void add(struct column_query *query, const struct column *column, const char *name)
{
	enum query_type type = name == NULL ? QUERY_NONE : type_of(column, name);

	/* `in` is a word of the language; the member in_per_s says the same. */
	if (type == QUERY_NONE || strcmp(name, "in") == 0) {
		return;
	}
	for (size_t i = 0; i < query->schema.count; i++) {
		if (strcmp(query->attributes[i].name, name) == 0) {
			return;
		}
	}
	query->columns[query->schema.count] = column;
	query->attributes[query->schema.count++] =
		(struct query_attribute){.name = name, .type = type, .help = ""};
}

static void value_to_query(const struct value *value, enum query_type type, struct query_value *out)
{
	*out = (struct query_value){.type = type,
		.whole = true,
		.n = value->n,
		.text = value->text,
		.id = value->id,
		.boolean = value->n != 0};
	switch (value->kind) {
	case VALUE_RATE:
	case VALUE_TREND:
		out->whole = false;
		out->number = value->rate;
		break;
	case VALUE_VERDICT:
		out->text = text_of(verdict_name((enum verdict_id)value->n));
		break;
	case VALUE_UNKNOWN:
	case VALUE_NONE:
	case VALUE_NEVER:
	case VALUE_SERIES:
		out->type = QUERY_NONE;
		break;
	default:
		break;
	}
}

static void get(const void *arg, size_t attribute, struct query_value *out)
{
	const struct asking *asking = arg;
	struct value value = {.kind = VALUE_UNKNOWN};

	asking->query->columns[attribute]->get(asking->model, asking->row, &value);
	value_to_query(&value, asking->query->attributes[attribute].type, out);
}

struct column_query *column_query_compile(struct text text, const struct column *columns,
	size_t count, size_t *column, struct error *error)
{
	struct column_query *query = mem_alloc(1, sizeof(*query));

	query->attributes = mem_alloc(2 * count + 1, sizeof(*query->attributes));
	query->columns = mem_alloc(2 * count + 1, sizeof(*query->columns));
	query->schema.attributes = query->attributes;
	for (size_t i = 0; i < count; i++) {
		add(query, &columns[i], columns[i].json);
	}
	for (size_t i = 0; i < count; i++) {
		add(query, &columns[i], columns[i].name);
	}
	query->query = query_compile(text, &query->schema, column, error);
	if (query->query == NULL) {
		column_query_destroy(query);
		return NULL;
	}
	return query;
}

void column_query_destroy(struct column_query *query)
{
	if (query != NULL) {
		query_destroy(query->query);
		mem_free(query->attributes);
		mem_free(query->columns);
		mem_free(query);
	}
}

enum query_result column_query_match(
	struct column_query *query, const struct model *model, const void *row, struct error *why)
{
	const struct asking asking = {.query = query, .model = model, .row = row};
	const struct query_subject subject = {.arg = &asking, .get = get};

	return query_match(query->query, &subject, why);
}
