#include "base/number.h"

#include <math.h>

struct unit {
	const char *name;
	uint64_t size;
};

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Takes the digits at the front of *rest; false without a digit or beyond 64 bits. */
static bool take_u64(struct text *rest, uint64_t *out)
{
	size_t i;

	*out = 0;
	for (i = 0; i < rest->length && is_digit(rest->at[i]); i++) {
		uint64_t digit = (uint64_t)(rest->at[i] - '0');

		if (*out > (UINT64_MAX - digit) / 10) {
			return false;
		}
		*out = *out * 10 + digit;
	}
	if (i == 0) {
		return false;
	}
	*rest = text_from(rest->at + i, rest->length - i);
	return true;
}

static bool take_byte(struct text *rest, char byte)
{
	if (rest->length == 0 || rest->at[0] != byte) {
		return false;
	}
	*rest = text_from(rest->at + 1, rest->length - 1);
	return true;
}

bool number_parse_u64(struct text text, uint64_t *out)
{
	uint64_t value;

	if (!take_u64(&text, &value) || text.length > 0) {
		return false;
	}
	*out = value;
	return true;
}

bool number_parse_i64(struct text text, int64_t *out)
{
	bool negative = take_byte(&text, '-');
	uint64_t size;

	if (!number_parse_u64(text, &size) || size > (uint64_t)INT64_MAX + negative) {
		return false;
	}
	*out = !negative ? (int64_t)size : size == 0 ? 0 : -(int64_t)(size - 1) - 1;
	return true;
}

/* Digits count only as far as a double can tell them apart; the rest moves the point. */
static bool take_digits(struct text *rest, double *value, int *places)
{
	size_t i;

	*places = 0;
	for (i = 0; i < rest->length && is_digit(rest->at[i]); i++) {
		if (*value < 1e14) {
			*value = *value * 10 + (rest->at[i] - '0');
			*places += 1;
		}
	}
	*rest = text_from(rest->at + i, rest->length - i);
	return i > 0;
}

bool number_parse_double(struct text text, double *out)
{
	bool negative = take_byte(&text, '-');
	size_t digits = text.length;
	double value = 0;
	int taken, places = 0;

	if (!take_digits(&text, &value, &taken)) {
		return false;
	}
	digits -= text.length;
	if (digits > 300) {
		return false;
	}
	value *= pow(10, (double)digits - taken);
	if (take_byte(&text, '.') && !take_digits(&text, &value, &places)) {
		return false;
	}
	if (text.length > 0) {
		return false;
	}
	value /= pow(10, places);
	*out = negative ? -value : value;
	return true;
}

static unsigned shift_of(char letter)
{
	switch (letter) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	case 't':
	case 'T':
		return 40;
	default:
		return 0;
	}
}

bool number_parse_bytes(struct text text, uint64_t *bytes)
{
	unsigned shift = 0;
	uint64_t count;

	if (!take_u64(&text, &count)) {
		return false;
	}
	if (text.length > 0) {
		shift = shift_of(text.at[0]);
	}
	if (shift > 0) {
		take_byte(&text, text.at[0]);
	}
	if (!take_byte(&text, 'B')) {
		take_byte(&text, 'b');
	}
	if (text.length > 0 || count > UINT64_MAX >> shift) {
		return false;
	}
	*bytes = count << shift;
	return true;
}

/* The unit at the front of *rest, not before `first`: units only get smaller. NULL: none. */
static const struct unit *take_unit(struct text *rest, const struct unit *first)
{
	size_t length = 0;

	while (length < rest->length && !is_digit(rest->at[length])) {
		length++;
	}
	for (; first->name; first++) {
		if (text_is(text_from(rest->at, length), first->name)) {
			*rest = text_from(rest->at + length, rest->length - length);
			return first;
		}
	}
	return NULL;
}

bool number_parse_duration(struct text text, int64_t *ms)
{
	static const struct unit units[] = {
		{.name = "d", .size = 86400000},
		{.name = "h", .size = 3600000},
		{.name = "m", .size = 60000},
		{.name = "s", .size = 1000},
		{.name = "ms", .size = 1},
		{.name = NULL},
	};
	const struct unit *next = units;
	int64_t sum = 0;

	do {
		const struct unit *unit;
		uint64_t count;

		if (!take_u64(&text, &count)) {
			return false;
		}
		unit = take_unit(&text, next);
		if (!unit || count > (uint64_t)(INT64_MAX - sum) / unit->size) {
			return false;
		}
		sum += (int64_t)(count * unit->size);
		next = unit + 1;
	} while (text.length > 0);
	*ms = sum;
	return true;
}

size_t number_digits(char out[NUMBER_MAX], uint64_t n)
{
	char digits[NUMBER_MAX];
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	for (size_t i = 0; i < count; i++) {
		out[i] = digits[count - 1 - i];
	}
	out[count] = '\0';
	return count;
}
