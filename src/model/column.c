#include "model/column.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

static const char *mark_text(enum value_mark mark)
{
	return mark == MARK_APPROX ? "~" : mark == MARK_AT_MOST ? "<=" : "";
}

static void format_trend(char room[VALUE_TEXT_MAX], double per_s, int width)
{
	char digits[NUMBER_MAX];

	/* Below a twentieth of an event a second there is no trend to tell. */
	if (fabs(per_s) < 0.05) {
		snprintf(room, VALUE_TEXT_MAX, "0");
		return;
	}
	if (fabs(per_s) < 1.0) {
		number_rate(digits, fabs(per_s), width - 3);
	} else {
		number_count(digits, llround(fmin(fabs(per_s), 1e15)), width - 3);
	}
	snprintf(room, VALUE_TEXT_MAX, "%c%s/s", per_s < 0 ? '-' : '+', digits);
}

static void format_verdict(char room[VALUE_TEXT_MAX], enum verdict_id id, int width)
{
	const char *name = verdict_name(id);

	snprintf(room, VALUE_TEXT_MAX, "%s",
		width >= (int)strlen(name) && width > 2 ? name
							: severity_marker(verdict_severity(id)));
}

static void format_number(char room[VALUE_TEXT_MAX], const struct value *value, int width)
{
	const char *mark = mark_text(value->mark);
	char digits[NUMBER_MAX];

	width -= (int)strlen(mark);
	switch (value->kind) {
	case VALUE_RATE:
		number_rate(digits, value->rate, width);
		break;
	case VALUE_AGE:
		number_duration(digits, value->n);
		break;
	case VALUE_BYTES:
		number_bytes(digits, value->n > 0 ? (uint64_t)value->n : 0);
		break;
	default:
		number_count(digits, value->n, width);
		break;
	}
	snprintf(room, VALUE_TEXT_MAX, "%s%s", mark, digits);
}

struct text value_format(const struct value *value, int width, char room[VALUE_TEXT_MAX])
{
	char id[ID_TEXT_MAX];

	switch (value->kind) {
	case VALUE_TEXT:
		return value->text;
	case VALUE_UNKNOWN:
		snprintf(room, VALUE_TEXT_MAX, "?");
		break;
	case VALUE_NONE:
		snprintf(room, VALUE_TEXT_MAX, "-");
		break;
	case VALUE_NEVER:
		snprintf(room, VALUE_TEXT_MAX, "never");
		break;
	case VALUE_FLAG:
		snprintf(room, VALUE_TEXT_MAX, "%s", value->n ? "yes" : "no");
		break;
	case VALUE_TREND:
		format_trend(room, value->rate, width);
		break;
	case VALUE_ID:
		snprintf(room, VALUE_TEXT_MAX, "%s", id_format(id, value->id));
		break;
	case VALUE_VERDICT:
		format_verdict(room, (enum verdict_id)value->n, width);
		break;
	case VALUE_SERIES:
		room[0] = '\0';
		break;
	case VALUE_COUNT:
	case VALUE_RATE:
	case VALUE_AGE:
	case VALUE_BYTES:
		format_number(room, value, width);
		break;
	}
	return text_of(room);
}

static int rank(const struct value *value)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
		return 0;
	case VALUE_NONE:
		return 1;
	case VALUE_NEVER:
		return 3;
	default:
		return 2;
	}
}

static int compare_doubles(double a, double b)
{
	return a < b ? -1 : a > b;
}

int value_compare(const struct value *a, const struct value *b)
{
	if (rank(a) != rank(b)) {
		return rank(a) < rank(b) ? -1 : 1;
	}
	if (rank(a) != 2 || a->kind != b->kind) {
		return 0;
	}
	switch (a->kind) {
	case VALUE_TEXT:
		return text_compare(a->text, b->text);
	case VALUE_ID:
		return id_compare(a->id, b->id);
	case VALUE_VERDICT:
		return verdict_compare((enum verdict_id)a->n, (enum verdict_id)b->n);
	case VALUE_RATE:
	case VALUE_TREND:
		return compare_doubles(a->rate, b->rate);
	case VALUE_SERIES:
		return 0;
	default:
		return a->n < b->n ? -1 : a->n > b->n;
	}
}
