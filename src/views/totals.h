/*
 * One line on everything: what comes in, goes out, waits.
 */
#ifndef VIEWS_TOTALS_H
#define VIEWS_TOTALS_H

#include "draw/canvas.h"
#include "model/model.h"

enum { TOTALS_MAX = 200 };

/* `in 4,812/s  out 4,733/s  lag 12,826  pend 1,977  critical 1`. The canvas says which glyphs there
 * are. */
void totals_say(char out[TOTALS_MAX], const struct canvas *canvas, const struct model *model);

#endif
