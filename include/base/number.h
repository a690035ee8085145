/*
 * Numbers from and for people. Parsing takes the whole text or fails; formatting always fits
 * NUMBER_MAX bytes, never rounds a non-zero number to zero and never needs a locale.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/text.h"

#include <stdint.h>

enum { NUMBER_MAX = 32 };

bool number_parse_i64(struct text text, int64_t *out);
bool number_parse_u64(struct text text, uint64_t *out);
/* A decimal number such as `0.5` or `-3`; no exponent, no inf, no nan. */
bool number_parse_double(struct text text, double *out);
/* `268435456`, `256M`, `64k`, `1G` (powers of 1024, either case, optional B). */
bool number_parse_bytes(struct text text, uint64_t *bytes);
/* `250ms`, `30s`, `5m`, `2h`, `1d`, and sums such as `1m30s`, largest first; no bare number. */
bool number_parse_duration(struct text text, int64_t *ms);

/* The digits of a number, as a NUL-terminated string; returns how many. */
size_t number_digits(char out[NUMBER_MAX], uint64_t n);
/* Each returns `out`. `width` is the room in cells: the exact form if it fits, else a rounded one
 * with three significant digits and a unit, or fewer where only they fit (`1,002,411`, `1.00M`,
 * `566k`, `2k`). Where nothing fits the shortest is written. */
char *number_count(char out[NUMBER_MAX], int64_t value, int width);
/* Per second: `1,204`, `3.2`, `0.05`, `<0.01`; 0 is `0`. */
char *number_rate(char out[NUMBER_MAX], double per_s, int width);
/* `210M`, `88K`, `9.1G`, `512B`. */
char *number_bytes(char out[NUMBER_MAX], uint64_t bytes);
/* `0s`, `40ms`, `1.2s`, `44s`, `4m02s`, `2h11m`, `3d4h`; negative is written with a minus. */
char *number_duration(char out[NUMBER_MAX], int64_t ms);

#endif
