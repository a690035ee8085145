#include "metric_text.h"

#include <math.h>
#include <string.h>

#include "base/base64.h"
#include "base/utf8.h"

enum { PARTS = 1000000, PARTS_DIGITS = 6 };

#define ENCODED "base64:"

/* Exact below 2^63 parts; a rate beyond that is no rate. */
static void add_rate(struct buf *out, double rate)
{
	double whole = floor(fabs(rate));
	double parts = round((fabs(rate) - whole) * PARTS);

	if (!isfinite(rate) || whole > (double)(INT64_MAX / 2)) {
		buf_add_string(out, "NaN");
		return;
	}
	if (parts >= PARTS) {
		whole += 1;
		parts = 0;
	}
	buf_addf(out, "%s%lld.%0*lld", rate < 0 ? "-" : "", (long long)whole, PARTS_DIGITS,
		(long long)parts);
}

static void add_seconds(struct buf *out, int64_t ms)
{
	uint64_t size = ms < 0 ? -(uint64_t)ms : (uint64_t)ms;

	buf_addf(out, "%s%llu.%03llu", ms < 0 ? "-" : "", (unsigned long long)(size / 1000),
		(unsigned long long)(size % 1000));
}

void metric_add_value(struct buf *out, const struct metric_value *value)
{
	buf_add_byte(out, ' ');
	switch (value->is) {
	case METRIC_ABSENT:
	case METRIC_UNKNOWN:
		buf_add_string(out, "NaN");
		break;
	case METRIC_COUNT:
		buf_addf(out, "%lld", (long long)value->n);
		break;
	case METRIC_MS:
		add_seconds(out, value->n);
		break;
	case METRIC_RATE:
		add_rate(out, value->rate);
		break;
	case METRIC_ENDLESS:
		buf_add_string(out, "+Inf");
		break;
	}
}

/* In any locale, so that a series keeps its name: controls, and what turns text around. A newline
 * has an escape of its own. */
static bool is_harmful(uint32_t code)
{
	return (code < 0x20 && code != '\n') || (code >= 0x7f && code <= 0x9f) || code == 0x61c ||
		code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
		(code >= 0x2066 && code <= 0x2069);
}

static bool is_plain(struct text value)
{
	uint32_t code = 0;

	if (text_starts(value, ENCODED)) {
		return false;
	}
	while (value.length > 0) {
		size_t length = utf8_decode(value, &code);

		if (length == 0 || is_harmful(code)) {
			return false;
		}
		value = text_from(value.at + length, value.length - length);
	}
	return true;
}

static void add_escaped(struct buf *out, struct text value)
{
	for (size_t i = 0; i < value.length; i++) {
		char byte = value.at[i];

		if (byte == '"' || byte == '\\' || byte == '\n') {
			buf_add_byte(out, '\\');
		}
		buf_add_byte(out, byte == '\n' ? 'n' : byte);
	}
}

void metric_add_label(struct buf *out, const char *name, struct text value)
{
	buf_addf(out, "%s=\"", name);
	if (is_plain(value)) {
		add_escaped(out, value);
	} else {
		buf_add_string(out, ENCODED);
		base64_encode(out, value);
	}
	buf_add_byte(out, '"');
}
