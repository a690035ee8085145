#include "look.h"

#include <assert.h>
#include <limits.h>

#include "base/mem.h"

enum { CUBE_FIRST = 16, GREY_FIRST = 232, COLORS_256 = 256 };

enum ansi { ANSI_RED = 1, ANSI_GREEN, ANSI_YELLOW, ANSI_BLUE, ANSI_MAGENTA, ANSI_CYAN };

struct theme *theme_create(void)
{
	struct theme *theme = mem_alloc(1, sizeof(*theme));
	struct error error;
	bool complete = theme_read(theme, text_of(theme_base_text()), "base", &error);
	int role;

	assert(complete);
	(void)complete;
	for (role = 0; role < ROLE_COUNT; role++) {
		assert(theme->set[role]);
		theme->set[role] = false;
	}
	return theme;
}

void theme_destroy(struct theme *theme)
{
	mem_free(theme);
}

const char *theme_name(const struct theme *theme)
{
	return theme->name;
}

bool theme_has(const struct theme *theme, enum role role)
{
	return theme->set[role];
}

static int cube_level(int step)
{
	return step == 0 ? 0 : 55 + 40 * step;
}

static int distance_256(int index, int red, int green, int blue)
{
	int r, g, b;

	if (index >= GREY_FIRST) {
		r = g = b = 8 + 10 * (index - GREY_FIRST);
	} else {
		r = cube_level((index - CUBE_FIRST) / 36);
		g = cube_level((index - CUBE_FIRST) / 6 % 6);
		b = cube_level((index - CUBE_FIRST) % 6);
	}
	return (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue);
}

int theme_nearest_256(unsigned red, unsigned green, unsigned blue)
{
	int index, best = CUBE_FIRST, best_distance = INT_MAX;

	for (index = CUBE_FIRST; index < COLORS_256; index++) {
		int distance = distance_256(index, (int)red, (int)green, (int)blue);

		if (distance < best_distance) {
			best = index;
			best_distance = distance;
		}
	}
	return best;
}

static int16_t in_256(int32_t color, int16_t override)
{
	if (override != COLOR_UNSET) {
		return override;
	}
	if (color == COLOR_DEFAULT) {
		return COLOR_DEFAULT;
	}
	return (int16_t)theme_nearest_256(
		(unsigned)color >> 16, (unsigned)color >> 8 & 0xff, (unsigned)color & 0xff);
}

/* One of the six hues, or the default for what is nearly grey. */
static int16_t hue_of(int32_t color)
{
	int red = color >> 16, green = color >> 8 & 0xff, blue = color & 0xff;
	int high = red > green ? red : green, low = red < green ? red : green, strong;

	high = blue > high ? blue : high;
	low = blue < low ? blue : low;
	if (high - low < 48) {
		return COLOR_DEFAULT;
	}
	strong = low + (high - low) * 3 / 5;
	return (int16_t)((red > strong ? ANSI_RED : 0) | (green > strong ? ANSI_GREEN : 0) |
		(blue > strong ? ANSI_BLUE : 0));
}

/* Dark blue on black and yellow, green or cyan on white cannot be read. */
static int16_t in_16(int32_t color, int16_t given, enum theme_kind kind)
{
	int16_t hue;

	if (given != COLOR_UNSET) {
		return given;
	}
	hue = color == COLOR_DEFAULT ? COLOR_DEFAULT : hue_of(color);
	if (kind == THEME_LIGHT) {
		return hue == ANSI_YELLOW   ? ANSI_MAGENTA
			: hue == ANSI_CYAN  ? ANSI_BLUE
			: hue == ANSI_GREEN ? COLOR_DEFAULT
					    : hue;
	}
	if (kind == THEME_DARK) {
		return hue == ANSI_BLUE ? ANSI_CYAN : hue;
	}
	return hue == ANSI_RED || hue == ANSI_MAGENTA ? hue : COLOR_DEFAULT;
}

struct style theme_style(const struct theme *theme, enum theme_tier tier, enum role role)
{
	const struct look *look = &theme->looks[role];
	struct style style = {.fg = COLOR_DEFAULT, .bg = COLOR_DEFAULT, .flags = look->flags};

	switch (tier) {
	case TIER_MONO:
		style.flags = look->mono_flags;
		break;
	case TIER_256:
		style.fg = in_256(look->fg, look->fg_256);
		style.bg = in_256(look->bg, look->bg_256);
		break;
	case TIER_16:
		style.fg = in_16(look->fg, look->fg_16, theme->kind);
		style.bg = in_16(look->bg, look->bg_16, theme->kind);
		/* A background that 16 colours cannot say would be no mark at all. */
		if (look->bg != COLOR_DEFAULT && style.bg == COLOR_DEFAULT) {
			style.flags |= STYLE_REVERSE;
		}
		break;
	}
	return style;
}

struct style theme_selected(const struct theme *theme, enum theme_tier tier, enum role role)
{
	struct style bar = theme_style(theme, tier, ROLE_SELECTION);
	struct style own = theme_style(theme, tier, role);

	return (struct style){
		.fg = own.fg != COLOR_DEFAULT ? own.fg : bar.fg,
		.bg = own.bg != COLOR_DEFAULT ? own.bg : bar.bg,
		.flags = own.flags | bar.flags,
	};
}
