/*
 * What --where asks of each row, and what is to be said of it in the end.
 */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include "envelope/row_query.h"

struct where {
	struct query_schema *schema;
	struct query *query; /* NULL: every row */
	uint64_t undecided;
	struct error why; /* the first could not be decided */
};

/* Takes the schema over; `text` may be NULL. ERROR_USAGE where it cannot be read. */
bool where_compile(
	struct where *where, const char *text, struct query_schema *schema, struct error *error);
void where_finish(struct where *where);
bool where_matches(struct where *where, const struct query_subject *subject);
/* Says on stderr which name of it nothing had that was read. */
void where_doubt(const struct where *where);

#endif
