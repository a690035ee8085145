#include "base/moment.h"

#include <stddef.h>

/* Counts of seconds from 1973 to 5138, and the same moments in finer units. */
static const int64_t seconds_min = INT64_C(100000000), seconds_end = INT64_C(100000000000);

struct reader {
	struct text rest;
	bool good, freely; /* freely: as producers write, and not by the letter */
	bool shown;        /* as screens show it: seconds and zone may be missing */
};

enum { DAY_MS = 86400000 };

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

	if (!take_one_of(from, from->freely ? ".,:" : ".")) {
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

/* Minutes east of Greenwich; no word of it is Greenwich, where that is free. */
static int take_offset(struct reader *from)
{
	int sign, hours;

	if (from->freely) {
		take_one_of(from, " ");
	}
	if ((from->freely && from->rest.length == 0) || take_one_of(from, "Zz")) {
		return 0;
	}
	sign = from->rest.length > 0 && from->rest.at[0] == '-' ? -1 : 1;
	need_one_of(from, "+-");
	hours = take_number(from, 2, 0, 23);
	from->good = (take_one_of(from, ":") || from->freely) && from->good;
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

/* Ms since midnight. */
static int64_t take_clock(struct reader *from)
{
	int hour = take_number(from, 2, 0, 23), minute, second = 0, fraction = 0;

	need_one_of(from, ":");
	minute = take_number(from, 2, 0, 59);
	if (take_one_of(from, ":")) {
		second = take_number(from, 2, 0, 60);
		fraction = take_fraction(from);
	} else {
		from->good = from->good && from->shown;
	}
	return (int64_t)(hour * 60 + minute) * 60000 + second * 1000 + fraction;
}

static int64_t take_time(struct reader *from)
{
	int64_t clock_ms = take_clock(from);
	bool bare = from->shown && from->rest.length == 0;

	return bare ? clock_ms : clock_ms - (int64_t)take_offset(from) * 60000;
}

static bool take_moment(struct reader *from, int64_t *ms)
{
	int year = take_number(from, 4, 0, 9999), month, day;
	int64_t in_day = 0;

	need_one_of(from, "-");
	month = take_number(from, 2, 1, 12);
	need_one_of(from, "-");
	day = take_number(from, 2, 1, 31);
	if (!from->good || day > days_in(year, month)) {
		return false;
	}
	if (from->rest.length > 0 || from->freely) {
		need_one_of(from, "Tt ");
		in_day = take_time(from);
	}
	if (!from->good || from->rest.length > 0) {
		return false;
	}
	*ms = days_since(year, month, day) * DAY_MS + in_day;
	return true;
}

bool moment_parse(struct text text, int64_t *ms)
{
	return take_moment(&(struct reader){.rest = text, .good = true}, ms);
}

/* Digits behind the point, as thousandths; a count may have none. */
static bool take_thousandths(struct reader *from, int64_t *out)
{
	int64_t scale = 100;
	int digit;

	*out = 0;
	if (take_one_of(from, ".")) {
		while ((digit = take_digit(from)) >= 0) {
			*out += digit * scale;
			scale /= 10;
		}
	}
	return from->rest.length == 0;
}

static bool take_count(struct reader *from, int64_t *ms)
{
	int64_t value = 0, thousandths;
	int digits = 0, digit;

	while (digits < 19 && (digit = take_digit(from)) >= 0) {
		value = value > INT64_MAX / 10 - 1 ? INT64_MAX : value * 10 + digit;
		digits++;
	}
	if (digits == 0 || !take_thousandths(from, &thousandths) || value < seconds_min) {
		return false;
	}
	*ms = value < seconds_end               ? value * 1000 + thousandths
		: value < seconds_end * 1000    ? value
		: value < seconds_end * 1000000 ? value / 1000
						: value / 1000000;
	return true;
}

bool moment_read(struct text text, int64_t *ms)
{
	struct reader from = {.rest = text, .good = true, .freely = true};

	if (text.length > 40) {
		return false;
	}
	return text.length > 4 && text.at[4] == '-' ? take_moment(&from, ms)
						    : take_count(&from, ms);
}

bool moment_parse_shown(struct text text, int64_t *ms)
{
	return take_moment(&(struct reader){.rest = text, .good = true, .shown = true}, ms);
}

bool moment_parse_clock(struct text text, int64_t *of_day_ms)
{
	struct reader from = {.rest = text, .good = true, .shown = true};

	*of_day_ms = take_clock(&from);
	return from.good && from.rest.length == 0;
}

int64_t moment_of_clock(int64_t of_day_ms, int64_t now_ms)
{
	int64_t ms = now_ms - now_ms % DAY_MS + of_day_ms;

	return ms > now_ms ? ms - DAY_MS : ms;
}
