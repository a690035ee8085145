/*
 * What roles look like: parsed from a theme file, resolved for what the terminal can show. Pure: no
 * file, no terminal.
 */
#ifndef DRAW_THEME_H
#define DRAW_THEME_H

#include "base/error.h"
#include "base/text.h"
#include "draw/role.h"

#include <stdint.h>

enum theme_tier { TIER_MONO, TIER_16, TIER_256 };

enum {
	STYLE_BOLD = 1 << 0,
	STYLE_DIM = 1 << 1,
	STYLE_REVERSE = 1 << 2,
	STYLE_UNDERLINE = 1 << 3,
	STYLE_ITALIC = 1 << 4,
};

struct style {
	int16_t fg, bg; /* palette index of the tier; -1: the terminal's default */
	uint16_t flags;
};

struct theme;

/* The complete theme that is compiled in; every theme inherits from it. */
struct theme *theme_create(void);
void theme_destroy(struct theme *theme);
/* Lays the file's roles over what is there. All or nothing: at an error (unknown role, bad
 * value; "FILE:LINE: ...", ERROR_USAGE) the theme is as before. */
bool theme_read(struct theme *theme, struct text content, const char *file, struct error *error);
const char *theme_name(const struct theme *theme);
struct style theme_style(const struct theme *theme, enum theme_tier tier, enum role role);
/* The same on the selection bar: the bar's background under the role's own foreground. */
struct style theme_selected(const struct theme *theme, enum theme_tier tier, enum role role);
/* Whether the file set this role itself (for the catalogue check). */
bool theme_has(const struct theme *theme, enum role role);

/* The nearest of the 256 colours by distance over the cube's real levels and the greys. */
int theme_nearest_256(unsigned red, unsigned green, unsigned blue);

#endif
