/*
 * JSON for scripts: nothing in it can touch a terminal, no name is altered, no number loses a
 * digit. It knows values, not which of them belong together.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "base/buf.h"
#include "model/column.h"

#include <cjson/cJSON.h>

/* Once, before any other: out of memory ends the program. */
void json_begin(void);

/* A string; {"base64": "..."} where the bytes are not UTF-8 or hold a NUL. */
cJSON *json_text(struct text text);
/* A sentence of ours may quote a name and be cut in the middle of a character; it is for people, so
 * it stays a string. */
cJSON *json_sentence(struct text text);
cJSON *json_integer(int64_t n);
/* At most three digits behind the point, six below 1; null where it is no number. */
cJSON *json_rate(double per_s);
/* null where there is nothing or nothing is known. */
cJSON *json_value(const struct value *value);

/* The document on one line. */
void json_print(struct buf *out, const cJSON *document);
/* Printed JSON with everything that a terminal could take amiss as \uXXXX. */
void json_escape(struct buf *out, struct text printed);

#endif
