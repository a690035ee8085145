#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t magnitude(int64_t value)
{
	return value < 0 ? (uint64_t) - (value + 1) + 1 : (uint64_t)value;
}

/* Halves go up; no sum that could overflow. */
static uint64_t divide_rounded(uint64_t value, uint64_t by)
{
	uint64_t rest = value % by;

	return value / by + (rest >= by - rest);
}

static bool fits(const char *out, int width)
{
	return width > 0 && strlen(out) <= (size_t)width;
}

static void write_exact(char out[NUMBER_MAX], const char *sign, uint64_t size)
{
	char digits[NUMBER_MAX];
	size_t count = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, size), i;
	char *to = out;

	if (sign[0] != '\0') {
		*to++ = sign[0];
	}
	for (i = 0; i < count; i++) {
		if (i > 0 && (count - i) % 3 == 0) {
			*to++ = ',';
		}
		*to++ = digits[i];
	}
	*to = '\0';
}

static uint64_t round_to(uint64_t size, int significant)
{
	uint64_t limit = significant == 3 ? 1000 : significant == 2 ? 100 : 10, step = 1;

	while (size / step >= limit) {
		step *= 10;
	}
	return divide_rounded(size, step) * step;
}

/* Returns how many decimals it wrote: only while there are any, fewer digits save cells. */
static int write_rounded(char out[NUMBER_MAX], const char *sign, uint64_t size, int significant)
{
	const char *name = " kMGTPE";
	uint64_t unit = 1;
	unsigned whole, hundredths;
	int decimals;

	/* Rounding first: 999,999 is to be 1.00M, not 1000k. */
	size = round_to(size, significant);
	while (size / unit >= 1000) {
		unit *= 1000;
		name++;
	}
	whole = (unsigned)(size / unit);
	hundredths = (unsigned)(size % unit / (unit / 100));
	decimals = significant - 1 - (whole >= 10) - (whole >= 100);
	if (decimals == 2) {
		snprintf(out, NUMBER_MAX, "%s%u.%02u%c", sign, whole, hundredths, *name);
	} else if (decimals == 1) {
		snprintf(out, NUMBER_MAX, "%s%u.%u%c", sign, whole, hundredths / 10, *name);
	} else {
		snprintf(out, NUMBER_MAX, "%s%u%c", sign, whole, *name);
	}
	return decimals;
}

char *number_count(char out[NUMBER_MAX], int64_t value, int width)
{
	const char *sign = value < 0 ? "-" : "";
	uint64_t size = magnitude(value);
	int significant = 3;

	write_exact(out, sign, size);
	if (size < 1000 || fits(out, width)) {
		return out;
	}
	while (write_rounded(out, sign, size, significant) > 0 && !fits(out, width)) {
		significant--;
	}
	return out;
}

static int64_t whole_of(double value)
{
	if (value >= 0x1p63) {
		return INT64_MAX;
	}
	return value <= -0x1p63 ? INT64_MIN : (int64_t)llround(value);
}

char *number_rate(char out[NUMBER_MAX], double per_s, int width)
{
	const char *sign = per_s < 0 ? "-" : "";
	double size = fabs(per_s);
	long parts;

	if (isnan(per_s)) {
		snprintf(out, NUMBER_MAX, "-");
		return out;
	}
	if (size >= 9.95 || size == 0) {
		return number_count(out, whole_of(per_s), width);
	}
	if (size >= 0.995) {
		parts = lround(size * 10);
		snprintf(out, NUMBER_MAX, "%s%ld.%ld", sign, parts / 10, parts % 10);
		return fits(out, width) ? out : number_count(out, whole_of(per_s), width);
	}
	if (size >= 0.005) {
		snprintf(out, NUMBER_MAX, "%s0.%02ld", sign, lround(size * 100));
	} else {
		snprintf(out, NUMBER_MAX, "%s0.01", per_s < 0 ? ">-" : "<");
	}
	if (!fits(out, width)) {
		snprintf(out, NUMBER_MAX, "%s1", per_s < 0 ? ">-" : "<");
	}
	return out;
}

char *number_bytes(char out[NUMBER_MAX], uint64_t bytes)
{
	uint64_t unit = 1, whole, tenths;
	size_t name = 0;

	while (bytes / unit >= 1024) {
		unit *= 1024;
		name++;
	}
	whole = divide_rounded(bytes, unit);
	if (whole == 1024 && name > 0) {
		whole = 1;
		unit *= 1024;
		name++;
	}
	tenths = bytes / unit * 10 + divide_rounded(bytes % unit * 10, unit);
	if (name > 0 && tenths < 100) {
		snprintf(out, NUMBER_MAX, "%" PRIu64 ".%" PRIu64 "%c", tenths / 10, tenths % 10,
			"BKMGTPE"[name]);
	} else {
		snprintf(out, NUMBER_MAX, "%" PRIu64 "%c", whole, "BKMGTPE"[name]);
	}
	return out;
}

/* Cut, not rounded: what has lasted 1.99 s has not lasted 2 s. */
char *number_duration(char out[NUMBER_MAX], int64_t ms)
{
	const char *sign = ms < 0 ? "-" : "";
	uint64_t size_ms = magnitude(ms), s = size_ms / 1000;

	if (size_ms == 0) {
		snprintf(out, NUMBER_MAX, "0s");
	} else if (s == 0) {
		snprintf(out, NUMBER_MAX, "%s%" PRIu64 "ms", sign, size_ms);
	} else if (s < 10) {
		snprintf(
			out, NUMBER_MAX, "%s%" PRIu64 ".%" PRIu64 "s", sign, s, size_ms / 100 % 10);
	} else if (s < 60) {
		snprintf(out, NUMBER_MAX, "%s%" PRIu64 "s", sign, s);
	} else if (s < 3600) {
		snprintf(out, NUMBER_MAX, "%s%" PRIu64 "m%02" PRIu64 "s", sign, s / 60, s % 60);
	} else if (s < 86400) {
		snprintf(out, NUMBER_MAX, "%s%" PRIu64 "h%02" PRIu64 "m", sign, s / 3600,
			s / 60 % 60);
	} else {
		snprintf(out, NUMBER_MAX, "%s%" PRIu64 "d%" PRIu64 "h", sign, s / 86400,
			s / 3600 % 24);
	}
	return out;
}
