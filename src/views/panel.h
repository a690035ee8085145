/*
 * A titled part of a screen: framed where there is room for frames, below one line where there is
 * not. Its inside is the same whatever the charset, so that a layout can be made without a canvas.
 */
#ifndef VIEWS_PANEL_H
#define VIEWS_PANEL_H

#include "draw/canvas.h"

enum { PANEL_WIDE = 100 };

int panel_inner_height(int width, int height);
int panel_inner_width(int width);
/* Returns the inside. `right` may be NULL. */
struct canvas panel_draw(struct canvas *canvas, const char *title, const char *right, bool focus);
/* A sentence in the middle of nothing; what does not fit one row goes on below. */
void panel_say(struct canvas *canvas, enum role role, struct text sentence);
/* Rows that a sentence takes at that width. */
int panel_rows(int width, struct text sentence);
/* Words broken at blanks from row y on; returns the row after the last. */
int panel_wrap(struct canvas *canvas, int y, enum role role, struct text sentence);

#endif
