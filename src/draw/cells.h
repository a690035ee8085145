/*
 * Writing single cells, for the drawing code of this layer. Keeps the grid whole: a wide character
 * is never half on it. It trusts its caller that the glyph is safe to show.
 */
#ifndef DRAW_CELLS_H
#define DRAW_CELLS_H

#include "draw/canvas.h"

/* Outside of the canvas, or where only half of it fits, nothing happens. */
void cells_put(struct canvas *canvas, int x, int y, enum role role, struct text glyph, int width);

/* `raw` as it will stand on this canvas: sanitised, and nothing but ASCII on an ASCII canvas.
 * Borrowed from `raw` or from `scratch`, which the caller initialises. */
struct text cells_safe(const struct canvas *canvas, struct text raw, struct buf *scratch);
/* One character with its marks from the front of safe text: its bytes, and its cells in *width. */
size_t cells_next(struct text safe, int *width);
/* Cells that `raw` takes on this canvas. */
int cells_width(const struct canvas *canvas, struct text raw);

#endif
