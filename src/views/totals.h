/*
 * One line on everything: what comes in, goes out, waits.
 */
#ifndef VIEWS_TOTALS_H
#define VIEWS_TOTALS_H

#include "draw/canvas.h"
#include "model/model.h"

enum { TOTALS_MAX = 600 };

/* `in 4,812/s  delivered 4,733/s (all groups)  lag 12,826  pending 1,977  1 group critical`, or in
 * fewer words where the canvas is narrow. It says which glyphs there are, too. */
void totals_say(char out[TOTALS_MAX], const struct canvas *canvas, const struct model *model);

#endif
