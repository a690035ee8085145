#include "stream/document.h"

#include <string.h>

#include "base/mem.h"
#include "base/sanitise.h"
#include "base/utf8.h"
#include "document_private.h"

enum { DECODED_MAX = 1 << 30, GROWTH_MAX = 16, FOLDS_FROM = 64 << 10, ROOM_LEAST = 64 };

static const char *const layout_names[] = {
	[LAYOUT_JSON] = "json",
	[LAYOUT_TEXT] = "text",
	[LAYOUT_HEX] = "hex",
};

static size_t decoded_ceiling(struct text bytes)
{
	return bytes.length < DECODED_MAX / GROWTH_MAX ? (bytes.length + 1) * GROWTH_MAX
						       : DECODED_MAX;
}

static enum document_layout layout_of(struct text bytes)
{
	if (document_is_json(bytes)) {
		return LAYOUT_JSON;
	}
	return document_is_text(bytes) ? LAYOUT_TEXT : LAYOUT_HEX;
}

static bool decode(struct document *document, const struct document_decoder *decoder)
{
	buf_finish(&document->decoded);
	buf_init(&document->decoded, decoded_ceiling(document->bytes));
	if (!decoder->decode(document->bytes, &document->decoded) || document->decoded.full) {
		return false;
	}
	document->layout = layout_of(buf_text(&document->decoded));
	return true;
}

static void take_decoded(struct document *document, enum document_kind kind)
{
	document->kind = kind;
	document->bytes = buf_text(&document->decoded);
}

/* What nothing else explains is text where it can be, and else a dump. */
static void look(struct document *document)
{
	enum document_layout plain = layout_of(document->bytes);
	enum document_kind kind;

	for (kind = DOCUMENT_AUTO; kind < DOCUMENT_KINDS && plain != LAYOUT_JSON; kind++) {
		const struct document_decoder *decoder = document_decoder(kind);

		if (decoder && decoder->may_be(document->bytes) && decode(document, decoder) &&
			document->layout != LAYOUT_HEX && document->decoded.length > 0) {
			take_decoded(document, kind);
			return;
		}
	}
	document->layout = plain;
	document->kind = plain == LAYOUT_JSON ? DOCUMENT_JSON
		: plain == LAYOUT_TEXT        ? DOCUMENT_TEXT
					      : DOCUMENT_HEX;
}

static bool become(struct document *document, enum document_kind kind)
{
	const struct document_decoder *decoder = document_decoder(kind);

	document->kind = kind;
	if (decoder) {
		if (!decode(document, decoder)) {
			return false;
		}
		take_decoded(document, kind);
		return true;
	}
	document->layout = kind == DOCUMENT_JSON ? LAYOUT_JSON
		: kind == DOCUMENT_TEXT          ? LAYOUT_TEXT
						 : LAYOUT_HEX;
	return kind != DOCUMENT_JSON || document_is_json(document->bytes);
}

struct document *document_create(struct text bytes, enum document_kind kind, int width)
{
	struct document *document = mem_alloc(1, sizeof(*document));

	document->bytes = bytes;
	buf_init(&document->decoded, 0);
	if (kind == DOCUMENT_AUTO) {
		look(document);
	} else if (!become(document, kind)) {
		document_destroy(document);
		return NULL;
	}
	if (document->bytes.length > UINT32_MAX) {
		document->bytes.length = UINT32_MAX;
		document->cut = true;
	}
	document->folds = document->bytes.length >= FOLDS_FROM;
	document_set_width(document, width);
	return document;
}

void document_destroy(struct document *document)
{
	if (document) {
		buf_finish(&document->decoded);
		mem_free(document->lines);
		mem_free(document->open);
		mem_free(document);
	}
}

enum document_kind document_kind_of(const struct document *document)
{
	return document->kind;
}

void document_describe(const struct document *document, struct buf *out)
{
	buf_add_string(out, layout_names[document->layout]);
	if (document_decoder(document->kind)) {
		buf_addf(out, " in %s", document_kind_name(document->kind));
	}
}

void document_set_width(struct document *document, int width)
{
	document->width = width > DOCUMENT_WIDTH_MIN ? width : DOCUMENT_WIDTH_MIN;
	document->count = 0;
	document->at = 0;
	document->depth = 0;
	document->state = 0;
	document->complete = document->layout == LAYOUT_HEX;
	document_advance(document, 1);
}

struct line *document_add_line(struct document *document, uint16_t flags)
{
	struct line *line;

	if (document->count == document->room) {
		document->room = document->room ? document->room * 2 : ROOM_LEAST;
		document->lines =
			mem_resize(document->lines, document->room, sizeof(*document->lines));
	}
	line = &document->lines[document->count++];
	*line = (struct line){
		.at = (uint32_t)document->at,
		.depth = (uint16_t)document->depth,
		.flags = flags,
	};
	return line;
}

bool document_advance(struct document *document, size_t bytes)
{
	size_t until = bytes < document->bytes.length - document->at ? document->at + bytes
								     : document->bytes.length;

	while (!document->complete && (document->at < until || until == document->bytes.length)) {
		if (document->count == DOCUMENT_LINES_MAX) {
			document->complete = document->cut = true;
		} else if (document->layout == LAYOUT_JSON) {
			document_make_json(document);
		} else {
			document_make_text(document);
		}
	}
	return document->complete;
}

bool document_is_done(const struct document *document)
{
	return document->complete;
}

size_t document_lines(const struct document *document, bool *more)
{
	*more = document->cut || !document->complete;
	if (document->layout == LAYOUT_HEX) {
		return (document->bytes.length + DOCUMENT_HEX_BYTES - 1) / DOCUMENT_HEX_BYTES;
	}
	return document->count;
}

size_t document_offset(const struct document *document, size_t line)
{
	return document->layout == LAYOUT_HEX ? line * DOCUMENT_HEX_BYTES
					      : document->lines[line].at;
}

struct text document_raw(const struct document *document, size_t line)
{
	size_t from = document_offset(document, line), to;
	bool more;

	if (line + 1 < document_lines(document, &more)) {
		to = document_offset(document, line + 1);
	} else {
		to = document->layout == LAYOUT_HEX ? document->bytes.length : document->at;
	}
	return text_from(document->bytes.at + from, to - from);
}

static void make_to(struct document *document, size_t offset)
{
	enum { STEP = 4096 };

	while (!document->complete && document->at <= offset) {
		document_advance(document, STEP);
	}
}

size_t document_line_at(struct document *document, size_t offset)
{
	size_t low = 0, high;

	if (document->layout == LAYOUT_HEX) {
		return offset / DOCUMENT_HEX_BYTES;
	}
	make_to(document, offset);
	high = document->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (document->lines[middle].at <= offset) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return low;
}

/* As sanitise_text has it, but that a tab takes four cells. */
size_t document_character(struct text rest, int *cells, int *marks)
{
	enum { TAB = 4, CARET = 2, BYTE = 4, REPLACED = 8, REPLACED_FAR = 10, MARKS_MAX = 2 };
	uint32_t code = 0;
	size_t length = utf8_decode(rest, &code);
	int width;

	if (rest.at[0] >= 0x20 && rest.at[0] < 0x7f) {
		*marks = 0;
		*cells = 1;
		return 1;
	}
	width = length > 0 && sanitise_allows(code) ? utf8_width(code) : -1;
	if (width == 0 && *marks < MARKS_MAX) {
		*marks += 1;
		*cells = 0;
		return length;
	}
	*marks = width > 0 ? 0 : MARKS_MAX;
	if (width > 0) {
		*cells = width;
	} else if (length == 0) {
		*cells = BYTE;
	} else if (code < 0x80) {
		*cells = code == '\t' ? TAB : CARET;
	} else {
		*cells = code > 0xffff ? REPLACED_FAR : REPLACED;
	}
	return length > 0 ? length : 1;
}

int document_indent(const struct document *document, const struct line *line)
{
	enum { STEP = 2 };
	int most = document->width / 2, indent = line->depth * STEP;

	if (document->layout != LAYOUT_JSON) {
		return 0;
	}
	indent = indent < most ? indent : most;
	return indent + (line->flags & LINE_CONTINUED ? STEP : 0);
}

/* Puts text with its tabs as blanks, without its line end. */
static void draw_text(const struct document *document, size_t line, document_put *put, void *arg)
{
	struct text rest = document_raw(document, line);

	if (rest.length > 0 && rest.at[rest.length - 1] == '\n') {
		rest.length--;
		if (rest.length > 0 && rest.at[rest.length - 1] == '\r') {
			rest.length--;
		}
	}
	while (rest.length > 0) {
		size_t before = rest.length;
		struct text run = text_cut(&rest, '\t');

		if (run.length > 0) {
			put(arg, DOCUMENT_PLAIN, run);
		}
		if (run.length < before) {
			put(arg, DOCUMENT_BLANK, text_of("    "));
		}
	}
}

void document_draw(const struct document *document, size_t line, document_put *put, void *arg)
{
	if (document->layout == LAYOUT_JSON) {
		document_draw_json(document, line, put, arg);
	} else if (document->layout == LAYOUT_TEXT) {
		draw_text(document, line, put, arg);
	} else {
		document_draw_hex(document, line, put, arg);
	}
}

/* What is wider goes on below after the last blank, where that is not far away. */
void document_make_text(struct document *document)
{
	struct text bytes = document->bytes;
	int used = 0, marks = 2, cells, blank_cells = 0;
	size_t blank = 0, length;

	if (document->at == bytes.length) {
		document->complete = true;
		return;
	}
	document_add_line(document, document->state);
	while (document->at < bytes.length && bytes.at[document->at] != '\n') {
		length = document_character(
			text_from(bytes.at + document->at, bytes.length - document->at), &cells,
			&marks);
		if (used + cells > document->width && used > 0) {
			document->at = blank_cells > document->width / 2 ? blank : document->at;
			document->state = LINE_CONTINUED;
			return;
		}
		used += cells;
		document->at += length;
		if (bytes.at[document->at - 1] == ' ') {
			blank = document->at;
			blank_cells = used;
		}
	}
	document->at += document->at < bytes.length;
	document->state = 0;
}
