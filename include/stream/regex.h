/*
 * Regular expressions as queries have them: UTF-8, unanchored, case-sensitive; what one match may
 * cost is bounded whatever the pattern.
 */
#ifndef STREAM_REGEX_H
#define STREAM_REGEX_H

#include "stream/query.h"

struct regex;

/* `flags`: i, m, s. NULL with ERROR_USAGE; *offset is where in pattern and flags it is wrong. */
struct regex *regex_create(
	struct text pattern, struct text flags, size_t *offset, struct error *error);
void regex_destroy(struct regex *regex);
/* QUERY_FAILED: it would have cost too much (`why` may be NULL). One match at a time. */
enum query_result regex_match(struct regex *regex, struct text subject, struct error *why);

#endif
