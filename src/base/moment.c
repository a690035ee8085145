#include "base/moment.h"

#include <stddef.h>

enum { DAY_MS = 86400000 };

struct reader {
	struct text rest;
	bool good;
};

static bool take_one_of(struct reader *from, const char *allowed)
{
	for (; from->rest.length > 0 && *allowed != '\0'; allowed++) {
		if (from->rest.at[0] == *allowed) {
			from->rest = text_from(from->rest.at + 1, from->rest.length - 1);
			return true;
		}
	}
	return false;
}

static void need_one_of(struct reader *from, const char *allowed)
{
	from->good = take_one_of(from, allowed) && from->good;
}

static int take_digit(struct reader *from)
{
	char byte = from->rest.length > 0 ? from->rest.at[0] : '\0';

	if (byte < '0' || byte > '9') {
		return -1;
	}
	from->rest = text_from(from->rest.at + 1, from->rest.length - 1);
	return byte - '0';
}

static int take_number(struct reader *from, int digits, int least, int most)
{
	int value = 0;

	while (digits-- > 0) {
		int digit = take_digit(from);

		from->good = from->good && digit >= 0;
		value = value * 10 + digit;
	}
	from->good = from->good && value >= least && value <= most;
	return value;
}

/* What is finer than a millisecond is cut off. */
static int take_fraction(struct reader *from)
{
	int ms = 0, scale = 100, digit;

	if (!take_one_of(from, ".")) {
		return 0;
	}
	digit = take_digit(from);
	from->good = from->good && digit >= 0;
	for (; digit >= 0; digit = take_digit(from)) {
		ms += digit * scale;
		scale /= 10;
	}
	return ms;
}

/* Minutes east of Greenwich. */
static int take_offset(struct reader *from)
{
	int sign, hours;

	if (take_one_of(from, "Zz")) {
		return 0;
	}
	sign = from->rest.length > 0 && from->rest.at[0] == '-' ? -1 : 1;
	need_one_of(from, "+-");
	hours = take_number(from, 2, 0, 23);
	need_one_of(from, ":");
	return sign * (hours * 60 + take_number(from, 2, 0, 59));
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01; years are counted from March, so that the leap day is the last. */
static int64_t days_since(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year, m = month > 2 ? month - 3 : month + 9;
	int64_t leaps = (y + 400) / 4 - (y + 400) / 100 + (y + 400) / 400;

	return (y + 400) * 365 + leaps + (153 * m + 2) / 5 + day - 1 - 719468 - 146097;
}

/* Ms since midnight; `loose`: seconds may be missing. */
static int64_t take_clock(struct reader *from, bool loose)
{
	int hour = take_number(from, 2, 0, 23), minute, second = 0, fraction = 0;

	need_one_of(from, ":");
	minute = take_number(from, 2, 0, 59);
	if (take_one_of(from, ":")) {
		second = take_number(from, 2, 0, 60);
		fraction = take_fraction(from);
	} else {
		from->good = from->good && loose;
	}
	return (int64_t)(hour * 60 + minute) * 60000 + second * 1000 + fraction;
}

static bool parse(struct text text, bool loose, int64_t *ms)
{
	struct reader from = {.rest = text, .good = true};
	int year = take_number(&from, 4, 0, 9999), month, day;
	int64_t in_day = 0;

	need_one_of(&from, "-");
	month = take_number(&from, 2, 1, 12);
	need_one_of(&from, "-");
	day = take_number(&from, 2, 1, 31);
	if (!from.good || day > days_in(year, month)) {
		return false;
	}
	if (from.rest.length > 0) {
		need_one_of(&from, "Tt ");
		in_day = take_clock(&from, loose);
		in_day -= loose && from.rest.length == 0 ? 0 : (int64_t)take_offset(&from) * 60000;
	}
	if (!from.good || from.rest.length > 0) {
		return false;
	}
	*ms = days_since(year, month, day) * DAY_MS + in_day;
	return true;
}

bool moment_parse(struct text text, int64_t *ms)
{
	return parse(text, false, ms);
}

bool moment_parse_shown(struct text text, int64_t *ms)
{
	return parse(text, true, ms);
}

bool moment_parse_clock(struct text text, int64_t *of_day_ms)
{
	struct reader from = {.rest = text, .good = true};

	*of_day_ms = take_clock(&from, true);
	return from.good && from.rest.length == 0;
}

int64_t moment_of_clock(int64_t of_day_ms, int64_t now_ms)
{
	int64_t ms = now_ms - now_ms % DAY_MS + of_day_ms;

	return ms > now_ms ? ms - DAY_MS : ms;
}
