/*
 * A theme as it was written, before it is resolved for a terminal. Only the theme's own files see
 * it.
 */
#ifndef DRAW_LOOK_H
#define DRAW_LOOK_H

#include "draw/theme.h"

enum {
	COLOR_DEFAULT = -1,
	COLOR_UNSET = -2,
	PALETTE_MAX = 64,
	PALETTE_NAME_MAX = 32,
	THEME_NAME_MAX = 64
};

struct look {
	int32_t fg, bg;         /* 0xRRGGBB or COLOR_DEFAULT */
	int16_t fg_256, bg_256; /* overrides for 256 colours, or COLOR_UNSET */
	int16_t fg_16, bg_16;   /* COLOR_DEFAULT, or COLOR_UNSET: from fg and bg */
	uint16_t flags, mono_flags;
};

enum theme_kind { THEME_ANY, THEME_DARK, THEME_LIGHT };

struct palette_entry {
	char name[PALETTE_NAME_MAX];
	int32_t color;
};

struct theme {
	char name[THEME_NAME_MAX];
	enum theme_kind kind;
	struct look looks[ROLE_COUNT];
	bool set[ROLE_COUNT];
	struct palette_entry palette[PALETTE_MAX];
	size_t palette_count;
};

/* The complete theme, in the words of a theme file. */
const char *theme_base_text(void);

#endif
