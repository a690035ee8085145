/*
 * What a field says, told by its name alone: names are compared without case and separators, and
 * without the prefixes that carriers put before them.
 */
#ifndef ENVELOPE_ROLE_H
#define ENVELOPE_ROLE_H

#include "base/text.h"

#include <stdint.h>

enum role {
	ROLE_TYPE,
	ROLE_SERVICE,
	ROLE_JOURNEY,
	ROLE_TRACE,
	ROLE_CAUSE,
	ROLE_PARTY,
	ROLE_TIME,
	ROLE_OUTCOME,
	ROLE_COUNT,
	ROLE_NONE = ROLE_COUNT,
};

/* Names whose presence in a document tells an envelope. */
enum mark {
	MARK_NONE,
	MARK_AFTER,
	MARK_BEFORE,
	MARK_BODY,
	MARK_CAP_NAME,
	MARK_DATA,
	MARK_HEADERS,
	MARK_METADATA,
	MARK_OP,
	MARK_OPERATION,
	MARK_PAYLOAD,
	MARK_PROPERTIES,
	MARK_PUBSUB,
	MARK_REQUEST,
	MARK_SCHEMA,
	MARK_SPECVERSION,
	MARK_TASK_ID,
	MARK_TASK_NAME,
	MARK_TOPIC,
	MARK_UPPER_PAYLOAD,
};

/* How the value of a trace holds the id of the trace. */
enum trace_form { TRACE_PLAIN, TRACE_PARENT, TRACE_HEAD, TRACE_COLON, TRACE_ROOT };

struct role_of {
	uint8_t role;
	uint8_t rank; /* 0 is the strongest name */
	uint8_t form; /* enum trace_form, where the role is a trace */
	uint8_t mark; /* enum mark: by the name as it is */
};

/* The ranks of journeys that are told by the anchor they name, not by a word for a journey. */
enum { RANK_ANCHOR = 8, RANK_OTHER, RANK_REQUEST, RANK_CHILD, RANK_ENTITY, RANK_SUBJECT };

/* Names that are longer have no role. */
enum { ROLE_NAME_MAX = 64 };

struct role_of role_of(struct text name);

/* What fields of that name hold besides, where they hold JSON. */
enum carrier { CARRIES_NOTHING, CARRIES_METADATA, CARRIES_BODY };
enum carrier carrier_of(struct text name);

/* Known names in memory, so that the same names of the next document cost one comparison. */
struct role_cache;
struct role_cache *role_cache_create(void);
void role_cache_destroy(struct role_cache *cache);
struct role_of role_cached(struct role_cache *cache, struct text name);

/* For its test: the table by row, in the order that the search needs; NULL beyond the end. */
const char *role_name_at(size_t i);

#endif
