#include "base/sanitise.h"

#include "base/utf8.h"

enum { MARKS_MAX = 2 };

struct range {
	uint32_t first, last;
};

/* Ascending. Noncharacters at the end of each plane are computed instead. */
static const struct range refused[] = {
	{.first = 0x0000, .last = 0x001f},      /* C0 */
	{.first = 0x007f, .last = 0x009f},      /* DEL, C1 */
	{.first = 0x00ad, .last = 0x00ad},      /* soft hyphen */
	{.first = 0x034f, .last = 0x034f},      /* combining grapheme joiner */
	{.first = 0x061c, .last = 0x061c},      /* Arabic letter mark */
	{.first = 0x115f, .last = 0x1160},      /* Hangul fillers */
	{.first = 0x17b4, .last = 0x17b5},      /* Khmer inherent vowels */
	{.first = 0x180b, .last = 0x180f},      /* Mongolian variation selectors */
	{.first = 0x200b, .last = 0x200f},      /* zero width, direction marks */
	{.first = 0x2028, .last = 0x202e},      /* separators, bidi embedding */
	{.first = 0x2060, .last = 0x206f},      /* joiners, bidi isolates */
	{.first = 0x3164, .last = 0x3164},      /* Hangul filler */
	{.first = 0xd800, .last = 0xf8ff},      /* surrogates, private use */
	{.first = 0xfdd0, .last = 0xfdef},      /* noncharacters */
	{.first = 0xfe00, .last = 0xfe0f},      /* variation selectors */
	{.first = 0xfeff, .last = 0xfeff},      /* byte order mark */
	{.first = 0xffa0, .last = 0xffa0},      /* halfwidth Hangul filler */
	{.first = 0xfff0, .last = 0xfffb},      /* annotations */
	{.first = 0x1bca0, .last = 0x1bca3},    /* shorthand controls */
	{.first = 0x1d173, .last = 0x1d17a},    /* musical controls */
	{.first = 0xe0000, .last = UINT32_MAX}, /* tags, private use, beyond Unicode */
};

static bool in_ranges(uint32_t code)
{
	size_t low = 0, high = sizeof(refused) / sizeof(*refused);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (code > refused[middle].last) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return code >= refused[low].first;
}

bool sanitise_allows(uint32_t code)
{
	if (code >= 0x20 && code < 0x7f) {
		return true;
	}
	return !in_ranges(code) && (code & 0xfffe) != 0xfffe && utf8_width(code) >= 0;
}

static void add_replacement(struct buf *out, uint32_t code)
{
	switch (code) {
	case '\n':
		buf_add_string(out, "\\n");
		return;
	case '\r':
		buf_add_string(out, "\\r");
		return;
	case '\t':
		buf_add_string(out, "\\t");
		return;
	default:
		break;
	}
	if (code < 0x20 || code == 0x7f) {
		buf_addf(out, "^%c", (int)(code ^ 0x40));
	} else {
		buf_addf(out, "<U+%04X>", (unsigned)code);
	}
}

static size_t printable_run(struct text raw)
{
	size_t length = 0;

	while (length < raw.length && raw.at[length] >= 0x20 && raw.at[length] < 0x7f) {
		length++;
	}
	return length;
}

/* Adds the character at the front of `raw`, no printable ASCII; true where it stays as it was. */
static bool add_character(struct buf *out, struct text raw, size_t *length, int *marks_left)
{
	uint32_t code = 0;

	*length = utf8_decode(raw, &code);
	if (*length == 0) {
		*length = 1;
		*marks_left = 0;
		buf_addf(out, "\\x%02X", (unsigned)(unsigned char)raw.at[0]);
		return false;
	}
	if (!sanitise_allows(code) || (utf8_width(code) == 0 && *marks_left == 0)) {
		*marks_left = 0;
		add_replacement(out, code);
		return false;
	}
	*marks_left = utf8_width(code) == 0 ? *marks_left - 1 : MARKS_MAX;
	buf_add(out, raw.at, *length);
	return true;
}

bool sanitise_text(struct buf *out, struct text raw)
{
	int marks_left = 0; /* a mark has nothing to stand on at the front or after a replacement */
	bool altered = false;
	size_t length;

	while (raw.length > 0 && !out->full) {
		length = printable_run(raw);
		if (length > 0) {
			buf_add(out, raw.at, length);
			marks_left = MARKS_MAX;
		} else if (!add_character(out, raw, &length, &marks_left)) {
			altered = true;
		}
		raw = text_from(raw.at + length, raw.length - length);
	}
	return altered;
}

/* Bytes and cells of the character that begins at `at`; what is no character takes one of each. */
static size_t step(struct text safe, size_t at, int *width)
{
	uint32_t code = 0;
	size_t length = utf8_decode(text_from(safe.at + at, safe.length - at), &code);
	int cells = length == 0 ? 1 : utf8_width(code);

	*width = cells < 0 ? 1 : cells;
	return length == 0 ? 1 : length;
}

int sanitise_width(struct text safe)
{
	size_t at = 0;
	int sum = 0, width;

	while (at < safe.length) {
		at += step(safe, at, &width);
		sum += width;
	}
	return sum;
}

/* The longest front of at most `room` cells, with the marks that belong to it. */
static struct text front(struct text safe, int room, int *used)
{
	size_t at = 0;
	int width;

	*used = 0;
	while (at < safe.length) {
		size_t length = step(safe, at, &width);

		if (*used + width > room) {
			break;
		}
		*used += width;
		at += length;
	}
	return text_from(safe.at, at);
}

/* The longest back of at most `room` cells, without marks whose base is cut off. */
static struct text back(struct text safe, int total, int room)
{
	size_t at = 0;
	int width;

	while (at < safe.length) {
		size_t length = step(safe, at, &width);

		if (total <= room && width > 0) {
			break;
		}
		total -= width;
		at += length;
	}
	return text_from(safe.at + at, safe.length - at);
}

void sanitise_cut_middle(struct buf *out, struct text safe, int width, const char *mark)
{
	int total = sanitise_width(safe), used;
	struct text kept;

	if (total <= width) {
		buf_add_text(out, safe);
		return;
	}
	if (width <= 0) {
		return;
	}
	kept = front(safe, width / 2, &used);
	buf_add_text(out, kept);
	buf_add_string(out, mark);
	buf_add_text(out, back(safe, total, width - 1 - used));
}
