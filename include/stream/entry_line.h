/*
 * One line as entry_json_write makes it, read back into bytes: {"topic": ..., "id": ..., "fields":
 * [[name, value], ...]}, where a name or value is a string or {"base64": "..."}. Members of other
 * names are passed over. What cannot be kept byte for byte is refused, not altered.
 */
#ifndef STREAM_ENTRY_LINE_H
#define STREAM_ENTRY_LINE_H

#include "base/error.h"
#include "stream/entry.h"

struct entry_line;

struct entry_line *entry_line_create(void);
void entry_line_destroy(struct entry_line *line);

/* ERROR_USAGE says what is wrong; *column (from 1) where. */
bool entry_line_read(
	struct entry_line *line, struct text json, size_t *column, struct error *error);

/* Of the line read last; borrowed until the next one. */
const struct entry *entry_line_entry(const struct entry_line *line);
/* False where it names none. */
bool entry_line_topic(const struct entry_line *line, struct text *topic);
bool entry_line_has_id(const struct entry_line *line);
/* It was written with masks, and something of it is hidden. */
bool entry_line_is_masked(const struct entry_line *line);
/* Bytes of names and values. */
size_t entry_line_bytes(const struct entry_line *line);

#endif
