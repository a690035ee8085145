/*
 * Typed text: cursor, word and line deletion, history; one line that scrolls, or several lines, in
 * which case editor.h shows them. Pasted control characters are dropped. It knows nothing of what
 * the text is for.
 */
#ifndef DRAW_FIELD_H
#define DRAW_FIELD_H

#include "draw/canvas.h"
#include "draw/key.h"

struct field {
	struct buf text; /* UTF-8 */
	size_t at;       /* cursor, in bytes */
	size_t most;     /* bytes that it takes */
	bool lines;      /* a newline may stand in it */
	char *draft;     /* typed before the walk through the history; NULL outside of it */
	char **history;  /* oldest first */
	size_t history_count, history_at;
};

void field_init(struct field *field);
/* One that takes newlines. */
void field_init_lines(struct field *field, size_t bytes_max);
void field_finish(struct field *field);
void field_set(struct field *field, struct text text);
/* False where the key is none of the field's (Enter, Esc, Tab). Up and Down walk the history. */
bool field_key(struct field *field, const struct key *key);
/* At the cursor. */
void field_insert(struct field *field, struct text raw);
/* Puts the text into the history (not twice in a row) and empties the field. */
void field_accept(struct field *field);
/* Leaves the terminal's cursor on the field's. */
void field_draw(const struct field *field, struct canvas *canvas, int x, int y, int width,
	const char *prompt);

#endif
