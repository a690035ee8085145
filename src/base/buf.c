#include "base/buf.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { ROOM_MIN = 32 };

void buf_init(struct buf *buf, size_t ceiling_bytes)
{
	*buf = (struct buf){.at = mem_alloc(1, 1), .room = 1, .ceiling = ceiling_bytes};
}

void buf_finish(struct buf *buf)
{
	mem_free(buf->at);
	*buf = (struct buf){.at = NULL};
}

void buf_reset(struct buf *buf)
{
	buf->full = false;
	buf_cut(buf, 0);
}

void buf_cut(struct buf *buf, size_t length)
{
	assert(length <= buf->length);
	buf->length = length;
	if (buf->room > 0) {
		buf->at[length] = '\0';
	}
}

/* Makes room for `more` bytes and the NUL after them. */
static bool reserve(struct buf *buf, size_t more)
{
	size_t needed, doubled;

	if (buf->full || more > buf->ceiling - buf->length || more >= SIZE_MAX - buf->length) {
		buf->full = true;
		return false;
	}
	needed = buf->length + more + 1;
	if (needed <= buf->room) {
		return true;
	}
	doubled = buf->room > SIZE_MAX / 2 ? SIZE_MAX : buf->room * 2;
	if (doubled < ROOM_MIN) {
		doubled = ROOM_MIN;
	}
	if (doubled - 1 > buf->ceiling) {
		doubled = buf->ceiling + 1;
	}
	buf->room = needed > doubled ? needed : doubled;
	buf->at = mem_resize(buf->at, buf->room, 1);
	return true;
}

bool buf_add(struct buf *buf, const void *bytes, size_t length)
{
	if (!reserve(buf, length)) {
		return false;
	}
	if (length > 0) {
		memcpy(buf->at + buf->length, bytes, length);
	}
	buf->length += length;
	buf->at[buf->length] = '\0';
	return true;
}

bool buf_add_text(struct buf *buf, struct text text)
{
	return buf_add(buf, text.at, text.length);
}

bool buf_add_string(struct buf *buf, const char *string)
{
	return buf_add_text(buf, text_of(string));
}

bool buf_add_byte(struct buf *buf, char byte)
{
	return buf_add(buf, &byte, 1);
}

bool buf_addf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	int length;
	bool added;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	added = length >= 0 && reserve(buf, (size_t)length);
	if (added) {
		vsnprintf(buf->at + buf->length, (size_t)length + 1, format, again);
		buf->length += (size_t)length;
	}
	va_end(again);
	return added;
}

void buf_drop(struct buf *buf, size_t length)
{
	assert(length <= buf->length);
	if (length == 0) {
		return;
	}
	memmove(buf->at, buf->at + length, buf->length - length);
	buf_cut(buf, buf->length - length);
}

struct text buf_text(const struct buf *buf)
{
	return text_from(buf->at, buf->length);
}

char *buf_take(struct buf *buf)
{
	char *bytes = buf->at;

	buf_init(buf, buf->ceiling);
	return bytes;
}
