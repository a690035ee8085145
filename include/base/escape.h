/*
 * Any bytes as text that can be typed: what may not stand on a screen as it is becomes `\xNN`,
 * `\t`, `\r`; a backslash becomes `\\`. A newline stays one. What was written so reads back to the
 * same bytes.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buf.h"

/* Whether something in it cannot be typed, or be seen, as it is. */
bool escape_is_needed(struct text raw);
/* Appends the typed form. */
void escape_write(struct buf *out, struct text raw);
/* Appends the bytes that are meant; false at what is no escape: *offset is where its backslash
 * stands. */
bool escape_read(struct buf *out, struct text typed, size_t *offset);

#endif
