#include "keymap.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { SCREENS_MAX = 9, LISTS = 4, KEYS_BYTES_MAX = 4096 };

/* In the place of a key: those built in are not wanted. */
#define NO_KEY "none"

struct configured {
	char *action, *keys;
	bool alone; /* the built-in keys were taken away */
};

/* What a binding's keys are on a screen, where [keys] made a difference. */
struct shown {
	const struct view *view;
	const char *action, *built_in;
	char *keys;
};

struct keymap {
	size_t count, shown_count;
	struct configured *configured;
	struct shown *shown;
	struct binding screens[SCREENS_MAX + 1];
};

size_t keymap_parse(struct text word, struct key sequence[KEYMAP_SEQUENCE_MAX])
{
	size_t count, length;
	uint32_t code;

	if (key_parse(word, &sequence[0])) {
		return 1;
	}
	for (count = 0; word.length > 0; count++) {
		length = utf8_decode(word, &code);
		if (count == KEYMAP_SEQUENCE_MAX || length == 0 ||
			!key_parse(text_from(word.at, length), &sequence[count])) {
			return 0;
		}
		word = text_from(word.at + length, word.length - length);
	}
	return count == KEYMAP_SEQUENCE_MAX ? count : 0;
}

static void list_screens(struct keymap *keymap)
{
	const struct view *view;
	size_t i, count = 0;

	for (i = 0; (view = view_at(i)) != NULL; i++) {
		if (view->key && count < SCREENS_MAX) {
			keymap->screens[count++] = (struct binding){
				.key = view->key,
				.action = view->name,
				.label = view->help,
			};
		}
	}
}

static bool has_action(const struct binding *list, const char *action)
{
	for (; list && list->key; list++) {
		if (strcmp(list->action, action) == 0) {
			return true;
		}
	}
	return false;
}

bool keymap_has_action(const struct keymap *keymap, const char *action)
{
	const struct view *view;
	size_t i;

	for (i = 0; (view = view_at(i)) != NULL; i++) {
		if (has_action(view->bindings, action)) {
			return true;
		}
	}
	return has_action(table_bindings, action) || has_action(console_bindings, action) ||
		has_action(keymap->screens, action);
}

static struct configured *find_configured(const struct keymap *keymap, const char *action)
{
	size_t i;

	for (i = 0; i < keymap->count; i++) {
		if (strcmp(keymap->configured[i].action, action) == 0) {
			return &keymap->configured[i];
		}
	}
	return NULL;
}

static struct text next_word(struct text *rest)
{
	struct text word = {.length = 0};

	while (rest->length > 0 && word.length == 0) {
		word = text_cut(rest, ' ');
	}
	return word;
}

static bool check_keys(const struct config_key *key, struct error *error)
{
	struct key sequence[KEYMAP_SEQUENCE_MAX];
	struct text rest = text_of(key->key), word;
	size_t count = 0;

	while ((word = next_word(&rest)).length > 0) {
		if (!text_is(word, NO_KEY) && keymap_parse(word, sequence) == 0) {
			return error_set(error, ERROR_USAGE,
				"%s: unknown key `%.*s` (keys are written a, A, C-d, F5, "
				"Enter, Esc, Space, PgDn, gg; none takes the usual ones away)",
				key->where, (int)word.length, word.at);
		}
		count++;
	}
	return count > 0 ||
		error_set(error, ERROR_USAGE, "%s: no key for `%s`", key->where, key->action);
}

static void add_keys(struct configured *row, struct text keys)
{
	struct text word;
	struct buf all;

	buf_init(&all, KEYS_BYTES_MAX);
	buf_add_string(&all, row->keys ? row->keys : "");
	while ((word = next_word(&keys)).length > 0) {
		if (text_is(word, NO_KEY)) {
			row->alone = true;
			continue;
		}
		buf_add_string(&all, all.length > 0 ? " " : "");
		buf_add_text(&all, word);
	}
	mem_free(row->keys);
	row->keys = buf_take(&all);
	buf_finish(&all);
}

/* A second line for an action gives it more keys. */
static bool add_configured(struct keymap *keymap, const struct config_key *key, struct error *error)
{
	struct configured *row = find_configured(keymap, key->action);

	if (!keymap_has_action(keymap, key->action)) {
		return error_set(error, ERROR_USAGE,
			"%s: unknown action `%s` (`?` in the console lists them)", key->where,
			key->action);
	}
	if (!check_keys(key, error)) {
		return false;
	}
	if (!row) {
		row = &keymap->configured[keymap->count++];
		row->action = text_dup(text_of(key->action));
	}
	add_keys(row, text_of(key->key));
	return true;
}

struct lists {
	const struct binding *at[LISTS];
};

/* Innermost first. */
static struct lists lists_of(const struct keymap *keymap, const struct view *view)
{
	return (struct lists){{view->bindings, view->table ? table_bindings : NULL,
		console_bindings, keymap->screens}};
}

static enum keymap_found match_word(struct text word, const struct key *pressed, size_t count)
{
	struct key sequence[KEYMAP_SEQUENCE_MAX];
	size_t length = keymap_parse(word, sequence), i;

	for (i = 0; i < count; i++) {
		if (i >= length || !key_equal(&sequence[i], &pressed[i])) {
			return KEYMAP_NONE;
		}
	}
	return length == count ? KEYMAP_ACTION : KEYMAP_PREFIX;
}

static enum keymap_found match_keys(const char *keys, const struct key *pressed, size_t count)
{
	struct text rest = text_of(keys), word;
	enum keymap_found best = KEYMAP_NONE, found;

	while ((word = next_word(&rest)).length > 0) {
		found = match_word(word, pressed, count);
		best = found > best ? found : best;
	}
	return best;
}

/* Whether a word that was pressed would be taken for a configured one, whole or on the way. */
static bool is_taken(const struct keymap *keymap, const struct view *view, struct text word)
{
	struct lists lists = lists_of(keymap, view);
	struct key sequence[KEYMAP_SEQUENCE_MAX];
	size_t length = keymap_parse(word, sequence), i, n;

	for (i = 0; i < keymap->count; i++) {
		const struct configured *row = &keymap->configured[i];
		bool here = false;

		for (n = 0; n < LISTS; n++) {
			here = here || has_action(lists.at[n], row->action);
		}
		for (n = 1; here && n <= length; n++) {
			enum keymap_found found = match_keys(row->keys, sequence, n);

			if (found == KEYMAP_ACTION || (found && n == length)) {
				return true;
			}
		}
	}
	return false;
}

static void show_keys(struct keymap *keymap, const struct view *view, const struct binding *binding)
{
	const struct configured *row = find_configured(keymap, binding->action);
	struct text rest = text_of(row && row->alone ? "" : binding->key), word;
	struct buf keys;

	buf_init(&keys, KEYS_BYTES_MAX);
	buf_add_string(&keys, row ? row->keys : "");
	while ((word = next_word(&rest)).length > 0) {
		if (!is_taken(keymap, view, word)) {
			buf_add_string(&keys, keys.length > 0 ? " " : "");
			buf_add_text(&keys, word);
		}
	}
	keymap->shown = mem_resize(keymap->shown, keymap->shown_count + 1, sizeof(*keymap->shown));
	keymap->shown[keymap->shown_count++] = (struct shown){
		.view = view,
		.action = binding->action,
		.built_in = binding->key,
		.keys = buf_take(&keys),
	};
	buf_finish(&keys);
}

static void show_all(struct keymap *keymap)
{
	const struct binding *binding;
	const struct view *view;
	size_t i, n;

	for (i = 0; keymap->count > 0 && (view = view_at(i)) != NULL; i++) {
		struct lists lists = lists_of(keymap, view);

		for (n = 0; n < LISTS; n++) {
			for (binding = lists.at[n]; binding && binding->key; binding++) {
				show_keys(keymap, view, binding);
			}
		}
	}
}

struct keymap *keymap_create(const struct config *config, struct error *error)
{
	struct keymap *keymap = mem_alloc(1, sizeof(*keymap));
	size_t i, count = config ? config->key_count : 0;

	keymap->configured = mem_alloc(count + 1, sizeof(*keymap->configured));
	list_screens(keymap);
	for (i = 0; i < count; i++) {
		if (!add_configured(keymap, &config->keys[i], error)) {
			keymap_destroy(keymap);
			return NULL;
		}
	}
	show_all(keymap);
	return keymap;
}

void keymap_destroy(struct keymap *keymap)
{
	size_t i;

	if (!keymap) {
		return;
	}
	for (i = 0; i < keymap->count; i++) {
		mem_free(keymap->configured[i].action);
		mem_free(keymap->configured[i].keys);
	}
	for (i = 0; i < keymap->shown_count; i++) {
		mem_free(keymap->shown[i].keys);
	}
	mem_free(keymap->configured);
	mem_free(keymap->shown);
	mem_free(keymap);
}

const char *keymap_keys(
	const struct keymap *keymap, const struct view *view, const struct binding *binding)
{
	size_t i;

	for (i = 0; i < keymap->shown_count; i++) {
		const struct shown *shown = &keymap->shown[i];

		if (shown->view == view && strcmp(shown->action, binding->action) == 0 &&
			strcmp(shown->built_in, binding->key) == 0) {
			return shown->keys;
		}
	}
	return binding->key;
}

const struct binding *keymap_screens(const struct keymap *keymap)
{
	return keymap->screens;
}

struct search {
	const struct keymap *keymap;
	const struct key *pressed;
	size_t count;
	bool configured;
};

static enum keymap_found match_binding(const struct search *search, const struct binding *binding)
{
	const struct configured *row = find_configured(search->keymap, binding->action);

	if (search->configured) {
		return row ? match_keys(row->keys, search->pressed, search->count) : KEYMAP_NONE;
	}
	return row && row->alone ? KEYMAP_NONE
				 : match_keys(binding->key, search->pressed, search->count);
}

static enum keymap_found search_list(
	const struct search *search, const struct binding *list, const char **action)
{
	enum keymap_found best = KEYMAP_NONE, found;

	for (; list && list->key; list++) {
		found = match_binding(search, list);
		if (found == KEYMAP_ACTION) {
			*action = list->action;
			return found;
		}
		best = found > best ? found : best;
	}
	return best;
}

static enum keymap_found search_all(
	const struct search *search, const struct view *view, const char **action)
{
	struct lists lists = lists_of(search->keymap, view);
	enum keymap_found best = KEYMAP_NONE, found;
	size_t i;

	for (i = 0; i < LISTS; i++) {
		found = search_list(search, lists.at[i], action);
		if (found == KEYMAP_ACTION) {
			return found;
		}
		best = found > best ? found : best;
	}
	return best;
}

enum keymap_found keymap_find(const struct keymap *keymap, const struct view *view,
	const struct key *pressed, size_t count, const char **action)
{
	struct search search = {keymap, pressed, count, true};
	enum keymap_found found = search_all(&search, view, action);

	if (found == KEYMAP_NONE) {
		search.configured = false;
		found = search_all(&search, view, action);
	}
	return found;
}
