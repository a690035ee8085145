#include "where.h"

#include "output.h"

enum { DOUBT_MAX = 64 * 1024 };

bool where_compile(
	struct where *where, const char *text, struct query_schema *schema, struct error *error)
{
	*where = (struct where){.schema = schema};
	if (text == NULL) {
		return true;
	}
	where->query = query_compile(text_of(text), schema, NULL, error);
	return where->query != NULL || error_prefix(error, "--where");
}

void where_finish(struct where *where)
{
	query_destroy(where->query);
	row_schema_destroy(where->schema);
}

bool where_matches(struct where *where, const struct query_subject *subject)
{
	struct error why = {.code = ERROR_NONE};

	if (where->query == NULL) {
		return true;
	}
	enum query_result result = query_match(where->query, subject, &why);
	if (result == QUERY_FAILED && where->undecided++ == 0) {
		where->why = why;
	}
	return result == QUERY_YES;
}

void where_doubt(const struct where *where)
{
	struct buf doubt;

	buf_init(&doubt, DOUBT_MAX);
	if (row_query_doubt(where->query, where->schema, &doubt)) {
		output_complain(doubt.at);
	}
	buf_finish(&doubt);
}
