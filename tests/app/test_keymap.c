#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../src/app/keymap.h"

static const char *action_of(const struct keymap *keymap, const char *view, const char *word)
{
	struct key keys[KEYMAP_SEQUENCE_MAX];
	size_t count = keymap_parse(text_of(word), keys);
	const char *action = "";

	assert_int_not_equal(count, 0);
	switch (keymap_find(keymap, view_find(view), keys, count, &action)) {
	case KEYMAP_ACTION:
		return action;
	case KEYMAP_PREFIX:
		return "(more)";
	case KEYMAP_NONE:
		break;
	}
	return "(none)";
}

static void built_in_keys_do_what_the_tables_say(void **state)
{
	static const struct {
		const char *view, *key, *action;
	} rows[] = {
		{"topics", "Enter", "open"},
		{"topics", "j", "down"},
		{"topics", "Down", "down"},
		{"topics", "g", "(more)"},
		{"topics", "gg", "first"},
		{"topics", "gx", "(none)"},
		{"topics", "q", "back"},
		{"topics", "2", "groups"},
		{"topics", "5", "journeys"},
		{"topics", "7", "(none)"},
		{"topics", "8", "log"},
		{"topics", "C-c", "interrupt"},
		{"topics", "c", "(none)"},
		{"server", "j", "down"},
		{"server", "Space", "(none)"},
		{"group", "a", "seen"},
		{"topics", "F10", "quit"},
		{"topics", "?", "help"},
	};
	struct keymap *keymap = keymap_create(NULL, NULL);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_string_equal(action_of(keymap, rows[i].view, rows[i].key), rows[i].action);
	}
	keymap_destroy(keymap);
}

static struct config with_keys(struct config_key *keys, size_t count)
{
	return (struct config){.key_count = count, .keys = keys};
}

static void a_configured_key_comes_before_the_built_in_ones(void **state)
{
	struct config_key keys[] = {
		{.action = "down", .key = "n", .where = "f:1"},
		{.action = "down", .key = "C-n gn", .where = "f:2"},
		{.action = "pause", .key = "j", .where = "f:3"},
	};
	struct config config = with_keys(keys, 3);
	struct keymap *keymap = keymap_create(&config, NULL);

	(void)state;
	assert_non_null(keymap);
	assert_string_equal(action_of(keymap, "topics", "n"), "down");
	assert_string_equal(action_of(keymap, "topics", "C-n"), "down");
	assert_string_equal(action_of(keymap, "topics", "gn"), "down");
	assert_string_equal(action_of(keymap, "topics", "gg"), "first");
	assert_string_equal(action_of(keymap, "topics", "Down"), "down");
	assert_string_equal(action_of(keymap, "topics", "j"), "pause");
	assert_string_equal(action_of(keymap, "topics", "p"), "pause");
	keymap_destroy(keymap);
}

static void none_takes_the_built_in_keys_away(void **state)
{
	char down[] = "down", pause[] = "pause", none[] = "none", both[] = "Z none", where[] = "f";
	struct config_key keys[] = {
		{.action = down, .key = none, .where = where},
		{.action = pause, .key = both, .where = where},
	};
	struct config config = with_keys(keys, 2);
	struct keymap *keymap = keymap_create(&config, NULL);

	(void)state;
	assert_non_null(keymap);
	assert_string_equal(action_of(keymap, "topics", "j"), "(none)");
	assert_string_equal(action_of(keymap, "topics", "Down"), "(none)");
	assert_string_equal(action_of(keymap, "topics", "p"), "(none)");
	assert_string_equal(action_of(keymap, "topics", "Z"), "pause");
	keymap_destroy(keymap);
}

static const char *keys_of(const struct keymap *keymap, const char *view, const char *action)
{
	const struct view *on = view_find(view);
	const struct binding *lists[] = {on->bindings, table_bindings, console_bindings}, *list;
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		for (list = lists[i]; list && list->key; list++) {
			if (strcmp(list->action, action) == 0) {
				return keymap_keys(keymap, on, list);
			}
		}
	}
	return "(none)";
}

static void help_is_told_the_configured_key(void **state)
{
	struct config_key keys[] = {
		{.action = "help", .key = "H", .where = "f:1"},
		{.action = "open", .key = "o p", .where = "f:2"},
		{.action = "first", .key = "none", .where = "f:3"},
		{.action = "unmark-all", .key = "gx", .where = "f:4"},
	};
	struct config config = with_keys(keys, 4);
	struct keymap *keymap = keymap_create(&config, NULL);

	(void)state;
	assert_string_equal(keys_of(keymap, "topics", "help"), "H ? F1");
	assert_string_equal(keys_of(keymap, "topics", "open"), "o p Enter");
	assert_string_equal(keys_of(keymap, "topics", "pause"), "");
	assert_string_equal(keys_of(keymap, "server", "pause"), "p");
	assert_string_equal(keys_of(keymap, "topics", "first"), "");
	assert_string_equal(keys_of(keymap, "topics", "unmark-all"), "gx U");
	keymap_destroy(keymap);
}

static void what_is_no_action_or_no_key_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *action, *key, *words;
	} rows[] = {
		{"fly", "x", "c.conf:7: unknown action `fly`"},
		{"down", "Hyper", "c.conf:7: unknown key `Hyper`"},
		{"down", "ggg", "c.conf:7: unknown key `ggg`"},
		{"down", "  ", "c.conf:7: no key for `down`"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char action[16], key[16], where[] = "c.conf:7";
		struct config_key one = {.action = action, .key = key, .where = where};
		struct config config = with_keys(&one, 1);
		struct error error = {.code = ERROR_NONE};

		snprintf(action, sizeof(action), "%s", rows[i].action);
		snprintf(key, sizeof(key), "%s", rows[i].key);
		assert_null(keymap_create(&config, &error));
		assert_int_equal(error.code, ERROR_USAGE);
		assert_memory_equal(error.text, rows[i].words, strlen(rows[i].words));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in_keys_do_what_the_tables_say),
		cmocka_unit_test(a_configured_key_comes_before_the_built_in_ones),
		cmocka_unit_test(none_takes_the_built_in_keys_away),
		cmocka_unit_test(help_is_told_the_configured_key),
		cmocka_unit_test(what_is_no_action_or_no_key_is_refused_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
