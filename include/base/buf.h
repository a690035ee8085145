/*
 * Bytes that grow up to a ceiling given at birth. What does not fit is refused whole and
 * remembered: `full` stays set and nothing more is taken until buf_reset, so that many additions
 * need one check and never leave a hole. What is added may not point into the buffer itself.
 * Always NUL-terminated.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/text.h"

#include <stdarg.h>

struct buf {
	char *at;
	size_t length, room, ceiling;
	bool full;
};

void buf_init(struct buf *buf, size_t ceiling_bytes);
void buf_finish(struct buf *buf);
/* Empties it and keeps the memory. */
void buf_reset(struct buf *buf);

bool buf_add(struct buf *buf, const void *bytes, size_t length);
bool buf_add_text(struct buf *buf, struct text text);
bool buf_add_string(struct buf *buf, const char *string);
bool buf_add_byte(struct buf *buf, char byte);
bool buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Removes `length` bytes from the front. */
void buf_drop(struct buf *buf, size_t length);
/* Keeps only the first `length` bytes. */
void buf_cut(struct buf *buf, size_t length);

/* Borrowed until the next change. */
struct text buf_text(const struct buf *buf);
/* The bytes as a heap string, the caller's; the buffer becomes empty. */
char *buf_take(struct buf *buf);

#endif
