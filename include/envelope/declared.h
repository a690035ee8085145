/*
 * Contracts that the configuration declares: which events each is about, and what these must look
 * like. It knows nothing of what is observed (contract.h).
 */
#ifndef ENVELOPE_DECLARED_H
#define ENVELOPE_DECLARED_H

#include "envelope/event.h"
#include "envelope/schema.h"

struct declared_contract {
	const char *name, *topics; /* a glob */
	const char *type;          /* NULL: events of every type */
	const char *where;         /* `FILE:LINE`, for messages; may be NULL */
	struct schema *schema;     /* one check at a time */
};

/* Whether it is about such events. */
bool declared_is_about(
	const struct declared_contract *declared, struct text topic, const struct event *event);
/* Whether the event, which it is about, violates it; `why` may be NULL. */
enum query_result declared_violated(const struct declared_contract *declared,
	const struct entry *entry, const struct event *event, char why[SCHEMA_WHY_MAX]);
/* The same by name, as `violates("NAME")` asks: no where it is about others; QUERY_FAILED where
 * there is none of that name (`error` may be NULL). */
enum query_result declared_ask(
	const struct event_subject *subject, struct text name, struct error *error);

#endif
