/* JSON laid out where it stands: a member a line. The document was checked before: whatever the
 * bytes are, each line takes one at least and nothing beyond the end. */
#include <stdio.h>

#include "base/mem.h"
#include "base/number.h"
#include "document_private.h"

/* Cells kept for what may follow on the same line: a colon, brackets and a comma. */
enum { PUNCTUATION_CELLS = 5, MARKS_MAX = 2 };

struct piece {
	int used, room, marks;
	bool ends;    /* nothing more belongs to it */
	bool goes_on; /* the width was reached */
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_closing(char byte)
{
	return byte == '}' || byte == ']';
}

static size_t skip_blanks(struct text bytes, size_t at)
{
	while (at < bytes.length && is_blank(bytes.at[at])) {
		at++;
	}
	return at;
}

static void open_container(struct document *document, struct piece *piece)
{
	struct line *line = &document->lines[document->count - 1];
	struct text bytes = document->bytes;
	size_t next = skip_blanks(bytes, document->at + 1);

	if (next < bytes.length && is_closing(bytes.at[next])) {
		document->at = next + 1;
		return;
	}
	line->flags |= LINE_OPENS;
	line->flags |= bytes.at[document->at] == '{' ? LINE_OBJECT : 0;
	line->flags |= document->folds && document->depth > 0 ? LINE_FOLDED : 0;
	if (document->depth == document->open_room) {
		document->open_room = document->open_room ? document->open_room * 2 : 64;
		document->open =
			mem_resize(document->open, document->open_room, sizeof(*document->open));
	}
	document->open[document->depth++] = (uint32_t)(document->count - 1);
	document->at++;
	piece->ends = true;
}

static bool fits(struct piece *piece, int cells)
{
	if (piece->used > 0 && piece->used + cells > piece->room) {
		piece->ends = piece->goes_on = true;
		return false;
	}
	piece->used += cells;
	return true;
}

static void take_in_string(struct document *document, struct piece *piece)
{
	struct text bytes = document->bytes;
	struct text rest = text_from(bytes.at + document->at, bytes.length - document->at);
	bool escape = rest.at[0] == '\\' && rest.length > 1;
	int cells = 2, marks = piece->marks;
	size_t length = escape ? 2 : document_character(rest, &cells, &marks);

	if (fits(piece, cells)) {
		piece->marks = marks;
		document->at += length;
		if (rest.at[0] == '"') {
			document->state &= (uint16_t)~LINE_IN_STRING;
		}
	}
}

static void take_outside(struct document *document, struct piece *piece)
{
	char byte = document->bytes.at[document->at];

	if (is_blank(byte)) {
		document->at++;
	} else if (byte == ',') {
		document->at++;
		piece->ends = true;
	} else if (byte == ':') {
		document->at++;
		document->state &= (uint16_t)~LINE_NAMED;
		piece->used += 2;
	} else if (byte == '{' || byte == '[') {
		open_container(document, piece);
	} else if (is_closing(byte)) {
		piece->ends = true;
	} else if (fits(piece, 1)) {
		document->at++;
		document->state |= byte == '"' ? LINE_IN_STRING : 0;
	}
}

static void close_container(struct document *document)
{
	size_t here = document->count;
	struct line *line;

	document->depth -= document->depth > 0;
	line = document_add_line(document, LINE_CLOSES);
	if (document->open_room > 0) {
		line->match = document->open[document->depth];
		document->lines[line->match].match = (uint32_t)here;
	}
	document->at++;
}

static void begin_line(struct document *document)
{
	struct line *within = NULL;

	if (is_closing(document->bytes.at[document->at])) {
		close_container(document);
		return;
	}
	if (document->depth > 0) {
		within = &document->lines[document->open[document->depth - 1]];
		within->count++;
	}
	document->state = within && within->flags & LINE_OBJECT ? LINE_NAMED : 0;
	document_add_line(document, document->state);
}

void document_make_json(struct document *document)
{
	struct piece piece = {.marks = MARKS_MAX};

	if (!(document->state & LINE_CONTINUED)) {
		document->at = skip_blanks(document->bytes, document->at);
	}
	if (document->at == document->bytes.length) {
		document->complete = true;
		return;
	}
	if (document->state & LINE_CONTINUED) {
		document_add_line(document, document->state);
	} else {
		begin_line(document);
	}
	piece.room = document->width - PUNCTUATION_CELLS -
		document_indent(document, &document->lines[document->count - 1]);
	while (document->at < document->bytes.length && !piece.ends) {
		if (document->state & LINE_IN_STRING) {
			take_in_string(document, &piece);
		} else {
			take_outside(document, &piece);
		}
	}
	document->state &= (uint16_t)~LINE_CONTINUED;
	document->state |= piece.goes_on ? LINE_CONTINUED : 0;
}

/* Draws one line after the other; what holds at its front is in its flags. */
struct reading {
	struct text rest;
	uint16_t state;
	document_put *put;
	void *arg;
};

static struct text take(struct reading *reading, size_t length)
{
	struct text run = text_from(reading->rest.at, length);

	reading->rest = text_from(reading->rest.at + length, reading->rest.length - length);
	return run;
}

/* Up to and with the quote that ends it, or all there is. */
static size_t string_length(struct text rest, size_t from)
{
	size_t at;

	for (at = from; at < rest.length && rest.at[at] != '"'; at++) {
		at += rest.at[at] == '\\' && at + 1 < rest.length;
	}
	return at < rest.length ? at + 1 : rest.length;
}

static void draw_string(struct reading *reading)
{
	size_t from = reading->state & LINE_IN_STRING ? 0 : 1;
	bool name = reading->state & LINE_NAMED;

	reading->state &= (uint16_t)~LINE_IN_STRING;
	reading->put(reading->arg, name ? DOCUMENT_NAME : DOCUMENT_STRING,
		take(reading, string_length(reading->rest, from)));
}

static bool is_punctuation(char byte)
{
	return byte == ',' || byte == ':' || byte == '{' || byte == '[' || is_closing(byte);
}

static void draw_token(struct reading *reading)
{
	char byte = reading->rest.at[0];
	size_t length = 1;

	if (is_blank(byte)) {
		take(reading, 1);
	} else if (byte == '"') {
		draw_string(reading);
	} else if (is_punctuation(byte)) {
		reading->put(reading->arg, DOCUMENT_PUNCTUATION, take(reading, 1));
		if (byte == ':') {
			reading->state &= (uint16_t)~LINE_NAMED;
			reading->put(reading->arg, DOCUMENT_BLANK, text_of(" "));
		}
	} else {
		while (length < reading->rest.length && !is_blank(reading->rest.at[length]) &&
			!is_punctuation(reading->rest.at[length])) {
			length++;
		}
		reading->put(reading->arg, DOCUMENT_LITERAL, take(reading, length));
	}
}

static void draw_tokens(struct reading *reading)
{
	if (reading->state & LINE_IN_STRING && reading->rest.length > 0) {
		draw_string(reading);
	}
	while (reading->rest.length > 0) {
		draw_token(reading);
	}
}

static void draw_folded(
	const struct document *document, const struct line *line, struct reading *reading)
{
	char number[NUMBER_MAX], aside[NUMBER_MAX + 16];

	number_count(number, line->count, NUMBER_MAX);
	snprintf(aside, sizeof(aside), " ... %s%s ", line->match ? number : "",
		line->match ? "" : "?");
	reading->put(reading->arg, DOCUMENT_ASIDE, text_of(aside));
	if (line->match) {
		reading->rest = document_raw(document, line->match);
		reading->state = 0;
		draw_tokens(reading);
	}
}

void document_draw_json(const struct document *document, size_t at, document_put *put, void *arg)
{
	static const char blanks[] = "                                ";
	const struct line *line = &document->lines[at];
	int indent = document_indent(document, line), some = (int)sizeof(blanks) - 1;
	struct reading reading = {
		.rest = document_raw(document, at),
		.state = line->flags,
		.put = put,
		.arg = arg,
	};

	for (; indent > 0; indent -= some) {
		put(arg, DOCUMENT_BLANK,
			text_from(blanks, (size_t)(indent < some ? indent : some)));
	}
	draw_tokens(&reading);
	if (line->flags & LINE_OPENS && line->flags & LINE_FOLDED) {
		draw_folded(document, line, &reading);
	}
}
