/*
 * The line where something is typed: a filter or a command, with the candidates that fit. It
 * performs nothing.
 */
#ifndef APP_PROMPT_H
#define APP_PROMPT_H

#include "draw/field.h"

enum { CANDIDATES_MAX = 400 };

struct candidate {
	char *line;       /* the whole line as it would stand */
	const char *help; /* outlives it; may be empty, as may the keys */
	const char *keys;
	bool wants_more; /* an argument is still to be typed */
};

struct candidates {
	size_t count;
	struct candidate at[CANDIDATES_MAX];
};

/* Copies the line, takes the rest from `about`; what is no plain text, or does not fit the table,
 * is left out. */
void candidates_add(struct candidates *candidates, struct text line, const struct candidate *about);
void candidates_clear(struct candidates *candidates);

enum { PROMPT_SAYS_MAX = 200 };

enum prompt_kind { PROMPT_NONE, PROMPT_FILTER, PROMPT_COMMAND };

struct prompt {
	enum prompt_kind kind;
	bool palette; /* the candidates are chosen from, not only completed */
	struct field filter, command;
	char *before;               /* the filter that Esc restores; own */
	char says[PROMPT_SAYS_MAX]; /* of what is typed: why it cannot be, what it would find */
	bool refused;
	struct candidates candidates;
	size_t picked; /* CANDIDATES_MAX: none */
};

void prompt_init(struct prompt *prompt);
void prompt_finish(struct prompt *prompt);

void prompt_open(struct prompt *prompt, enum prompt_kind kind, bool palette);
void prompt_close(struct prompt *prompt);
struct field *prompt_field(struct prompt *prompt);
/* The next (1) or previous (-1) candidate; the field shows it unless it is a palette. */
void prompt_pick(struct prompt *prompt, int by);
/* NULL: none. */
const struct candidate *prompt_picked(const struct prompt *prompt);

#endif
