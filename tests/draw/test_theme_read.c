#include "draw/theme.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void assert_refused(const char *content, const char *sentence)
{
	struct theme *theme = theme_create();
	struct style before = theme_style(theme, TIER_256, ROLE_CRIT), after;
	struct error error;

	assert_false(theme_read(theme, text_of(content), "my.theme", &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(error.text, sentence);
	assert_string_equal(theme_name(theme), "base");
	after = theme_style(theme, TIER_256, ROLE_CRIT);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_false(theme_has(theme, ROLE_CRIT));
	theme_destroy(theme);
}

static void mistakes_are_named_with_their_line_and_change_nothing(void **state)
{
	(void)state;
	assert_refused("name = x\nstatus.crit = fg:#000000\nfoo = fg:#ffffff\n",
		"my.theme:3: unknown role \"foo\"");
	assert_refused("status.crit = fg:#ff00\n",
		"my.theme:1: bad colour \"#ff00\": #rrggbb, default, or a name given by let");
	assert_refused("status.crit = fg:crimson\n",
		"my.theme:1: bad colour \"crimson\": #rrggbb, default, or a name given by let");
	assert_refused("status.crit = c:256\n", "my.theme:1: bad colour \"256\": 0 to 255");
	assert_refused("\nstatus.crit = ansi:pink\n",
		"my.theme:2: bad colour \"pink\": black red green yellow blue magenta cyan white, "
		"or bright before it");
	assert_refused("status.crit = attr:bold,blink\n",
		"my.theme:1: unknown attribute \"blink\": bold dim reverse underline italic");
	assert_refused("status.crit = red\n",
		"my.theme:1: unknown word \"red\": fg: bg: ansi: ansibg: attr: mono: c: cbg:");
	assert_refused("kind = dusk\n", "my.theme:1: kind is dark, light or any");
	assert_refused("inherits = dark\n", "my.theme:1: inherits can only be base");
	assert_refused("[colors]\n", "my.theme:1: a theme has no sections");
	assert_refused("name =\n", "my.theme:1: a theme's name has 1 to 63 bytes");
	assert_refused("let  = #ffffff\n", "my.theme:1: unknown role \"let\"");
}

static void more_names_than_there_is_room_for_are_refused(void **state)
{
	char content[4096] = {0};
	struct theme *theme = theme_create();
	struct error error;
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		size_t length = strlen(content);

		snprintf(content + length, sizeof(content) - length, "let c%d = #123456\n", i);
	}
	assert_false(theme_read(theme, text_of(content), "f", &error));
	assert_non_null(strstr(error.text, "more than 64 names of colours"));
	theme_destroy(theme);
}

static void names_of_colours_and_comments_are_understood(void **state)
{
	struct theme *theme = theme_create();
	struct error error;

	(void)state;
	assert_true(theme_read(theme,
		text_of("# mine\nname = Mine own\nkind = light\ninherits = base\n"
			"let red = #FF5f5F # a comment\nlet red2 = red\n"
			"status.crit = fg:red2   bg:default attr:- mono:bold,dim\n"),
		"my.theme", &error));
	assert_string_equal(theme_name(theme), "Mine own");
	assert_true(theme_has(theme, ROLE_CRIT));
	assert_false(theme_has(theme, ROLE_WARN));
	assert_int_equal(theme_style(theme, TIER_256, ROLE_CRIT).fg, 203);
	assert_int_equal(theme_style(theme, TIER_256, ROLE_CRIT).flags, 0);
	assert_int_equal(theme_style(theme, TIER_MONO, ROLE_CRIT).flags, STYLE_BOLD | STYLE_DIM);
	theme_destroy(theme);
}

static void what_a_file_leaves_out_stays(void **state)
{
	struct theme *theme = theme_create();
	struct style before = theme_style(theme, TIER_256, ROLE_WARN), after;
	struct error error;

	(void)state;
	assert_true(theme_read(theme, text_of("status.crit =\n"), "f", &error));
	after = theme_style(theme, TIER_256, ROLE_WARN);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(theme_style(theme, TIER_256, ROLE_CRIT).flags, 0);
	assert_true(theme_read(theme, text_of(""), "f", &error));
	assert_false(theme_has(theme, ROLE_CRIT));
	theme_destroy(theme);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_are_named_with_their_line_and_change_nothing),
		cmocka_unit_test(more_names_than_there_is_room_for_are_refused),
		cmocka_unit_test(names_of_colours_and_comments_are_understood),
		cmocka_unit_test(what_a_file_leaves_out_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
