/*
 * Strict UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/text.h"

#include <stdint.h>

/* Length in bytes of the character at the front (its code in *code), or 0 where it is not valid. */
size_t utf8_decode(struct text text, uint32_t *code);
/* Writes 1 to 4 bytes, no NUL; returns how many. */
size_t utf8_encode(char out[4], uint32_t code);
bool utf8_valid(struct text text);
/* Cells as the C library's wcwidth has it in the current locale; -1: not printable there. */
int utf8_width(uint32_t code);

#endif
