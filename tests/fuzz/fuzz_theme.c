#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "draw/theme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void check_style(struct style style, enum theme_tier tier)
{
	int limit = tier == TIER_256 ? 256 : tier == TIER_16 ? 16 : 0;

	require(style.fg >= -1 && style.fg < limit);
	require(style.bg >= -1 && style.bg < limit);
	require(style.flags < STYLE_ITALIC * 2);
}

static void check_theme(const struct theme *theme)
{
	int role, tier;

	require(strlen(theme_name(theme)) > 0);
	for (role = 0; role < ROLE_COUNT; role++) {
		for (tier = TIER_MONO; tier <= TIER_256; tier++) {
			check_style(theme_style(theme, (enum theme_tier)tier, (enum role)role),
				(enum theme_tier)tier);
			check_style(theme_selected(theme, (enum theme_tier)tier, (enum role)role),
				(enum theme_tier)tier);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct theme *theme = theme_create();
	struct error error = {.code = ERROR_NONE};

	if (!theme_read(theme, text_from(data, size), "f", &error)) {
		require(error.code == ERROR_USAGE && strncmp(error.text, "f:", 2) == 0);
		require(strcmp(theme_name(theme), "base") == 0);
	}
	check_theme(theme);
	theme_destroy(theme);
	return 0;
}
