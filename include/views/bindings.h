/*
 * Keys that mean the same everywhere: those of every screen (performed by the console) and those of
 * every list (performed by draw/table). Help, key line, man page and keymap are made of these and
 * of the views' own tables.
 */
#ifndef VIEWS_BINDINGS_H
#define VIEWS_BINDINGS_H

#include "views/view.h"

/* End with a row whose key is NULL. */
extern const struct binding console_bindings[];
extern const struct binding table_bindings[];

/* What the help view shows: which view is below it, and the keymap's idea of a key for an action
 * (NULL: the default). */
struct help_page {
	const struct view *view;
	bool has_table; /* the view below has a list */
	const char *(*key_for)(void *arg, const struct binding *binding);
	void *arg;
};
/* To be set by the console before the help view is drawn; copied. */
void help_set_page(void *self, const struct help_page *page);

#endif
