#include "when.h"

/* Counts of seconds from 1973 to 5138, and the same moments in finer units. */
static const int64_t seconds_min = INT64_C(100000000), seconds_end = INT64_C(100000000000);

struct reader {
	struct text rest;
	bool good;
};

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static int take_digits(struct reader *from, size_t count)
{
	int value = 0;
	size_t i;

	if (from->rest.length < count) {
		from->good = false;
		return 0;
	}
	for (i = 0; i < count; i++) {
		from->good = from->good && is_digit(from->rest.at[i]);
		value = from->good ? value * 10 + (from->rest.at[i] - '0') : 0;
	}
	from->rest = text_from(from->rest.at + count, from->rest.length - count);
	return value;
}

static bool take_one_of(struct reader *from, const char *allowed)
{
	if (from->rest.length == 0) {
		return false;
	}
	for (; *allowed != '\0'; allowed++) {
		if (from->rest.at[0] == *allowed) {
			from->rest = text_from(from->rest.at + 1, from->rest.length - 1);
			return true;
		}
	}
	return false;
}

/* Digits behind the seconds, as many as there are, as ms. */
static int take_fraction(struct reader *from)
{
	int ms = 0, scale = 100;

	if (!take_one_of(from, ".,:")) {
		return 0;
	}
	while (from->rest.length > 0 && is_digit(from->rest.at[0])) {
		ms += (from->rest.at[0] - '0') * scale;
		scale /= 10;
		from->rest = text_from(from->rest.at + 1, from->rest.length - 1);
	}
	return ms;
}

/* Minutes east of Greenwich; no word of it is Greenwich. */
static int take_offset(struct reader *from)
{
	int sign, hours, minutes;

	take_one_of(from, " ");
	if (from->rest.length == 0 || take_one_of(from, "Zz")) {
		return 0;
	}
	sign = from->rest.at[0] == '-' ? -1 : 1;
	from->good = from->good && take_one_of(from, "+-");
	hours = take_digits(from, 2);
	take_one_of(from, ":");
	minutes = take_digits(from, 2);
	from->good = from->good && hours < 24 && minutes < 60;
	return sign * (hours * 60 + minutes);
}

/* Days from 1970-01-01 by the calendar that has always been Gregorian. */
static int64_t days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + of_year - 719468;
}

static bool parse_date(struct text text, int64_t *ms)
{
	struct reader from = {.rest = text, .good = true};
	int year = take_digits(&from, 4), month, day, hour, minute, second, fraction, offset;

	from.good = from.good && take_one_of(&from, "-");
	month = take_digits(&from, 2);
	from.good = from.good && take_one_of(&from, "-");
	day = take_digits(&from, 2);
	from.good = from.good && take_one_of(&from, "Tt ");
	hour = take_digits(&from, 2);
	from.good = from.good && take_one_of(&from, ":");
	minute = take_digits(&from, 2);
	from.good = from.good && take_one_of(&from, ":");
	second = take_digits(&from, 2);
	fraction = take_fraction(&from);
	offset = take_offset(&from);
	if (!from.good || from.rest.length > 0 || month < 1 || month > 12 || day < 1 || day > 31 ||
		hour > 23 || minute > 59 || second > 60) {
		return false;
	}
	*ms = ((days_of(year, month, day) * 24 + hour) * 60 + minute - offset) * 60000 +
		second * 1000 + fraction;
	return true;
}

static bool parse_count(struct text text, int64_t *ms)
{
	int64_t value = 0, scale = 100, fraction = 0;
	size_t i;

	for (i = 0; i < text.length && is_digit(text.at[i]); i++) {
		if (i == 19) {
			return false;
		}
		value = value > INT64_MAX / 10 - 1 ? INT64_MAX : value * 10 + (text.at[i] - '0');
	}
	if (i == 0 || (i < text.length && text.at[i] != '.')) {
		return false;
	}
	for (i = i < text.length ? i + 1 : i; i < text.length; i++) {
		if (!is_digit(text.at[i])) {
			return false;
		}
		fraction += (text.at[i] - '0') * scale;
		scale /= 10;
	}
	if (value < seconds_min) {
		return false;
	}
	*ms = value < seconds_end               ? value * 1000 + fraction
		: value < seconds_end * 1000    ? value
		: value < seconds_end * 1000000 ? value / 1000
						: value / 1000000;
	return true;
}

bool when_parse(struct text text, int64_t *ms)
{
	if (text.length > 40) {
		return false;
	}
	return parse_count(text, ms) || parse_date(text, ms);
}
