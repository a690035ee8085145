/*
 * Bytes for people, as lines that are made when they are wanted: JSON laid out, text, what base64
 * and other encodings hold, or a hex dump. Nothing is copied, parsed into a tree or altered: a line
 * is a place in the bytes. Containers of JSON can be folded. It knows nothing of screens but how
 * wide one is.
 *
 * The bytes are borrowed and outlive the document. Lines are numbered from 0, folded or not.
 */
#ifndef STREAM_DOCUMENT_H
#define STREAM_DOCUMENT_H

#include "base/buf.h"

#include <stdint.h>

enum document_kind {
	DOCUMENT_AUTO, /* found by looking */
	DOCUMENT_JSON,
	DOCUMENT_TEXT,
	DOCUMENT_BASE64,
	DOCUMENT_MSGPACK,
	DOCUMENT_JAVA,
	DOCUMENT_HEX,
	DOCUMENT_KINDS,
};

/* Lines beyond these are not made: `more` stays set. */
enum { DOCUMENT_LINES_MAX = 8 << 20, DOCUMENT_WIDTH_MIN = 16 };

struct document;

/* NULL where the bytes are not of that kind; never for AUTO, TEXT and HEX. Lines are at most
 * `width` cells wide where their characters are shown as sanitise_text has them. */
struct document *document_create(struct text bytes, enum document_kind kind, int width);
void document_destroy(struct document *document);

/* `auto`, `json`, `text`, `base64`, `msgpack`, `java`, `hex`; static. */
const char *document_kind_name(enum document_kind kind);
enum document_kind document_kind_of(const struct document *document);
/* Appends what it is: `json`, `json in base64`, `hex`. */
void document_describe(const struct document *document, struct buf *out);

/* Makes lines out of about so many further bytes; true when all there are were made. */
bool document_advance(struct document *document, size_t bytes);
bool document_is_done(const struct document *document);
size_t document_lines(const struct document *document, bool *more);
/* Lines anew for another width; what was folded by hand is as it was at first. */
void document_set_width(struct document *document, int width);

/* The bytes of a line as they stand, white space and line end included. */
struct text document_raw(const struct document *document, size_t line);
/* The line that the byte is in; lines are made as far as that takes. */
size_t document_line_at(struct document *document, size_t offset);
size_t document_offset(const struct document *document, size_t line);

enum document_part {
	DOCUMENT_NAME, /* of a member, with its quotes */
	DOCUMENT_STRING,
	DOCUMENT_LITERAL, /* number, true, false, null */
	DOCUMENT_PUNCTUATION,
	DOCUMENT_PLAIN,
	DOCUMENT_ASIDE, /* said of the bytes and not in them: an offset, how many are folded */
	DOCUMENT_BLANK, /* indentation and space */
};
/* Draws a line from left to right, as many parts as there are; `text` is raw, for the call. */
typedef void document_put(void *arg, enum document_part part, struct text text);
void document_draw(const struct document *document, size_t line, document_put *put, void *arg);

/* The lines that stand where folded ones are passed over; false at either end. */
bool document_next(const struct document *document, size_t *line);
bool document_previous(const struct document *document, size_t *line);
/* The line where the container of that line opens; false at the outermost. */
bool document_parent(const struct document *document, size_t line, size_t *parent);
/* Whether the line opens (or closes) a container, and whether that is folded. */
bool document_can_fold(const struct document *document, size_t line, bool *folded);
/* Makes lines to the container's end where it is to be folded. */
void document_fold(struct document *document, size_t line, bool folded);
/* Of every container but the outermost. */
void document_fold_all(struct document *document, bool folded);
/* Unfolds whatever the line is in. */
void document_reveal(struct document *document, size_t line);
/* The line itself, or the folded one that it is in. */
size_t document_seen(const struct document *document, size_t line);

/* The next line, or the one before, in which the needle begins, ASCII case folded, in the bytes as
 * they are; `line` itself does not count. `from_start`: from the first line on, or from the last
 * one back. Makes lines to there. */
struct document_search {
	struct text needle;
	bool back, from_start;
};
bool document_seek(struct document *document, const struct document_search *search, size_t *line);

#endif
