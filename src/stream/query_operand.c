/* Values against values. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/number.h"
#include "query_private.h"

/* Beyond it a number is as good as nothing or as endless. */
enum { EXPONENT_MAX = 1 << 30 };

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static size_t count_digits(struct text text, size_t at)
{
	size_t end = at;

	while (end < text.length && is_digit(text.at[end])) {
		end++;
	}
	return end - at;
}

/* `e-12` at `at`, which is the rest of it. */
static bool parse_exponent(struct text text, size_t at, int64_t *exponent)
{
	bool negative;
	size_t digits;
	int64_t value = 0;

	*exponent = 0;
	if (at == text.length) {
		return true;
	}
	if (text.at[at] != 'e' && text.at[at] != 'E') {
		return false;
	}
	at++;
	negative = at < text.length && text.at[at] == '-';
	at += at < text.length && (text.at[at] == '-' || text.at[at] == '+');
	digits = count_digits(text, at);
	if (digits == 0 || at + digits != text.length) {
		return false;
	}
	for (; at < text.length && value < EXPONENT_MAX; at++) {
		value = value * 10 + (text.at[at] - '0');
	}
	value = value < EXPONENT_MAX ? value : EXPONENT_MAX;
	*exponent = negative ? -value : value;
	return true;
}

/* Zeros at the front weigh nothing, wherever the point stands. */
static void strip(struct decimal *number, size_t whole)
{
	struct text *digits = &number->digits;

	number->exponent += (int64_t)whole;
	while (digits->length > 0 && (digits->at[0] == '0' || digits->at[0] == '.')) {
		number->exponent -= digits->at[0] == '0';
		number->point = number->point && digits->at[0] != '.';
		*digits = text_from(digits->at + 1, digits->length - 1);
	}
	while (digits->length > 0 && number->point &&
		(digits->at[digits->length - 1] == '0' || digits->at[digits->length - 1] == '.')) {
		number->point = digits->at[digits->length - 1] != '.';
		digits->length--;
	}
	while (digits->length > 0 && !number->point && digits->at[digits->length - 1] == '0') {
		digits->length--;
	}
	if (digits->length == 0) {
		*number = (struct decimal){.digits = *digits};
	}
}

bool decimal_parse(struct text text, struct decimal *out)
{
	size_t sign = text.length > 0 && text.at[0] == '-', whole = count_digits(text, sign);
	size_t end = sign + whole, fraction = 0;

	*out = (struct decimal){.negative = sign != 0};
	if (whole == 0) {
		return false;
	}
	if (end < text.length && text.at[end] == '.') {
		fraction = count_digits(text, end + 1);
		if (fraction == 0) {
			return false;
		}
		end += 1 + fraction;
		out->point = true;
	}
	if (!parse_exponent(text, end, &out->exponent)) {
		return false;
	}
	out->digits = text_from(text.at + sign, end - sign);
	strip(out, whole);
	return true;
}

/* The next digit that counts, '0' behind the last. */
static char next_digit(const struct decimal *number, size_t *at)
{
	if (*at < number->digits.length && number->digits.at[*at] == '.') {
		++*at;
	}
	return *at < number->digits.length ? number->digits.at[(*at)++] : '0';
}

static int compare_magnitude(const struct decimal *a, const struct decimal *b)
{
	size_t i = 0, j = 0;

	if (a->digits.length == 0 || b->digits.length == 0) {
		return (a->digits.length > 0) - (b->digits.length > 0);
	}
	if (a->exponent != b->exponent) {
		return a->exponent < b->exponent ? -1 : 1;
	}
	while (i < a->digits.length || j < b->digits.length) {
		char left = next_digit(a, &i), right = next_digit(b, &j);

		if (left != right) {
			return left < right ? -1 : 1;
		}
	}
	return 0;
}

int decimal_compare(const struct decimal *a, const struct decimal *b)
{
	if (a->negative != b->negative) {
		return a->negative ? -1 : 1;
	}
	return a->negative ? compare_magnitude(b, a) : compare_magnitude(a, b);
}

/* As few digits as tell it from its neighbours: 0.1 is what is written 0.1. */
static void shortest(char digits[OPERAND_DIGITS], double number)
{
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, OPERAND_DIGITS, "%.*g", precision, number);
		if (strtod(digits, NULL) == number) {
			return;
		}
	}
}

static void number_of_value(
	struct operand *out, const struct query_value *value, char digits[OPERAND_DIGITS])
{
	if (!value->whole && !isfinite(value->number)) {
		out->type = QUERY_NONE;
		return;
	}
	if (value->whole) {
		snprintf(digits, OPERAND_DIGITS, "%" PRId64, value->n);
	} else {
		shortest(digits, value->number);
	}
	/* The locale may have another decimal point. */
	for (char *at = digits; *at != '\0'; at++) {
		*at = *at == ',' ? '.' : *at;
	}
	out->is_number = decimal_parse(text_of(digits), &out->number);
}

void operand_of_value(
	struct operand *out, const struct query_value *value, char digits[OPERAND_DIGITS])
{
	*out = (struct operand){
		.type = value->type,
		.boolean = value->boolean,
		.text = value->text,
		.n = value->n,
		.id = value->id,
	};
	if (value->type == QUERY_NUMBER) {
		number_of_value(out, value, digits);
	}
}

void operand_of_flat(struct operand *out, struct text value)
{
	*out = (struct operand){.type = QUERY_STRING, .flat = true, .text = value};
	out->is_number = decimal_parse(value, &out->number);
}

static struct text string_of(const struct json_value *value, struct buf *room)
{
	struct text inner = text_from(value->raw.at + 1, value->raw.length - 2);

	if (inner.length == 0 || memchr(inner.at, '\\', inner.length) == NULL) {
		return inner;
	}
	buf_reset(room);
	json_string(room, value);
	return buf_text(room);
}

void operand_of_json(struct operand *out, const struct json_value *value, struct buf *room)
{
	*out = (struct operand){.type = QUERY_NONE};
	switch (value->kind) {
	case JSON_NULL:
		out->type = QUERY_NULL;
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		out->type = QUERY_BOOL;
		out->boolean = value->kind == JSON_TRUE;
		break;
	case JSON_NUMBER:
		out->type = QUERY_NUMBER;
		out->is_number = decimal_parse(value->raw, &out->number);
		break;
	case JSON_STRING:
		out->type = QUERY_STRING;
		out->text = string_of(value, room);
		break;
	case JSON_NONE:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
}

static bool holds(int order, enum comparison is)
{
	switch (is) {
	case IS_EQ:
		return order == 0;
	case IS_NE:
		return order != 0;
	case IS_LT:
		return order < 0;
	case IS_LE:
		return order <= 0;
	case IS_GT:
		return order > 0;
	case IS_GE:
		break;
	}
	return order >= 0;
}

static int compare_whole(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* A string against a moment is one where it reads as one. */
static bool compare_time(const struct operand *a, const struct operand *b, int *order)
{
	int64_t left = a->n, right = b->n;

	if ((a->type == QUERY_STRING && !moment_parse(a->text, &left)) ||
		(b->type == QUERY_STRING && !moment_parse(b->text, &right))) {
		return false;
	}
	*order = compare_whole(left, right);
	return true;
}

static bool is_timely(const struct operand *operand)
{
	return operand->type == QUERY_TIME || operand->type == QUERY_STRING;
}

/* False where the two are of different types. */
static bool order_of(const struct operand *a, const struct operand *b, int *order)
{
	if (a->is_number && b->is_number) {
		*order = decimal_compare(&a->number, &b->number);
		return true;
	}
	if (a->type != b->type) {
		return is_timely(a) && is_timely(b) && compare_time(a, b, order);
	}
	switch (a->type) {
	case QUERY_STRING:
		*order = text_compare(a->text, b->text);
		return true;
	case QUERY_ID:
		*order = id_compare(a->id, b->id);
		return true;
	case QUERY_DURATION:
	case QUERY_TIME:
		*order = compare_whole(a->n, b->n);
		return true;
	case QUERY_BOOL:
		*order = a->boolean - b->boolean;
		return true;
	case QUERY_NULL:
		*order = 0;
		return true;
	case QUERY_NONE:
	case QUERY_NUMBER:
		break;
	}
	return false;
}

/* true is not greater than false, and null is not at most null. */
static bool is_ordered(const struct operand *a)
{
	return a->type != QUERY_BOOL && a->type != QUERY_NULL;
}

bool operand_compare(const struct operand *a, enum comparison is, const struct operand *b)
{
	int order;

	return (is == IS_EQ || is == IS_NE || is_ordered(a)) && order_of(a, b, &order) &&
		holds(order, is);
}
