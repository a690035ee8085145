/*
 * Text of several lines in a window that scrolls: what is longer than the window is wide goes on in
 * the next row. Rows are as wide as their characters are in UTF-8, whatever the canvas. It knows
 * nothing of what the text is for.
 */
#ifndef DRAW_EDITOR_H
#define DRAW_EDITOR_H

#include "draw/field.h"

struct editor {
	struct field field;
	int width, height;
	int column; /* that Up and Down keep to; -1: the cursor's own */
	size_t top; /* the first row in sight */
};

void editor_init(struct editor *editor, size_t bytes_max);
void editor_finish(struct editor *editor);
void editor_layout(struct editor *editor, int width, int height);
/* The cursor before the first character. What may not stand in a field is dropped. */
void editor_set(struct editor *editor, struct text text);
/* Besides a field's keys Up, Down, PgUp, PgDn, and C-o for a new line. False where the key is none
 * of them (Enter, Esc, Tab). */
bool editor_key(struct editor *editor, const struct key *key);
/* Line and column of a byte, in lines and characters from 1 on. */
void editor_place(struct text text, size_t at, size_t *line, size_t *column);
/* `focus`: with the cursor. */
void editor_draw(
	const struct editor *editor, struct canvas *canvas, enum role role, bool focus);

#endif
