/*
 * What may be asked of a pending entry and of a dead letter: all that may be asked of its event,
 * and what else is known of it.
 */
#ifndef ENVELOPE_ROW_QUERY_H
#define ENVELOPE_ROW_QUERY_H

#include "envelope/dead_letter.h"
#include "envelope/event.h"
#include "stream/fact.h"

/* The caller's, given back with row_schema_destroy; outlives the queries compiled with it. */
struct query_schema *pending_schema_create(void);
struct query_schema *dead_schema_create(void);
void row_schema_destroy(struct query_schema *schema);

/* A pending entry whose event is not known has an event without texts, and an entry without
 * fields. */
struct pending_subject {
	struct event_subject event;
	const struct pending_row *row;
};
struct query_subject pending_subject_query(const struct pending_subject *subject);

/* An entry as a list of events is asked for it: besides, `dead_cause`, the fingerprint of a dead
 * letter, 16 digits. */
enum { DEAD_CAUSE_MAX = 17 };
struct listed_subject {
	struct event_subject event;
	struct dead_reader *reader;
	char cause[DEAD_CAUSE_MAX];
};
struct query_schema *listed_schema_create(void);
struct query_subject listed_subject_query(struct listed_subject *subject);
/* Returns `out`. */
char *dead_cause_format(char out[DEAD_CAUSE_MAX], uint64_t fingerprint);

/* Whether nothing that was asked so far has a name that the query uses (which is then misspelt, or
 * of another kind of row): appends a sentence that says so. `query` may be NULL. */
bool row_query_doubt(const struct query *query, const struct query_schema *schema, struct buf *out);

struct dead_subject {
	struct event_subject event;
	const struct dead_letter *letter;
};
struct query_subject dead_subject_query(const struct dead_subject *subject);

#endif
