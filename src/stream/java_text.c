#include "stream/java_text.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum { HEAD = 4, TC_NULL = 0x70, TC_OBJECT = 0x73, TC_STRING = 0x74, TC_LONG_STRING = 0x7c };

bool java_serialised(struct text bytes)
{
	return bytes.length > HEAD && memcmp(bytes.at, "\xac\xed\x00\x05", HEAD) == 0;
}

static uint64_t big_endian(const char *at, size_t size)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		value = value << 8 | (unsigned char)at[i];
	}
	return value;
}

static struct text behind(struct text text, size_t bytes)
{
	return text_from(text.at + bytes, text.length - bytes);
}

/* The string whose length stands in the first `size` bytes; what is there of it. */
static bool take_string(struct text *rest, size_t size, struct text *string)
{
	uint64_t length;
	bool whole;

	if (rest->length < size) {
		*string = text_of("");
		return false;
	}
	length = big_endian(rest->at, size);
	*rest = behind(*rest, size);
	whole = length <= rest->length;
	*string = text_from(rest->at, whole ? (size_t)length : rest->length);
	*rest = behind(*rest, string->length);
	return whole;
}

static bool add_number(struct buf *out, struct text class_name, struct text bytes)
{
	static const struct {
		const char *class_name;
		size_t size;
	} boxes[] = {{"java.lang.Long", 8}, {"java.lang.Integer", 4}, {"java.lang.Short", 2},
		{"java.lang.Byte", 1}};
	size_t i;

	for (i = 0; i < sizeof(boxes) / sizeof(*boxes); i++) {
		size_t size = boxes[i].size;
		uint64_t bits, sign = UINT64_C(1) << (8 * size - 1);

		if (!text_is(class_name, boxes[i].class_name) || bytes.length < size) {
			continue;
		}
		bits = big_endian(bytes.at + bytes.length - size, size);
		if ((bits & sign) != 0) {
			buf_addf(out, "-%" PRIu64, (sign - (bits & (sign - 1))));
		} else {
			buf_addf(out, "%" PRIu64, bits);
		}
		return true;
	}
	return false;
}

/* Strings that stand in the rest, in order: each behind its mark and length, and valid. */
static void add_strings(struct buf *out, struct text rest)
{
	const char *before = " ";

	while (rest.length > 3) {
		struct text tail = behind(rest, 1), string;

		if (rest.at[0] != TC_STRING || !take_string(&tail, 2, &string) ||
			string.length == 0 || !utf8_valid(string)) {
			rest = behind(rest, 1);
			continue;
		}
		buf_add_string(out, before);
		buf_add_text(out, string);
		before = ", ";
		rest = tail;
	}
}

static bool add_object(struct buf *out, struct text rest)
{
	struct text class_name;

	if (rest.length < 1 || rest.at[0] != 0x72) {
		return false;
	}
	rest = behind(rest, 1);
	if (!take_string(&rest, 2, &class_name)) {
		buf_add_text(out, class_name);
		return false;
	}
	if (!add_number(out, class_name, rest)) {
		buf_add_text(out, class_name);
		add_strings(out, rest);
	}
	return true;
}

bool java_text(struct text bytes, struct buf *out)
{
	struct text rest, string;
	bool whole;
	char kind;

	if (!java_serialised(bytes)) {
		return false;
	}
	kind = bytes.at[HEAD];
	rest = behind(bytes, HEAD + 1);
	if (kind == TC_OBJECT) {
		return add_object(out, rest) && !out->full;
	}
	if (kind == TC_NULL) {
		return buf_add_string(out, "null");
	}
	if (kind != TC_STRING && kind != TC_LONG_STRING) {
		return false;
	}
	whole = take_string(&rest, kind == TC_STRING ? 2 : 8, &string);
	return buf_add_text(out, string) && whole;
}
