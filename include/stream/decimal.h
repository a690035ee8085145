/*
 * Numbers by their digits, as documents write them: exact whatever their length, and the same in
 * every locale.
 */
#ifndef STREAM_DECIMAL_H
#define STREAM_DECIMAL_H

#include "base/text.h"

#include <stdint.h>

/* 0.DIGITS * 10^exponent. */
struct decimal {
	bool negative;
	struct text digits; /* borrowed, without the point; no zeros at the front */
	bool point;         /* `digits` holds one, to be passed over */
	int64_t exponent;
};

/* The whole text is a number as JSON writes them. */
bool decimal_parse(struct text text, struct decimal *out);
int decimal_compare(const struct decimal *a, const struct decimal *b);

#endif
