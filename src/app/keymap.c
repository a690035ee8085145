#include "keymap.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { SCREENS_MAX = 9, LISTS = 4, KEYS_BYTES_MAX = 4096 };

struct configured {
	char *action, *keys;
};

struct keymap {
	size_t count;
	struct configured *configured;
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

static bool is_action(const struct keymap *keymap, const char *action)
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
		if (keymap_parse(word, sequence) == 0) {
			return error_set(error, ERROR_USAGE,
				"%s: unknown key `%.*s` (keys are written a, A, C-d, F5, "
				"Enter, Esc, Space, PgDn, gg)",
				key->where, (int)word.length, word.at);
		}
		count++;
	}
	return count > 0 ||
		error_set(error, ERROR_USAGE, "%s: no key for `%s`", key->where, key->action);
}

/* A second line for an action gives it more keys. */
static bool add_configured(struct keymap *keymap, const struct config_key *key, struct error *error)
{
	struct configured *row = find_configured(keymap, key->action);
	struct buf keys;

	if (!is_action(keymap, key->action)) {
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
		row->keys = text_dup(text_of(key->key));
		return true;
	}
	buf_init(&keys, KEYS_BYTES_MAX);
	buf_addf(&keys, "%s %s", row->keys, key->key);
	mem_free(row->keys);
	row->keys = buf_take(&keys);
	buf_finish(&keys);
	return true;
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
	return keymap;
}

void keymap_destroy(struct keymap *keymap)
{
	size_t i;

	for (i = 0; keymap && i < keymap->count; i++) {
		mem_free(keymap->configured[i].action);
		mem_free(keymap->configured[i].keys);
	}
	if (keymap) {
		mem_free(keymap->configured);
	}
	mem_free(keymap);
}

const char *keymap_keys(const struct keymap *keymap, const struct binding *binding)
{
	const struct configured *row = find_configured(keymap, binding->action);

	return row ? row->keys : binding->key;
}

const struct binding *keymap_screens(const struct keymap *keymap)
{
	return keymap->screens;
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

struct search {
	const struct keymap *keymap;
	const struct key *pressed;
	size_t count;
	bool configured;
};

static enum keymap_found search_list(
	const struct search *search, const struct binding *list, const char **action)
{
	enum keymap_found best = KEYMAP_NONE, found;

	for (; list && list->key; list++) {
		const struct configured *row = find_configured(search->keymap, list->action);

		if ((row != NULL) != search->configured) {
			continue;
		}
		found = match_keys(row ? row->keys : list->key, search->pressed, search->count);
		if (found == KEYMAP_ACTION) {
			*action = list->action;
			return found;
		}
		best = found > best ? found : best;
	}
	return best;
}

enum keymap_found keymap_find(const struct keymap *keymap, const struct view *view,
	const struct key *pressed, size_t count, const char **action)
{
	const struct binding *lists[LISTS] = {view->bindings, view->table ? table_bindings : NULL,
		console_bindings, keymap->screens};
	enum keymap_found best = KEYMAP_NONE, found;
	int pass;
	size_t i;

	for (pass = 0; pass < 2; pass++) {
		struct search search = {keymap, pressed, count, pass == 0};

		for (i = 0; i < LISTS; i++) {
			found = search_list(&search, lists[i], action);
			if (found == KEYMAP_ACTION) {
				return found;
			}
			best = found > best ? found : best;
		}
	}
	return best;
}
