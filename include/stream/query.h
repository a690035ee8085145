/*
 * The one query language: compiled once, then asked of one subject after the other. What a name
 * means comes from the caller's table of attributes; where the subject is an entry, every other
 * name is a field of it or a path into the JSON it carries.
 *
 *   type == "order.placed" and data.total > 100 and not service in ("test", "canary")
 *   type ~ /^payment\./    has(data.coupon)    age > 5m    id >= 1700000000000-0    text("timeout")
 *   violates("order.placed")    # a declared contract
 *
 * A missing path, and a comparison of different types, is false; `not` inverts; has() tells. A flat
 * field that reads as a number compares as one. A name that occurs twice holds where one of its
 * values does. It knows nothing of connections or screens.
 */
#ifndef STREAM_QUERY_H
#define STREAM_QUERY_H

#include "base/buf.h"
#include "base/error.h"
#include "stream/entry.h"

enum query_type {
	QUERY_NONE, /* not known: every comparison is false */
	QUERY_NULL,
	QUERY_BOOL,
	QUERY_NUMBER,
	QUERY_STRING,
	QUERY_ID,
	QUERY_DURATION, /* ms */
	QUERY_TIME,     /* ms since the epoch */
};

struct query_value {
	enum query_type type;
	bool boolean;
	int64_t n;     /* DURATION, TIME; NUMBER where `whole` */
	double number; /* NUMBER otherwise */
	bool whole;
	struct text text; /* STRING: bytes, borrowed */
	struct id id;
};

struct query_attribute {
	const char *name;
	enum query_type type;
	const char *help; /* for `query` help and completion; one short sentence */
};

/* What may be asked about. The attributes outlive the query. */
struct query_schema {
	const struct query_attribute *attributes;
	size_t count;
	bool fields;    /* subjects carry an entry: other names are fields and JSON paths of it */
	bool contracts; /* subjects can be asked whether they violate one */
};

enum query_result { QUERY_NO, QUERY_YES, QUERY_FAILED };

/* What it is asked of. */
struct query_subject {
	const void *arg;
	/* The value of the attribute at that place of the schema; texts borrowed until the match
	 * ends. */
	void (*get)(const void *arg, size_t attribute, struct query_value *out);
	const struct entry *entry; /* NULL where the schema has no fields */
	/* violates("NAME"); NULL: it cannot be decided. */
	enum query_result (*violates)(const void *arg, struct text name, struct error *why);
};

struct query;

/* NULL with ERROR_USAGE: the sentence says what is wrong and at which column (characters, from 1),
 * which also goes to *column (may be NULL). Blank text is no query: an error too. */
struct query *query_compile(
	struct text text, const struct query_schema *schema, size_t *column, struct error *error);
void query_destroy(struct query *query);
/* As it was given; borrowed. */
struct text query_text(const struct query *query);

/* QUERY_FAILED: it could not be decided, as where a regex reached its limit (`why` may be NULL and
 * then is not set). The query keeps scratch memory: one match at a time. */
enum query_result query_match(
	struct query *query, const struct query_subject *subject, struct error *why);

/* Whether nothing that was asked so far has one of the fields or paths that the query names, other
 * than in has(): then *name is the first such, as it is written, borrowed. It may be misspelt. */
bool query_unseen(const struct query *query, struct text *name);

/* Whether the text is meant as a query and not as words to look for: it holds an operator or a
 * function of the language outside of quotes. For fields where both may be typed. */
bool query_is_meant(struct text text);

/* Appends the bytes as text in quotes, which a query holds for exactly them. */
void query_add_string(struct buf *out, struct text text);

#endif
