/*
 * The one sanitiser: bytes from outside become text that is safe on a terminal and tells what it
 * replaced.
 *
 *   bad UTF-8 byte -> \xNN
 *   C0, DEL -> ^X (newline, return, tab -> \n \r \t as two characters)
 *   C1, bidi, zero-width, soft hyphen, joiners, fillers, separators, variation selectors, tags,
 *   private use, noncharacters, what the locale cannot print -> <U+XXXX>
 *   a combining mark without a base, or the third and later ones on a base -> <U+XXXX>
 *
 * It knows nothing of who reads the result. Sanitising twice is sanitising once: what it wrote, it
 * leaves alone.
 */
#ifndef BASE_SANITISE_H
#define BASE_SANITISE_H

#include "base/buf.h"

#include <stdint.h>

/* Appends the safe form of `raw` to `out`. Returns whether anything was altered. */
bool sanitise_text(struct buf *out, struct text raw);

/* Whether `code` may stand as it is or must be replaced; combining marks are allowed here. */
bool sanitise_allows(uint32_t code);

/* Cells that safe text takes. */
int sanitise_width(struct text safe);

/* Appends `safe` cut to at most `width` cells: in the middle, with `mark` (one cell) at the cut. */
void sanitise_cut_middle(struct buf *out, struct text safe, int width, const char *mark);

#endif
