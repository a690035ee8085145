/*
 * A declared contract: a subset of JSON Schema, compiled once, then held against one document after
 * the other. What of JSON Schema is not understood is refused when it is compiled, never passed
 * over when it is asked.
 *
 *   type (one or a list), required, properties, items, enum (of plain values), pattern,
 *   minimum, maximum, minLength, maxLength, additionalProperties (false)
 *
 * and, without effect: $schema $id $comment title description default examples. It knows nothing of
 * topics.
 */
#ifndef ENVELOPE_SCHEMA_H
#define ENVELOPE_SCHEMA_H

#include "base/error.h"
#include "stream/entry.h"
#include "stream/query.h"

struct schema;

/* NULL with ERROR_USAGE: the sentence says where in the schema, as `properties.total.type`. */
struct schema *schema_compile(struct text text, struct error *error);
void schema_destroy(struct schema *schema);

enum { SCHEMA_WHY_MAX = 200 };

/* Whether the document violates it; then `why` (may be NULL) says where and how, raw:
 * `data.total: text where a number belongs`. What is no JSON violates every schema. QUERY_FAILED: a
 * pattern would have cost too much. One check at a time. */
enum query_result schema_violated(
	struct schema *schema, struct text document, char why[SCHEMA_WHY_MAX]);
/* The same of the fields of an entry: an object of texts, which count as numbers, true and false
 * where they read as such. */
enum query_result schema_violated_fields(
	struct schema *schema, const struct entry *entry, char why[SCHEMA_WHY_MAX]);

#endif
