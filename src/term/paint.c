#include "paint.h"

#include <curses.h>

#include "base/mem.h"
#include "base/utf8.h"

struct look {
	attr_t attributes;
	short pair;
};

struct pair {
	int16_t fg, bg;
};

/* Two looks a role and no more pairs than looks. */
enum { PAIRS_MAX = ROLE_COUNT * 2 };

struct paint {
	enum theme_tier tier;
	int colors;
	struct look looks[ROLE_COUNT][2]; /* off and on the selection bar */
	struct pair pairs[PAIRS_MAX + 1]; /* from 1; 0 is the terminal's own */
	short pair_count;
	cchar_t *row;
	int row_width;
};

struct paint *paint_create(bool mono, int limit)
{
	struct paint *paint = mem_alloc(1, sizeof(*paint));

	if (!mono && has_colors() && start_color() == OK && use_default_colors() == OK) {
		paint->colors = limit > 0 && limit < COLORS ? limit : COLORS;
	}
	paint->tier = paint->colors >= 256 ? TIER_256 : paint->colors >= 8 ? TIER_16 : TIER_MONO;
	return paint;
}

void paint_destroy(struct paint *paint)
{
	if (paint) {
		mem_free(paint->row);
		mem_free(paint);
	}
}

enum theme_tier paint_tier(const struct paint *paint)
{
	return paint->tier;
}

/* Out of pairs, the terminal's own colours: the attributes still say it. */
static short pair_for(struct paint *paint, int16_t fg, int16_t bg)
{
	short i;

	if (fg == -1 && bg == -1) {
		return 0;
	}
	for (i = 1; i <= paint->pair_count; i++) {
		if (paint->pairs[i].fg == fg && paint->pairs[i].bg == bg) {
			return i;
		}
	}
	if (paint->pair_count == PAIRS_MAX || paint->pair_count + 1 >= COLOR_PAIRS ||
		init_pair((short)(paint->pair_count + 1), fg, bg) != OK) {
		return 0;
	}
	paint->pairs[++paint->pair_count] = (struct pair){.fg = fg, .bg = bg};
	return paint->pair_count;
}

static attr_t attributes_of(uint16_t flags)
{
	return (flags & STYLE_BOLD ? WA_BOLD : 0) | (flags & STYLE_DIM ? WA_DIM : 0) |
		(flags & STYLE_REVERSE ? WA_REVERSE : 0) |
		(flags & STYLE_UNDERLINE ? WA_UNDERLINE : 0) |
		(flags & STYLE_ITALIC ? WA_ITALIC : 0);
}

static struct look look_of(struct paint *paint, struct style style)
{
	struct look look = {.attributes = attributes_of(style.flags)};

	if (paint->tier == TIER_MONO) {
		return look;
	}
	/* Where there are eight colours, bright is bold. */
	if (paint->tier == TIER_16 && COLORS < 16) {
		look.attributes |= style.fg >= 8 ? WA_BOLD : 0;
		style.fg = (int16_t)(style.fg >= 8 ? style.fg - 8 : style.fg);
		style.bg = (int16_t)(style.bg >= 8 ? style.bg - 8 : style.bg);
	}
	look.pair = pair_for(paint, style.fg, style.bg);
	return look;
}

void paint_set_theme(struct paint *paint, const struct theme *theme)
{
	int role;

	paint->pair_count = 0;
	for (role = 0; role < ROLE_COUNT; role++) {
		enum role r = (enum role)role;

		paint->looks[role][0] = look_of(paint, theme_style(theme, paint->tier, r));
		paint->looks[role][1] = look_of(paint, theme_selected(theme, paint->tier, r));
	}
}

static void to_wide(const struct cell *cell, wchar_t wide[CELL_GLYPH_MAX])
{
	struct text rest = text_from(cell->glyph, cell->length);
	size_t count = 0, length;
	uint32_t code;

	while (count + 1 < CCHARW_MAX && (length = utf8_decode(rest, &code)) > 0) {
		wide[count++] = (wchar_t)code;
		rest = text_from(rest.at + length, rest.length - length);
	}
	wide[count] = L'\0';
}

static int paint_row(struct paint *paint, const struct cell *cells, int width)
{
	wchar_t wide[CELL_GLYPH_MAX];
	int x, count = 0;

	for (x = 0; x < width; x++) {
		const struct look *look = &paint->looks[cells[x].role][cells[x].selected];

		if (cells[x].width > 0) {
			to_wide(&cells[x], wide);
			setcchar(&paint->row[count++], wide, look->attributes, look->pair, NULL);
		}
	}
	return count;
}

void paint_canvas(struct paint *paint, const struct canvas *canvas)
{
	int y, count;

	if (paint->row_width < canvas->width) {
		paint->row = mem_resize(paint->row, (size_t)canvas->width, sizeof(*paint->row));
		paint->row_width = canvas->width;
	}
	erase();
	for (y = 0; y < canvas->height; y++) {
		count = paint_row(
			paint, canvas->cells + (ptrdiff_t)y * canvas->stride, canvas->width);
		mvadd_wchnstr(y, 0, paint->row, count);
	}
}
