/*
 * Which key does what: the built-in bindings with the operator's [keys] laid over them. It performs
 * nothing.
 */
#ifndef APP_KEYMAP_H
#define APP_KEYMAP_H

#include "engine/config.h"
#include "views/bindings.h"

enum { KEYMAP_SEQUENCE_MAX = 2 };

struct keymap;

/* NULL at an unknown action or key: ERROR_USAGE, with FILE:LINE. */
struct keymap *keymap_create(const struct config *config, struct error *error);
void keymap_destroy(struct keymap *keymap);

/* Whether anything, anywhere, is called so. */
bool keymap_has_action(const struct keymap *keymap, const char *action);

/* The keys of a binding as they work on that screen: the configured ones first, then those of its
 * own that were not given to something else. Borrowed; may be empty. */
const char *keymap_keys(
	const struct keymap *keymap, const struct view *view, const struct binding *binding);
/* The screens that a key opens, as bindings whose action is the view's name; ends with a row whose
 * key is NULL. */
const struct binding *keymap_screens(const struct keymap *keymap);

enum keymap_found {
	KEYMAP_NONE,
	KEYMAP_PREFIX, /* another key is needed */
	KEYMAP_ACTION,
};

/* Looks first at what is configured, then at what is built in; in both at the view's keys, those of
 * lists where it has one, those of every screen. */
enum keymap_found keymap_find(const struct keymap *keymap, const struct view *view,
	const struct key *pressed, size_t count, const char **action);

/* Reads one word such as `gg` or `C-d`; 0 where it is no key. */
size_t keymap_parse(struct text word, struct key sequence[KEYMAP_SEQUENCE_MAX]);

#endif
