/*
 * What the files of documents share: the lines, and how they are made.
 */
#ifndef STREAM_DOCUMENT_PRIVATE_H
#define STREAM_DOCUMENT_PRIVATE_H

#include "stream/document.h"

enum {
	LINE_OPENS = 1 << 0,
	LINE_CLOSES = 1 << 1,
	LINE_FOLDED = 1 << 2,
	LINE_OBJECT = 1 << 3,    /* what opens is an object */
	LINE_NAMED = 1 << 4,     /* a name is still to come in it */
	LINE_CONTINUED = 1 << 5, /* the line before went on beyond the width */
	LINE_IN_STRING = 1 << 6, /* begins inside of a string */
};

/* 16 bytes, since there may be millions. */
struct line {
	uint32_t at;    /* of its first byte */
	uint32_t match; /* the closing line of what opens, and the other way round; 0: not known yet
			 */
	uint32_t count; /* members of what opens */
	uint16_t depth;
	uint16_t flags;
};

enum { DOCUMENT_HEX_BYTES = 16 };
enum document_layout { LAYOUT_JSON, LAYOUT_TEXT, LAYOUT_HEX };

struct document {
	enum document_kind kind;
	enum document_layout layout;
	struct text bytes;  /* that the lines are made of */
	struct buf decoded; /* their owner, where they were decoded */
	int width;
	struct line *lines; /* none for a hex dump */
	size_t count, room;
	/* How far making lines has come. */
	size_t at;
	bool complete, cut;
	uint16_t state; /* LINE_CONTINUED, LINE_IN_STRING and LINE_NAMED as of there */
	uint32_t *open; /* lines that opened what is not closed yet */
	size_t depth, open_room;
	bool folds; /* what opens below the outermost begins folded */
};

/* Each makes one line; nothing where only white space was left. */
void document_make_json(struct document *document);
void document_make_text(struct document *document);
struct line *document_add_line(struct document *document, uint16_t flags);

/* Bytes and cells of the character at the front; `marks` counts those on one base. */
size_t document_character(struct text rest, int *cells, int *marks);
/* Cells that the line is moved to the right. */
int document_indent(const struct document *document, const struct line *line);

void document_draw_json(const struct document *document, size_t line, document_put *put, void *arg);
void document_draw_hex(const struct document *document, size_t line, document_put *put, void *arg);

/* Another encoding is an enumerator and a row. */
struct document_decoder {
	enum document_kind kind;
	const char *name;
	/* Whether AUTO tries it; it is taken where text or JSON comes out. */
	bool (*may_be)(struct text bytes);
	bool (*decode)(struct text bytes, struct buf *out);
};
/* NULL: the kind has none. */
const struct document_decoder *document_decoder(enum document_kind kind);

/* UTF-8 that has no controls but those of lines. */
bool document_is_text(struct text bytes);
bool document_is_json(struct text bytes);

#endif
