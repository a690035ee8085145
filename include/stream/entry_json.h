/*
 * An entry as the JSON of the contract, on one line without its newline: {"topic": ..., "id": ...,
 * "time_ms": ..., "fields": [[name, value], ...], "event": {...}}, and "masked": true where a mask
 * hides something of the fields. Nothing in it can touch a
 * terminal, and no byte of a name or a value is lost.
 */
#ifndef STREAM_ENTRY_JSON_H
#define STREAM_ENTRY_JSON_H

#include "base/buf.h"
#include "stream/entry.h"
#include "stream/mask.h"

/* Appends an object's members after "fields", each with a comma in front: `, "event": {...}`. */
typedef void entry_json_fn(const void *arg, struct buf *out);

struct entry_json {
	struct text topic;
	const struct entry *entry;
	const struct mask *mask; /* NULL: as it is */
	entry_json_fn *more;     /* NULL: nothing */
	const void *arg;
};

/* False where `out` is full. */
bool entry_json_write(struct buf *out, const struct entry_json *what);

#endif
