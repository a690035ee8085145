#include "draw/canvas.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "cells.h"

static struct cell blank_cell(void)
{
	return (struct cell){.glyph = " ", .length = 1, .width = 1, .role = ROLE_TEXT};
}

struct canvas *canvas_create(int width, int height, enum charset charset)
{
	struct canvas *canvas = mem_alloc(1, sizeof(*canvas));

	assert(width >= 1 && height >= 1);
	canvas->width = canvas->stride = width;
	canvas->height = height;
	canvas->charset = charset;
	canvas->cells = mem_alloc((size_t)width * (size_t)height, sizeof(*canvas->cells));
	canvas->cursor = mem_alloc(2, sizeof(*canvas->cursor));
	canvas_clear(canvas);
	return canvas;
}

void canvas_destroy(struct canvas *canvas)
{
	if (canvas) {
		mem_free(canvas->cells);
		mem_free(canvas->cursor);
		mem_free(canvas);
	}
}

static bool is_inside(const struct canvas *canvas, int x, int y)
{
	return x >= 0 && x < canvas->width && y >= 0 && y < canvas->height;
}

static struct cell *cell_at(const struct canvas *canvas, int x, int y)
{
	return canvas->cells + (ptrdiff_t)y * canvas->stride + x;
}

/* Keeps role and bar: what stood there is gone, its place is not. */
static void blank_glyph(struct cell *cell)
{
	struct cell blank = blank_cell();

	blank.role = cell->role;
	blank.selected = cell->selected;
	*cell = blank;
}

/* Whatever is about to replace the cell at x: the other half of a wide character there must not
 * stay behind, even where it stands outside of this part of the grid. */
static void release_halves(struct canvas *canvas, int x, int y)
{
	struct cell *cell = cell_at(canvas, x, y);

	if (cell->width == 0 && canvas->left + x > 0) {
		blank_glyph(cell - 1);
	} else if (cell->width == 2 && canvas->left + x + 1 < canvas->stride) {
		blank_glyph(cell + 1);
	}
}

void canvas_clear(struct canvas *canvas)
{
	int x, y;

	for (y = 0; y < canvas->height; y++) {
		for (x = 0; x < canvas->width; x++) {
			release_halves(canvas, x, y);
			*cell_at(canvas, x, y) = blank_cell();
		}
	}
	canvas->cursor[0] = canvas->cursor[1] = -1;
}

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

struct canvas canvas_part(const struct canvas *canvas, int x, int y, int width, int height)
{
	struct canvas part = *canvas;
	int left = clamp(x, 0, canvas->width), top = clamp(y, 0, canvas->height);

	part.width = clamp(width - (left - x), 0, canvas->width - left);
	part.height = clamp(height - (top - y), 0, canvas->height - top);
	part.cells = cell_at(canvas, left, top);
	part.left += left;
	part.top += top;
	return part;
}

static void set_cell(struct canvas *canvas, int x, int y, enum role role, struct text glyph)
{
	struct cell *cell = cell_at(canvas, x, y);
	bool selected = cell->selected;

	assert(glyph.length < CELL_GLYPH_MAX);
	release_halves(canvas, x, y);
	*cell = (struct cell){
		.length = (uint8_t)glyph.length,
		.width = 1,
		.role = (uint8_t)role,
		.selected = selected,
	};
	if (glyph.length > 0) {
		memcpy(cell->glyph, glyph.at, glyph.length);
	}
}

void cells_put(struct canvas *canvas, int x, int y, enum role role, struct text glyph, int width)
{
	if (!is_inside(canvas, x, y) || !is_inside(canvas, x + width - 1, y)) {
		return;
	}
	set_cell(canvas, x, y, role, glyph);
	if (width == 2) {
		set_cell(canvas, x + 1, y, role, text_of(""));
		cell_at(canvas, x, y)->width = 2;
		cell_at(canvas, x + 1, y)->width = 0;
	}
}

static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPH_COUNT] = {
#define GLYPH(id, in_utf8, in_ascii) [id] = {.utf8 = in_utf8, .ascii = in_ascii},
	GLYPH_LIST(GLYPH)
#undef GLYPH
};

const char *canvas_glyph_string(const struct canvas *canvas, enum glyph glyph)
{
	return canvas->charset == CHARSET_UTF8 ? glyphs[glyph].utf8 : glyphs[glyph].ascii;
}

void canvas_glyph(struct canvas *canvas, int x, int y, enum role role, enum glyph glyph)
{
	cells_put(canvas, x, y, role, text_of(canvas_glyph_string(canvas, glyph)), 1);
}

void canvas_hline(struct canvas *canvas, int x, int y, int width, enum role role)
{
	int i;

	for (i = 0; i < width; i++) {
		canvas_glyph(canvas, x + i, y, role, GLYPH_H);
	}
}

/* `─ Title ──── right ─` between the corners; the words at the right go first where there is no
 * room. */
static void draw_top_line(struct canvas *canvas, const char *title, const char *right, bool focus)
{
	enum role words = focus ? ROLE_TITLE_FOCUS : ROLE_TITLE;
	int room = canvas->width - 6, right_width = right ? cells_width(canvas, text_of(right)) : 0;
	int title_width = title ? cells_width(canvas, text_of(title)) : 0, used;

	canvas_hline(canvas, 0, 0, canvas->width, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER);
	if (title_width > 0 && room > 0) {
		used = canvas_text(canvas, 3, 0, room, words, text_of(title));
		canvas_text(canvas, 2, 0, 1, words, text_of(" "));
		canvas_text(canvas, 3 + used, 0, 1, words, text_of(" "));
		room -= used + 3;
	}
	if (right_width > 0 && right_width <= room) {
		used = canvas->width - 3 - right_width;
		canvas_text(canvas, used, 0, right_width, words, text_of(right));
		canvas_text(canvas, used - 1, 0, 1, words, text_of(" "));
		canvas_text(canvas, used + right_width, 0, 1, words, text_of(" "));
	}
}

struct canvas canvas_frame(struct canvas *canvas, const char *title, const char *right, bool focus)
{
	enum role border = focus ? ROLE_BORDER_FOCUS : ROLE_BORDER;
	int y, last_x = canvas->width - 1, last_y = canvas->height - 1;

	draw_top_line(canvas, title, right, focus);
	if (canvas->charset == CHARSET_ASCII) {
		return canvas_part(canvas, 0, 1, canvas->width, canvas->height - 1);
	}
	if (last_y > 0) {
		canvas_hline(canvas, 0, last_y, canvas->width, border);
		canvas_glyph(canvas, 0, last_y, border, GLYPH_BL);
		canvas_glyph(canvas, last_x, last_y, border, GLYPH_BR);
	}
	for (y = 1; y < last_y; y++) {
		canvas_glyph(canvas, 0, y, border, GLYPH_V);
		canvas_glyph(canvas, last_x, y, border, GLYPH_V);
	}
	canvas_glyph(canvas, 0, 0, border, GLYPH_TL);
	canvas_glyph(canvas, last_x, 0, border, GLYPH_TR);
	return canvas_part(canvas, 1, 1, canvas->width - 2, canvas->height - 2);
}

void canvas_select_row(struct canvas *canvas, int y)
{
	int x;

	for (x = 0; x < canvas->width && is_inside(canvas, x, y); x++) {
		cell_at(canvas, x, y)->selected = true;
	}
}

void canvas_set_cursor(struct canvas *canvas, int x, int y)
{
	if (is_inside(canvas, x, y)) {
		canvas->cursor[0] = canvas->left + x;
		canvas->cursor[1] = canvas->top + y;
	}
}

static void cut_blanks(struct buf *out, size_t from)
{
	size_t end = out->length;

	while (end > from && out->at[end - 1] == ' ') {
		end--;
	}
	buf_cut(out, end);
	buf_add_byte(out, '\n');
}

void canvas_dump(const struct canvas *canvas, struct buf *out)
{
	int x, y;

	for (y = 0; y < canvas->height; y++) {
		size_t from = out->length;

		for (x = 0; x < canvas->width; x++) {
			const struct cell *cell = cell_at(canvas, x, y);

			buf_add(out, cell->glyph, cell->length);
		}
		cut_blanks(out, from);
	}
}

/* Plain text is `.`, plain text on the selection bar `_`, an untouched cell a blank. */
static char role_letter(const struct cell *cell)
{
	static const char letters[ROLE_COUNT] = {
		[ROLE_TEXT] = '.',
		[ROLE_MUTED] = 'm',
		[ROLE_STRONG] = 's',
		[ROLE_INVERSE] = 'v',
		[ROLE_ACCENT] = 'a',
		[ROLE_BORDER] = 'b',
		[ROLE_BORDER_FOCUS] = 'B',
		[ROLE_TITLE] = 't',
		[ROLE_TITLE_FOCUS] = 'T',
		[ROLE_SELECTION] = 'x',
		[ROLE_MARK] = 'k',
		[ROLE_SELECTION_INACTIVE] = 'X',
		[ROLE_MATCH] = 'f',
		[ROLE_MATCH_CURRENT] = 'F',
		[ROLE_OK] = 'o',
		[ROLE_INFO] = 'i',
		[ROLE_WARN] = 'w',
		[ROLE_CRIT] = 'c',
		[ROLE_UNKNOWN] = 'u',
		[ROLE_READONLY] = 'r',
		[ROLE_WRITE] = 'W',
		[ROLE_ENV_PROD] = 'P',
		[ROLE_ENV_OTHER] = 'p',
		[ROLE_CHART_LINE] = 'l',
		[ROLE_CHART_FILL] = 'L',
		[ROLE_CHART_AXIS] = 'z',
		[ROLE_CHART_RAMP] = 'R',
		[ROLE_CHART_BASELINE] = 'Z',
		[ROLE_KEY_HINT] = 'h',
		[ROLE_KEY_LABEL] = 'H',
		[ROLE_INPUT] = 'n',
		[ROLE_DIFF_OLD] = 'd',
		[ROLE_DIFF_NEW] = 'D',
	};

	if (cell->role != ROLE_TEXT) {
		return letters[cell->role];
	}
	if (cell->selected) {
		return '_';
	}
	return cell->length == 1 && cell->glyph[0] == ' ' ? ' ' : '.';
}

void canvas_dump_roles(const struct canvas *canvas, struct buf *out)
{
	int x, y;

	for (y = 0; y < canvas->height; y++) {
		size_t from = out->length;

		for (x = 0; x < canvas->width; x++) {
			buf_add_byte(out, role_letter(cell_at(canvas, x, y)));
		}
		cut_blanks(out, from);
	}
}
