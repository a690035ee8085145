/*
 * The words that may follow `:` and take an argument. Every action and every screen is a command
 * besides, by its name. A new one is a function and a row in commands.c.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "desk.h"

struct verb {
	const char *name, *arguments, *help;
	bool paused; /* also while the picture is held */
	void (*run)(struct desk *desk, struct text arguments);
	/* Adds lines that begin with the verb and whose argument holds `typed`; NULL: nothing to
	 * offer. */
	void (*complete)(struct desk *desk, struct text typed, struct candidates *out);
};

/* By row; NULL beyond the end. */
const struct verb *verb_at(size_t i);
const struct verb *verb_find(struct text name);

/* For completion: `VERB ARGUMENT`, where the argument holds what was typed. */
void commands_offer(
	struct candidates *out, const char *verb, struct text argument, struct text typed);

/* commands_theme.c */
void commands_theme(struct desk *desk, struct text arguments);
void commands_complete_theme(struct desk *desk, struct text typed, struct candidates *out);

#endif
