/*
 * Cells to curses: which attributes and which colour pair a role has on this terminal. It decides
 * nothing about when.
 */
#ifndef TERM_PAINT_H
#define TERM_PAINT_H

#include "draw/canvas.h"
#include "draw/theme.h"

struct paint;

/* After curses was started. `limit`: 0, or at most so many colours; `mono`: none. */
struct paint *paint_create(bool mono, int limit);
void paint_destroy(struct paint *paint);
enum theme_tier paint_tier(const struct paint *paint);
void paint_set_theme(struct paint *paint, const struct theme *theme);
/* Puts the whole canvas onto the standard window; what it changes is sent by curses later. */
void paint_canvas(struct paint *paint, const struct canvas *canvas);

#endif
