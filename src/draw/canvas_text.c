#include "cells.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/sanitise.h"
#include "base/utf8.h"

enum {
	CELL_BYTES_MAX = 12, /* a base and two marks of four bytes each */
	EXPANSION_MAX = 4,   /* `\xNN` for one byte */
	PRINTF_MAX = 2048,
};

static bool is_plain(struct text raw)
{
	size_t i;

	for (i = 0; i < raw.length; i++) {
		if (raw.at[i] < 0x20 || raw.at[i] > 0x7e) {
			return false;
		}
	}
	return true;
}

static void to_ascii(struct buf *out, struct text safe)
{
	uint32_t code;
	size_t at, length;

	for (at = 0; at < safe.length; at += length) {
		length = utf8_decode(text_from(safe.at + at, safe.length - at), &code);
		if (length <= 1) {
			buf_add_byte(out, safe.at[at]);
			length = 1;
		} else {
			buf_addf(out, "<U+%04X>", (unsigned)code);
		}
	}
}

struct text cells_safe(const struct canvas *canvas, struct text raw, struct buf *scratch)
{
	struct buf ascii;

	if (is_plain(raw)) {
		return raw;
	}
	scratch->ceiling = raw.length * EXPANSION_MAX * 2;
	sanitise_text(scratch, raw);
	if (canvas->charset == CHARSET_UTF8) {
		return buf_text(scratch);
	}
	buf_init(&ascii, scratch->ceiling * EXPANSION_MAX);
	to_ascii(&ascii, buf_text(scratch));
	buf_finish(scratch);
	*scratch = ascii;
	return buf_text(scratch);
}

static size_t decode_width(struct text safe, int *width)
{
	uint32_t code = 0;
	size_t length = utf8_decode(safe, &code);

	*width = code < 0x80 ? 1 : utf8_width(code);
	return length == 0 ? 1 : length;
}

/* Safe text begins with a base, never with a mark. */
size_t cells_next(struct text safe, int *width)
{
	size_t length = decode_width(safe, width), mark;
	int mark_width;

	while (length < safe.length) {
		mark = decode_width(text_from(safe.at + length, safe.length - length), &mark_width);
		if (mark_width > 0 || length + mark > CELL_BYTES_MAX) {
			break;
		}
		length += mark;
	}
	*width = *width < 1 ? 1 : *width;
	return length;
}

static int safe_width(struct text safe)
{
	int total = 0, width;
	size_t at;

	for (at = 0; at < safe.length;) {
		at += cells_next(text_from(safe.at + at, safe.length - at), &width);
		total += width;
	}
	return total;
}

int cells_width(const struct canvas *canvas, struct text raw)
{
	struct buf scratch;
	int width;

	buf_init(&scratch, 0);
	width = safe_width(cells_safe(canvas, raw, &scratch));
	buf_finish(&scratch);
	return width;
}

int canvas_text_width(enum charset charset, struct text raw)
{
	const struct canvas measure = {.charset = charset};

	return cells_width(&measure, raw);
}

/* Whole characters as far as they fit. Returns the cells taken. */
static int put_text(struct canvas *canvas, int x, int y, int room, enum role role, struct text safe)
{
	int used = 0, width;
	size_t at, length;

	for (at = 0; at < safe.length; at += length) {
		struct text rest = text_from(safe.at + at, safe.length - at);

		length = cells_next(rest, &width);
		if (used + width > room) {
			break;
		}
		cells_put(canvas, x + used, y, role, text_from(rest.at, length), width);
		used += width;
	}
	return used;
}

static int visible_width(const struct canvas *canvas, int x, int width)
{
	return width > canvas->width - x ? canvas->width - x : width;
}

/* Payloads are large and cells are few: what cannot be seen is not sanitised. */
static size_t bytes_seen(int width)
{
	return ((size_t)width + 1) * CELL_BYTES_MAX;
}

int canvas_text(struct canvas *canvas, int x, int y, int width, enum role role, struct text raw)
{
	struct buf scratch;
	struct text safe;
	int used, room = visible_width(canvas, x, width);

	if (room <= 0) {
		return 0;
	}
	if (raw.length > bytes_seen(room)) {
		raw.length = bytes_seen(room);
	}
	buf_init(&scratch, 0);
	safe = cells_safe(canvas, raw, &scratch);
	if (safe_width(safe) <= room) {
		used = put_text(canvas, x, y, room, role, safe);
	} else {
		used = put_text(canvas, x, y, room - 1, role, safe);
		canvas_glyph(canvas, x + used, y, role, GLYPH_ELLIPSIS);
		used++;
	}
	buf_finish(&scratch);
	return used;
}

/* Both ends of a long name, joined: the middle falls to the cut anyway. */
static struct text name_ends(struct text raw, int width, struct buf *ends)
{
	size_t seen = bytes_seen(width), tail;

	if (raw.length <= seen * 2) {
		return raw;
	}
	tail = raw.length - seen;
	while (tail < raw.length && ((unsigned char)raw.at[tail] & 0xc0) == 0x80) {
		tail++;
	}
	ends->ceiling = seen * 2;
	buf_add(ends, raw.at, seen);
	buf_add(ends, raw.at + tail, raw.length - tail);
	return buf_text(ends);
}

int canvas_name(struct canvas *canvas, int x, int y, int width, enum role role, struct text raw)
{
	struct buf ends, scratch, cut;
	struct text safe;
	int used, room = visible_width(canvas, x, width);

	if (room <= 0) {
		return 0;
	}
	buf_init(&ends, 0);
	buf_init(&scratch, 0);
	safe = cells_safe(canvas, name_ends(raw, room, &ends), &scratch);
	buf_init(&cut, safe.length + CELL_BYTES_MAX);
	if (safe_width(safe) > room) {
		sanitise_cut_middle(&cut, safe, room, canvas_glyph_string(canvas, GLYPH_ELLIPSIS));
		safe = buf_text(&cut);
	}
	used = put_text(canvas, x, y, room, role, safe);
	buf_finish(&cut);
	buf_finish(&scratch);
	buf_finish(&ends);
	return used;
}

int canvas_right(struct canvas *canvas, int x, int y, int width, enum role role, struct text raw)
{
	struct text seen = raw;
	int room = visible_width(canvas, x, width), taken;

	if (room <= 0) {
		return 0;
	}
	if (seen.length > bytes_seen(room)) {
		seen.length = bytes_seen(room);
	}
	taken = cells_width(canvas, seen);
	if (taken < room) {
		x += room - taken;
		room = taken;
	}
	return canvas_text(canvas, x, y, room, role, raw);
}

int canvas_printf(
	struct canvas *canvas, int x, int y, int width, enum role role, const char *format, ...)
{
	char line[PRINTF_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	return canvas_text(canvas, x, y, width, role, text_of(line));
}
