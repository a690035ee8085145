/*
 * A grid of cells: glyph and role. Views draw here, a terminal shows it, a test compares it as
 * text. Control bytes die here: canvas_text sanitises whatever it is given. It knows nothing of
 * colours, curses or Redis.
 *
 * A canvas may be a window into another one (canvas_part): drawing outside of it does nothing.
 */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include "base/buf.h"
#include "draw/role.h"

#include <stdint.h>

enum { CELL_GLYPH_MAX = 14 };

struct cell {
	char glyph[CELL_GLYPH_MAX]; /* UTF-8: a base and its marks; empty in a right half */
	uint8_t length;
	uint8_t width; /* 1 or 2; 0: right half of the cell before */
	uint8_t role;  /* enum role */
	bool selected; /* on the selection bar; keeps its role */
};

enum charset { CHARSET_ASCII, CHARSET_UTF8 };

struct canvas {
	int width, height;
	enum charset charset;
	struct cell *cells; /* row y of this canvas begins at cells + y * stride */
	int stride;
	int *cursor;   /* x and y in the whole grid, -1 none; shared by all parts */
	int left, top; /* of this part in the whole grid */
};

/* On the heap; blank. Width and height at least 1. */
struct canvas *canvas_create(int width, int height, enum charset charset);
void canvas_destroy(struct canvas *canvas);
/* Blanks every cell of this canvas; no cursor. */
void canvas_clear(struct canvas *canvas);
/* A window, cut to what there is (its width or height may be 0). Lives as long as `canvas`. */
struct canvas canvas_part(const struct canvas *canvas, int x, int y, int width, int height);

enum align { ALIGN_LEFT, ALIGN_RIGHT };

/* Draws `raw` sanitised, at most `width` cells; longer text ends in an ellipsis (`~` in ASCII).
 * Returns the cells taken. */
int canvas_text(struct canvas *canvas, int x, int y, int width, enum role role, struct text raw);
/* Names keep both ends: cut in the middle. */
int canvas_name(struct canvas *canvas, int x, int y, int width, enum role role, struct text raw);
/* Cells that `raw` takes on this charset when it is not cut. */
int canvas_text_width(enum charset charset, struct text raw);
int canvas_right(struct canvas *canvas, int x, int y, int width, enum role role, struct text raw);
/* printf for what we say ourselves; sanitised all the same. At most `width` cells. */
int canvas_printf(struct canvas *canvas, int x, int y, int width, enum role role,
	const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Our own glyphs; each has an ASCII twin. GLYPH(enumerator, utf8, ascii) */
#define GLYPH_LIST(GLYPH)               \
	GLYPH(GLYPH_H, "─", "-")        \
	GLYPH(GLYPH_V, "│", "|")        \
	GLYPH(GLYPH_TL, "┌", "+")       \
	GLYPH(GLYPH_TR, "┐", "+")       \
	GLYPH(GLYPH_BL, "└", "+")       \
	GLYPH(GLYPH_BR, "┘", "+")       \
	GLYPH(GLYPH_TICK, "┤", "|")     \
	GLYPH(GLYPH_FORK, "├", "|")     \
	GLYPH(GLYPH_DOWN, "┬", "+")     \
	GLYPH(GLYPH_GAP, "┊", "!")      \
	GLYPH(GLYPH_ELLIPSIS, "…", "~") \
	GLYPH(GLYPH_MISSING, "·", ".")  \
	GLYPH(GLYPH_CLIPPED, "▲", "^")  \
	GLYPH(GLYPH_LEFT, "‹", "<")     \
	GLYPH(GLYPH_RIGHT, "›", ">")    \
	GLYPH(GLYPH_DESC, "▾", "v")     \
	GLYPH(GLYPH_ASC, "▴", "^")      \
	GLYPH(GLYPH_APPROX, "≈", "~")   \
	GLYPH(GLYPH_AT_MOST, "≤", "<")  \
	GLYPH(GLYPH_AT_LEAST, "≥", ">") \
	GLYPH(GLYPH_ALTERED, "⚠", "!")  \
	GLYPH(GLYPH_WAIT, "░", "~")     \
	GLYPH(GLYPH_GROWING, "▒", "=")  \
	GLYPH(GLYPH_FOLD, "╱", "/")     \
	GLYPH(GLYPH_MOMENT, "●", "o")   \
	GLYPH(GLYPH_GOES_ON, "▶", ">")  \
	GLYPH(GLYPH_UP1, "▁", ".")      \
	GLYPH(GLYPH_UP2, "▂", ":")      \
	GLYPH(GLYPH_UP3, "▃", "-")      \
	GLYPH(GLYPH_UP4, "▄", "=")      \
	GLYPH(GLYPH_UP5, "▅", "+")      \
	GLYPH(GLYPH_UP6, "▆", "*")      \
	GLYPH(GLYPH_UP7, "▇", "*")      \
	GLYPH(GLYPH_UP8, "█", "#")      \
	GLYPH(GLYPH_LEFT1, "▏", ".")    \
	GLYPH(GLYPH_LEFT2, "▎", ":")    \
	GLYPH(GLYPH_LEFT3, "▍", "-")    \
	GLYPH(GLYPH_LEFT4, "▌", "=")    \
	GLYPH(GLYPH_LEFT5, "▋", "=")    \
	GLYPH(GLYPH_LEFT6, "▊", "+")    \
	GLYPH(GLYPH_LEFT7, "▉", "*")

enum glyph {
#define GLYPH(id, utf8, ascii) id,
	GLYPH_LIST(GLYPH)
#undef GLYPH
		GLYPH_COUNT
};

/* The glyph in the canvas' charset; static. */
const char *canvas_glyph_string(const struct canvas *canvas, enum glyph glyph);
void canvas_glyph(struct canvas *canvas, int x, int y, enum role role, enum glyph glyph);
void canvas_hline(struct canvas *canvas, int x, int y, int width, enum role role);
/* A frame around the whole canvas with `title` in its top line and `right` at its right end
 * (either may be NULL); in ASCII only a top line is drawn. Returns the inside. */
struct canvas canvas_frame(struct canvas *canvas, const char *title, const char *right, bool focus);

/* Marks row y as the selection bar. */
void canvas_select_row(struct canvas *canvas, int y);
/* Where the terminal's own cursor is left. */
void canvas_set_cursor(struct canvas *canvas, int x, int y);

/* As text: a line a row, trailing blanks cut. And the roles, a letter a cell, for goldens. */
void canvas_dump(const struct canvas *canvas, struct buf *out);
void canvas_dump_roles(const struct canvas *canvas, struct buf *out);

#endif
