/*
 * MessagePack read where it stands: no tree, no recursion, no memory of its own. It knows nothing
 * of what the values mean.
 */
#ifndef STREAM_MSGPACK_H
#define STREAM_MSGPACK_H

#include "base/buf.h"

#include <stdint.h>

enum msgpack_kind {
	MSGPACK_NIL,
	MSGPACK_BOOL,
	MSGPACK_INT,  /* `i` */
	MSGPACK_UINT, /* `u`: beyond INT64_MAX */
	MSGPACK_FLOAT,
	MSGPACK_STRING,
	MSGPACK_BYTES,
	MSGPACK_ARRAY, /* `count` items follow */
	MSGPACK_MAP,   /* `count` pairs follow */
	MSGPACK_EXT,
};

struct msgpack_item {
	enum msgpack_kind kind;
	bool boolean;
	int64_t i;
	uint64_t u;
	double number;
	struct text bytes; /* STRING, BYTES, EXT; borrowed */
	uint32_t count;
	int8_t ext;
};

/* What is deeper is not written as JSON. */
enum { MSGPACK_DEPTH_MAX = 64 };

/* Takes the item at the front of `*rest`; an array's and a map's items are then the next ones.
 * False, with `*rest` as it was, where the bytes end within it or are none. */
bool msgpack_next(struct text *rest, struct msgpack_item *item);
/* Passes over one item with all that is in it. */
bool msgpack_skip(struct text *rest);
/* Takes the item at the front and leaves only the value under that name, where it is a map that has
 * it. */
bool msgpack_find(struct text *rest, const char *name);

/* Appends the value as JSON for people. False where the bytes are damaged, something is left behind
 * the value, or `out` is full: what was read stands in `out`, with its brackets closed. */
bool msgpack_to_json(struct text bytes, struct buf *out);

#endif
