/*
 * JSON read where it stands: no tree, no recursion, no memory of its own. Numbers keep their digits
 * and strings their escapes until they are asked for. It knows nothing of who wants to know.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

/* What is nested deeper is not taken for JSON. */
enum { JSON_DEPTH_MAX = 16384 };

enum json_kind {
	JSON_NONE, /* there is no such value */
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/* Borrowed from the document; `raw` is the value as it is written, a string with its quotes. */
struct json_value {
	enum json_kind kind;
	struct text raw;
};

/* Whether the first byte that is no white space begins an object or an array: cheap, and enough to
 * pass over what is no document. */
bool json_looks(struct text document);
/* The whole text is one value by RFC 8259, with white space around it. Repeated names are allowed;
 * whether strings are UTF-8 is not looked at. */
bool json_read(struct text document, struct json_value *value);

/* Whether it is none, and from where on: the byte at which the first word that is wrong begins. */
bool json_wrong(struct text document, size_t *offset);

/* Whether some object in it has a name twice. Readers differ in which of the two counts. Of what is
 * longer than 64 KB, and of what is no JSON, nothing is said: false. */
bool json_repeats(struct text document);

/* The members of an object, or the items of an array, in order. `container` was checked by
 * json_read (itself or what holds it). */
struct json_walk {
	struct text rest;
	bool object;
};
void json_walk_begin(struct json_walk *walk, const struct json_value *container);
/* `name` is a JSON_STRING in an object and JSON_NONE in an array. False at the end. */
bool json_walk_next(struct json_walk *walk, struct json_value *name, struct json_value *value);

/* Appends the text that a JSON_STRING stands for; half a surrogate pair becomes U+FFFD. */
bool json_string(struct buf *out, const struct json_value *string);
/* Whether a JSON_STRING stands for `wanted`, byte for byte. */
bool json_string_is(const struct json_value *string, struct text wanted);

/* Appends `text` as a JSON string with its quotes, for output that may reach a terminal: controls,
 * DEL, C1, bidi and what else sanitise_allows refuses as \uXXXX. The text is UTF-8 without NUL. */
void json_quote(struct buf *out, struct text text);
/* Appends a string, or {"base64": "..."} where the bytes are not UTF-8 or hold a NUL. */
void json_quote_bytes(struct buf *out, struct text bytes);

#endif
