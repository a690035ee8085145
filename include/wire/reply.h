/*
 * A reply as a tree of plain values: every limit is checked before memory is taken, and strings
 * stay where they came in, so that following a busy server allocates and copies nothing for an
 * element. Feedable by hand; knows nothing of sockets.
 */
#ifndef WIRE_REPLY_H
#define WIRE_REPLY_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

enum reply_kind { REPLY_NIL, REPLY_STATUS, REPLY_ERROR, REPLY_INTEGER, REPLY_TEXT, REPLY_LIST };

struct reply {
	enum reply_kind kind;
	int64_t integer;
	struct text text; /* STATUS, ERROR, TEXT */
	size_t count;     /* LIST */
	const struct reply *items;
};

/* Ceilings; a peer that goes beyond one is cut off with a sentence that names it. Only an answer
 * that is too long by its strings or by lists within it, as any entries may be, is passed over
 * without being kept: it becomes a reply of kind REPLY_ERROR that begins with TOOBIG (and see
 * reply_before). */
struct reply_limits {
	size_t line_bytes, bulk_bytes, reply_bytes, elements;
	int depth;
};

/* 64 KB line, 16 MB bulk, 64 MB reply, 1 M elements, depth 7. */
struct reply_limits reply_limits_default(void);

struct reply_parser;

struct reply_parser *reply_parser_create(const struct reply_limits *limits);
void reply_parser_destroy(struct reply_parser *parser);

/* Takes bytes as they come, cut anywhere; borrowed until reply_parser_next has no reply left, or
 * until the next feed returns. False: the peer does not speak the protocol or crossed a
 * limit; the parser is then of no more use. */
bool reply_parser_feed(struct reply_parser *parser, struct text bytes, struct error *error);
/* The next whole reply in *reply, borrowed until the next call of feed, next or destroy; NULL when
 * more bytes are needed. False as above. */
bool reply_parser_next(
	struct reply_parser *parser, const struct reply **reply, struct error *error);
/* Size on the wire of the reply handed out last. */
size_t reply_parser_bytes(const struct reply_parser *parser);

/* What was read of an answer before the value that was too long, as a tree in which everything from
 * there on is nil; NULL for any other reply. */
const struct reply *reply_before(const struct reply *reply);

/* Whether it was one value that was too long; else the answer was, in all. */
bool reply_value_is_toobig(const struct reply *reply);

/* Checked access: NULL where there is no such item, or `reply` is no list or NULL. */
const struct reply *reply_item(const struct reply *reply, size_t i);
/* The value after the field `name` in a flat list of names and values; NULL when missing. */
const struct reply *reply_field(const struct reply *reply, const char *name);
/* False unless it is a text or status (for text), an integer or a text that reads as one (for i64).
 */
bool reply_text(const struct reply *reply, struct text *out);
bool reply_i64(const struct reply *reply, int64_t *out);

#endif
