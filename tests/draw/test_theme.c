#include "draw/theme.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/buf.h"

static struct theme *theme_of(const char *content)
{
	struct theme *theme = theme_create();
	struct error error;

	assert_true(theme_read(theme, text_of(content), "test.theme", &error));
	return theme;
}

static void assert_style(struct style style, int fg, int bg, unsigned flags)
{
	assert_int_equal(style.fg, fg);
	assert_int_equal(style.bg, bg);
	assert_int_equal(style.flags, flags);
}

static void normal_text_is_the_terminals_own(void **state)
{
	struct theme *theme = theme_create();
	int tier;

	(void)state;
	for (tier = TIER_MONO; tier <= TIER_256; tier++) {
		assert_style(theme_style(theme, (enum theme_tier)tier, ROLE_TEXT), -1, -1, 0);
	}
	theme_destroy(theme);
	theme_destroy(NULL);
}

static void the_nearest_colour_is_near_by_real_distance(void **state)
{
	(void)state;
	assert_int_equal(theme_nearest_256(0xff, 0x5f, 0x5f), 203);
	assert_int_equal(theme_nearest_256(0xff, 0xd7, 0x5f), 221);
	assert_int_equal(theme_nearest_256(0x28, 0x2a, 0x36), 236);
	assert_int_equal(theme_nearest_256(0x30, 0x30, 0x30), 236);
	assert_int_equal(theme_nearest_256(0x5f, 0, 0), 52);
	assert_int_equal(theme_nearest_256(0, 0, 0), 16);
	assert_int_equal(theme_nearest_256(0xff, 0xff, 0xff), 231);
	assert_int_equal(theme_nearest_256(0x8a, 0x8a, 0x8a), 245);
}

static void each_tier_gets_what_it_can_show(void **state)
{
	struct theme *theme =
		theme_of("status.crit = fg:#ff5f5f bg:#000000 attr:bold mono:bold,reverse\n"
			 "status.warn = fg:#ffd75f c:33 cbg:7 ansi:brightyellow ansibg:blue\n");

	(void)state;
	assert_style(theme_style(theme, TIER_256, ROLE_CRIT), 203, 16, STYLE_BOLD);
	assert_style(theme_style(theme, TIER_MONO, ROLE_CRIT), -1, -1, STYLE_BOLD | STYLE_REVERSE);
	assert_style(theme_style(theme, TIER_256, ROLE_WARN), 33, 7, 0);
	assert_style(theme_style(theme, TIER_16, ROLE_WARN), 11, 4, 0);
	theme_destroy(theme);
}

static void sixteen_colours_come_by_hue_and_stay_readable(void **state)
{
	static const char roles[] =
		"accent = fg:#5f87ff\nstatus.ok = fg:#00af5f\nmark = fg:#d7af00\n"
		"status.crit = fg:#d70000\nborder = fg:#808080\n";
	static const struct {
		const char *kind;
		int accent, ok, mark, crit;
	} kinds[] = {
		{.kind = "kind = dark\n", .accent = 6, .ok = 2, .mark = 3, .crit = 1},
		{.kind = "kind = light\n", .accent = 4, .ok = -1, .mark = 5, .crit = 1},
		{.kind = "kind = any\n", .accent = -1, .ok = -1, .mark = -1, .crit = 1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		char content[256];
		struct theme *theme;

		snprintf(content, sizeof(content), "%s%s", kinds[i].kind, roles);
		theme = theme_of(content);
		assert_int_equal(theme_style(theme, TIER_16, ROLE_ACCENT).fg, kinds[i].accent);
		assert_int_equal(theme_style(theme, TIER_16, ROLE_OK).fg, kinds[i].ok);
		assert_int_equal(theme_style(theme, TIER_16, ROLE_MARK).fg, kinds[i].mark);
		assert_int_equal(theme_style(theme, TIER_16, ROLE_CRIT).fg, kinds[i].crit);
		assert_int_equal(theme_style(theme, TIER_16, ROLE_BORDER).fg, -1);
		theme_destroy(theme);
	}
}

static void a_selected_cell_keeps_its_own_colour(void **state)
{
	struct theme *theme = theme_of("selection = bg:#303030 ansi:- mono:reverse\n"
				       "status.crit = fg:#ff5f5f ansi:red attr:bold mono:bold\n"
				       "match = bg:#ffd75f\n");

	(void)state;
	assert_style(theme_selected(theme, TIER_256, ROLE_TEXT), -1, 236, 0);
	assert_style(theme_selected(theme, TIER_256, ROLE_CRIT), 203, 236, STYLE_BOLD);
	assert_style(theme_selected(theme, TIER_256, ROLE_MATCH), -1, 221, 0);
	assert_style(theme_selected(theme, TIER_16, ROLE_CRIT), 1, -1, STYLE_BOLD | STYLE_REVERSE);
	assert_style(
		theme_selected(theme, TIER_MONO, ROLE_CRIT), -1, -1, STYLE_BOLD | STYLE_REVERSE);
	theme_destroy(theme);
}

static void read_shipped(const char *name, struct buf *out)
{
	char path[64];
	FILE *file;
	int byte;

	snprintf(path, sizeof(path), "themes/%s.theme", name);
	file = fopen(path, "r");
	assert_non_null(file);
	buf_reset(out);
	while ((byte = fgetc(file)) != EOF) {
		buf_add_byte(out, (char)byte);
	}
	fclose(file);
}

/* The bar is seen and severities differ from plain text, whatever the terminal can show. */
static void assert_tells_apart(const struct theme *theme, enum theme_tier tier)
{
	static const enum role roles[] = {
		ROLE_WARN, ROLE_CRIT, ROLE_UNKNOWN, ROLE_WRITE, ROLE_ENV_PROD};
	struct style plain = theme_style(theme, tier, ROLE_TEXT);
	struct style bar = theme_selected(theme, tier, ROLE_TEXT);
	size_t i;

	assert_true(bar.bg != plain.bg || (bar.flags & STYLE_REVERSE));
	for (i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		struct style style = theme_style(theme, tier, roles[i]);

		assert_true(
			style.fg != plain.fg || style.bg != plain.bg || style.flags != plain.flags);
	}
}

static void shipped_themes_set_every_role_and_tell_states_apart(void **state)
{
	static const char *const names[] = {"dark", "light", "mono"};
	struct buf content;
	size_t i;
	int role, tier;

	(void)state;
	buf_init(&content, 1 << 16);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct theme *theme = theme_create();
		struct error error = {.text = ""};

		read_shipped(names[i], &content);
		assert_true(theme_read(theme, buf_text(&content), names[i], &error));
		assert_string_equal(theme_name(theme), names[i]);
		for (role = 0; role < ROLE_COUNT; role++) {
			assert_true(theme_has(theme, (enum role)role));
		}
		for (tier = TIER_MONO; tier <= TIER_256; tier++) {
			assert_tells_apart(theme, (enum theme_tier)tier);
		}
		theme_destroy(theme);
	}
	buf_finish(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_text_is_the_terminals_own),
		cmocka_unit_test(the_nearest_colour_is_near_by_real_distance),
		cmocka_unit_test(each_tier_gets_what_it_can_show),
		cmocka_unit_test(sixteen_colours_come_by_hue_and_stay_readable),
		cmocka_unit_test(a_selected_cell_keeps_its_own_colour),
		cmocka_unit_test(shipped_themes_set_every_role_and_tell_states_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
